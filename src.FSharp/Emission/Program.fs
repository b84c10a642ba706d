namespace LrnnSymbolic.Emission

open LrnnSymbolic.Algebra

/// A value of a lowered program; every value is a double and is assigned once.
type Value = int

type UnaryOperation =
    | Negate
    | Reciprocal
    | SquareRoot
    | Exponential
    /// The number itself if it is whole, else NaN.
    | Whole

type BinaryOperation =
    | Add
    | Subtract
    | Multiply
    | Divide
    /// x^y by the framework's power function; 0^0 = 1.
    | Raise

/// What computes a value.
type Operation =
    | Literal of float
    /// The state's k-th component.
    | State of int
    /// The k-th parameter.
    | Parameter of int
    /// The tabulated singular value s_t at the step held by a value.
    | Datum of Value
    | Unary of UnaryOperation * Value
    | Binary of BinaryOperation * Value * Value
    | Call of FunctionId * Value list
    /// One if the value stands in the relation to zero, else zero.
    | Test of Relation * Value

/// One line of a program.
type Statement =
    | Define of Value * Operation
    | Repeat of Loop

/// A counted loop over whole numbers, both ends included; values defined in its body are not seen outside.
and Loop =
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

and Carried =
    { Current: Value
      Start: Value
      Next: Value }

/// A lowered program: one straight line with loops, from which the delegate and the C# source are both written.
[<NoEquality; NoComparison>]
type Program =
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
