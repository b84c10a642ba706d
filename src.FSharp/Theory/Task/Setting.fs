namespace LrnnSymbolic.Theory

open System
open System.Collections.Concurrent

/// Which outputs the loss counts.
type Outputs =
    /// yhat_T only, loss (4).
    | Last
    /// yhat_1, ..., yhat_T, loss (144).
    | Every

/// What kind of numbers the modes are.
type ModeKind =
    /// Singular values and real connectivity modes.
    | RealModes
    /// Eigenvalues and complex connectivity modes: rotations.
    | ComplexModes

/// The setting of a task: everything that the derivation must know besides the formula.
type Setting = { Outputs: Outputs; Modes: ModeKind }

/// The setting that is meant where none is given.
[<RequireQualifiedAccess>]
module Setting =
    let standard = { Outputs = Last; Modes = RealModes }

    /// What no task enters is derived once for each setting, or for each part of one that it depends on.
    let internal once (derive: 'setting -> 'r) : 'setting -> 'r =
        let known = ConcurrentDictionary<'setting, Lazy<'r>>()
        fun setting -> known.GetOrAdd(setting, (fun setting -> lazy (derive setting))).Value
