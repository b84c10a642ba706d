namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The recurrent mode with u frozen: derivatives of b(t) by time, to any order (theory: equations (48)-(67), Section 7).
[<RequireQualifiedAccess>]
module RecurrentModeSeries =
    /// The n-th derivative of g by b, as a symbol: g_0 is g.
    let g (n: int) = Canonical.symbol (Vocabulary.real (if n = 0 then "g" else $"g_{n}"))

    // d/dt of an expression in g, g_1, ..., g_n: g d/db.
    let private alongFlow (order: int) (e: Expr) =
        [ for n in 0..order -> Derivative.by (g n) e *. g (n + 1) *. g 0 ]
        |> Canonical.addAll
        |> Expand.expand

    /// b', b'', ..., b^(order) in units of tau, by repeated differentiation.
    let byIteration (order: int) : Expr list =
        List.unfold (fun (n, e) -> if n > order then None else Some(e, (n + 1, alongFlow n e))) (1, g 0)

    /// The same by Faa di Bruno's formula: b^(n) = sum_{k=1..n-1} g^(k) B_{n-1,k}(b', ..., b^(n-k)).
    let byBellPolynomials (order: int) : Expr list =
        let rec next (known: Expr list) =
            if known.Length = order then
                known
            else
                let n = known.Length + 1
                let derivatives = known |> List.toArray

                let term k = g k *. Combinatorics.partialBell (n - 1) k (fun j -> derivatives[j - 1])

                next (known @ [ [ for k in 1 .. n - 1 -> term k ] |> Canonical.addAll |> Expand.expand ])

        next [ g 0 ]

    /// g = u A' - u^2 B'/2 = tau b', for a task, with u as a symbol.
    let slope (sums: TaskSums) =
        let u = Mode.u
        let by (e: Expr) = Derivative.by Mode.b e
        u *. by sums.Correlation.Stable
        -. Canonical.number (Rational.ofRatio 1 2)
           *. Canonical.power u (Canonical.ofInt 2)
           *. by sums.ResponsePower.Stable

    // The coefficients b_n = b^(n)/n! fall like R^(-n) where R is the radius of convergence: two of them give R, and the terms after
    // the last form a geometric series.
    let private window =
        lazy
            (let positive (name: string) =
                Symbol.Of(
                    name,
                    { Assumptions.Of Real with
                        Lower = Some { Value = Rational.Zero; Strict = true } }
                )
                |> Canonical.symbol

             let two = Canonical.ofInt 2
             let m, N, R, h, tolerance = positive "m", positive "N", positive "R", positive "h", positive "epsilon"
             let early, late = positive "B_m", positive "B_N"
             let share = h /. R
             let radius = Canonical.power (early /. late) (Canonical.one /. (N -. m))
             let step = Canonical.power (tolerance *. R /. (two *. late)) (Canonical.one /. (N +. Canonical.one))

             // late sum_{k>=1} R^(-k) h^(N+k), which times 1 - h/R is its first term.
             let remainder = late *. Canonical.power h N *. share /. (Canonical.one -. share)
             let first = late *. Canonical.power h N *. share
             let telescopes = Equality.isZero (remainder -. share *. remainder -. first)

             // At h = R/2 the remainder is twice its first term, which at the step is half of epsilon.
             let atStep =
                 Equality.isZero (two *. late *. Canonical.power step (N +. Canonical.one) /. R -. tolerance)

             [ Equation.derived
                   "radius"
                   ""
                   ("R", "R")
                   radius
                   "Cauchy-Hadamard, 1/R = limsup B_n^(1/n), from two coefficients B_n = |b^(n)|/n!"
               Equation.make
                   "remainder"
                   ""
                   ("remainder", "\\sum_{n>N} B_n h^n")
                   remainder
                   "B_n = B_N R^(N-n), a geometric series for h < R"
                   telescopes
               Equation.make
                   "step"
                   ""
                   ("h", "h")
                   step
                   "at most R/2, where the remainder is at most twice its first term; that is epsilon"
                   atStep ])

    let private shownOrder = 5

    let section (task: TaskDynamics) =
        let iterated = byIteration shownOrder
        let bell = byBellPolynomials shownOrder

        let derivative n (e: Expr) (other: Expr) =
            Equation.make
                $"b^({n})"
                (match n with
                 | 1 -> "(54)"
                 | _ -> "")
                ($"tau^{n}*b^({n})", $"\\tau^{{{n}}} b^{{({n})}}")
                e
                "d/dt = g d/db, repeated; equal to the sum over partial Bell polynomials"
                (Equality.equal e other)

        let energy = Energy.ofTask task
        let frozen = Substitution.symbols [ Mode.input, Mode.u; Mode.output, Canonical.one ]
        let g0 = GradientFlow.ofEnergy Mode.real energy |> List.item 1 |> frozen

        Section.make
            "recurrent-series"
            "Recurrent mode with u frozen"
            (Equation.derived "g" "(48)" ("g", "g(b)") g0 "tau b' with a c = u"
             :: List.mapi2 (fun k e other -> derivative (k + 1) e other) iterated bell
             @ window.Value)
            [ "A window of N terms may be as long as min(h, R/2) for an error of epsilon; R is an estimate, exact for a simple pole, so the slope at the window's end has to confirm it."
              "g_n is the n-th derivative of g by b; b(t + h) = sum_n b^(n) h^n / n!." ]
