namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The unknowns of one mode: with aligned weights the network falls apart into modes that learn on their own,
/// yhat_T = sum_i c b^(T-i) a x_i (theory: Assumption 3).
[<NoEquality; NoComparison>]
type Mode =
    {
        /// Input mode a, recurrent mode b, output mode c: the order of every state vector.
        Symbols: Symbol list
        A: Expr
        B: Expr
        C: Expr
        Kind: ModeKind
    }

/// The symbols of a mode, and the mode of a setting.
[<RequireQualifiedAccess>]
module Mode =
    let private make kind (vocabulary: Vocabulary) =
        let symbols = [ "a"; "b"; "c" ] |> List.map vocabulary

        { Symbols = symbols
          A = Canonical.symbol symbols[0]
          B = Canonical.symbol symbols[1]
          C = Canonical.symbol symbols[2]
          Kind = kind }

    let private realMode = make RealModes Vocabulary.real
    let private complexMode = make ComplexModes Vocabulary.complex

    let ofKind (kind: ModeKind) =
        match kind with
        | RealModes -> realMode
        | ComplexModes -> complexMode

    let real = realMode
    let input = realMode.Symbols[0]
    let recurrent = realMode.Symbols[1]
    let output = realMode.Symbols[2]
    let a = realMode.A
    let b = realMode.B
    let c = realMode.C

    /// u = a c.
    let u = Canonical.symbol (Vocabulary.real "u")

    /// The vocabulary in which modes, tasks and what is made of them are written: real or complex numbers.
    let vocabulary (kind: ModeKind) =
        match kind with
        | RealModes -> Vocabulary.real
        | ComplexModes -> Vocabulary.complex

    let timescale = Canonical.symbol (Vocabulary.real "tau")
    let state = realMode.Symbols

    /// The summation index over the steps of a trajectory, and over output steps.
    let index = Vocabulary.real "i"
    let i = Canonical.symbol index
    let outputStep = Vocabulary.real "t"
    let t = Canonical.symbol outputStep
    let T = Canonical.symbol Vocabulary.trajectoryLength

    /// The step whose output is counted: T, or every t.
    let counted (outputs: Outputs) =
        match outputs with
        | Last -> T
        | Every -> t

    /// c b^(T-i) a: how strongly the input of step i reaches the output (of step t, where every output counts).
    let response (outputs: Outputs) (mode: Mode) =
        Canonical.multiplyAll [ mode.C; Canonical.power mode.B (Canonical.subtract (counted outputs) i); mode.A ]
