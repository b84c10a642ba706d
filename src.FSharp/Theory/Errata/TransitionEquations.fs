namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Reduced energies of the Dirac task and its transitions: (94)-(111).
[<RequireQualifiedAccess>]
module internal TransitionEquations =
    let private entry = PrintedEquation.make "transitions"
    let private two = Canonical.ofInt 2
    let private u, private b = Mode.u, Mode.b

    let private read text =
        match TaskDynamics.parse text with
        | Ok task -> task
        | Error(InputProblem problem) -> raise (UnsupportedOperation problem)

    // E(u, b) of a task; the paper's appendix leaves out the factor 1/2.
    let private energyOf text = Energy.ofTask (read text) |> Substitution.symbols [ Mode.input, u; Mode.output, Canonical.one ]
    let private general = lazy energyOf "[t = 1]*s_1 + [t = T]*s_T"
    let private ratio = lazy energyOf "dirac-ratio"

    /// u* = A/B and E* = (sum s^2 - A^2/B)/2.
    let private ofSums (make: Expr -> Expr -> Expr -> Expr) text =
        let energy = Energy.ofTask (read text)
        make (Energy.taskPower energy) (Energy.correlation energy) (Energy.responsePower energy)

    let private best = lazy ofSums (fun _ A B -> A /. B) "dirac-ratio"
    let private reduced = lazy ofSums (fun power A B -> (power -. A *. A /. B) /. two) "dirac-ratio"
    let private ofLength n (e: Expr) = UnrolledSums.writeOut (Substitution.symbol Vocabulary.trajectoryLength (Canonical.ofInt n) e)
    let private reduced3 = lazy ofLength 3 reduced.Value

    let private halved (e: Expr) = e /. two
    let private doubled = "E is twice the energy (2 tau times E of (8)), for T >= 2"

    let private twice number printed places domain ours =
        entry number printed
        |> PrintedEquation.convention doubled
        |> ScalarEquation.against places domain halved ours

    let private longEnough (ours: Lazy<Expr>) number printed = twice number printed (Place.from 2) ScalarEquation.everywhere ours.Force
    let private geometric = "sum(b^(2*i), i, 0, T - 1)"

    let private energies =
        let rest = "sum((-u*b^(T - i))^2, i, 2, T - 1)"

        [ longEnough general "94" $"E = (s_1 - u*b^(T - 1))^2 + (s_T - u)^2 + {rest}"
          entry "95" "E/s_T^2 = (s_1/s_T - v*b^(T - 1))^2 + (1 - v)^2 + sum((-v*b^(T - i))^2, i, 2, T - 1)"
          |> PrintedEquation.convention (doubled + "; v = u/s_T")
          |> ScalarEquation.against
              (Place.from 2 |> List.map (fun p -> Place.withValue "v" (p["u"] / p["s_T"]) p))
              ScalarEquation.everywhere
              halved
              (fun () -> general.Value /. Canonical.power (Canonical.symbol (Vocabulary.real "s_T")) two)
          longEnough ratio "97" $"E = (beta - u*b^(T - 1))^2 + (1/beta - u)^2 + {rest}"
          longEnough
              ratio
              "98"
              "E = beta^2 - 2*beta*u*b^(T - 1) + u^2*b^(2*(T - 1)) + 1/beta^2 - 2*u/beta + u^2 + u^2*sum(b^(2*(T - i)), i, 2, T - 1)"
          longEnough
              ratio
              "99"
              "E = beta^2 + 1/beta^2 - 2*u*(beta*b^(T - 1) + 1/beta) + u^2*(1 + b^(2*(T - 1)) + sum(b^(2*(T - i)), i, 2, T - 1))"
          longEnough (lazy Derivative.by u ratio.Value) "100" $"dE/du = -2*(beta*b^(T - 1) + 1/beta) + 2*u*{geometric}"
          entry "101" $"u = (beta*b^(T - 1) + 1/beta)/{geometric}"
          |> ScalarEquation.against (Place.from 2) ScalarEquation.everywhere id best.Force
          longEnough reduced "102" $"E = beta^2 + 1/beta^2 - (beta*b^(T - 1) + 1/beta)^2/{geometric}"
          entry "102 text" "u = beta"
          |> PrintedEquation.corrected "u = 1/beta"
          |> PrintedEquation.note
              "of the trivial solution b = 0, with twice the energy beta^2; possibly only in the transcription, but App. H prints beta^2 and 1/beta^2"
          |> ScalarEquation.against (Place.from 2) ScalarEquation.everywhere id (fun () ->
              Substitution.symbol Mode.recurrent Canonical.zero (ofLength 4 best.Value))
          entry "102 text, energy" "E = beta^2"
          |> PrintedEquation.convention doubled
          |> ScalarEquation.against (Place.from 2) ScalarEquation.everywhere halved (fun () ->
              Substitution.symbol Mode.recurrent Canonical.zero (ofLength 4 reduced.Value)) ]

    // ---- T = 3 ------------------------------------------------------------------------------------------------------

    let private shortTask number printed = twice number printed Place.all ScalarEquation.everywhere reduced3.Force

    // Coefficients of b^2, b^4, b^6, b^8.
    let private coefficients (e: Expr) =
        match Series.expand Mode.recurrent (ExpansionPoint.Point Canonical.zero) 9 e with
        | Ok series ->
            [ for n in [ 2; 4; 6; 8 ] ->
                  (if n < series.Valuation || n - series.Valuation >= series.Coefficients.Length then
                       Canonical.zero
                   else
                       series.Coefficients[n - series.Valuation]) ]
        | Error reason -> raise (UnsupportedOperation reason)

    let private series number orders printed corrected note =
        entry number printed
        |> PrintedEquation.corrected corrected
        |> PrintedEquation.note note
        |> PrintedEquation.check (fun () ->
            let of' (e: Expr) = coefficients e |> List.truncate orders

            ScalarEquation.trials
                { Ours = of' (two *. reduced3.Value)
                  Literal = of' (ScalarEquation.parse ((ScalarEquation.right printed).Replace("k^2", "beta^2")))
                  Agreed = None
                  Mended = Some(of' (ScalarEquation.parseRight corrected))
                  Domain = ScalarEquation.everywhere
                  Places = Place.all })

    // The coefficient of b^2 at the value claimed for the transition, where it changes its sign.
    let private critical number printed corrected note =
        entry number printed
        |> fun e ->
            { e with
                Corrected = corrected
                Note = note }
        |> fun equation ->
            equation
            |> PrintedEquation.check (fun () ->
                let quadratic = List.head (coefficients reduced3.Value)
                let at text = Substitution.symbol (Vocabulary.real "beta") (ScalarEquation.parseRight text) quadratic
                let values e = [ ScalarEquation.value Place.all.Head e; Exact Rational.One ]

                [ { Place = $"coefficient of b^2 at {printed}"
                    Ours = values Canonical.zero
                    Literal = values (at printed)
                    Agreed = None
                    Mended = corrected |> Option.map (at >> values) } ])

    let private short =
        [ shortTask "103" "E = beta^2 + 1/beta^2 - (beta*b^2 + 1/beta)^2/(1 + b^2 + b^4)"
          entry "104" "E = beta^2 + 1/beta^2 - (1/beta^2 + 2*b^2 + k^2*b^4)/(1 + b^2 + b^4)"
          |> PrintedEquation.corrected "E = beta^2 + 1/beta^2 - (1/beta^2 + 2*b^2 + beta^2*b^4)/(1 + b^2 + b^4)"
          |> PrintedEquation.convention doubled
          |> PrintedEquation.note "k is not defined; read as s_1/s_T = beta^2"
          |> ScalarEquation.against
              (Place.all |> List.map (fun p -> Place.withValue "k" (p["beta"] * p["beta"]) p))
              ScalarEquation.everywhere
              halved
              reduced3.Force
          series
              "105"
              2
              "E = beta^2 + 1/beta^2 - (1/beta^2 + 2*b^2 + k^2*b^4)*(1 - b^2 - b^4)"
              "E = beta^2 + 1/beta^2 - (1/beta^2 + 2*b^2 + beta^2*b^4)*(1 - b^2)"
              "1/(1 + b^2 + b^4) = 1 - b^2 + b^6 - b^8 + ...; compared are the coefficients of b^2 and b^4, with beta for k"
          series
              "106"
              4
              "E = beta^2 + (1/beta^2 - 2)*b^2 + (1/beta^2 + 2 - beta^2)*b^4 + (2 + beta^2)*b^6 + beta^2*b^8"
              "E = beta^2 + (1/beta^2 - 2)*b^2 + (2 - beta^2)*b^4 + (beta^2 - 1/beta^2)*b^6 + (1/beta^2 - 2)*b^8"
              "follows from (105) as printed; compared are the coefficients of b^2, b^4, b^6, b^8; the transition at 1/sqrt(2) is right, the amplitude near it is not"
          critical "107" "beta = 1/sqrt(2)" None (Some "compared through the coefficient of b^2, which must vanish")
          critical
              "107 text"
              "beta = sqrt(2)"
              (Some "beta = 1/sqrt(2)")
              (Some "where A(beta) changes sign, for T = 3; the coefficient of b^2 must vanish there; possibly only in the transcription") ]

    // ---- Any T ------------------------------------------------------------------------------------------------------

    let private far = Rational.ofInt 1_000_000
    let private isFar (p: Place) = Rational.AreEqual(p["b"], far)
    let private long = Place.from 4 @ (Place.from 4 |> List.map (Place.withValue "b" far))

    let private atLarge number printed =
        entry number printed
        |> PrintedEquation.convention "E is twice the energy, in the limit of large b, which is not attained; for T > 3"
        |> ScalarEquation.against long isFar halved reduced.Force

    // T > 3: "a first-order transition at beta = 1 to nonzero b". Above beta = 1 the lowest energy is that of b at infinity.
    let private firstOrder =
        let lowest (energy: Expr) =
            [ for k in -24 .. 48 -> Rational.OfDouble(System.Math.Pow(10.0, float k / 8.0)) ]
            |> List.map (fun b -> ScalarEquation.value (Place.all.Head |> Place.withValue "b" b) energy, b)
            |> List.minBy (fun (v, _) ->
                match v with
                | Exact q -> q.ToDouble()
                | _ -> infinity)

        entry "111 text" "lowest energy for beta > 1, T > 3 = that of a minimum at a finite b != 0"
        |> PrintedEquation.corrected
            "lowest energy for beta > 1, T > 3 = 1/beta^2, the limit of large b, which is not attained (E >= min(beta^2, 1/beta^2))"
        |> PrintedEquation.note
            "an interpretation, not a formula; searched over 0.001 <= b <= 1000000; a search over |b| <= 2 gives a transition at 1.07 for large T"
        |> PrintedEquation.check (fun () ->
            [ for length, beta' in [ 5, Rational.ofRatio 11 10; 8, Rational.ofRatio 6 5 ] do
                  let energy =
                      two *. ofLength length reduced.Value
                      |> Substitution.symbol (Vocabulary.real "beta") (Canonical.number beta')
                  let value, b = lowest energy
                  let limit = Exact((beta' * beta').Reciprocal)

                  { Place = $"T = {length}, beta = {beta'}"
                    Ours = [ value ]
                    Literal = (if b.ToDouble() > 9e5 then [ Missing "no minimum at a finite b" ] else [ value ])
                    Agreed = None
                    Mended = Some [ limit ] } ])

    let private anyLength =
        [ longEnough reduced "108" $"E = beta^2 + 1/beta^2 - (1/beta^2 + 2*b^(T - 1) + beta^2*b^(2*(T - 1)))/{geometric}"
          entry
              "109"
              "E = beta^2 + 1/beta^2 - (1/beta^2 - b^2/beta^2 + 2*b^(T - 1) - 2*b^(T + 1) + beta^2*b^(2*(T - 1)) - beta^2*b^(2*T))/(1 - b^(2*T))"
          |> PrintedEquation.convention (doubled + "; b^2 != 1")
          |> ScalarEquation.against (Place.from 2) (fun p -> not (p["b"] * p["b"]).IsOne) halved reduced.Force
          atLarge "110" "E = beta^2 + 1/beta^2 - (-beta^2*b^(2*T))/(-b^(2*T))"
          atLarge "111" "E = 1/beta^2"
          firstOrder ]

    let all = energies @ short @ anyLength
