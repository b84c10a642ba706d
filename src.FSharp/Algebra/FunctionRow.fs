namespace LrnnSymbolic.Algebra

open System
open System.Numerics

/// The sign of a function's value at real arguments.
[<RequireQualifiedAccess>]
type internal ValueSign =
    | Any
    | Positive
    | Nonnegative
    /// That of its argument.
    | OfArgument

/// What is certain of a function, asked wherever an assumption permits a rewrite.
[<NoEquality; NoComparison>]
type internal FunctionFacts =
    {
        IsReal: Expr[] -> bool
        IsInteger: Expr[] -> bool
        Sign: ValueSign
        /// A bound from below (true) or above; None where there is none to be known from the arguments.
        Bound: (bool -> Expr[] -> Bound option) voption
        /// Is conj f(x) = f(conj x) wherever there is a value? Not where a branch cut is.
        CommutesWithConjugate: bool
        /// Certain not to be 0 at this rational number.
        IsNonzeroAt: Rational -> bool
    }

/// Where a function has a value.
[<RequireQualifiedAccess>]
type internal FunctionDomain =
    | Everywhere
    /// Positive real numbers; elsewhere but at 0 it is complex.
    | Positive
    /// Only a value that comes out tells.
    | WhereItHasValue
    /// Orders, degrees and lengths are whole numbers, and they are never drawn as anything else.
    | WholeNumbers

/// What rounding of the arguments could decide otherwise.
[<RequireQualifiedAccess; NoEquality; NoComparison>]
type internal Decision =
    | Nothing
    /// A jump or a kink, at which whole arguments are exact.
    | Jump
    /// The whole part of a real number.
    | WholePart of (Expr[] -> Expr)
    /// Arguments that must be whole.
    | Whole

/// How the Taylor series is found.
[<RequireQualifiedAccess; NoEquality; NoComparison>]
type internal SeriesRule =
    /// There is none, of a complex variable either: the value depends on conj(z), or jumps.
    | Absent
    | Sine
    | Cosine
    | Logarithm
    /// That of the same function written by others.
    | Written of (Expr -> Expr)
    /// The integral of the derivative's, where the function is real.
    | Integrated
    /// By the derivatives at the point.
    | Derivatives

/// How applications are drawn, in LaTeX and in MathML alike.
[<RequireQualifiedAccess>]
type internal FunctionNotation =
    /// A name in front, in LaTeX as given; a power may stand at the name.
    | Operator of latex: string * takesPower: bool
    /// A letter with the first argument as its index.
    | Letter of string
    /// Between two signs, as given for LaTeX and for MathML: the argument, or the quotient of two.
    | Between of latex: (string * string) * mathMl: (string * string)
    | Behind of string
    /// One above the other in parentheses.
    | Stacked
    /// The second as an index of the first in parentheses.
    | Indexed

/// Even, odd, or neither.
[<RequireQualifiedAccess>]
type internal Parity =
    | Even
    | Odd
    | Neither

/// A number in a program, by the values that hold its parts: one where it is real, two where it is complex.
[<Struct; NoEquality; NoComparison>]
type internal Parts = { Re: int; Im: int voption }

/// What a function of complex numbers is made of in a program: operations on values, and on numbers in parts.
[<NoEquality; NoComparison>]
type internal PartsOperations =
    { Literal: float -> int
      Add: int -> int -> int
      Multiply: int -> int -> int
      Negate: int -> int
      Exponential: int -> int
      Call: FunctionId -> int -> int
      Divide: Parts -> Parts -> Parts
      Modulus: Parts -> int
      Logarithm: Parts -> Parts }

[<NoEquality; NoComparison>]
type internal FunctionProgram =
    {
        /// The .NET method of doubles, from which every back end makes its call: of Math or of KernelFunctions in the contracts.
        Kernel: string
        /// A program of complex arguments; without one they must be real.
        OfComplex: (PartsOperations -> Parts -> Parts) voption
        /// Does a call take many steps?
        IsLong: bool
    }

/// Everything that is known of a function.
[<NoEquality; NoComparison>]
type internal FunctionRow =
    {
        Id: FunctionId
        /// The name in the task grammar.
        Name: string
        /// How many arguments, and how many at most.
        Arity: int
        MostArguments: int
        /// Rewrites that hold without any condition, for canonical arguments.
        Special: Expr[] -> Expr voption
        Parity: Parity
        /// Partial derivative by each argument; None where there is none in this algebra (integer arguments).
        Partials: (Expr[] -> Expr) option list
        Series: SeriesRule
        Double: float[] -> float
        Complex: Complex[] -> Complex
        /// The exact value at rational arguments, where it is rational.
        Exact: Rational[] -> Rational voption
        /// The value to a number of bits.
        Certain: int -> Certain[] -> Certain
        Facts: FunctionFacts
        Domain: FunctionDomain
        Decides: Decision
        Notation: FunctionNotation
        /// What it stands for, where readers cannot be expected to know, with letters between backquotes.
        Meaning: string voption
        Program: FunctionProgram
        /// Rational arguments at which it has a value.
        Draw: Random -> Rational list
    }

    member row.IsVariadic = row.MostArguments > row.Arity

    /// Does it take so many arguments?
    member row.Accepts(count: int) = count >= row.Arity && count <= row.MostArguments

/// The type that has the rows.
type internal IFunctionRows =
    abstract Rows: FunctionRow list

/// Names that type. Rows are made of expressions, whose simplest properties depend on rows: so the table, which stands before
/// both, learns from its assembly who fills it.
[<AttributeUsage(AttributeTargets.Assembly); Sealed>]
type internal FunctionRowsAttribute(source: Type) =
    inherit Attribute()
    member _.Source = source

[<RequireQualifiedAccess>]
module internal FunctionTable =
    let private source =
        lazy
            (match Attribute.GetCustomAttribute(typeof<FunctionRow>.Assembly, typeof<FunctionRowsAttribute>) with
             | :? FunctionRowsAttribute as attribute ->
                 match Activator.CreateInstance attribute.Source with
                 | :? IFunctionRows as source -> source.Rows
                 | _ -> invalidOp "The rows' type is not one of rows."
             | _ -> invalidOp "No type has the functions' rows.")

    // A case without fields hashes to its place among the cases.
    let private index =
        lazy
            (let rows = source.Value
             let table = Array.zeroCreate<FunctionRow> rows.Length
             for row in rows do
                 table[hash row.Id] <- row
             table)

    /// In the order in which they are listed.
    let rows () : FunctionRow list = source.Value

    let rowOf (id: FunctionId) : FunctionRow = index.Value[hash id]
