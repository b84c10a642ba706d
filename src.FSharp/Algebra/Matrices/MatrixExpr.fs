namespace LrnnSymbolic.Algebra.Matrices

open LrnnSymbolic.Algebra

/// Two shapes that do not fit; the message names both.
exception ShapeMismatch of string with
    override e.Message = e.Data0

/// What is known about the entries of a matrix. Diagonal matrices commute with each other, and equal their transposes.
[<RequireQualifiedAccess>]
type Structure =
    | General
    | Symmetric
    | Diagonal

/// How a matrix symbol is set.
[<RequireQualifiedAccess>]
type MatrixForm =
    /// By its name, as symbols are.
    | Name
    /// As the differential of what is set so.
    | Differential of MatrixForm
    /// A letter with others above it, at the last of which the indices hang: Sigma with Y and X is \Sigma^{Y_{1}X_{2}}.
    | Raised of head: string * letters: string list

/// A named matrix, or a family of them when it carries indices (X[i]); all members have one shape.
type MatrixSymbol =
    {
        Name: string
        Rows: Expr
        Columns: Expr
        /// Real or Complex; a real matrix is its own conjugate.
        Domain: Domain
        Structure: Structure
        Form: MatrixForm
    }

/// An occurrence of a symbol.
type internal Leaf =
    { Symbol: MatrixSymbol
      Indices: Expr list
      Transposed: bool
      Conjugated: bool }

/// A summation index with its bounds, both included; empty when Upper < Lower.
type internal Range =
    { Index: Symbol
      Lower: Expr
      Upper: Expr }

/// What the summation indices were called when they were written. Equality is blind to it: bound names carry no meaning.
[<CustomEquality; CustomComparison>]
type internal IndexNames =
    { Written: string list }

    override _.Equals(other: obj | null) = other :? IndexNames
    override _.GetHashCode() = 0

    interface System.IComparable with
        member _.CompareTo(_: obj | null) = 0

/// One letter of a word.
[<RequireQualifiedAccess>]
type internal MatrixFactor =
    | Leaf of Leaf * exponent: Expr
    /// A power of something longer than a letter, which the algebra could not take apart.
    | Composite of MatrixExpr * exponent: Expr
    | Kronecker of Word * Word
    /// The columns stacked; transposed, a row.
    | Vec of Word * transposed: bool

/// A product in which order matters; without letters, the identity.
and internal Word =
    { Rows: Expr
      Columns: Expr
      Factors: MatrixFactor list }

/// sum over Ranges (outermost first) of Coefficient * product of the traces of Traces * Word.
and internal MatrixTerm =
    { Traces: Word list
      Word: Word
      Ranges: Range list
      Coefficient: Expr
      Names: IndexNames }

/// A linear combination of words, in canonical form: products are multiplied out, transposes stand at the symbols, like
/// terms are collected. A scalar is a 1 by 1 expression, all of whose words are traces.
and MatrixExpr =
    internal
        { Rows: Expr
          Columns: Expr
          Terms: MatrixTerm list }
