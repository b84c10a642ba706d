/// The last or every output, real or complex modes: what is derived against sums, flows and networks computed here.
module LrnnSymbolic.Theory.Tests.SettingTests

open System
open System.Numerics
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

let private settings =
    [ for outputs in [ Last; Every ] do
          for modes in [ RealModes; ComplexModes ] -> { Outputs = outputs; Modes = modes } ]

let private named (setting: Setting) = $"{setting.Outputs}, {setting.Modes}"

let private chosen =
    [ "delta*t*lambda^(T - t)"
      "delta*cos(omega*(T - t))"
      "delta*lambda^(T - t) + kappa*[t = T]"
      "beta*[t = 1] + kappa*[t = T]"
      "delta/(t + 1)"
      "delta*t^2*mu^t + [t >= 3]*kappa" ]

let private texts = Tasks.presets @ chosen

let private section (name: string) (task: TaskDynamics) = Derivation.derive [ name ] task |> List.exactlyOne

let private equation (name: string) (section: Section) =
    match section.Equations |> List.tryFind (fun e -> e.Name = name) with
    | Some e -> e
    | None -> failtest $"{section.Name} has no equation {name}"

// ---- Brute force, in complex numbers -------------------------------------------------------------------------------------

let private complex (x: float) (y: float) = Numerics.Complex(x, y)
let private z (x: float) = complex x 0.0

let private value (values: (string * Complex) list) (e: Expr) =
    match Evaluation.toComplex (Evaluation.pointOf values) e with
    | Ok x -> x
    | Error reason -> failtest $"{Infix.print e}: {reason}"

let private near what (tolerance: float) (actual: Complex) (expected: Complex) =
    let scale = 1.0 + Complex.Abs expected
    Expect.isLessThan (Complex.Abs(actual - expected) / scale) tolerance $"{what}: {actual} against {expected}"

let private power (x: Complex) (n: int) = Seq.replicate n x |> Seq.fold (*) Complex.One

/// The counted pairs of an output step and an input step.
let private pairs (setting: Setting) (length: int) =
    match setting.Outputs with
    | Last -> [ for i in 1..length -> length, i ]
    | Every ->
        [ for t in 1..length do
              for i in 1..t -> t, i ]

let private values (random: Random) (task: TaskDynamics) =
    [ for s in TaskDynamics.parameters task ->
          let part () = 0.25 + random.NextDouble()
          s.Name,
          (if task.Setting.Modes = ComplexModes then
               complex (part ()) (part () - 0.7)
           else
               z (part ())) ]

let private targets (task: TaskDynamics) (length: int) (parameters: (string * Complex) list) =
    dict
        [ for t, i in pairs task.Setting length ->
              let step = z (float i)
              let at =
                  match task.Setting.Outputs with
                  | Last -> [ "t", step ]
                  | Every -> [ "t", z (float t); "i", step ]
              (t, i), value (("T", z (float length)) :: at @ parameters) task.Formula ]

let private sum (terms: Complex seq) = Seq.fold (+) Complex.Zero terms

let private drawn (random: Random) (setting: Setting) =
    let part () = random.NextDouble() * 2.0 - 1.0
    if setting.Modes = ComplexModes then
        complex (part ()) (part ())
    else
        z (part ())

/// tau a', tau b', tau c' as sums of the theory.
let private flowAt (setting: Setting) (s: Collections.Generic.IDictionary<int * int, Complex>) length (a: Complex, b: Complex, c: Complex) =
    let conj = Complex.Conjugate
    let over f = pairs setting length |> List.map f |> sum
    let error (t, i) = s[t, i] - c * power b (t - i) * a

    over (fun (t, i) -> conj (c * power b (t - i)) * error (t, i)),
    over (fun (t, i) ->
        if t = i then
            Complex.Zero
        else
            z (float (t - i)) * conj (c * a * power b (t - i - 1)) * error (t, i)),
    over (fun (t, i) -> conj (a * power b (t - i)) * error (t, i))

// ---- Closed sums, for every b, the excluded ones too ----------------------------------------------------------------------

let private sumsAgree (setting: Setting) (text: string) =
    test $"{text} ({named setting})" {
        let task = Tasks.readFor setting text
        let sums = TaskSums.close task
        let random = Random 3

        for length in [ 1; 2; 5 ] do
            let parameters = values random task
            let s = targets task length parameters

            for b in [ drawn random setting; Complex.Zero; Complex.One; -Complex.One ] do
                let at = ("T", z (float length)) :: ("b", b) :: parameters
                let over f = pairs setting length |> List.map f |> sum
                let place = $"T={length}, b={b}"
                near
                    $"A at {place}"
                    1e-9
                    (value at sums.Correlation.Stable)
                    (over (fun (t, i) -> s[t, i] * Complex.Conjugate(power b (t - i))))
                near
                    $"B at {place}"
                    1e-9
                    (value at sums.ResponsePower.Stable)
                    (over (fun (t, i) -> z (Complex.Abs(power b (t - i)) ** 2.0)))
                near $"power at {place}" 1e-9 (value at sums.Power.Stable) (over (fun (t, i) -> z (Complex.Abs s[t, i] ** 2.0)))
    }

// ---- Every section says something certain ---------------------------------------------------------------------------------

let private complete (setting: Setting) (text: string) =
    test $"{text} ({named setting})" {
        let vocabulary = Mode.vocabulary setting.Modes

        for section in Derivation.derive Derivation.sectionNames (Tasks.readFor setting text) do
            Expect.isFalse (section.Equations.IsEmpty && section.RemarkTexts.IsEmpty) $"{section.Name} says something"
            Expect.isFalse
                (section.RemarkTexts |> List.exists (fun remark -> remark.StartsWith "This section is for"))
                $"{section.Name} serves the setting"

            for e in section.Equations do
                match e.Verdict with
                | Proved _
                | Checked _
                | Given _
                | Estimated _ -> ()
                | other -> failtest $"{section.Name}/{e.Name}: {other}"

                if e.Right.IsScalar then
                    match Parser.parse vocabulary (Infix.print e.Value) with
                    | Ok parsed -> Expect.equal (Infix.print parsed) (Infix.print e.Value) $"{section.Name}/{e.Name} reads as it is written"
                    | Error failure -> failtest $"{section.Name}/{e.Name}: {failure}"
    }

// With a number for T the ranges fall apart, down to T = 1 and its empty sums.
let private completeAt (setting: Setting) (text: string) =
    test $"{text} at given lengths ({named setting})" {
        for length in [ 1; 2; 5 ] do
            let values = ParameterValues.parse $"T={length}" |> Result.defaultWith (fun _ -> failtest "T")
            match TaskDynamics.withValues values (Tasks.readFor setting text) with
            | Error(InputProblem problem) -> failtest problem
            | Ok task ->
                for section in Derivation.derive Derivation.sectionNames task do
                    for e in section.Equations do
                        match e.Verdict with
                        | Proved _
                        | Checked _
                        | Given _
                        | Estimated _ -> ()
                        | other -> failtest $"T={length}: {section.Name}/{e.Name}: {other}"
    }

let private tabulated (modes: ModeKind) =
    test $"tabulated values have every section, and no claim about solutions ({modes})" {
        let task = TaskDynamics.tabulatedFor { Outputs = Last; Modes = modes } "table"
        let sections = Derivation.derive Derivation.sectionNames task
        Expect.equal (sections |> List.map _.Name) Derivation.sectionNames "sections"
        let remarks = sections |> List.collect _.RemarkTexts
        Expect.isFalse (remarks |> List.exists (fun remark -> remark.StartsWith "There is no solution")) "not decided is not no"
        let condition = equation "condition" (sections |> List.find (fun s -> s.Name = "zero-loss"))
        let s = (TaskDynamics.singularValueOf modes).Name
        Expect.equal (Infix.print condition.Value) $"{s}[t - 1]*{s}[t + 1] - {s}[t]^2" "neighbours in one ratio"
    }

// ---- Real blocks ------------------------------------------------------------------------------------------------------------

let private blocks (outputs: Outputs) =
    test $"{outputs}: the parts of the flow are those of the complex flow" {
        let setting =
            { Outputs = outputs
              Modes = ComplexModes }
        let equations, _ = RealBlocks.equations setting
        let random = Random 8

        for length in [ 1; 2; 4 ] do
            let s = dict [ for pair in pairs setting length -> pair, drawn random setting ]
            let a, b, c = drawn random setting, drawn random setting, drawn random setting
            let velocities = flowAt setting s length (a, b, c)
            let errors = dict [ for t, i in pairs setting length -> (t, i), s[t, i] - c * power b (t - i) * a ]

            let indexed (symbol: Symbol) (at: int[]) =
                let pair = if outputs = Last then length, at[0] else at[0], at[at.Length - 1]
                let part (x: Complex) = if symbol.Name.EndsWith "re" then x.Real else x.Imaginary

                match symbol.Name[0] with
                | 'b' -> ValueSome(part (power b at[0]))
                | 'r' -> ValueSome(part errors[pair])
                | _ -> ValueSome(part s[pair])

            let parts name (x: Complex) = [ name + "_re", x.Real; name + "_im", x.Imaginary ]
            let point =
                { Evaluation.pointOf (("T", float length) :: parts "a" a @ parts "b" b @ parts "c" c) with
                    Indexed = indexed }

            let va, vb, vc = velocities
            for name, velocity in [ "a", va; "b", vb; "c", vc ] do
                for part, expected in [ "re", velocity.Real; "im", velocity.Imaginary ] do
                    let e = equations |> List.find (fun e -> e.Name = $"{name}_{part}'")
                    match Evaluation.toDouble point e.Value with
                    | Ok actual -> Expect.floatClose Accuracy.high actual expected $"{e.Name} at T={length}"
                    | Error reason -> failtest reason
    }

// ---- Conserved quantities ---------------------------------------------------------------------------------------------------

let private conserved =
    [ test "real modes have one invariant, complex modes one" {
          let only kind = ConservedQuantities.find kind 2 |> List.map Infix.print
          Expect.equal (only RealModes) [ "a^2 - c^2" ] "real"
          Expect.equal (only ComplexModes) [ "a*conj(a) - c*conj(c)" ] "complex"
      }
      for setting in settings do
          test $"they stand still along flows ({named setting})" {
              let random = Random 5
              let length = 4
              for _ in 1..5 do
                  let s = dict [ for pair in pairs setting length -> pair, drawn random setting ]
                  let a, b, c = drawn random setting, drawn random setting, drawn random setting
                  let va, vb, vc = flowAt setting s length (a, b, c)
                  let h = 1e-5

                  for e in ConservedQuantities.find setting.Modes 3 do
                      let along k = value [ "a", a + z (k * h) * va; "b", b + z (k * h) * vb; "c", c + z (k * h) * vc ] e
                      near (Infix.print e) 1e-8 ((along 1.0 - along -1.0) / z (2.0 * h)) Complex.Zero
          } ]

// ---- Input-output mode --------------------------------------------------------------------------------------------------------

/// Fourth-order Runge-Kutta steps.
let private integrate (step: float) (steps: int) (f: Complex[] -> Complex[]) (start: Complex[]) =
    let plus (y: Complex[]) (h: float) (k: Complex[]) = Array.map2 (fun x v -> x + z h * v) y k
    let mutable y = start

    for _ in 1..steps do
        let k1 = f y
        let k2 = f (plus y (step / 2.0) k1)
        let k3 = f (plus y (step / 2.0) k2)
        let k4 = f (plus y step k3)
        y <- Array.init y.Length (fun n -> y[n] + z (step / 6.0) * (k1[n] + z 2.0 * k2[n] + z 2.0 * k3[n] + k4[n]))

    y

let private anyStart (kind: ModeKind) =
    test $"{kind}: u(t) from any start is where a and c come to" {
        let setting = { Outputs = Last; Modes = kind }
        let section = InputOutputMode.section setting
        let right name = (equation name section).Value
        let random = Random 17

        for _ in 1..12 do
            let A, a, c = drawn random setting, drawn random setting, drawn random setting
            let B, tau, time = 0.5 + 2.0 * random.NextDouble(), 0.5 + random.NextDouble(), 2.0 * random.NextDouble()

            let flow (y: Complex[]) =
                let balance = (A - y[0] * y[1] * z B) / z tau
                [| Complex.Conjugate y[1] * balance; Complex.Conjugate y[0] * balance |]

            let reached = integrate (time / 2000.0) 2000 flow [| a; c |]
            let given =
                [ "A", A
                  "B", z B
                  "tau", z tau
                  "t", z time
                  "u_0", a * c
                  "k", z (Complex.Abs a ** 2.0 - Complex.Abs c ** 2.0) ]
            let omega, size = value given (right "omega"), value given (right "N_0")
            let given = ("omega", omega) :: ("N_0", size) :: given
            let given = ("q", value given (right "q")) :: given
            near $"u at A={A}, a={a}, c={c}" 1e-8 (value given (right "u.any")) (reached[0] * reached[1])
    }

// ---- Recurrent series -----------------------------------------------------------------------------------------------------------

let private complexSeries =
    test "the series of a complex b is its Taylor series" {
        // tau b' = g with u frozen, on a task of three steps; derivatives of g by differences.
        let setting = { Outputs = Last; Modes = ComplexModes }
        let random = Random 4
        let s = dict [ for pair in pairs setting 3 -> pair, drawn random setting ]
        let u, b0 = drawn random setting, drawn random setting
        let velocity b = let _, v, _ = flowAt setting s 3 (u, b, Complex.One) in v
        let h = 1e-3
        let byTime n =
            let at k = (integrate (float k * h / 50.0) 50 (fun y -> [| velocity y[0] |]) [| b0 |])[0]
            if n = 2 then
                (at 1 - z 2.0 * at 0 + at -1) / z (h * h)
            else
                (at 2 - z 2.0 * at 1 + z 2.0 * at -1 - at -2) / z (2.0 * h ** 3.0)

        // d/db and d/dconj(b) of a function of two real variables.
        let along (f: Complex -> Complex) (direction: Complex) b = (f (b + z h * direction) - f (b - z h * direction)) / z (2.0 * h)
        let byB f b = (along f Complex.One b - Complex.ImaginaryOne * along f Complex.ImaginaryOne b) / z 2.0
        let byConj f b = (along f Complex.One b + Complex.ImaginaryOne * along f Complex.ImaginaryOne b) / z 2.0
        let derivative m n = List.replicate m byB @ List.replicate n byConj |> List.fold (fun f d -> d f) velocity

        let given =
            [ yield "g", velocity b0
              for total in 1..2 do
                  for m in 0..total do
                      yield $"g_{m}_{total - m}", derivative m (total - m) b0 ]

        let series = RecurrentModeSeries.byComplexIteration 3
        near "b''" 1e-4 (value given series[1]) (byTime 2)
        near "b'''" 1e-4 (value given series[2]) (byTime 3)
    }

// ---- Regularization -----------------------------------------------------------------------------------------------------------------

let private regularization (setting: Setting) =
    test $"limit, slope and value at |b| = 1 ({named setting})" {
        let section = section "regularization" (Tasks.readFor setting "constant")
        let random = Random 2
        let b, a, c = z 0.6 * drawn random setting, drawn random setting, drawn random setting
        let energyAt (length: int) (b: Complex) =
            pairs setting length |> List.sumBy (fun (t, i) -> Complex.Abs(c * power b (t - i) * a) ** 2.0 / 2.0)
        let at (length: int) (b: Complex) = [ "T", z (float length); "a", a; "b", b; "c", c ]
        let perOutput (length: int) = if setting.Outputs = Last then 1.0 else float length

        let limit = (value (at 1 b) (equation "limit" section).Value).Real
        let distance length = abs (energyAt length b / perOutput length - limit)
        Expect.isLessThan (distance 400) (distance 40 / 5.0 + 1e-12) "nearer with T"
        Expect.isLessThan (distance 400) (0.01 * limit) "near for large T"

        let slope = (value (at 5 b) (equation "slope" section).Value).Real
        let scaled (x: float) = energyAt 5 (b * z (sqrt x))
        let h = 1e-5
        Expect.floatClose Accuracy.medium slope ((scaled (1.0 + h) - scaled (1.0 - h)) / (2.0 * h) / Complex.Abs b ** 2.0) "slope by |b|^2"
        Expect.isGreaterThan slope 0.0 "grows"
        Expect.floatClose
            Accuracy.high
            (value (at 5 b) (equation "at |b| = 1" section).Value).Real
            (energyAt 5 (b / z (Complex.Abs b)))
            "|b| = 1"
    }

// ---- Order of learning -----------------------------------------------------------------------------------------------------------------

/// The learning time at which a c first passes half of A/B, all modes moving, and that of the closed form with b frozen.
let private halfTimes (s: float list) (b0: float) (eps: float) =
    let length = s.Length
    let setting = { Outputs = Last; Modes = RealModes }
    let s = dict [ for i in 1..length -> (length, i), z s[i - 1] ]
    let A = pairs setting length |> List.sumBy (fun (t, i) -> s[t, i].Real * b0 ** float (t - i))
    let B = pairs setting length |> List.sumBy (fun (t, i) -> b0 ** (2.0 * float (t - i)))
    let flow (y: Complex[]) =
        let x, v, w = flowAt setting s length (y[0], y[1], y[2])
        [| x; v; w |]

    let rec until time (y: Complex[]) =
        if (y[0] * y[2]).Real >= A / (2.0 * B) then
            time
        else
            until (time + 0.002) (integrate 0.002 1 flow y)

    let start = z eps
    let task = Tasks.readFor Setting.standard "constant"
    let closed = (LearningOrder.equations task |> fst |> List.find (fun e -> e.Name = "half-time")).Value
    until 0.0 [| start; z b0; start |], (value [ "A", z A; "B", z B; "tau", z 1.0; "u_0", z (eps * eps) ] closed).Real

let private order =
    [ test "the mode with the larger A at the start is learned first, by the closed form and by the flow" {
          for first, second in [ [ 0.2; 0.5; 1.1 ], [ 1.5; 1.1; 0.8 ]; [ 0.1; 0.1; 0.7 ], [ 0.9; 0.2; 0.5 ] ] do
              let moving, frozen = halfTimes first 0.01 1e-3
              let moving', frozen' = halfTimes second 0.01 1e-3
              Expect.isLessThan frozen frozen' "closed form"
              Expect.isLessThan moving moving' "flow"
      }
      test "the times with b moving approach the closed form from small starts" {
          let off eps = let moving, frozen = halfTimes [ 0.2; 0.5; 1.1 ] 0.01 eps in abs (moving / frozen - 1.0)
          let offs = [ off 1e-1; off 1e-3; off 1e-6 ]
          Expect.isLessThan offs[1] offs[0] "smaller start"
          Expect.isLessThan offs[2] offs[1] "still smaller"
          Expect.isLessThan offs[2] 0.05 "near"
      }
      test "t falls with A from the threshold on, not everywhere below" {
          let equations, _ = LearningOrder.equations (Tasks.readFor Setting.standard "constant")
          let slope = (equations |> List.find (fun e -> e.Name = "dt/dA")).Value
          let at x = (value [ "A", Complex.One; "tau", Complex.One; "x", z x ] slope).Real
          for x in [ 4.0; 5.0; 50.0; 1e6 ] do
              Expect.isLessThan (at x) 0.0 $"x = {x}"
          Expect.isGreaterThan (at 2.0) 0.0 "a large start is another matter"
      } ]

// ---- Without loss ---------------------------------------------------------------------------------------------------------------------------

let private everyReal = { Outputs = Every; Modes = RealModes }

let private oscillating =
    test "oscillations fail by an exact expression" {
        for text, expected, unless in
            [ "delta*cos(omega*(T - t))",
              "-delta^2*sin(omega)^2",
              "There is no solution without loss for T >= 3, with the exception of parameters where delta = 0, or where cos(omega) - 1 = 0, or where cos(omega) + 1 = 0."
              "delta*lambda^(T - t)*cos(omega*(T - t))",
              "-delta^2*lambda^2*sin(omega)^2",
              "There is no solution without loss for T >= 3, with the exception of parameters where delta = 0, or where lambda = 0, or where cos(omega) - 1 = 0, or where cos(omega) + 1 = 0." ] do
            let section = section "zero-loss" (Tasks.readFor Setting.standard text)
            Expect.equal (Infix.print (equation "mismatch" section).Value) expected text
            Expect.contains section.RemarkTexts unless text
            Expect.isFalse (section.RemarkTexts |> List.exists (fun (remark: string) -> remark.Contains "about")) "the witness is exact"

        match ZeroLoss.decide (Tasks.readFor Setting.standard "delta*(cos(2*t) - 2*cos(t)^2 + 1) + kappa") with
        | Solved _ -> ()
        | other -> failtest $"addition theorems make this constant: {other.GetType().Name}"
    }

let private everyOutput =
    test "every output: without loss exactly when each s_{t,i} is geometric in t - i, by trying all of them" {
        for text in
            [ "delta"
              "delta*t"
              "delta*i"
              "delta*lambda^(t - i)"
              "delta*lambda^t"
              "delta*cos(omega*(t - i))"
              "1/t"
              "delta*(t - i + 1)"
              "delta*2^(i - t)"
              "delta*[t = i]" ] do
            let task = Tasks.readFor everyReal text
            let numeric = { task with Length = Canonical.ofInt 4 }

            let at t i =
                [ "t", z (float t); "i", z (float i); "delta", z 0.7; "lambda", z 0.6; "omega", z 0.4 ]
                |> fun values -> value values task.Formula

            let u, ratio = at 1 1, at 2 1 / at 1 1
            let mismatch (t, i) = Complex.Abs(at t i - u * power ratio (t - i))
            let isGeometric = pairs everyReal 4 |> List.forall (fun pair -> mismatch pair < 1e-12)

            match ZeroLoss.decide numeric with
            | Solved _ -> Expect.isTrue isGeometric text
            | Unsolvable f ->
                Expect.isFalse isGeometric text
                let named =
                    Substitution.indexedSymbol TaskDynamics.singularValue (TaskDynamics.formals everyReal) task.Formula f.Left
                let point = [ "T", z 4.0; "delta", z 0.7; "lambda", z 0.6; "omega", z 0.4 ]
                Expect.isGreaterThan (Complex.Abs(value point named)) 1e-3 $"{text}: what is named fails"
                Expect.isLessThan (Complex.Abs(value point named - value point f.Value)) 1e-12 $"{text}: with its value"
            | other -> failtest $"{text}: {other.GetType().Name}"

            match ZeroLoss.decide task with
            | Solved _ -> Expect.isTrue isGeometric $"{text}, any T"
            | Unsolvable _
            | ByLength(_, _, Unsolvable _) -> Expect.isFalse isGeometric $"{text}, any T"
            | other -> failtest $"{text}, undecided for any T: {other.GetType().Name}"
    }

let private hessian (setting: Setting) =
    test $"the spectrum at a solution is that of differences of the flow ({named setting})" {
        let task = Tasks.readFor setting "inverse-exponential"
        let section = section "stability" task
        let random = Random 6
        let length = 4
        let parameters = [ "delta", drawn random setting; "lambda", drawn random setting ]
        let s = targets task length parameters
        let delta, lambda = snd parameters[0], snd parameters[1]
        let a = z (sqrt (Complex.Abs delta))
        let start = [| a; lambda; delta / a |]
        let flow (y: Complex[]) =
            let x, v, w = flowAt setting s length (y[0], y[1], y[2])
            [| x; v; w |]
        let h = 1e-5
        let column k =
            let moved (sign: float) = Array.mapi (fun n y -> if n = k then y + z (sign * h) else y) start |> flow
            Array.map2 (fun (x: Complex) y -> (y - x) / z (2.0 * h)) (moved 1.0) (moved -1.0)
        let m = Array.init 3 column
        let minor j k = m[j][j] * m[k][k] - m[k][j] * m[j][k]
        let at = ("T", z (float length)) :: parameters
        near "trace" 1e-6 (value at (equation "trace" section).Value) (m[0][0] + m[1][1] + m[2][2])
        near "determinant" 1e-5 (value at (equation "determinant" section).Value) (minor 0 1 + minor 0 2 + minor 1 2)
    }

let private kernel (setting: Setting) =
    test $"the kernel of a mode is its gradients' Gram matrix ({named setting})" {
        let aligned = NeuralTangentKernel.aligned setting
        let random = Random 12
        let length = 4
        let draw () = [| for _ in 1..3 -> drawn random setting |]
        let gradients (y: Complex[]) =
            [ for t, i in pairs setting length -> y[2] * power y[1] (t - i) ],
            [ for t, i in pairs setting length ->
                  if t = i then
                      Complex.Zero
                  else
                      z (float (t - i)) * y[0] * y[2] * power y[1] (t - i - 1) ],
            [ for t, i in pairs setting length -> y[0] * power y[1] (t - i) ]
        let dot x y = List.map2 (fun (p: Complex) q -> p * Complex.Conjugate q) x y |> sum
        let frobenius y y' =
            let x, v, w = gradients y
            let x', v', w' = gradients y'
            [ for p in [ x; v; w ] do
                  for q in [ x'; v'; w' ] -> Complex.Abs(dot p q) ** 2.0 ]
            |> List.sum
        let y, y' = draw (), draw ()
        let at =
            [ "T", z (float length); "a", y[0]; "b", y[1]; "c", y[2]; "a_1", y'[0]; "b_1", y'[1]; "c_1", y'[2] ]
        let x, v, w = gradients y
        near "trace" 1e-9 (value at aligned.Trace) (dot x x + dot v v + dot w w)
        near "inner product" 1e-9 (value at aligned.InnerProduct) (z (frobenius y y'))
        near "distance" 1e-9 (value at aligned.Distance) (z (1.0 - frobenius y y' / sqrt (frobenius y y * frobenius y' y')))
        let k1, k2 = value at (fst aligned.Eigenvalues), value at (snd aligned.Eigenvalues)
        near "||K||^2" 1e-9 (k1 * k1 + k2 * k2) (z (frobenius y y))
    }

[<Tests>]
let tests =
    testList
        "settings"
        [ testList
              "every section"
              [ for setting in settings do
                    yield! texts |> List.map (complete setting) ]
          testList
              "every section of given lengths"
              [ for setting in settings do
                    yield! chosen |> List.map (completeAt setting) ]
          testList "tabulated" [ tabulated RealModes; tabulated ComplexModes ]
          testList
              "closed sums"
              [ for setting in settings do
                    yield! texts |> List.map (sumsAgree setting) ]
          testList "real blocks" [ blocks Last; blocks Every ]
          testList "conserved" conserved
          testList "input-output" [ anyStart RealModes; anyStart ComplexModes; complexSeries ]
          testList "regularization" (settings |> List.map regularization)
          testList "order of learning" order
          testList "without loss" (oscillating :: everyOutput :: (settings |> List.map hessian))
          testList "kernel" (settings |> List.map kernel) ]
