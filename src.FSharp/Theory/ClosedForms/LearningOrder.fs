namespace LrnnSymbolic.Theory

open System.Numerics
open LrnnSymbolic.Algebra

/// Which of two modes is learned first from a small start: an inequality between their learning times (theory: Sections 6
/// and 8 of the source paper, "larger and later first").
[<RequireQualifiedAccess>]
module internal LearningOrder =
    let private one = Canonical.one
    let private two = Canonical.ofInt 2
    let private square (e: Expr) = Canonical.power e two
    let private symbol (name: string) = Canonical.symbol (Vocabulary.real name)
    let private A, B, u0 = InputOutputMode.A, InputOutputMode.B, InputOutputMode.u0
    let private tau = Mode.timescale

    /// The half-time t(A) of u with b frozen at its start.
    let private time = InputOutputMode.halfTime

    // x = A/(B u_0) - 1, how far there is to go: t = tau log(x)/(2A).
    let private x = symbol "x"
    let private way = A /. (B *. u0) -. one

    /// dt/dA = -tau (log(x) - 1 - 1/x)/(2 A^2).
    let private slope =
        Canonical.negate tau *. (Functions.log x -. one -. Canonical.power x (Canonical.ofInt -1))
        /. (two *. square A)

    // As identities of log(A/(B u_0) - 1) and rational functions.
    let private slopeVerdict =
        lazy
            (let log = symbol "l"
             let named (e: Expr) = Substitution.symbol (Vocabulary.real "x") way e
             // t = tau l/(2A) with dl/dA = (dx/dA)/x.
             let timeOfLog = tau *. log /. (two *. A)
             let derivative = Derivative.by A timeOfLog +. Derivative.by log timeOfLog *. Derivative.by A way /. way
             let expected =
                 Canonical.negate tau *. (log -. one -. Canonical.power way (Canonical.ofInt -1))
                 /. (two *. square A)
             let isTime = Equality.equal (named (tau *. Functions.log x /. (two *. A))) time

             match isTime, Equality.equal derivative expected with
             | Proved _, verdict -> verdict
             | other, _ -> other)

    /// From which x on dt/dA is negative: there log(x) > 1 + 1/x.
    let private threshold = 4

    // log(x) - 1 - 1/x grows, for its derivative 1/x + 1/x^2 is a sum of positive terms; and at x = 4 it is positive:
    // log 4 > 5/4, because 4^4 > 3^5 > e^5.
    let private monotoneVerdict =
        lazy
            (let positive =
                Canonical.symbol (
                    Symbol.Of(
                        "x",
                        { Assumptions.Of Real with
                            Lower = Some { Value = Rational.Zero; Strict = true } }
                    )
                )
             let growth =
                 Derivative.by positive (Functions.log positive -. Canonical.power positive (Canonical.ofInt -1))
             let atThreshold = BigInteger.Pow(BigInteger 4, threshold) > BigInteger.Pow(BigInteger 3, threshold + 1)

             match slopeVerdict.Value with
             | Proved _ when Properties.isPositive growth && atThreshold ->
                 Verdict.ByIdentity
                     "log(r) - 1 - 1/r grows with the ratio r, its derivative being a sum of positive terms, and is positive at r = 4"
             | Proved _ -> Unknown "the sign of the derivative of the learning time"
             | other -> other)

    let private of' (label: string) (e: Expr) = Substitution.symbol (Vocabulary.real "A") (symbol $"A_{label}") e

    // What A is made of at the start: conj(b)^n weighs the step n before the counted one.
    let private atStart (task: TaskDynamics) =
        let last = Mode.counted task.Setting.Outputs
        let value place =
            match TaskDynamics.formals task.Setting with
            | [ step ] -> Substitution.symbols [ step, place ] task.Formula
            | formals -> Substitution.symbol (List.last formals) place task.Formula
        let sum (e: Expr) =
            match task.Setting.Outputs with
            | Last -> e
            | Every -> Canonical.sumOver Mode.outputStep one Mode.T e
        let fill = Substitution.symbol TaskDynamics.trajectoryLength task.Length
        (TaskSums.closeOrKeep (fill (sum (value last)))).Stable

    // Which values weigh most in A while |b| is small.
    let private weights (setting: Setting) =
        let value, power =
            match setting.Modes with
            | RealModes -> "s", "b^`n`"
            | ComplexModes -> "d", "conj(b)^`n`"

        match setting.Outputs with
        | Last -> $"`A` = sum of {value}_(T-`n`) {power}, so at small |b| late values weigh more than early ones: larger and later first."
        | Every ->
            $"`A` = sum over `n` of (sum over t of {value}_(t,t-`n`)) {power}, so at small |b| the values of inputs shortly before their output weigh most: larger and nearer first."

    let private learningTime (of': string) = Quantity.at "t" of'

    /// The learning time, its inequality, and the values it starts from.
    let equations (task: TaskDynamics) : Equation list * Prose list =
        let smallStart label = of' label A -. Canonical.ofInt (threshold + 1) *. B *. u0

        [ Equation.derived
              "A(0)"
              ""
              (Formula.of' (Letter "A") (Mark "0"))
              (Scalar(atStart task))
              "`A` at b = 0, where b^0 = 1 leaves the values of the counted steps themselves"
          Equation.derived
              "half-time"
              ""
              (learningTime "A")
              (Scalar time)
              "from a small balanced start `u_0`, with b frozen: the time to half of the final value `A`/`B`"
          |> Equation.general
          |> Equation.wherePositive [ A -. two *. B *. u0; B; u0 ]
          Equation.make
              "dt/dA"
              ""
              (Row [ Quantity.differential (Letter "t"); Mark "/"; Quantity.differential (Letter "A") ])
              (Scalar slope)
              "differentiate with b frozen, where `x` = `A`/(`B` `u_0`) - 1"
              slopeVerdict.Value
          |> Equation.general
          |> Equation.where
              [ { Left = A
                  Right = Canonical.zero
                  Equal = false } ]
          |> Equation.wherePositive [ x ]
          Equation.make
              "order"
              ""
              (Row [ Mark "0"; Mark " < "; learningTime "A_2"; Mark " - "; learningTime "A_1" ])
              (Scalar(of' "2" time -. of' "1" time))
              $"with b frozen, dt/d`A` is negative for `x` >= {threshold}, that is `A` >= {threshold + 1} `B` `u_0`: of two such modes the one with the larger `A` is learned first"
              monotoneVerdict.Value
          |> Equation.general
          |> Equation.wherePositive [ symbol "A_1" -. symbol "A_2"; smallStart "2"; B; u0 ] ],
        [ match task.Setting.Modes with
          | ComplexModes ->
              "`A` stands for |`A`| here, and `u_0` for |`u_0`|, with `u_0` of the phase of `A`."
              "With b frozen and `A` != 0, of two modes that start alike and small the one with the larger |`A`| is learned first."
          | RealModes ->
              "With b frozen, of two modes with `A` > 0 that start alike, with a small `u_0` > 0, the one with the larger `A` is learned first."
              "The same holds for `A` < 0 and `u_0` < 0 (a = -c), with |`A`| and |`u_0`| in the place of `A` and `u_0`; a balanced mode whose `u_0` has the other sign than `A`, and one with `A` = 0, shrinks to u = 0 and is not learned."
          weights task.Setting
          match task.Setting.Modes with
          | RealModes ->
              "While u is small b hardly moves: db/du = (`A`' - u `B`'/2)/(2 (`A` - u `B`)) for a = c, so with `A` != 0 at the start the ratio of the times with b moving to these tends to 1 as `u_0` -> 0."
          | ComplexModes ->
              "While a and c are small b hardly moves: its rate is of second order in them and theirs is of first, so with `A` != 0 at the start the ratio of the times with b moving to these tends to 1 as `u_0` -> 0." ]
        |> List.map Prose.read
