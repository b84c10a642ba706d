/// Phase transitions against brute force over the line of b with its point at infinity.
module LrnnSymbolic.Theory.Tests.TransitionTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

let private task (text: string) (set: string) =
    let ok result =
        match result with
        | Ok x -> x
        | Error(InputProblem problem) -> failtest problem

    Tasks.read text |> TaskDynamics.withValues (ok (ParameterValues.parse set)) |> ok

let private range (low: int) (high: int) = Rational.OfInt low, Rational.OfInt high

let private report control bounds (task: TaskDynamics) =
    match Transitions.find control bounds task with
    | Ok report -> report
    | Error(InputProblem problem) -> failtest problem

let private valuesAt control (task: TaskDynamics) (p: float) =
    let steps = int (Evaluation.toDouble (Evaluation.pointOf []) task.Length |> Result.defaultValue nan)

    [| for t in 1..steps ->
           Evaluation.toDouble (Evaluation.pointOf [ control, p; "t", float t; "T", float steps ]) task.Formula
           |> Result.defaultValue nan |]

let private angle (b: float) = 2.0 * atan b

/// Completeness and position of jumps, and the states beside them.
let private againstBruteForce (text: string) set control (low: int) (high: int) =
    let task = task text set
    let found = report control (range low high) task
    let s = valuesAt control task
    let name = $"{text} {set}"
    Expect.isEmpty found.Undecided $"{name}: decided"

    let isEven =
        match ReducedEnergy.ofTask task with
        | Ok energy -> (LandauExpansion.about Zero 1 energy).IsSome
        | Error _ -> false

    // s reads the same backwards: b and 1/b have one energy.
    let isReciprocal = let x = s 0.3 in Array.rev x = x

    // One of two mirror images: b from 0 up, or |b| <= 1.
    let canonical (angle: float) =
        if isEven then
            abs angle
        elif isReciprocal && abs angle > 0.5 * Math.PI then
            float (sign angle) * (Math.PI - abs angle)
        else
            angle

    let jumps = LowestEnergy.jumps canonical s (float low) (float high)
    let firstOrder = found.Transitions |> List.filter (fun t -> t.Kind = FirstOrder)
    let at = firstOrder |> List.map (fun t -> Transitions.toDouble t.Value)
    Expect.equal at.Length jumps.Length $"{name}: jumps at %A{jumps}, found %A{at}"

    for t, jump in List.zip firstOrder jumps do
        let p = Transitions.toDouble t.Value
        Expect.isLessThan (abs (p - jump)) 1e-6 $"{name}: value"

        for state, side in [ t.From, p - 1e-7; t.To, p + 1e-7 ] do
            let best = LowestEnergy.best (s side)
            Expect.isLessThan (LowestEnergy.distance (canonical best) (canonical (angle state.B))) 1e-3 $"{name}: b beside {p}"
            let power = s p |> Array.sumBy (fun x -> x * x)
            Expect.floatClose Accuracy.low state.Energy (0.5 * (power - LowestEnergy.gain (s p) (angle state.B))) $"{name}: energy at {p}"

    // Both energies are equal there.
    for t in firstOrder do
        Expect.floatClose Accuracy.high t.From.Energy t.To.Energy $"{name}: equal energies"

    // Between transitions the exact lowest points are those of the search.
    for phase in found.Phases do
        match phase.Stationary with
        | Points(points, infinity, _, _) ->
            let lowest =
                (points |> List.filter _.IsGlobal |> List.map (fun p -> angle (AlgebraicNumber.toDouble p.B)))
                @ [ if infinity.IsGlobal then Math.PI ]

            // Every branch of minima, the point at infinity among them, is one of the search, and the other way round.
            let minima =
                (points
                 |> List.filter (fun p -> p.Kind = Minimum)
                 |> List.map (fun p -> angle (AlgebraicNumber.toDouble p.B)))
                @ [ if infinity.IsMinimum then Math.PI ]

            let searched = LowestEnergy.maxima (s (phase.Sample.ToDouble()))
            Expect.equal minima.Length searched.Length $"{name}: minima at {phase.Sample}"

            for x in searched do
                Expect.exists minima (fun m -> LowestEnergy.distance x m < 1e-3) $"{name}: a minimum at {phase.Sample}"

            let best = LowestEnergy.best (s (phase.Sample.ToDouble()))
            Expect.exists
                lowest
                (fun x -> LowestEnergy.distance x best < 1e-3 || LowestEnergy.distance (canonical x) (canonical best) < 1e-3)
                $"{name}: lowest point at {phase.Sample}"
        | _ -> ()

    found

let private decimals digits (found: TransitionReport) = found.Transitions |> List.map (fun t -> Transitions.toDecimal digits t.Value)

let private exact (t: Transition) =
    match t.Value with
    | Exact x -> x
    | Certified _
    | Enclosed _ -> failtest "an exact value"

let private drawnTask (random: Random) (steps: int) =
    let coefficient () = string (Exact.draw 5 random)
    String.concat " + " [ for t in 1..steps -> $"[t = {t}]*({coefficient ()} + ({coefficient ()})*p)" ]

[<Tests>]
let tests =
    testList
        "Transitions"
        [ test "points are counted where none is just at infinity" {
              // p = 0, the simplest number between -1/2 and 1/2, has a root of A at infinity. b -> -b turns p into -p.
              let found = againstBruteForce "p*[t=1] + [t=2] + p*[t=3]" "T=3" "p" -3 3
              Expect.equal
                  (found.Bifurcations |> List.map (fun b -> b.StationaryBelow, b.StationaryAbove))
                  [ 4, 2; 2, 4; 4, 4; 4, 2; 2, 4 ]
                  "at -2, -1/2, 0 (a root of A passes through infinity), 1/2, 2"
          }
          test "Dirac of T = 3: two of second order, at 1/sqrt(2) to b = 0 and at sqrt(2) to infinity, exactly" {
              let found = againstBruteForce "dirac-ratio" "T=3" "beta" 0 3
              Expect.equal (found.Transitions |> List.map _.Kind) [ SecondOrder; SecondOrder ] "orders"
              let polynomials = found.Transitions |> List.map (fun t -> (exact t).Polynomial)
              Expect.equal polynomials [ Univariate.ofInts [ -1; 0; 2 ]; Univariate.ofInts [ -2; 0; 1 ] ] "minimal polynomials"
              Expect.equal (decimals 40 found).Head "0.7071067811865475244008443621048490392848" "digits"
              Expect.equal (found.Transitions |> List.map _.Attained) [ true; false ] "attained"
              Expect.equal (found.Transitions |> List.map _.From.B) [ 0.0; infinity ] "where"

              // The coefficient of b^2 vanishes there, and that of b^4 is positive.
              match LandauExpansion.about Zero 2 found.Energy with
              | Some landau ->
                  let at =
                      Substitution.symbol (Vocabulary.real "beta") (AlgebraicNumber.tryRadicals (exact found.Transitions.Head)).Value
                  Expect.isTrue (Equality.isZero (at landau.Coefficients[1])).IsProved "b^2"
                  Expect.equal (Evaluation.toDouble (Evaluation.pointOf []) (at landau.Coefficients[2])) (Ok 0.75) "b^4"
              | None -> failtest "even"
          }

          for steps in 4..12 do
              test $"Dirac of T = {steps}: one of first order, exactly at 1, from b = 0 to infinity" {
                  let found = report "beta" (range 0 3) (task "dirac-ratio" $"T={steps}")
                  Expect.isEmpty found.Undecided "decided"

                  match found.Transitions with
                  | [ t ] ->
                      Expect.equal t.Kind FirstOrder "order"
                      Expect.equal (AlgebraicNumber.tryRational (exact t)) (Some Rational.One) "value"
                      Expect.equal (t.From.B, t.To.B) (0.0, infinity) "b"
                      Expect.equal t.Ties (if steps = 4 then [ 1.0 ] else []) "only for T = 4 does b = 1 have the same energy"
                      Expect.isTrue t.Attained "b = 0 attains it"
                      Expect.floatClose Accuracy.high t.From.Energy 0.5 "energy"
                  | other -> failtest $"{other.Length} transitions"
              }

          for text, set, control, low, high in
              [ "modified-constant", "T=3,kappa=1", "delta", -3, 3
                "modified-constant", "T=4,kappa=1", "delta", -3, 3
                "modified-constant", "T=6,kappa=2", "delta", -3, 3
                "modified-constant", "T=10,kappa=1", "delta", -3, 3
                "modified-constant", "T=16,kappa=1", "delta", -1, 1
                "modified-exponential", "T=3,kappa=1,delta=0.5", "lambda", -3, 2
                "modified-exponential", "T=6,kappa=1,delta=0.5", "lambda", -2, 2
                "modified-inverse-exponential", "T=5,kappa=-1,delta=1", "lambda", -2, 2
                "dirac", "T=6,beta=1", "kappa", -3, 3
                "dirac", "T=7,beta=1", "kappa", -3, 3
                "(t - 2)*(t - beta)", "T=4", "beta", -3, 5
                "[t = 1] + [t = 3]*beta + [t = 5]*2", "T=5", "beta", -4, 4
                "[t = 2] + [t = 4]*beta", "T=5", "beta", -2, 2
                "[t = 1] + [t = 2]*beta + [t = 3]", "T=3", "beta", -4, 4
                "[t = 1]*2 + [t = 2]*beta + [t = 3]*beta + [t = 4]*2", "T=4", "beta", -4, 4
                "[t = 1]*beta + [t = 2] + [t = 3]*beta^2 + [t = 4] + [t = 5]*beta", "T=5", "beta", -3, 3 ] do
              test $"{text}, {set}: jumps in {control} by brute force" { againstBruteForce text set control low high |> ignore }

          test "drawn tasks, T = 2 to 10: jumps by brute force" {
              let random = Random 1234

              for steps in 2..10 do
                  for _ in 1..3 do
                      againstBruteForce (drawnTask random steps) $"T={steps}" "p" -3 3 |> ignore
          }

          test "simple values are given exactly, others by a minimal polynomial in small tasks" {
              let values text set control = (report control (range -4 4) (task text set)).Transitions |> List.map (fun t -> exact t)

              let infix x = AlgebraicNumber.tryRadicals x |> Option.map Infix.print
              // b = 0 and b = 1 with (2 + k)^2/5 = 1; b = 1 against a pair that moves.
              Expect.equal (values "[t = 1] + [t = 3]*k + [t = 5]" "T=5" "k" |> List.map infix) [ Some "sqrt(5) - 2" ] "T = 5"
              let four = values "[t = 1] + [t = 2]*k + [t = 3]*k + [t = 4]" "T=4" "k" |> List.map infix
              Expect.equal four [ Some "-sqrt(2) - 1"; Some "0" ] "T = 4"

              // Two branches that move: the polynomial is that of the number which bisection finds.
              match values "modified-constant" "T=4,kappa=1" "delta" with
              | [ x ] ->
                  Expect.equal x.Polynomial.Degree 15 "degree"
                  Expect.isTrue (Factorization.isIrreducible x.Polynomial) "minimal"
                  let s = valuesAt "delta" (task "modified-constant" "T=4,kappa=1")
                  let jump = LowestEnergy.jumps id s -1.0 -0.5
                  Expect.floatClose Accuracy.medium (AlgebraicNumber.toDouble x) jump.Head "value"
              | other -> failtest $"{other.Length} transitions"
          }

          test "T = 2 has a solution without loss for every value: b runs through infinity where s_2 vanishes" {
              let found = report "p" (range -3 3) (task "[t = 1] + [t = 2]*(p - 1/3)" "T=2")

              match found.Transitions with
              | [ t ] ->
                  Expect.equal t.Kind ThroughInfinity "kind"
                  Expect.equal (AlgebraicNumber.tryRational (exact t)) (Some(Rational.ofRatio 1 3)) "value"
                  Expect.isFalse t.Attained "no loss only in the limit"
              | other -> failtest $"{other.Length} transitions"
          }

          test "a transition at an end of the range counts, one beyond does not" {
              let at low high = report "beta" (low, high) (task "dirac-ratio" "T=5") |> decimals 3

              Expect.equal (at (Rational.ofRatio 1 2) Rational.One) [ "1.000" ] "at the high end"
              Expect.equal (at Rational.One (Rational.OfInt 2)) [ "1.000" ] "at the low end"
              Expect.equal (at (Rational.ofRatio 1000001 1000000) (Rational.OfInt 2)) [] "just beyond"
              Expect.equal (at (Rational.OfInt -2) (Rational.OfInt 2)) [ "-1.000"; "1.000" ] "on both sides of the pole at 0"
          }

          test "where nothing changes the report says why" {
              let remark text set control =
                  let found = report control (range -1 1) (task text set)
                  Expect.isEmpty found.Transitions $"{text}: no transition"
                  String.concat " " found.Remarks, found.Excluded.Length

              let scaled, silent = remark "constant" "T=6" "delta"
              Expect.stringContains scaled "same factor" "delta only scales"
              Expect.equal silent 1 "the task vanishes at delta = 0"
              Expect.stringContains (fst (remark "t + [t = 9]*kappa" "T=3" "kappa")) "no influence" "outside the trajectory"
              Expect.stringContains (fst (remark "kappa*t" "T=1" "kappa")) "b has no influence" "T = 1"
              Expect.stringContains (fst (remark "[t = 9]*kappa" "T=3" "kappa")) "Every s_t is zero" "nothing within the trajectory"
          }

          for text, set, control, low, high in
              [ "modified-constant", "T=5,kappa=sqrt(2)", "delta", -3, 3
                "delta*cos(omega*t) + [t = T]", "T=6,omega=1", "delta", -3, 3
                "modified-constant", "T=4,kappa=pi/3", "delta", -3, 3
                "[t = 1]*p + [t = 2]*p*exp(1/2) + [t = 3]*sqrt(3) - [t = 4]", "T=4", "p", -3, 3 ] do
              test $"{text}, {set}: jumps in {control} by brute force, with irrational values" {
                  let found = againstBruteForce text set control low high
                  Expect.isTrue (found.Following |> Option.exists _.IsRounded) "rounded"

                  for t in found.Transitions do
                      match t.Value with
                      | Enclosed(low, high) -> Expect.isLessThan (high - low).Abs (Rational.Pow(Rational.OfInt 10, -30)) "narrow"
                      | _ -> failtest "enclosed"
              }

          test "irrational values: known values of both orders, to many digits" {
              let root = "1.41421356237309504880168872420969807856967187537695"
              let values set =
                  match Transitions.findTo 50 "beta" (range 0 3) (task "dirac" set) with
                  | Ok found ->
                      Expect.isEmpty found.Undecided "decided"
                      found.Transitions |> List.map (fun t -> t.Kind, Transitions.toDecimal 50 t.Value)
                  | Error(InputProblem problem) -> failtest problem

              // |s_1| = |s_T| for T from 4 on; A^2/B = (beta x + kappa)^2/(1 + x + x^2) with x = b^2 turns at x = 0 where 2 beta = kappa.
              Expect.equal (values "T=5,kappa=sqrt(2)") [ FirstOrder, root ] "T = 5"
              Expect.equal (values "T=3,kappa=2*sqrt(2)" |> List.head) (SecondOrder, root) "T = 3"
          }

          test "bounds of constants hold known digits, and sin^2 + cos^2 = 1" {
              let bounds text =
                  match Parser.parse Vocabulary.real text with
                  | Ok e -> ConstantBounds.enclose 160 e
                  | Error failure -> failtest $"{failure}"

              for text, digits in
                  [ "pi", "3.14159265358979323846264338327950288420"
                    "sqrt(2)", "1.41421356237309504880168872420969807857"
                    "exp(1)", "2.71828182845904523536028747135266249776"
                    "cos(1)", "0.54030230586813971740093660744297660373"
                    "sin(10)", "-0.54402111088936981340474766185137728168" ] do
                  let struct (low, high) = bounds text
                  let written = (Rational.tryParseDecimal digits).Value
                  let unit = Rational.Pow(Rational.OfInt 10, -38)
                  Expect.isTrue (low <= high && low >= written - unit && high <= written + unit) text

              for x in [ "1/3"; "2*sqrt(2)"; "-7"; "pi/7" ] do
                  let struct (a, b) = bounds $"sin({x})"
                  let struct (c, d) = bounds $"cos({x})"
                  let unit = Rational.Pow(Rational.OfInt 2, -150)
                  let squares (x: Rational) (y: Rational) = [ x * x; x * y; y * y ]
                  let low = List.min (squares a b) + List.min (squares c d)
                  let high = List.max (squares a b) + List.max (squares c d)
                  Expect.isTrue (low <= Rational.One && Rational.One <= high && high - low < unit) x
          }

          testTheory
              "refusals say what is wrong"
              [ "dirac-ratio", "T=4", "delta", "its parameters are beta"
                "modified-constant", "T=4", "delta", "kappa"
                "sin(omega*t)", "T=4", "omega", "it contains"
                "constant", "", "delta", "T"
                "t", "T=4", "delta", "none left" ]
              (fun (text, set, control, word) ->
                  match Transitions.find control (range 0 1) (task text set) with
                  | Error(InputProblem problem) -> Expect.stringContains problem word text
                  | Ok _ -> failtest $"{text} has no transitions in {control}")

          test "folds and pitchforks: the kind, by the gain's derivatives in doubles, and the place" {
              // Beside a fold a minimum and a saddle are close together, on one side alone; at a pitchfork a pair joins b = 0.
              let check text set control low high =
                  let task = task text set
                  let found = report control (range low high) task
                  let s = valuesAt control task

                  for bifurcation in found.Bifurcations do
                      let p = Transitions.bifurcationValue bifurcation

                      match bifurcation.Kind, bifurcation.B with
                      | Fold, Some b ->
                          Expect.equal (abs (bifurcation.StationaryAbove - bifurcation.StationaryBelow)) 2 $"{text}: two points at {p}"
                          Expect.equal (abs (bifurcation.MinimaAbove - bifurcation.MinimaBelow)) 1 $"{text}: one is a minimum"
                          // The first two derivatives by the angle vanish there, the third does not.
                          let gain x = LowestEnergy.gain (s p) x
                          let h, x = 3e-3, angle b
                          let first = (gain (x + h) - gain (x - h)) / (2.0 * h)
                          let second = (gain (x + h) - 2.0 * gain x + gain (x - h)) / (h * h)
                          let third =
                              (gain (x + 2.0 * h) - 2.0 * gain (x + h) + 2.0 * gain (x - h) - gain (x - 2.0 * h))
                              / (2.0 * h * h * h)
                          Expect.isGreaterThan (abs third) 1e-3 $"{text}: third derivative at {p}"
                          Expect.isLessThan (abs first) (h * h * abs third) $"{text}: first derivative at {p}"
                          Expect.isLessThan (abs second) (0.2 * abs third) $"{text}: second derivative at {p}"
                      | Pitchfork, Some b ->
                          Expect.isTrue (b = 0.0 || Double.IsInfinity b || abs b = 1.0) $"{text}: a symmetric point, not {b}"
                          Expect.equal (abs (bifurcation.StationaryAbove - bifurcation.StationaryBelow)) 2 $"{text}: a pair at {p}"
                      | Unclassified, _ -> ()
                      | Passage, _ ->
                          // Of A or of G, the coefficient of the highest power.
                          Expect.floatClose
                              { absolute = 1e-9; relative = 0.0 }
                              (s p |> Array.take 2 |> Array.map abs |> Array.min)
                              0.0
                              $"{text}: at {p}"
                      | kind, b -> failtest $"{text}: {kind} at {b}"

                  found.Bifurcations |> List.map _.Kind |> List.filter ((<>) Passage)

              Expect.equal (check "dirac-ratio" "T=3" "beta" 0 3) [ Pitchfork; Pitchfork ] "Dirac"
              // The discriminant of the last one is too large: intervals alone.
              Expect.equal (check "modified-exponential" "T=10,kappa=1,delta=0.5" "lambda" -2 2 |> List.distinct) [ Fold ] "folds"
              // At delta = 0 all points but b = 0 come from infinity at once.
              let kinds = check "modified-constant" "T=16,kappa=1" "delta" -1 1
              Expect.equal (kinds |> List.filter ((=) Fold) |> List.length) 2 "two folds"
          }

          test "the same bifurcations by intervals as from the discriminant" {
              let found = report "lambda" (range -2 2) (task "modified-exponential" "T=10,kappa=1,delta=0.5")
              let s = valuesAt "lambda" (task "modified-exponential" "T=10,kappa=1,delta=0.5")
              let merging = found.Bifurcations |> List.filter (fun b -> b.Kind <> Passage)

              for b in merging do
                  let p = Transitions.bifurcationValue b
                  let count at = (LowestEnergy.maxima (s at)).Length
                  let minimum = if b.MinimaAbove > b.MinimaBelow then 1 else -1
                  Expect.equal (count (p + 2e-3) - count (p - 2e-3)) minimum $"minima beside {p}"

              // lambda -> -lambda turns b into -b.
              let values = merging |> List.map Transitions.bifurcationValue
              Expect.equal values.Length 8 "eight"

              for x, y in List.zip values (List.rev values) do
                  Expect.floatClose Accuracy.high x -y "mirror images"
          }

          test "the proof names its steps, and the theorem for two ends where it applies" {
              let steps text set control = report control (range 0 3) (task text set) |> TransitionProof.steps |> String.concat " "
              Expect.stringContains (steps "dirac-ratio" "T=7" "beta") "for every T from 4 on" "two ends"
              Expect.isFalse ((steps "dirac-ratio" "T=3" "beta").Contains "for every T") "not for T = 3"
              Expect.isFalse ((steps "[t = 1]*beta + [t = T]/beta + [t = 2]" "T=7" "beta").Contains "for every T") "not for three values"
              Expect.stringContains (steps "modified-constant" "T=6,kappa=-1" "delta") "cross once at most" "certified"
              Expect.stringContains (steps "constant" "T=6" "delta") "same factor" "nothing to prove"
          }

          test "every output counts: the jump by a search over the circle" {
              let text = "[i = 1]*p + [t = i]*[t > 1]"

              let task =
                  { Tasks.readFor
                        { Setting.standard with
                            Outputs = Every }
                        text with
                      Length = Canonical.ofInt 4 }

              let found = report "p" (range -4 4) task
              Expect.isEmpty found.Undecided "decided"
              // A by powers 3 .. 0: s_{t,1} = p at t - i = 3, 2, 1, 0, and 1 at t = i = 2, 3, 4.
              let values p = [| p; p; p; p + 3.0 |]
              let best p =
                  LowestEnergy.maximaOf (LowestEnergy.weightedGain [| 1.0; 2.0; 3.0; 4.0 |] (values p))
                  |> List.maxBy (LowestEnergy.weightedGain [| 1.0; 2.0; 3.0; 4.0 |] (values p))
              let firstOrder = found.Transitions |> List.filter (fun t -> t.Kind = FirstOrder)

              for t in found.Transitions do
                  let p = Transitions.toDouble t.Value

                  for state, side in [ t.From, p - 1e-6; t.To, p + 1e-6 ] do
                      Expect.isLessThan (LowestEnergy.distance (best side) (angle state.B)) 1e-2 $"b beside {p}"

                      // Half of sum (s - u b^(t-i))^2 over all t and i.
                      let energy =
                          0.5
                          * Seq.sum
                              [ for t in 1..4 do
                                    for i in 1..t ->
                                        let s = (if i = 1 then p else 0.0) + (if t = i && t > 1 then 1.0 else 0.0)
                                        pown (s - state.U * pown state.B (t - i)) 2 ]

                      Expect.floatClose Accuracy.high state.Energy energy $"energy beside {p}"

              let jumps =
                  [ for k in 0..799 do
                        let p, q = -4.0 + 0.01 * float k + 0.0003, -4.0 + 0.01 * float (k + 1) + 0.0003
                        if LowestEnergy.distance (best p) (best q) > 0.5 then 0.5 * (p + q) ]

              Expect.equal jumps.Length firstOrder.Length "as many jumps"

              for t, jump in List.zip firstOrder jumps do
                  Expect.isLessThan (abs (Transitions.toDouble t.Value - jump)) 0.01 "value"

              Expect.isNonEmpty firstOrder "a jump"
          }

          // The lowest branch comes to infinity or to b = 0 just where another one takes over: one jump, and nothing passes.
          testTheory
              "a piece that only touches is no transition"
              [ "[t=1]*(-1+q)+[t=2]*q+[t=3]*(1+q)", "T=3", "q", -1, 1, [ FirstOrder, 0.0 ]
                "delta*t + kappa", "T=3,delta=1", "kappa", -8, 2, [ FirstOrder, -2.0 ]
                "t + 2*kappa", "T=3", "kappa", -8, 2, [ FirstOrder, -1.0 ]
                "t + kappa", "T=4", "kappa", -8, 2, [ FirstOrder, -2.5 ]
                "[t=1]*(-1+2*q)+[t=2]*q+[t=3]*(1+3*q)", "T=3", "q", -1, 1, [ FirstOrder, 0.0 ]
                "[t=1]*(2*q^2)+[t=2]*(1-q)+[t=4]*(-1+q)", "T=4", "q", 0, 2, [ ThroughInfinity, 1.0 ] ]
              (fun (text, set, control, low, high, expected) ->
                  let found = againstBruteForce text set control low high
                  let at = snd (List.last expected)
                  let near = found.Transitions |> List.filter (fun t -> abs (Transitions.toDouble t.Value - at) < 1e-6)
                  Expect.equal (near |> List.map (fun t -> t.Kind, Transitions.toDouble t.Value)) expected text)

          testTheory
              "what passes through infinity is listed, though the number of points stays"
              [ "[t=1]*(2*q^2)+[t=2]*(1-q)+[t=4]*(-1+q)", "T=4", "q", 1, 2, [ 1.0 ]
                "delta*t + kappa", "T=3,delta=1", "kappa", -8, 2, [ -2.0; -1.0 ]
                "t + kappa", "T=12", "kappa", -8, 2, [ -2.0; -1.0 ]
                "t + kappa^3", "T=4", "kappa", -3, 3, [ -Math.Cbrt 2.0; -1.0 ] ]
              (fun (text, set, control, low, high, expected) ->
                  let found = report control (range low high) (task text set)

                  let passages =
                      found.Bifurcations
                      |> List.filter (fun b -> b.Kind = Passage)
                      |> List.map Transitions.bifurcationValue

                  Expect.equal passages.Length expected.Length $"{text}: {passages}"

                  for x, y in List.zip passages expected do
                      Expect.floatClose Accuracy.high x y text)

          // At the middle the energies of b = 1 and b = -1 are equal, and so are their slopes: one of them is lower on both sides.
          testTheory
              "energies that only touch decide nothing"
              [ "(t - kappa)^2", "T=3", "kappa", 0, 5
                "(t - 1 - kappa)^2", "T=3", "kappa", -1, 4
                "(2*t - kappa)^2", "T=3", "kappa", 2, 6
                "[t=1]*(1+q)+[t=2]*q^2+[t=3]*(1-q)", "T=3", "q", -1, 1 ]
              (fun (text, set, control, low, high) -> againstBruteForce text set control low high |> ignore)

          test "bifurcations: minima appear or vanish just where they are said to" {
              let task = task "modified-constant" "T=8,kappa=1"
              let found = report "delta" (range -2 2) task
              let s = valuesAt "delta" task

              Expect.isTrue found.AreBifurcationsComplete "all"
              Expect.isNonEmpty found.Bifurcations "some"

              for b in found.Bifurcations do
                  let p = Transitions.bifurcationValue b
                  let count at = (LowestEnergy.maxima (s at)).Length
                  Expect.equal (count (p - 1e-3), count (p + 1e-3)) (b.MinimaBelow, b.MinimaAbove) $"minima beside {p}"
          } ]
