namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The energy around a solution (u, b) = (delta, lambda), in deviations of the modes (theory: (137)-(143), Section 8).
[<RequireQualifiedAccess>]
module Deviations =
    let private symbol (name: string) = Canonical.symbol (Vocabulary.real name)
    let delta, lambda = symbol "delta", symbol "lambda"
    let deviationOfU, deviationOfB = symbol "D_u", symbol "D_b"
    let private half = Canonical.number (Rational.ofRatio 1 2)

    // The error of step i of a mode u, b on the task delta lambda^(T-i).
    let private error (u: Expr) (b: Expr) =
        let back = Mode.T -. Mode.i
        delta *. Canonical.power lambda back -. u *. Canonical.power b back

    /// E(u, lambda) for u = delta + D_u, closed: quadratic in D_u.
    let ofInputOutput =
        lazy
            (ClosedSum.close (
                Expand.expand (
                    half
                    *. Energy.over Last (Canonical.power (error (delta +. deviationOfU) lambda) (Canonical.ofInt 2))
                )
            ))

    /// The error of step i at b = lambda + D_b, by the binomial theorem.
    let ofRecurrent =
        let k = Vocabulary.index "k"
        let back = Mode.T -. Mode.i
        let term =
            Canonical.multiplyAll
                [ Functions.ofBinomial back (Canonical.symbol k)
                  Canonical.power lambda (back -. Canonical.symbol k)
                  Canonical.power deviationOfB (Canonical.symbol k) ]

        Canonical.negate delta *. Canonical.sumOver k Canonical.one back term

    // The binomial theorem holds for every whole exponent; compare both sides at small ones.
    let private verdict =
        lazy
            (let right = ofRecurrent
             let left = error delta (lambda +. deviationOfB)
             let agrees n =
                 let at (e: Expr) =
                     e
                     |> Substitution.symbols [ Mode.index, Canonical.one; Vocabulary.trajectoryLength, Canonical.ofInt (n + 1) ]

                 let written =
                     match (at right).Node with
                     | _ -> Expand.expand (UnrolledSums.writeOut (at right))

                 (Equality.equal (Expand.expand (at left)) written).IsProved

             if Seq.forall agrees (seq { 0..8 }) then
                 Checked 9
             else
                 Unknown "the binomial theorem failed for a small exponent")

    let equations () =
        [ yield! TaskSums.equations "deviation.u" "(138)" ("E(delta + D_u, lambda)", "E(\\delta + D_u, \\lambda)") ofInputOutput.Value
          yield
              Equation.make
                  "deviation.b"
                  "(141)"
                  ("error[i](delta, lambda + D_b)", "s_i - \\delta (\\lambda + D_b)^{T-i}")
                  ofRecurrent
                  "the binomial theorem"
                  verdict.Value ]
