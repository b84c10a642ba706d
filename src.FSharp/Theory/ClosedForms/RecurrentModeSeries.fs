namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The recurrent mode with u frozen: derivatives of b(t) by time, to any order (theory: equations (48)-(67), Section 7).
[<RequireQualifiedAccess>]
module internal RecurrentModeSeries =
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

    // ---- Complex modes ----------------------------------------------------------------------------------------------------
    //
    // g depends on b and conj(b), so d/dt = g d/db + conj(g) d/dconj(b).

    /// The derivative of g, m times by b and n times by conj(b), as a symbol: g, g_1_0, g_0_1, ...
    let gOf (m: int, n: int) = Canonical.symbol (Vocabulary.complex (if m + n = 0 then "g" else $"g_{m}_{n}"))

    let private alongComplexFlow (order: int) (e: Expr) =
        let conj = Functions.conjugate
        let velocity = gOf (0, 0)

        // conj(g_m_n) is the derivative of conj(g), m times by conj(b) and n times by b.
        [ for total in 0..order do
              for m in 0..total do
                  let n = total - m
                  let along = gOf (m + 1, n) *. velocity +. gOf (m, n + 1) *. conj velocity
                  Derivative.by (gOf (m, n)) e *. along
                  Derivative.by (conj (gOf (m, n))) e *. conj along ]
        |> Canonical.addAll
        |> Expand.expand

    /// b', b'', ..., b^(order) of a complex mode, in units of tau.
    let byComplexIteration (order: int) : Expr list =
        List.unfold (fun (n, e) -> if n > order then None else Some(e, (n + 1, alongComplexFlow n e))) (1, gOf (0, 0))

    // ---- Windows ----------------------------------------------------------------------------------------------------------
    //
    // The coefficients b_n = b^(n)/n! fall like R^(-n) where R is the radius of convergence: two of them give R, and the terms after
    // the last form a geometric series.
    let private windowOf (symbol: string -> Expr) =
        let two = Canonical.ofInt 2
        let m, N, R, h = symbol "m", symbol "N", symbol "R", symbol "h"
        let early, late = symbol "B_m", symbol "B_N"
        let share = h /. R
        let first = late *. Canonical.power h N *. share

        {| Radius = Canonical.power (early /. late) (Canonical.one /. (N -. m))
           Remainder = first /. (Canonical.one -. share)
           Step = Canonical.power (symbol "epsilon" *. R /. (two *. late)) (Canonical.one /. (N +. Canonical.one))
           First = first
           Share = share
           TwiceFirst = fun (h: Expr) -> two *. late *. Canonical.power h (N +. Canonical.one) /. R |}

    let private positive (name: string) =
        Symbol.Of(
            name,
            { Assumptions.Of Real with
                Lower = Some { Value = Rational.Zero; Strict = true } }
        )
        |> Canonical.symbol

    // The sum over n > N of B_n h^n.
    let private remainder =
        let n = Letter "n"
        let terms = Below(Mark "sum", Row [ n; Mark ">"; Letter "N" ])
        Named(Word "remainder", Row [ terms; Gap; Below(Letter "B", n); Gap; Above(Letter "h", n) ])

    let private window =
        lazy
            // Proved for magnitudes, which are positive; written in plain symbols.
            (let w = windowOf positive
             let plain = windowOf (fun name -> Canonical.symbol (Vocabulary.real name))
             // The sum over n > N, less itself one term further, is its first term.
             let telescopes = Equality.isZero (w.Remainder -. w.Share *. w.Remainder -. w.First)
             // What is proved of them holds for the estimate of R, which two coefficients cannot make certain.
             let estimate proof =
                 match proof with
                 | Proved(_, reason) ->
                     Estimated $"exact only if the coefficients fall geometrically from the last one on; for that model proved: {reason}"
                 | other -> other

             let isTolerance = Equality.isZero (w.TwiceFirst w.Step -. positive "epsilon")

             [ Equation.make
                   "radius"
                   ""
                   (Letter "R")
                   (Scalar plain.Radius)
                   "Cauchy-Hadamard, 1/`R` = limsup `B_n`^(1/`n`), from two coefficients `B_n` = |b^(`n`)|/`n`!"
                   (Estimated "the limit itself needs all coefficients")
               Equation.make
                   "remainder"
                   ""
                   remainder
                   (Scalar plain.Remainder)
                   "`B_n` = `B_N` `R`^(`N`-`n`), a geometric series for `h` < `R`"
                   (estimate telescopes)
               Equation.make
                   "step"
                   ""
                   (Letter "h")
                   (Scalar plain.Step)
                   "at most `R`/2, where the remainder is at most twice its first term; that is `epsilon`"
                   (estimate isTolerance) ])

    // ---- Section ----------------------------------------------------------------------------------------------------------

    let private derivative number rule n (e: Expr) verdict =
        let left =
            Named(Word $"tau^{n}*b^({n})", Row [ Above(Letter "tau", Mark $"{n}"); Gap; Above(Letter "b", Mark $"({n})") ])

        Equation.make $"b^({n})" (if n = 1 then number else "") left (Scalar e) rule verdict

    let private real =
        lazy
            (List.mapi2
                (fun k e other ->
                    derivative
                        "(54)"
                        "d/dt = `g` d/db, repeated; equal to the sum over partial Bell polynomials"
                        (k + 1)
                        e
                        (Equality.equal e other))
                (byIteration 5)
                (byBellPolynomials 5),
             [ "`g_n` is the `n`-th derivative of `g` by b; b(t + `h`) = `sum_n` b^(`n`) `h`^`n` / `n`!." ])

    let private complex =
        lazy
            (let order = 3
             // A g that does not know conj(b): only its derivatives by b are left.
             let holomorphic (e: Expr) =
                 e
                 |> Substitution.symbols
                     [ for total in 0..order do
                           for m in 0..total ->
                               (Properties.freeSymbols (gOf (m, total - m)) |> Array.head), (if m = total then g total else Canonical.zero) ]

             List.mapi2
                 (fun k e other ->
                     let verdict =
                         match Equality.equal (holomorphic e) other with
                         | Proved _ -> Equation.byConstruction
                         | failed -> failed

                     derivative
                         ""
                         "d/dt = `g` d/db + conj(`g`) d/dconj(b), repeated; the series of one variable where `g` does not know conj(b)"
                         (k + 1)
                         e
                         verdict)
                 (byComplexIteration order)
                 (byIteration order),
             [ "`g_m_n` is the derivative of `g`, `m` times by b and `n` times by conj(b); b(t + `h`) = `sum_n` b^(`n`) `h`^`n` / `n`!." ])

    /// The section "recurrent-series".
    let section (task: TaskDynamics) =
        let mode = Mode.ofKind task.Setting.Modes
        let u = Canonical.symbol (Mode.vocabulary mode.Kind "u")
        let frozen = Substitution.symbols [ mode.Symbols[0], u; mode.Symbols[2], Canonical.one ]
        let slope = GradientFlow.ofEnergy mode (Energy.ofTask task) |> List.item 1 |> frozen

        let series, remarks =
            match mode.Kind with
            | RealModes -> real.Value
            | ComplexModes -> complex.Value

        Section.make
            "recurrent-series"
            "Recurrent mode with u frozen"
            (Equation.derived "g" "(48)" (Named(Letter "g", Quantity.at "g" "b")) (Scalar slope) "tau b' with a c = u"
             :: List.map Equation.general (series @ window.Value))
            (remarks
             @ [ "Windows of `N` terms may be as long as min(`h`, `R`/2) for an error of `epsilon`; `R` is an estimate, exact for a simple pole, so the slope at the window's end has to confirm it." ]
             |> List.map Prose.read)
        |> Section.explained
            [ "g_n", "the n-th derivative of g"
              "B_n", "the size of the n-th coefficient of the series in h, |b^(n)|/n!"
              "B_N", "that of the last term that is kept"
              "B_m", "that of an earlier term"
              "N", "the number of the last term"
              "m", "the number of an earlier term that is not 0, m < N"
              "h", "the step in learning time"
              "epsilon", "the error that is allowed" ]
