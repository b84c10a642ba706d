namespace LrnnSymbolic.Emission

open LrnnSymbolic.Algebra

/// A value of a lowered program; every value is a double and is assigned once.
type Value = int

type internal UnaryOperation =
    | Negate
    | Reciprocal
    | SquareRoot
    | Exponential
    /// The number itself if it is whole, else NaN.
    | Whole

type internal BinaryOperation =
    | Add
    | Subtract
    | Multiply
    | Divide
    /// x^y by the framework's power function; 0^0 = 1.
    | Raise
    /// 0 where x is 0, else y, whatever y is: what a bracket that is 0 makes of a product, infinite factors included.
    | Silence

/// What computes a value.
type internal Operation =
    | Literal of float
    /// The state's k-th component.
    | State of int
    /// The k-th parameter.
    | Parameter of int
    /// The tabulated singular value s_t at the step held by a value; NaN where there is none.
    | Datum of Value
    | Unary of UnaryOperation * Value
    | Binary of BinaryOperation * Value * Value
    /// x y + z, rounded once.
    | MultiplyAdd of Value * Value * Value
    | Call of FunctionId * Value list
    /// One if the value stands in the relation to zero, else zero.
    | Test of Relation * Value

/// Sums that one call computes together with their first derivatives (see SharedSums in the contracts).
type internal SharedSum =
    /// sum_{j<n} C(j, k) q^(j-k) of the ratio q, what rounding left out of it, and n.
    | GeometricSums
    /// sum_{i=1}^n C(n-i, k) s_i x^(n-i-k) of x and n, where s is the table.
    | TableSums

/// One line of a program.
type internal Statement =
    | Define of Value * Operation
    /// The sum and its derivatives for k = 0, 1 or for k = 0, 1, 2.
    | DefineSums of Value list * SharedSum * Value list
    | Repeat of Loop

/// A counted loop over whole numbers, both ends included; values defined in its body are not seen outside.
and internal Loop =
    {
        /// The running index, a double that holds a whole number.
        Index: Value
        Lower: Value
        Upper: Value
        /// Runs from Upper to Lower, so that b^(T-i) grows by one factor a step.
        Descending: bool
        /// Values carried from step to step: the name inside and after the loop, the start, and the next value.
        Carried: Carried list
        Body: Statement list
    }

and internal Carried =
    { Current: Value
      Start: Value
      Next: Value }

/// A lowered program: one straight line with loops, from which the delegate and the C# source are both written.
[<NoEquality; NoComparison>]
type Program =
    internal
        {
            Name: string
            /// What it computes, one line for each output.
            Documentation: string list
            States: string list
            Parameters: string list
            /// Does it read tabulated singular values?
            ReadsData: bool
            Outputs: (string * Value) list
            Body: Statement list
            /// Values run from 0 to ValueCount - 1.
            ValueCount: int
        }

[<RequireQualifiedAccess>]
module internal Program =
    /// What an operation reads.
    let operands (op: Operation) : Value list =
        match op with
        | Literal _
        | State _
        | Parameter _ -> []
        | Datum x
        | Unary(_, x)
        | Test(_, x) -> [ x ]
        | Binary(_, x, y) -> [ x; y ]
        | MultiplyAdd(x, y, z) -> [ x; y; z ]
        | Call(_, arguments) -> arguments

    /// The operation on other values.
    let withOperands (name: Value -> Value) (op: Operation) : Operation =
        match op with
        | Literal _
        | State _
        | Parameter _ -> op
        | Datum x -> Datum(name x)
        | Unary(unary, x) -> Unary(unary, name x)
        | Binary(binary, x, y) -> Binary(binary, name x, name y)
        | MultiplyAdd(x, y, z) -> MultiplyAdd(name x, name y, name z)
        | Test(relation, x) -> Test(relation, name x)
        | Call(id, arguments) -> Call(id, List.map name arguments)

    /// How often each value is read.
    let uses (program: Program) : int[] =
        let uses = Array.zeroCreate program.ValueCount
        let read (v: Value) = uses[v] <- uses[v] + 1

        let rec visit statement =
            match statement with
            | Define(_, op) -> operands op |> List.iter read
            | DefineSums(_, _, arguments) -> List.iter read arguments
            | Repeat loop ->
                read loop.Lower
                read loop.Upper

                for c in loop.Carried do
                    read c.Start
                    read c.Next

                List.iter visit loop.Body

        List.iter visit program.Body
        program.Outputs |> List.iter (snd >> read)
        uses
