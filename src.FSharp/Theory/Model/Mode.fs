namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The unknowns of one mode: with aligned weights the network falls apart into modes that learn on their own,
/// yhat_T = sum_i c b^(T-i) a x_i (theory: Assumption 3).
[<RequireQualifiedAccess>]
module Mode =
    let private real = Vocabulary.real
    let input = real "a"
    let recurrent = real "b"
    let output = real "c"
    /// u = a c.
    let inputOutput = real "u"
    let timescale = real "tau"

    let a = Canonical.symbol input
    let b = Canonical.symbol recurrent
    let c = Canonical.symbol output
    let u = Canonical.symbol inputOutput

    /// a, b, c: the order of every state vector.
    let state = [ input; recurrent; output ]

    /// The summation index over the steps of a trajectory.
    let index = Vocabulary.real "i"
    let i = Canonical.symbol index
    let T = Canonical.symbol Vocabulary.trajectoryLength

    /// c b^(T-i) a: how strongly the input of step i reaches the output.
    let response =
        Canonical.multiplyAll [ c; Canonical.power b (Canonical.subtract T i); a ]
