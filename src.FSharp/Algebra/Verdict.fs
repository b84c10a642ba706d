namespace LrnnSymbolic.Algebra

/// What is known about a claim. Unknown never counts as success.
type Verdict =
    /// For all values; says by which argument.
    | Proved of string
    /// True at so many drawn points.
    | Checked of int
    /// False; the witness shows where.
    | Refuted of string
    | Unknown of string
