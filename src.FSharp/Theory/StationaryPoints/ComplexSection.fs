namespace LrnnSymbolic.Theory

open System.Globalization
open LrnnSymbolic.Algebra

/// The section "stationary" for complex modes: |b| and its phase at stationary points, and all of them where the values are numbers.
[<RequireQualifiedAccess>]
module internal ComplexSection =
    let private two = Canonical.ofInt 2
    let private mode = Mode.ofKind ComplexModes

    // ---- Equations ------------------------------------------------------------------------------------------------------

    /// A, B and P with complex modes.
    [<NoEquality; NoComparison>]
    type private Sums =
        { Correlation: Expr
          ResponsePower: Expr
          TaskPower: Expr }

    let private sumsOf (task: TaskDynamics) =
        let energy = Energy.ofTask task

        { Correlation = Energy.correlationOf mode energy
          ResponsePower = Energy.responsePowerOf mode energy
          TaskPower = Energy.taskPowerOf mode energy }

    let private writtenOut (s: Sums) =
        { Correlation = UnrolledSums.writeOut s.Correlation
          ResponsePower = UnrolledSums.writeOut s.ResponsePower
          TaskPower = UnrolledSums.writeOut s.TaskPower }

    let private equations (s: Sums) =
        let p = Functions.conjugate s.Correlation
        let slope = Derivative.by mode.B
        let turned = mode.B *. slope p *. s.Correlation
        let weight = mode.B *. slope s.ResponsePower
        let derived name left right rule = Equation.derived name "" left (Scalar right) rule

        [ derived
              "u*"
              (Quantity.starred "u")
              (s.Correlation /. s.ResponsePower)
              "the u of lowest energy for a given b: d`E`/d conj(u) = (u `B` - `A`)/2 = 0"
          derived
              "E*"
              (Quantity.starred "E")
              ((s.TaskPower -. s.Correlation *. p /. s.ResponsePower) /. two)
              "insert u*: the energy reduced to b"
          derived
              "S"
              (Named(Letter "S", Quantity.at "S" "b"))
              (slope p *. s.ResponsePower -. p *. slope s.ResponsePower)
              "d conj(`A`)/db `B` - conj(`A`) d`B`/db: d`E`*/db = -`A` `S`/(2 `B`^2), so a stationary point with u != 0 is a zero of `S`, one with u = 0 a zero of `A`"
          derived
              "phase"
              Formula.zero
              (turned -. Functions.conjugate turned)
              "the imaginary part of `A` b `S` = 0: `E`* is stationary in the phase of b"
          derived
              "modulus"
              Formula.zero
              ((turned +. Functions.conjugate turned) *. s.ResponsePower -. two *. s.Correlation *. p *. weight)
              "the real part of `A` b `S` = 0: `E`* is stationary in |b|" ]

    // ---- Numbers --------------------------------------------------------------------------------------------------------

    let private problem text = Result.Error(InputProblem text)

    // exp(I pi/2) by its parts.
    let rec private inParts (e: Expr) : Expr =
        let power (f: Factor) =
            let angle = Canonical.negate (Canonical.i *. f.Exponent)

            if obj.ReferenceEquals(f.Base, Canonical.constant E) && Properties.isReal angle then
                Functions.cos angle +. Canonical.i *. Functions.sin angle
            else
                Canonical.power (inParts f.Base) (inParts f.Exponent)

        match e.Node with
        | Power f -> power f
        | Product factors -> factors |> Array.map power |> Canonical.multiplyAll
        | _ -> Substitution.mapChildren inParts e

    let private tryNumber (e: Expr) =
        match (RationalForm.cancel (inParts (Expand.expand e))).Node with
        | Number q -> Some q
        | _ -> None

    let private tryParts (e: Expr) =
        match tryNumber (ComplexForms.re e), tryNumber (ComplexForms.im e) with
        | Some x, Some y -> Some(x, y)
        | _ -> None

    let private byPowers (steps: int) (e: Expr) =
        let known = Expand.coefficients mode.B (Expand.expand e) |> Map.ofList
        Array.init steps (fun k -> known |> Map.tryFind k |> Option.defaultValue Canonical.zero)

    let private numbersOf (steps: int) (s: Sums) : Result<ComplexNumbers, InputProblem> =
        let coefficients =
            byPowers steps (Functions.conjugate s.Correlation) |> Array.map (fun c -> c, tryParts c)
        // B = sum of w_k b^k conj(b)^k.
        let weights =
            byPowers steps s.ResponsePower
            |> Array.map (Substitution.symbol mode.Symbols[1] Canonical.one >> tryNumber)

        match coefficients |> Array.tryFind (fun (_, parts) -> parts.IsNone), tryNumber s.TaskPower with
        | Some(c, _), _ -> problem $"they need values x + y*I with rational x and y, not {Infix.bounded 60 c}"
        | None, Some power ->
            Result.Ok
                { Correlation = coefficients |> Array.map (fun (_, parts) -> parts.Value)
                  ResponsePower = weights |> Array.map (Option.defaultValue Rational.Zero)
                  TaskPower = power }
        | None, None -> problem "they need rational values"

    // ---- Points ---------------------------------------------------------------------------------------------------------

    let private digits (x: Interval) =
        // A rounding error is no number.
        let middle = if abs x.Middle < 1e-11 && x.Contains 0.0 then 0.0 else x.Middle
        middle.ToString("0.##########", CultureInfo.InvariantCulture)

    let private complex (z: ComplexInterval) =
        match digits z.Re, digits z.Im with
        | x, "0" -> x
        | "0", y -> $"{y}*I"
        | x, y when y.StartsWith '-' -> $"{x} - {y.Substring 1}*I"
        | x, y -> $"{x} + {y}*I"

    let private kind (p: ComplexPoint) =
        match p.Kind with
        | PlaneMinimum when p.IsLowest -> "global minimum"
        | PlaneMinimum -> "local minimum"
        | PlaneSaddle -> "saddle"
        | PlaneUnclear -> "of undecided kind"

    let private againstOne (p: ComplexPoint) =
        match (p.Modulus - Interval.point 1.0).Sign with
        | 1 -> "> 1"
        | -1 -> "< 1"
        | _ -> "= 1 to all digits, not decided"

    let private phase (p: ComplexPoint) = atan2 p.B.Im.Middle p.B.Re.Middle

    let private describe (p: ComplexPoint) =
        let angle = (phase p).ToString("0.##########", CultureInfo.InvariantCulture)
        $"{kind p} at b = {complex p.B} (|b| = {digits p.Modulus} {againstOne p}, phase {angle}), u = {complex p.U}, E = {digits p.Energy}"

    let private proof =
        "proved: an interval Newton step maps a rectangle around it into itself, so that it exists and is alone there; the Hessian's signs hold on all of it"

    let private interval (x: Interval) =
        Field.Texts [ x.Low.ToString("R", CultureInfo.InvariantCulture); x.High.ToString("R", CultureInfo.InvariantCulture) ]

    let private record (p: ComplexPoint) =
        let verdict =
            if p.Kind = PlaneUnclear then
                "unknown: the point is proved, its kind is not"
            else
                proof

        [ "kind", Field.Text(kind p)
          "global", Field.Truth(p.Kind = PlaneMinimum && p.IsLowest)
          "b", Field.Text(complex p.B)
          "re", Field.Real p.B.Re.Middle
          "im", Field.Real p.B.Im.Middle
          "modulus", Field.Real p.Modulus.Middle
          "phase", Field.Real(phase p)
          "reInterval", interval p.B.Re
          "imInterval", interval p.B.Im
          "stability", Field.Whole((p.Modulus - Interval.point 1.0).Sign)
          "uRe", Field.Real p.U.Re.Middle
          "uIm", Field.Real p.U.Im.Middle
          "energy", Field.Real p.Energy.Middle
          "verdict", Field.Text verdict ]

    let private undecided (count: int) =
        $"unknown: {count} small rectangles may hold further points, whole curves of them where the energy depends on |b| alone"

    let private describeLimit (set: ComplexSet) =
        let limit = Interval.ofRational set.Limit
        let isAbove = set.Points |> List.exists (fun p -> p.Energy.High < limit.Low)
        let isBelow = set.Points |> List.forall (fun p -> p.Energy.Low > limit.High)

        let role =
            if isAbove then
                "not the infimum"
            elif isBelow && set.Undecided = 0 then
                "the infimum of the energy, which no point attains"
            else
                "not decided whether that is the infimum"

        $"as |b| grows without bound E* tends to {set.Limit}: {role}"

    let private ofSet (set: ComplexSet) =
        let remarks =
            [ for p in set.Points do
                  describe p
              if set.Undecided = 0 then
                  "These are all stationary points of finite b: every other part of the plane is proved free of them by interval arithmetic."
              else
                  $"Not all decided, {undecided set.Undecided}."
              describeLimit set ]

        let records =
            [ for p in set.Points do
                  record p
              if set.Undecided > 0 then
                  [ "kind", Field.Text "undecided"; "verdict", Field.Text(undecided set.Undecided) ]
              [ "kind", Field.Text "limit"
                "energy", Field.Real(set.Limit.ToDouble())
                "exactEnergy", Field.Text(string set.Limit) ] ]

        remarks, records

    // Searching the plane for the zeros of long polynomials takes minutes.
    let private longest = 24

    /// The section's equations, remarks and records.
    let content (task: TaskDynamics) =
        let sums = sumsOf task

        let listed =
            match task.Length.Node with
            | Number q when q.TryInt.IsSome && q.TryInt.Value > 1 && q.TryInt.Value <= longest ->
                try
                    let sums = writtenOut sums
                    numbersOf q.TryInt.Value sums |> Result.map (fun numbers -> sums, numbers)
                with UndefinedExpression reason ->
                    problem $"the task {task.Name} has no value at some step: {reason}"
            | _ -> problem $"they need a number from 2 to {longest} for T"

        match listed with
        | Result.Error(InputProblem reason) -> equations sums, [ Prose.words $"No stationary points listed: {reason}." ], []
        | Result.Ok(sums, numbers) when numbers.Correlation |> Array.forall (fun (x, y) -> x.IsZero && y.IsZero) ->
            equations sums, [ Prose.read "`A` = 0: no b has to do with the task; each point with u = 0 has the lowest energy." ], []
        | Result.Ok(sums, numbers) ->
            let remarks, records = ofSet (ComplexPoints.ofNumbers numbers)
            equations sums, List.map Prose.words remarks, records
