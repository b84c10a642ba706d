namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The energy around a solution (u, b) = (u_star, b_star) of the task u_star b_star^(T-i), in deviations of the modes (theory:
/// (137)-(143), Section 8, which calls the two delta and lambda).
[<RequireQualifiedAccess>]
module internal Deviations =
    let private symbol (name: string) = Canonical.symbol (Vocabulary.real name)
    let private nameOfU, private nameOfB = "u_star", "b_star"
    let solutionU, solutionB = symbol nameOfU, symbol nameOfB
    let deviationOfU, deviationOfB = symbol "D_u", symbol "D_b"
    let private half = Canonical.number (Rational.ofRatio 1 2)

    // The error of step i of a mode u, b on the task.
    let private error (u: Expr) (b: Expr) =
        let back = Mode.T -. Mode.i
        solutionU *. Canonical.power solutionB back -. u *. Canonical.power b back

    /// E at u = u_star + D_u, b = b_star, closed: quadratic in D_u.
    let ofInputOutput =
        lazy
            (ClosedSum.close (
                Expand.expand (
                    half
                    *. Energy.over Last (Canonical.power (error (solutionU +. deviationOfU) solutionB) (Canonical.ofInt 2))
                )
            ))

    // C(n,k) b^(n-k) D^k, a term of the binomial theorem.
    let private term (n: Expr) (k: Expr) =
        Canonical.multiplyAll [ Functions.ofBinomial n k; Canonical.power solutionB (n -. k); Canonical.power deviationOfB k ]

    /// The error of step i at b = b_star + D_b, by the binomial theorem.
    let ofRecurrent =
        let k = Vocabulary.index "k"
        let back = Mode.T -. Mode.i
        Canonical.negate solutionU
        *. Canonical.sumOver k Canonical.one back (term back (Canonical.symbol k))

    // S_n = sum over k = 0..n of F(n,k) is (b + D)^n for every n, by induction from S_0 = 1: with the certificate
    // G(n,k) = -D F(n,k-1) and Pascal's rule C(n+1,k) = C(n,k) + C(n,k-1),
    //   F(n+1,k) - (b + D) F(n,k) = G(n,k+1) - G(n,k),
    // which telescopes over k = 0..n+1 to 0, because C(n,-1) = C(n,n+1) = 0 by definition: S_(n+1) = (b + D) S_n.
    let private verdict =
        lazy
            (let n, k = Canonical.symbol (Vocabulary.index "n"), Canonical.symbol (Vocabulary.index "k")
             let one = Canonical.one
             let here, before = symbol "C_here", symbol "C_before"
             let term' coefficient n k = coefficient *. Canonical.power solutionB (n -. k) *. Canonical.power deviationOfB k
             let certificate coefficient k = Canonical.negate deviationOfB *. term' coefficient n (k -. one)
             let residual =
                 term' (here +. before) (n +. one) k
                 -. (solutionB +. deviationOfB) *. term' here n k
                 -. (certificate here (k +. one) -. certificate before k)

             match Equality.isZero residual, Equality.equal (term Canonical.zero Canonical.zero) one with
             | Proved _, Proved _ ->
                 Verdict.ByInduction
                     "the binomial theorem for every exponent, by induction: each power is the one before times the base, by telescoping"
             | Proved _, other
             | other, _ -> other)

    /// The two deviations where every output counts or the modes are complex: the same with the setting's sum and modulus.
    let private ofInputOutputIn (setting: Setting) =
        if setting = Setting.standard then
            ofInputOutput.Value
        else
            let named (name: string) = Canonical.symbol (Mode.vocabulary setting.Modes name)
            let back = Mode.counted setting.Outputs -. Mode.i
            let error = named "D_u" *. Canonical.power (named nameOfB) back
            ClosedSum.close (half *. Energy.over setting.Outputs (Energy.modulusSquared error))

    // s_i - u_star (b_star + D_b)^(T-i), which text calls error[i](u_star, b_star + D_b).
    let private errorOf (steps: Expr list) (last: Expr) =
        let u, b = Letter nameOfU, Row [ Letter nameOfB; Mark " + "; Letter "D_b" ]
        let at = Quantity.list (List.map Scalar steps)

        Named(
            Row [ Word "error["; at; Word "]("; u; Mark ", "; b; Mark ")" ],
            Row
                [ Below(Letter "s", at)
                  Mark " - "
                  u
                  Gap
                  Above(Formula.parenthesized [ b ], Row [ Scalar last; Mark "-"; Letter "i" ]) ]
        )

    let private energyAt =
        let arguments = Quantity.list [ Row [ Letter nameOfU; Mark " + "; Letter "D_u" ]; Letter nameOfB ]

        Formula.of' (Letter "E") arguments

    let equations (setting: Setting) =
        let ofB steps last right =
            Equation.make "deviation.b" "(141)" (errorOf steps last) (Scalar right) "the binomial theorem" verdict.Value

        [ yield! TaskSums.equations "deviation.u" "(138)" energyAt (ofInputOutputIn setting)
          match setting.Outputs with
          | Last -> ofB [ Mode.i ] Mode.T ofRecurrent
          | Every -> ofB [ Mode.t; Mode.i ] Mode.t (Substitution.symbol Vocabulary.trajectoryLength Mode.t ofRecurrent) ]
        |> List.map Equation.general

    /// What the symbols stand for.
    let remark =
        Prose.read
            $"`{nameOfU}` and `{nameOfB}` stand for u and b of the solution, with values `{nameOfU}`*`{nameOfB}`^`n` `n` steps before the counted one, and `D_u` and `D_b` for deviations from it."

    let letters =
        [ "D_u", "the deviation of u from the solution"
          "D_b", "the deviation of b from the solution"
          nameOfU, "u of the solution"
          nameOfB, "b of the solution" ]
