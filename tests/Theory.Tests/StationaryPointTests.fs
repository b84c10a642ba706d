/// Stationary points against brute force, the gradient and the Hessian.
module LrnnSymbolic.Theory.Tests.StationaryPointTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

let private withLength steps (text: string) =
    { Tasks.read text with
        Length = Canonical.ofInt steps }

let private setOf (task: TaskDynamics) =
    match StationaryPoints.ofTask task with
    | Ok set -> set
    | Error(InputProblem problem) -> failtest problem

let private pointsOf (task: TaskDynamics) =
    match setOf task with
    | Points(points, infinity, origin, attained) -> points, infinity, origin, attained
    | other -> failtest $"{other}"

/// A task of given values, as a formula.
let private ofValues (values: Rational list) =
    values
    |> List.mapi (fun k v -> $"[t = {k + 1}]*({v})")
    |> String.concat " + "
    |> withLength values.Length

let private angle (b: float) = 2.0 * atan b

let private drawnValues (random: Random) (steps: int) =
    [ for _ in 1..steps -> if random.Next 4 = 0 then Rational.Zero else Exact.draw 9 random ]

/// OutwardFall against all stationary points: true only where none is further out and the energy falls, and true far enough out.
let private outwardFallAgrees (values: Rational list) =
    let a = values |> List.rev |> List.map _.ToDouble() |> List.toArray
    let b = Array.init (2 * values.Length - 1) (fun k -> if k % 2 = 0 then 1.0 else 0.0)
    let points, infinity, _, _ = pointsOf (ofValues values)
    let text = String.concat ", " (List.map string values)
    let roots = points |> List.map (fun p -> AlgebraicNumber.toDouble p.B)
    let furthest = roots |> List.fold (fun m x -> max m (abs x)) 1.0
    let s = List.map (fun (v: Rational) -> v.ToDouble()) values |> List.toArray

    let energy (x: float) =
        let c = a |> Seq.mapi (fun k v -> v * x ** float k) |> Seq.sum
        let p = Seq.sum (seq { for k in 0 .. a.Length - 1 -> x ** float (2 * k) })
        0.5 * ((s |> Array.sumBy (fun v -> v * v)) - c * c / p)

    for x in [ 0.3; 0.9; 1.0; 1.5; 3.0; 10.0; 1000.0 * furthest ] do
        for b0 in [ x; -x ] do
            if OutwardFall.ofCoefficients a b b0 then
                Expect.isFalse (roots |> List.exists (fun r -> r * b0 > 0.0 && abs r > abs b0)) $"{text}: a point beyond {b0}"
                Expect.isLessThanOrEqual (energy (1.5 * b0)) (energy b0 + 1e-12) $"{text}: falls from {b0}"

    if infinity.IsMinimum then
        Expect.isTrue
            (OutwardFall.ofCoefficients a b (1000.0 * furthest)
             && OutwardFall.ofCoefficients a b (-1000.0 * furthest))
            $"{text}: falls towards the minimum at infinity"

/// The minima of the energy on the circle against those that a search finds.
let private expectMinima (text: string) (points: StationaryPoint list) (infinity: AtInfinity) (searched: float list) =
    let found =
        (points
         |> List.filter (fun p -> p.Kind = Minimum)
         |> List.map (fun p -> angle (AlgebraicNumber.toDouble p.B)))
        @ [ if infinity.IsMinimum then Math.PI ]

    Expect.equal found.Length searched.Length $"{text}: minima"

    for x in searched do
        Expect.exists found (fun y -> LowestEnergy.distance x y < 1e-4) $"{text}: minimum at b = {tan (0.5 * x)}"

let private againstBruteForce (values: Rational list) =
    let points, infinity, _, attained = pointsOf (ofValues values)
    let s = values |> List.map _.ToDouble() |> List.toArray
    let power = s |> Array.sumBy (fun x -> x * x)
    let text = String.concat ", " (List.map string values)
    let energy angle = 0.5 * (power - LowestEnergy.gain s angle)

    expectMinima text points infinity (LowestEnergy.maxima s)

    let lowest = points |> List.filter _.IsGlobal
    let infimum = energy (LowestEnergy.best s)
    Expect.equal attained (not lowest.IsEmpty) $"{text}: attained"

    for p in lowest do
        Expect.floatClose Accuracy.medium (AlgebraicValue.toDouble p.Energy) infimum $"{text}: lowest energy"

    if infinity.IsGlobal then
        Expect.floatClose Accuracy.medium (infinity.Energy.ToDouble()) infimum $"{text}: lowest energy at infinity"

    Expect.isTrue (infinity.IsGlobal || not lowest.IsEmpty) $"{text}: some lowest point or limit"

    // Sturm's theorem counts what Descartes' rule has isolated.
    let a = Univariate.OfCoefficients(List.rev values)
    let b =
        Univariate.OfCoefficients [ for k in 0 .. 2 * values.Length - 2 -> if k % 2 = 0 then Rational.One else Rational.Zero ]
    let two = Rational.OfInt 2
    let stationary = Univariate.scale two (Univariate.derivative a * b) - a * Univariate.derivative b
    Expect.equal points.Length (RealRoots.countAll (a * stationary)) $"{text}: number of points"

/// The stationary points of a task that counts every output, against a search over the circle and the double sum of the energy.
let private everyOutputAgrees (random: Random) (steps: int) =
    let s =
        Array2D.init steps steps (fun t i -> if i > t || random.Next 3 = 0 then Rational.Zero else Exact.draw 9 random)
    let term t i = $"[t = {t + 1}]*[i = {i + 1}]*({s[t, i]})"
    let text =
        String.concat
            " + "
            [ for t in 0 .. steps - 1 do
                  for i in 0..t -> term t i ]

    let task =
        { Tasks.readFor
              { Setting.standard with
                  Outputs = Every }
              text with
            Length = Canonical.ofInt steps }

    let value t i = s[t, i].ToDouble()

    // By powers T-1 .. 0 of b, as the search wants them.
    let byPower f = [| for k in steps - 1 .. -1 .. 0 -> Seq.sum [ for t in k .. steps - 1 -> f t (t - k) ] |]
    let a, weights = byPower value, byPower (fun _ _ -> 1.0)
    let gain = LowestEnergy.weightedGain weights a
    let energy (u: float) (b: float) =
        0.5
        * Seq.sum
            [ for t in 0 .. steps - 1 do
                  for i in 0..t -> pown (value t i - u * pown b (t - i)) 2 ]

    match StationaryPoints.ofTask task with
    | Ok(AllSilent lowest) ->
        Expect.all a (fun x -> x = 0.0) "A = 0"
        Expect.floatClose Accuracy.high (lowest.ToDouble()) (energy 0.0 0.5) "the energy of u = 0"
    | Ok(Points(points, infinity, origin, attained)) ->
        let searched = LowestEnergy.maximaOf gain
        expectMinima text points infinity searched

        for p in points do
            let b, u = AlgebraicNumber.toDouble p.B, AlgebraicValue.toDouble p.U
            Expect.floatClose Accuracy.high (AlgebraicValue.toDouble p.Energy) (energy u b) $"{text}: energy at b = {b}"
            // dE/du and dE/db term by term; what is left is rounding.
            for slope in [ (fun k -> pown b k); (fun k -> if k = 0 then 0.0 else u * float k * pown b (k - 1)) ] do
                let terms =
                    [ for t in 0 .. steps - 1 do
                          for i in 0..t -> (u * pown b (t - i) - value t i) * slope (t - i) ]
                Expect.isLessThan (abs (List.sum terms)) (1e-11 * (1.0 + List.sumBy abs terms)) $"{text}: stationary at b = {b}"

        let infimum = origin.ToDouble() - 0.5 * (searched |> List.map gain |> List.max)
        let lowest = points |> List.filter _.IsGlobal
        Expect.equal attained (not lowest.IsEmpty) $"{text}: attained"

        for p in lowest do
            Expect.floatClose Accuracy.medium (AlgebraicValue.toDouble p.Energy) infimum $"{text}: lowest energy"

        if infinity.IsGlobal then
            Expect.floatClose Accuracy.medium (infinity.Energy.ToDouble()) infimum $"{text}: lowest energy at infinity"
    | other -> failtest $"{text}: {other}"

let private parsed (text: string) =
    match Parser.parse Vocabulary.real text with
    | Ok e -> e
    | Error failure -> failtest $"{text}: {failure}"

let private rational (text: string) =
    match (parsed text).Node with
    | Number q -> q
    | other -> failtest $"{other} is no number"

/// Equations and records of the section say what the points are: the polynomial vanishes at b, its interval holds it alone.
let private sectionAgrees (task: TaskDynamics) =
    let section = Derivation.derive [ "stationary" ] task |> List.exactlyOne
    let points, _, _, _ = pointsOf task
    let records =
        section.Records |> List.map Map.ofList |> List.filter (fun r -> r.ContainsKey "polynomial")
    Expect.equal records.Length points.Length "a record for each point"

    for k, (p, record) in List.indexed (List.zip points records) do
        let text name =
            match record[name] with
            | Field.Text t -> t
            | other -> failtest $"{name}: {other}"
        let real name =
            match record[name] with
            | Field.Real x -> x
            | other -> failtest $"{name}: {other}"
        let b, u = AlgebraicNumber.toDouble p.B, AlgebraicValue.toDouble p.U
        Expect.equal (real "b") b "b"
        Expect.floatClose Accuracy.high (real "u") u "u"
        Expect.equal record["stability"] (Field.Whole(sign (abs b - 1.0))) "|b| against 1"

        let polynomial =
            match Univariate.ofExpr Mode.b (parsed (text "polynomial")) with
            | Ok polynomial -> polynomial
            | Error reason -> failtest reason

        Expect.isTrue (Factorization.isIrreducible polynomial) "minimal"
        Expect.equal (AlgebraicNumber.signOf polynomial p.B) 0 "a root"

        match record["interval"] with
        | Field.Texts [ low; high ] when low = high ->
            Expect.isTrue (AlgebraicNumber.equal p.B (AlgebraicNumber.ofRational (rational low))) "rational"
        | Field.Texts [ low; high ] ->
            Expect.equal (RealRoots.count polynomial (At(rational low)) (At(rational high))) 1 "alone in the interval"
        | other -> failtest $"{other}"

        let equation name = section.Equations |> List.find (fun e -> e.Name = $"{name}_{k + 1}")
        let value (e: Expr) =
            match Evaluation.toDouble (Evaluation.pointOf [ $"b_{k + 1}", b ]) e with
            | Ok x -> x
            | Error reason -> failtest reason

        let position = equation "b"
        let residual = value position.Value - (if position.Left.Text = "0" then 0.0 else b)
        Expect.isLessThan (abs residual) (1e-8 * (1.0 + pown (abs b) (polynomial.Degree + 1))) $"{position.Right.Text}"
        Expect.all position.Positive (fun e -> value e > 0.0) "the conditions hold"
        Expect.floatClose Accuracy.high (value (equation "u").Value) u "u"
        Expect.floatClose Accuracy.high (value (equation "E").Value) (AlgebraicValue.toDouble p.Energy) "energy"
        Expect.isTrue position.Verdict.IsProved "proved"

let private hessianAgrees (values: Rational list) =
    let task = ofValues values
    let points, _, _, _ = pointsOf task
    let energy = Energy.ofTask task
    let gradient = Derivative.gradient (Mode.state |> List.map Canonical.symbol) energy
    let hessian = GradientFlow.hessian energy

    for p in points do
        let b, u = AlgebraicNumber.toDouble p.B, AlgebraicValue.toDouble p.U
        let isSilent = AlgebraicNumber.signOf p.U.Numerator p.B = 0
        let a, c = if isSilent then 0.0, 1.0 else sqrt (abs u), u / sqrt (abs u)

        let value e =
            match Evaluation.toDouble (Evaluation.pointOf [ "a", a; "b", b; "c", c ]) e with
            | Ok x -> x
            | Error reason -> failtest reason

        let h = hessian |> List.map (List.map value)
        let scale = h |> List.concat |> List.map abs |> List.max

        for e in gradient do
            Expect.isLessThan (abs (value e)) (1e-9 * (1.0 + scale)) $"the gradient at b = {b}"

        // Eigenvalues 0, x, y: this is x y.
        let minors = List.sum [ for i, j in [ 0, 1; 0, 2; 1, 2 ] -> h[i][i] * h[j][j] - h[i][j] * h[j][i] ]

        match p.Kind with
        | Minimum when not p.IsDegenerate ->
            Expect.isGreaterThan minors 0.0 $"Hessian of a minimum, b = {b}"
            Expect.isGreaterThan (h[0][0] + h[1][1] + h[2][2]) 0.0 $"trace at a minimum, b = {b}"
        | Saddle when not p.IsDegenerate || isSilent -> Expect.isLessThan minors (1e-9 * scale * scale) $"Hessian of a saddle, b = {b}"
        | _ -> ()

[<Tests>]
let tests =
    testList
        "StationaryPoints"
        [ test "drawn tasks, T = 2 to 10: every minimum and the lowest energy by brute force" {
              let random = Random 41

              for steps in 2..10 do
                  for _ in 1..6 do
                      let values = drawnValues random steps

                      if values |> List.exists (fun v -> not v.IsZero) then
                          againstBruteForce values
                          outwardFallAgrees values
          }

          test "drawn tasks: gradient and Hessian in (a, b, c)" {
              let random = Random 43

              for steps in 2..6 do
                  for _ in 1..4 do
                      let values = drawnValues random steps

                      if values |> List.exists (fun v -> not v.IsZero) then hessianAgrees values
          }

          test "every output counts: drawn tasks, T = 2 to 7, by brute force" {
              let random = Random 47

              for steps in 2..7 do
                  for _ in 1..5 do
                      everyOutputAgrees random steps
          }

          test "the section's equations and records agree with the points" {
              let random = Random 53
              sectionAgrees (withLength 3 "[t = 1]*6/5 + [t = 3]*5/6")

              for steps in 2..6 do
                  for _ in 1..3 do
                      let values = drawnValues random steps
                      if values |> List.exists (fun v -> not v.IsZero) then
                          sectionAgrees (ofValues values)
          }

          test "Dirac of T = 3 at beta = 1: two global minima at |b| = 1, the symmetric point a saddle" {
              let points, infinity, origin, attained = pointsOf (withLength 3 "[t = 1] + [t = 3]")
              let summary =
                  points |> List.map (fun p -> AlgebraicNumber.toDecimal 3 p.B, p.Kind, p.IsGlobal, p.Stability)
              Expect.equal summary [ "-1.000", Minimum, true, 0; "0.000", Saddle, false, -1; "1.000", Minimum, true, 0 ] "points"
              Expect.equal (points |> List.map (fun p -> AlgebraicValue.toDecimal 3 p.U)) [ "0.667"; "1.000"; "0.667" ] "u"
              Expect.equal origin Rational.One "a network that does nothing"
              Expect.isFalse infinity.IsGlobal "infinity"
              Expect.isTrue attained "attained"
          }

          test "the branch of Dirac's three steps in closed form" {
              let set =
                  Derivation.derive
                      [ "stationary" ]
                      { Tasks.read "dirac-ratio" with
                          Length = Canonical.ofInt 3 }
                  |> List.exactlyOne
              let branch = set.Equations |> List.find (fun e -> e.Name = "branch")
              let beta = Canonical.symbol (Vocabulary.real "beta")
              let two = Canonical.ofInt 2
              let expected = (two *. beta *. beta -. Canonical.one) /. (two -. beta *. beta)
              Expect.isTrue (Equality.isZero (branch.Value -. expected)).IsProved (Infix.print branch.Value)
              Expect.equal branch.Left.Text "b^2" "left"
          }

          test "the infimum at infinity is not attained" {
              let points, infinity, _, attained = pointsOf (withLength 5 "2*[t = 1] + [t = 5]/2")
              Expect.isFalse attained "attained"
              Expect.isTrue infinity.IsGlobal "the limit is the infimum"
              Expect.equal infinity.Energy (Rational.ofRatio 1 8) "1/2 s_T^2"
              Expect.all points (fun p -> not p.IsGlobal) "no point"
          }

          test "b = 0 a multiple root: only the last step counts" {
              let points, _, _, _ = pointsOf (withLength 4 "[t = 4]")
              Expect.equal (points |> List.map (fun p -> p.Kind, p.IsGlobal)) [ Minimum, true ] "one minimum"
              Expect.equal (AlgebraicValue.toDecimal 1 points.Head.Energy) "0.0" "without loss"
              // Only the first step counts: b = 0 is silent, of high multiplicity, and the infimum 0 is at infinity.
              let points, infinity, _, attained = pointsOf (withLength 4 "[t = 1]")
              Expect.equal (points |> List.map (fun p -> p.Kind, p.IsDegenerate)) [ Saddle, true ] "b = 0"
              Expect.equal (infinity.Energy, attained) (Rational.Zero, false) "no loss, never attained"
          }

          test "tasks without choices" {
              Expect.equal (setOf (withLength 4 "0")).IsAllSilent true "every value zero"

              match setOf (withLength 1 "5/7*t") with
              | OneStep u -> Expect.equal u (Rational.ofRatio 5 7) "T = 1"
              | other -> failtest $"{other}"

              let points, _, _, _ = pointsOf (withLength 2 "3*[t = 1] + 2*[t = 2]")
              let expected = AlgebraicNumber.ofRational (Rational.ofRatio 3 2)
              Expect.equal
                  (points |> List.map (fun p -> p.IsGlobal, AlgebraicNumber.equal p.B expected))
                  [ false, false; true, true ]
                  "T = 2: b = s_1/s_2"
          }

          testTheory
              "refusals say what is missing"
              [ "delta", Some 4, "delta"; "t", None, "T"; "s[t]", Some 3, "s[1]"; "1/(t - 2)", Some 3, "no value" ]
              (fun (text, steps, word) ->
                  let task = Tasks.read text
                  let task =
                      steps |> Option.map (fun n -> { task with Length = Canonical.ofInt n }) |> Option.defaultValue task

                  match StationaryPoints.ofTask task with
                  | Error(InputProblem problem) -> Expect.stringContains problem word text
                  | Ok _ -> failtest $"{text} has no stationary points in numbers")

          test "Landau coefficients are derivatives of E*, and none exist where E* is not even" {
              match ReducedEnergy.ofTask (withLength 3 "dirac-ratio") with
              | Error(InputProblem problem) -> failtest problem
              | Ok energy ->
                  match LandauExpansion.about Zero 3 energy with
                  | None -> failtest "even"
                  | Some landau ->
                      // Theory: beta^2, beta^-2 - 2, 2 - beta^2, halved.
                      let expected = [ "beta^2/2"; "(1/beta^2 - 2)/2"; "(2 - beta^2)/2"; "(beta^2 - 1/beta^2)/2" ]

                      for text, c in List.zip expected landau.Coefficients do
                          let difference = (Tasks.read text).Formula -. c
                          Expect.isTrue (Equality.isZero difference).IsProved $"{text} and {Infix.print c}"

              match ReducedEnergy.ofTask (withLength 4 "dirac-ratio") with
              | Ok energy -> Expect.isNone (LandauExpansion.about Zero 3 energy) "b^3 is odd, 1 is even"
              | Error(InputProblem problem) -> failtest problem
          }

          testTheory
              "of rounded values nothing is claimed that rounding may have made"
              // Is there a symmetry, and is it seen? A nested root is not known as a sum of roots.
              [ "cos(omega*(T - t))", "T=6,omega=pi/5", true, true
                "cos(omega*(T - t))", "T=5,omega=pi/4", true, true
                "sin(omega*t)", "T=4,omega=pi/5", true, true
                "2*sqrt(2 + sqrt(3))*[t = 1] + exp(1)*[t = 2] + (sqrt(6) + sqrt(2))*[t = 3]", "T=3", true, false
                "sqrt(2)*[t = 1] + exp(1)*[t = 2] + sqrt(2)*[t = 3]", "T=3", true, true
                "exp(-t/5) + sin(t)", "T=4", false, false
                "sqrt(t)", "T=5", false, false ]
              (fun (text, set, isSymmetric, isSeen) ->
                  let ok result =
                      match result with
                      | Ok x -> x
                      | Error(InputProblem problem) -> failtest problem

                  let task = Tasks.read text |> TaskDynamics.withValues (ok (ParameterValues.parse set)) |> ok
                  let points, _, _, _ = pointsOf task
                  let energy (p: StationaryPoint) = AlgebraicValue.toDouble p.Energy
                  let isClose x y = abs (x - y) < 1e-13
                  let lowest = points |> List.filter (fun p -> p.Kind = Minimum) |> List.map energy |> List.min

                  for p in points do
                      let b = AlgebraicNumber.toDouble p.B
                      let line = PointTexts.describePoint p

                      if isClose (abs b) 1.0 then
                          Expect.equal p.IsStabilityDecided isSeen line
                          Expect.equal p.Stability 0 line
                          Expect.equal (line.Contains "not decided") (not isSeen) line
                      else
                          Expect.isTrue p.IsStabilityDecided line
                          Expect.equal p.Stability (sign (abs b - 1.0)) line

                      Expect.equal p.IsGlobal (p.Kind = Minimum && isClose (energy p) lowest) line

                  let tied = points |> List.filter _.IsGlobal
                  let isTie = tied.Length > 1
                  Expect.all
                      tied
                      (fun p -> p.IsGlobalDecided = (isSeen || not isTie))
                      $"{text}: ties without a symmetry are not decided, all else is"

                  // E*(b) = E*(1/b) turns at b = 1 and at b = -1.
                  if isSymmetric then
                      Expect.hasLength (points |> List.filter (fun p -> p.Stability = 0)) 2 text)

          testTheory
              "where the control is a factor its points are those of each value, solved alone"
              [ "delta*cos(omega*(T - t))", "T=4,omega=pi/5", Last
                "delta*(t^2 - 3)", "T=5", Last
                "delta^2/(delta + 5)*(7 - t^2)", "T=4", Last
                "delta*(t - 2*i)", "T=3", Every ]
              (fun (text, set, outputs) ->
                  let ok result =
                      match result with
                      | Ok x -> x
                      | Error(InputProblem problem) -> failtest problem

                  let withSet set =
                      TaskDynamics.parseFor
                          { Setting.standard with
                              Outputs = outputs }
                          text
                      |> ok
                      |> TaskDynamics.withValues (ok (ParameterValues.parse set))
                      |> ok

                  let report = ok (Transitions.find "delta" (Rational.OfInt -3, Rational.OfInt 3) (withSet set))
                  let slice = BranchDiagram.slice report

                  for value in [ Rational.ofRatio -7 3; Rational.Zero; Rational.ofRatio 1 100; Rational.OfInt 2 ] do
                      let place = $"{text} at {value}"

                      match (slice value).Value.Stationary, setOf (withSet $"{set},delta={value}") with
                      | AllSilent e, AllSilent f -> Expect.equal e f place
                      | Points(points, infinity, origin, attained), Points(alone, limit, nothing, isAttained) ->
                          let summary (p: StationaryPoint) =
                              [ AlgebraicNumber.toDecimal 20 p.B; AlgebraicValue.toDecimal 12 p.U; AlgebraicValue.toDecimal 12 p.Energy ],
                              (p.Kind, p.IsGlobal, p.IsGlobalDecided, p.Stability, p.IsStabilityDecided, p.IsDegenerate)

                          Expect.equal (points |> List.map summary) (alone |> List.map summary) place
                          Expect.floatClose Accuracy.high (infinity.Energy.ToDouble()) (limit.Energy.ToDouble()) place
                          Expect.floatClose Accuracy.high (origin.ToDouble()) (nothing.ToDouble()) place
                          Expect.equal
                              (infinity.IsMinimum, infinity.IsGlobal, attained)
                              (limit.IsMinimum, limit.IsGlobal, isAttained)
                              place
                      | found, alone -> failtest $"{place}: {found} and {alone}")

          testTheory
              "the law of growth in the control has the value of the law at each control"
              [ "dirac-ratio", "T=3", "beta", Last
                "dirac-ratio", "T=2", "beta", Last
                "modified-constant", "T=4,kappa=1", "delta", Last
                "(t - beta)/(1 + beta^2)", "T=3", "beta", Last
                "beta*t - i", "T=3", "beta", Every ]
              (fun (text, set, control, outputs) ->
                  let ok result =
                      match result with
                      | Ok x -> x
                      | Error(InputProblem problem) -> failtest problem

                  let task =
                      TaskDynamics.parseFor
                          { Setting.standard with
                              Outputs = outputs }
                          text
                      |> ok
                      |> TaskDynamics.withValues (ok (ParameterValues.parse set))
                      |> ok

                  let report = ok (Transitions.find control (Rational.OfInt -4, Rational.OfInt 4) task)
                  let slice = BranchDiagram.slice report
                  let mutable laws = 0

                  for value in
                      [ Rational.ofRatio -7 2; Rational.ofRatio -1 3; Rational.ofRatio 3 7; Rational.ofRatio 5 2; Rational.OfInt 3 ] do
                      for law in (slice value).Value.Escapes do
                          match BranchDiagram.lawInControl report law with
                          | None -> failtest $"{text}: no law at {value}"
                          | Some(growth, limit) ->
                              let at = Substitution.symbol report.Control (Canonical.number value)
                              laws <- laws + 1
                              Expect.isTrue
                                  (Equality.equal (at growth) (Canonical.number law.Growth)).IsProved
                                  $"{text} at {value}: growth"
                              Expect.isTrue (Equality.equal (at limit) (Canonical.number law.Limit)).IsProved $"{text} at {value}: limit"

                  Expect.isGreaterThan laws 1 $"{text}: laws") ]
