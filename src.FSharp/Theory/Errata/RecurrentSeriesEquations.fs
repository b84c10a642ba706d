namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The recurrent mode with u frozen: (48)-(67), and (158) for every output.
[<RequireQualifiedAccess>]
module internal RecurrentSeriesEquations =
    let private entry = PrintedEquation.make "recurrent series"
    let private minusTau = "E is read as -tau times E of (8), and the derivatives are taken in t/tau"
    let private order = 6

    // ---- In the symbols E_1, E_2, ...: derivatives of the energy by b --------------------------------------------------

    let private e n = Canonical.symbol (Vocabulary.real $"E_{n}")
    let private named k = (Properties.freeSymbols (RecurrentModeSeries.g k))[0]

    // tau b' = g = -E_1, and its derivatives.
    let private inEnergy =
        let replacements = [ for k in 0..order -> named k, Canonical.negate (e (k + 1)) ]
        Substitution.symbols replacements

    let private derivatives = lazy (RecurrentModeSeries.byIteration order |> List.map inEnergy)
    let private derivative n () = List.item (n - 1) derivatives.Value

    // The convention turns every E_k around.
    let private turned =
        Substitution.symbols [ for k in 1 .. order + 1 -> (Properties.freeSymbols (e k))[0], Canonical.negate (e k) ]

    let private places =
        let random = System.Random 6
        let draw () = Rational.ofRatio (random.Next(1, 9) * (if random.Next 2 = 0 then 1 else -1)) (random.Next(1, 5))
        let simple =
            [ for k in 1 .. order + 1 ->
                  $"E_{k}",
                  Rational.ofInt (
                      if k = 1 then -1
                      elif k = 2 then 1
                      else 0
                  ) ]

        simple :: [ for _ in 1..5 -> [ for k in 1 .. order + 1 -> $"E_{k}", draw () ] ]
        |> List.map (fun values ->
            { Place.all.Head with
                Values = values @ [ "T", Rational.One; "tau", Rational.ofInt 2; "x", draw (); "b", draw () ] })

    let private inSymbols number printed reading ours equation =
        entry number printed
        |> equation
        |> ScalarEquation.against places ScalarEquation.everywhere reading ours

    let private odd number printed ours = inSymbols number printed turned ours (PrintedEquation.convention minusTau)
    let private even number printed ours =
        inSymbols number printed id ours (PrintedEquation.note "of even order: holds with either sign of E")

    let private terms =
        [ 1, "E_1"
          2, "E_2*E_1"
          3, "(E_2^2 + E_3*E_1)*E_1"
          4, "(4*E_2*E_3*E_1 + E_2^3 + E_4*E_1^2)*E_1"
          5, "(E_2^4 + 11*E_2^2*E_3*E_1 + 4*E_3^2*E_1^2 + 7*E_4*E_2*E_1^2 + E_5*E_1^3)*E_1" ]

    let private term n = terms |> List.find (fun (k, _) -> k = n) |> snd

    // b(0) and the terms up to an order, in x = t/tau.
    let private series upTo =
        $"b(t) = b + {term 1}*x"
        + String.concat "" [ for n in 2..upTo -> $" + {term n}*x^{n}/{string (Combinatorics.factorial n)}" ]

    let private ours upTo () =
        let x = Canonical.symbol (Vocabulary.real "x")

        Mode.b
        +. Canonical.addAll
            [ for n in 1..upTo ->
                  derivative n () *. Canonical.power x (Canonical.ofInt n)
                  /. Canonical.number (Rational.OfInteger(Combinatorics.factorial n)) ]

    let private truncated number upTo = odd number (series upTo) (ours upTo)

    // ---- Bell polynomials ---------------------------------------------------------------------------------------------

    // Tuples (m_1, ..., m_last) with sum m_j = parts and sum j m_j = weight.
    let rec private partitions last parts weight : int list list =
        if last = 0 then
            (if parts = 0 && weight = 0 then [ [] ] else [])
        else
            [ for m in 0..parts do
                  if last * m <= weight then
                      for rest in partitions (last - 1) (parts - m) (weight - last * m) -> rest @ [ m ] ]

    // The inner sum of (63): (n-1)!/(m_1! ... ) prod (b^(j)/j!)^(m_j).
    let private partitionSum n parts weight =
        let factorial k = Rational.OfInteger(Combinatorics.factorial k)

        partitions (n - parts) parts weight
        |> List.map (fun ms ->
            let weights =
                ms
                |> List.mapi (fun j m -> factorial m * Rational.Pow(factorial (j + 1), m))
                |> List.fold (*) Rational.One
            let product =
                ms
                |> List.mapi (fun j m -> Canonical.power (derivative (j + 1) ()) (Canonical.ofInt m))
                |> Canonical.multiplyAll
            Canonical.scale (factorial (n - 1) / weights) product)
        |> Canonical.addAll

    // sum_k E_(k+1) * inner(n, k) for n = 2..5, with a sign for the E outside the polynomials of true derivatives.
    let private overParts sign (inner: int -> int -> Expr) =
        [ for n in 2 .. order - 1 -> [ for k in 1 .. n - 1 -> Canonical.ofInt sign *. e (k + 1) *. inner n k ] |> Canonical.addAll ]

    let private againstDerivatives (literal: unit -> Expr list) agreed mended equation =
        equation
        |> PrintedEquation.check (fun () ->
            ScalarEquation.trials
                { Ours = [ for n in 2 .. order - 1 -> derivative n () ]
                  Literal = literal ()
                  Agreed = agreed |> Option.map (fun make -> make ())
                  Mended = mended |> Option.map (fun make -> make ())
                  Domain = ScalarEquation.everywhere
                  Places = places })

    let private asBell n k = Combinatorics.partialBell (n - 1) k (fun j -> derivative j ())
    let private asPartitions weight n k = partitionSum n k (weight n)

    let private bell =
        let convention = PrintedEquation.convention (minusTau + "; n >= 2")
        let reading inner = againstDerivatives (fun () -> overParts 1 inner) (Some(fun () -> overParts -1 inner)) None
        let partition weight () = overParts -1 (asPartitions weight)

        [ entry "62" "d^n b/dt^n = sum(E_(k+1)*Bell[n-1,k](b', b'', ..., b^(n-k)), k, 1, n - 1)"
          |> convention
          |> reading asBell
          entry "63" "d^n b/dt^n = sum(E_(k+1)*sum_m (n-1)!/(m_1!*...*m_(n-k)!)*prod_j (b^(j)/j!)^(m_j), k, 1, n - 1)"
          |> convention
          |> reading (asPartitions (fun n -> n - 1))
          entry "64" "k = m_1 + m_2 + ... + m_(n-k)"
          |> againstDerivatives (partition (fun n -> n - 1)) None None
          entry "65" "n_1 = 1*m_1 + 2*m_2 + ... + (n-k)*m_(n-k)"
          |> PrintedEquation.corrected "n - 1 = 1*m_1 + 2*m_2 + ... + (n-k)*m_(n-k)"
          |> PrintedEquation.note "n_1 is not defined; read as n; possibly only in the transcription"
          |> againstDerivatives (partition id) None (Some(partition (fun n -> n - 1))) ]

    // ---- The chain rule -------------------------------------------------------------------------------------------------

    // d/dt of an expression in the E_k, with b' as given.
    let private alongFlow (b': Expr) (expression: Expr) =
        [ for k in 1..order -> Derivative.by (e k) expression *. e (k + 1) *. b' ] |> Canonical.addAll

    let private chain number printed corrected =
        let next b' () = [ for n in 2 .. order - 1 -> alongFlow b' (derivative (n - 1) ()) ]
        let right = next (Canonical.negate (e 1))

        match corrected with
        | None -> entry number printed |> againstDerivatives right None None
        | Some text ->
            entry number printed
            |> PrintedEquation.corrected text
            |> PrintedEquation.note "the sign is right if E is read as -tau times E of (8)"
            |> againstDerivatives (next (e 1)) None (Some right)

    // ---- In the modes ---------------------------------------------------------------------------------------------------

    let private frozen = Substitution.symbols [ Mode.input, Mode.u; Mode.output, Canonical.one ]
    let private energyOf outputs = frozen (Energy.general { Outputs = outputs; Modes = RealModes })

    // prod(T - i - j, j, 1, n - 1) and prod(2*T - 2*i - j, j, 1, n - 1), written out.
    let private product (base': string) n = String.concat "" [ for j in 1 .. n - 1 -> $"*({base'} - {j})" ]

    let private derivativeByB number outputs =
        let last =
            match outputs with
            | Last -> "T"
            | Every -> "t"
        let s =
            match outputs with
            | Last -> "s[i]"
            | Every -> "s[t,i]"
        let over text =
            match outputs with
            | Last -> text
            | Every -> $"sum({text}, t, 1, T)"

        let first n =
            over $"""sum(({last} - i){product $"{last} - i" n}*{s}*u*b^({last} - i - {n}), i, 1, {last} - {n})"""
        let second n =
            over $"""sum(({last} - i){product $"2*{last} - 2*i" n}*u^2*b^(2*{last} - 2*i - {n}), i, 1, {last} - {(n + 1) / 2})"""
        let shown =
            over $"sum(({last} - i)*prod_j({last} - i - j)*{s}*c*a*b^({last} - i - n), i, 1, {last} - n)"
        let shown' =
            over $"sum(({last} - i)*prod_j(2*{last} - 2*i - j)*c^2*a^2*b^(2*{last} - 2*i - n), i, 1, (2*{last} - n)/2)"
        let orders = [ 1; 2; 3 ]

        entry number $"d^nE/db^n = {shown} - {shown'}"
        |> PrintedEquation.corrected $"d^nE/db^n = {shown'} - {shown}, over tau with E of (8); n >= 1, the last bound rounded down"
        |> PrintedEquation.note "consistent within its appendix if E is read as -tau times E of (8); entries are n = 1, 2, 3"
        |> PrintedEquation.check (fun () ->
            let energy = energyOf outputs
            let parsed sign =
                [ for n in orders -> ScalarEquation.parse (if sign > 0 then $"{first n} - {second n}" else $"{second n} - {first n}") ]

            ScalarEquation.trials
                { Ours = [ for n in orders -> Derivative.nth n Mode.b energy ]
                  Literal = parsed 1
                  Agreed = None
                  Mended = Some(parsed -1)
                  Domain = ScalarEquation.everywhere
                  Places = Place.all })

    // (48): the coefficient of t^n. With d^n b/dt^n = b^(n)/tau^n and (t/tau)^n the timescale counts twice.
    let private taylor number =
        let tau = Mode.timescale
        let power n = Canonical.power tau (Canonical.ofInt n)

        entry number "b(t/tau) = sum((d^n b/dt^n)(0)*(t/tau)^n/n!, n, 0, infinity)"
        |> PrintedEquation.corrected "b(t) = sum((d^n b/d(t/tau)^n)(0)*(t/tau)^n/n!, n, 0, infinity)"
        |> PrintedEquation.note
            "tau counts twice unless the derivatives are taken in t/tau; compared are n! times the coefficients of t, t^2, t^3, with tau = 2"
        |> PrintedEquation.check (fun () ->
            let ours = [ for n in 1..3 -> derivative n () /. power n ]

            ScalarEquation.trials
                { Ours = ours
                  Literal = [ for n in 1..3 -> derivative n () /. power n /. power n ]
                  Agreed = None
                  // By the other route, so that the corrected form is not ours by definition.
                  Mended = Some [ for n in 1..3 -> inEnergy (List.item (n - 1) (RecurrentModeSeries.byBellPolynomials 3)) /. power n ]
                  Domain = ScalarEquation.everywhere
                  Places = places })

    let private slope =
        entry "53" "db/dt = dE/db"
        |> PrintedEquation.corrected "db/dt = -dE/db"
        |> PrintedEquation.note "E of (8) with its 1/tau; compared are tau*b' and tau*dE/db"
        |> PrintedEquation.check (fun () ->
            let slope = Derivative.by Mode.b (energyOf Last)

            ScalarEquation.trials
                { Ours = [ frozen (List.item 1 (FromLoss.modeFlow Last)) ]
                  Literal = [ slope ]
                  Agreed = None
                  Mended = Some [ Canonical.negate slope ]
                  Domain = ScalarEquation.everywhere
                  Places = Place.all })

    let all =
        [ taylor "48"
          derivativeByB "49" Last
          chain "50" "d^n b/dt^n = d/dt(d^(n-1) b/dt^(n-1))" None
          chain "51" "d^n b/dt^n = d/db(d^(n-1) b/dt^(n-1))*db/dt" None
          chain "52" "d^n b/dt^n = d/db(d^(n-1) b/dt^(n-1))*dE/db" (Some "d^n b/dt^n = d/db(d^(n-1) b/dt^(n-1))*(-dE/db)")
          slope
          even "54" $"d^2 b/dt^2 = {term 2}" (derivative 2)
          odd "55" $"d^3 b/dt^3 = {term 3}" (derivative 3)
          even "56" $"d^4 b/dt^4 = {term 4}" (derivative 4)
          odd "57" $"d^5 b/dt^5 = {term 5}" (derivative 5)
          truncated "58" 3
          truncated "59" 4
          truncated "60" 5
          yield! bell
          taylor "66"
          truncated "67" 5 |> PrintedEquation.note "compared up to the fifth order" ]

    let everyOutput = [ derivativeByB "158" Every ]
