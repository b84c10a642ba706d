namespace LrnnSymbolic.Theory

open System.Numerics
open LrnnSymbolic.Algebra

/// How the point of lowest energy changes.
type TransitionKind =
    /// Two points have equal energies; b and u jump.
    | FirstOrder
    /// A symmetric point (b = 0 or infinity, b = 1 or -1) splits into two, or two merge in it; b and u are continuous.
    | SecondOrder
    /// b runs through infinity and comes back from the other side: continuous on the line with its point at infinity.
    | ThroughInfinity

/// The parameter value of a transition.
[<NoEquality; NoComparison>]
type TransitionValue =
    | Exact of AlgebraicNumber
    /// sign * q^(1/power) for the q of a crossing of which no polynomial was worked out; known to any number of digits.
    | Certified of Crossing * power: int * sign: int
    /// Of a task with irrational values: between two numbers that are as close as the digits that were asked for.
    | Enclosed of low: Rational * high: Rational

/// The point of lowest energy beside a transition, in doubles next to the exact values.
[<NoEquality; NoComparison>]
type PhaseState =
    {
        /// Infinite where the infimum is a limit.
        B: float
        U: float
        Energy: float
        /// A mirror image, at -b or at 1/b, has the same energy.
        IsPair: bool
    }

/// A value of the parameter at which the point of lowest energy changes.
[<NoEquality; NoComparison>]
type Transition =
    {
        Kind: TransitionKind
        Value: TransitionValue
        /// The lowest point just below and just above the value.
        From: PhaseState
        To: PhaseState
        /// Some point has the lowest energy at the value itself.
        Attained: bool
        /// b of other points with the same energy at the value, known where it is rational in the squared or plain parameter.
        Ties: float list
    }

/// The parameter value of a bifurcation.
[<NoEquality; NoComparison>]
type BifurcationValue =
    | Root of AlgebraicNumber
    /// Exactly one between the two numbers.
    | Within of low: Rational * high: Rational

/// A value at which stationary points appear, vanish or pass through infinity, and how many minima there are around.
[<NoEquality; NoComparison>]
type Bifurcation =
    {
        Value: BifurcationValue
        Kind: BifurcationKind
        /// b where that happens, or one of its mirror images; none where the kind is not classified.
        B: float option
        MinimaBelow: int
        MinimaAbove: int
        StationaryBelow: int
        StationaryAbove: int
    }

/// Between two transitions.
[<NoEquality; NoComparison>]
type PhaseSample =
    { Sample: Rational
      Stationary: StationarySet }

/// How the point of lowest energy was followed.
[<NoEquality; NoComparison>]
type Following =
    internal
        {
            /// The parameter of the proofs is q = control^Power.
            Power: int
            Folding: Folding
            /// A, by powers of b, with coefficients in q, but for a factor that b does not change.
            Correlation: Univariate[]
            /// Into how many pieces the range of q was cut.
            Pieces: int
            /// Irrational values were rounded, to so many decimals more than are shown.
            IsRounded: bool
        }

/// What happens to the points of lowest energy over a range of a parameter.
[<NoEquality; NoComparison>]
type TransitionReport =
    {
        Control: Symbol
        Range: Rational * Rational
        Energy: ReducedEnergy
        /// In increasing order; complete where Undecided is empty.
        Transitions: Transition list
        /// One sample inside each range between neighbouring transitions and excluded values, with all stationary points.
        Phases: PhaseSample list
        /// In increasing order; how they were found, and whether these are all.
        Bifurcations: Bifurcation list
        BifurcationMethod: string
        AreBifurcationsComplete: bool
        /// Values at which the task vanishes or has none.
        Excluded: AlgebraicNumber list
        /// Ranges of the parameter in which it is not decided where the energy is lowest.
        Undecided: (float * float) list
        Remarks: string list
        /// None where b does not depend on the control.
        Following: Following option
    }
