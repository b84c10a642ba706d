/// What is said of solutions without loss, tried at drawn values of the parameters, zeros and units among them.
module LrnnSymbolic.Theory.Tests.ZeroLossTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

let private every = { Outputs = Every; Modes = RealModes }

let private read (setting: Setting) (text: string) =
    match TaskDynamics.parseFor setting text with
    | Ok task -> task
    | Error(InputProblem problem) -> failtest $"{text}: {problem}"

// ---- Drawn tasks ----------------------------------------------------------------------------------------------------------

let private factors =
    [ [ "delta"; "kappa"; "(delta + kappa)"; "2" ]
      [ "1"; "1"; "t"; "(T - t)"; "(t - 2)"; "1/t"; "(1 + t/T)"; "(T - 3)" ]
      [ "1"; "lambda^t"; "lambda^(T - t)"; "lambda^(t + 1)"; "2^t"; "mu^(-t)" ]
      [ "1"; "1"; "1"; "cos(omega*t)"; "(-1)^t" ]
      [ "1"; "1"; "[t < T]"; "[t = T]"; "[t = 1]"; "[t >= 2]"; "[t = 3]"; "[t != T]" ] ]

let private everyFactors =
    [ [ "delta"; "kappa"; "2" ]
      [ "1"; "1"; "t"; "i"; "(t - i)"; "(T - t)" ]
      [ "1"; "lambda^(t - i)"; "lambda^t"; "lambda^i"; "mu^(i - t)" ]
      [ "1"; "1"; "[t = i]"; "[t = T]"; "[i = 1]"; "[t > i]"; "[t = 2]" ] ]

let private drawn (seed: int) (factors: string list list) (count: int) =
    let random = Random seed
    let one (list: string list) = list[random.Next list.Length]
    let term () = factors |> List.map one |> List.filter ((<>) "1") |> String.concat "*"

    [ for _ in 1..count -> String.concat " + " [ for _ in 1 .. random.Next(1, 3) -> term () ] ]
    |> List.distinct

let private chosen =
    [ "constant"
      "exponential"
      "inverse-exponential"
      "modified-constant"
      "modified-exponential"
      "modified-inverse-exponential"
      "dirac"
      "dirac-ratio"
      "early-importance"
      "late-importance"
      "t*delta*lambda^t"
      "(T - t)*delta"
      "delta*lambda^t + kappa*lambda^(t + 1)"
      "(T - 4)*t*delta + lambda^t"
      "delta*cos(omega*t)"
      "delta/(kappa - t)"
      "lambda*delta"
      "[t = 3]*delta"
      "[t < T]*(delta + kappa) + [t = T]*delta"
      "0" ]

let private everyChosen =
    [ "delta"
      "[t = i]*delta"
      "[t = T]*delta*lambda^(t - i)"
      "delta*lambda^(t - i)"
      "delta*i"
      "[t = T]*delta"
      "[t = 3]*delta"
      "0" ]

// ---- Truth ----------------------------------------------------------------------------------------------------------------

let private special = [| 0.0; 1.0; -1.0; 2.0; -0.5; 0.75; 3.0 |]

let private evaluate (point: (string * float) list) (e: Expr) =
    match Evaluation.toDouble (Evaluation.pointOf point) e with
    | Ok x when Double.IsFinite x -> Some x
    | _ -> None

let private isZero (x: float) = abs x < 1e-9

/// The power n and the value of each output that counts; None where the task has no value.
let private values (task: TaskDynamics) (steps: int) (point: (string * float) list) =
    let at t i = evaluate (("T", float steps) :: ("t", float t) :: ("i", float i) :: point) task.Formula

    let places =
        match task.Setting.Outputs with
        | Last -> [ for t in 1..steps -> steps - t, at t 0 ]
        | Every ->
            [ for t in 1..steps do
                  for i in 1..t -> t - i, at t i ]

    if places |> List.forall (fun (_, x) -> x.IsSome) then
        Some [ for n, x in places -> n, x.Value ]
    else
        None

let private fits (values: (int * float) list) (b: float) (u: float) =
    values |> List.forall (fun (n, s) -> isZero ((s - u * Math.Pow(b, float n)) / (1.0 + abs s)))

/// Is there any (b, u)?
let private solvable (values: (int * float) list) =
    let first n = values |> List.tryFind (fun (m, _) -> m = n) |> Option.map snd
    let u = (first 0).Value

    match first 1 with
    | _ when values |> List.forall (snd >> isZero) -> true
    | None -> true
    | Some _ when isZero u -> false
    | Some s -> fits values (s / u) u

// ---- Claims ---------------------------------------------------------------------------------------------------------------

/// A claim that was seen to hold at a point; None where it says nothing there.
let rec private holds (where: string) (answer: ZeroLossAnswer) (steps: int) (point: (string * float) list) values : bool option =
    let at (e: Expr) = evaluate (("T", float steps) :: point) e
    let vanishes (e: Expr) = at e |> Option.exists isZero

    let said (decision: ZeroLoss) =
        match decision with
        | Solved(b, u, _) ->
            match at b, at u with
            | Some b, Some u -> Some(fits values b u)
            | _ -> None
        | Silent -> Some(values |> List.forall (snd >> isZero))
        | SingleStep u when steps = 1 -> at u |> Option.map (fits values 0.0)
        | _ -> None

    match answer.Shorter |> List.tryFind (fun (n, _) -> n = steps), said answer.Decision with
    | Some(_, shorter), _ -> holds where shorter steps point values
    | None, Some seen -> Some seen
    | None, None when answer.Decision.IsUndecided -> None
    | None, None ->
        let applies (case: ZeroLossCase) =
            steps >= case.From
            && case.Where |> List.forall vanishes
            && not (case.Unless |> List.exists vanishes)

        match answer.Cases.Value |> List.filter applies with
        | [] -> Some(not (solvable values))
        | cases -> cases |> List.tryPick (fun case -> said case.Decision)

let private pointsOf (random: Random) (task: TaskDynamics) =
    [ for _ in 1..25 -> [ for s in TaskDynamics.parameters task -> s.Name, special[random.Next special.Length] ] ]
    |> List.distinct

let private trial (setting: Setting) (text: string) =
    let task = read setting text
    let answer = ZeroLossCases.ofTask task
    let random = Random 41

    [ for point in pointsOf random task do
          for steps in 1..5 do
              let where = $"{text}, T = {steps}, {point}"
              let s = values task steps point

              match s with
              | Some s ->
                  let numeric =
                      ZeroLossCases.ofTask
                          { task with
                              Length = Canonical.ofInt steps }

                  for answer in [ answer; numeric ] do
                      let outcome = holds where answer steps point s
                      Expect.notEqual outcome (Some false) where
                      outcome.IsSome
              | None -> () ]

let private claims (setting: Setting) (texts: string list) (title: string) =
    test title {
        let seen = texts |> List.map (fun text -> text, trial setting text)
        let count = seen |> List.sumBy (fun (_, outcomes) -> outcomes |> List.filter id |> List.length)
        let all = seen |> List.sumBy (fun (_, outcomes) -> outcomes.Length)
        Expect.isGreaterThan count (all / 2) "most places are spoken of"
    }

let private decidedOnes =
    test "tasks that are decided for every T" {
        for setting, texts in [ Setting.standard, chosen; every, everyChosen ] do
            for text in texts do
                match ZeroLoss.decide (read setting text) with
                | Undecided reason -> failtest $"{text}: {reason}"
                | _ -> ()
    }

let private conditions =
    test "each value has the conditions that it needs" {
        for text, length, expected in
            [ "exponential", None, [ "lambda != 0" ]
              "[t = 1]*delta + [t = 2]*kappa", Some 2, [ "kappa != 0" ]
              "delta*cos(omega*t)", Some 2, [ "cos(2*omega) != 0" ]
              "[t < 2]*(delta + kappa) + [t = 2]*delta", Some 2, [ "delta != 0" ]
              "inverse-exponential", None, [] ] do
            let task = read Setting.standard text
            let task =
                match length with
                | Some n -> { task with Length = Canonical.ofInt n }
                | None -> task
            let section = ZeroLossSection.section task (ZeroLossCases.ofTask task)
            let b = section.Equations |> List.find (fun e -> e.Name = "b")
            Expect.equal (List.ofSeq b.ConditionTexts) expected text
    }

// E of the solution for T on trajectories of T_1, by adding it up.
let private extrapolation =
    test "the error of extrapolation holds where its conditions do" {
        let random = Random 17
        let mutable seen = 0

        for text in [ "constant"; "exponential"; "inverse-exponential"; "delta*lambda^t + kappa*lambda^(t + 1)"; "delta*(-1)^t" ] do
            let task = read Setting.standard text
            let equations = (OtherLengths.section task (ZeroLossCases.ofTask task)).Equations

            match ZeroLoss.decide task with
            | Solved(b, u, _) ->
                for point in pointsOf random task do
                    for steps, other in [ 1, 2; 2, 1; 3, 3; 2, 4 ] do
                        let place = ("T", float steps) :: ("T_1", float other) :: point
                        let at = evaluate place
                        let met (c: Condition) =
                            match at c.Left, at c.Right with
                            | Some x, Some y -> isZero (x - y) = c.Equal
                            | _ -> false

                        match equations |> List.filter (fun e -> List.forall met e.Conditions), at b, at u with
                        | [ e ], Some b, Some u ->
                            seen <- seen + 1
                            let s = (values task other point).Value
                            let direct = 0.5 * (s |> List.sumBy (fun (n, s) -> pown (s - u * Math.Pow(b, float n)) 2))
                            let closed = (at e.Value).Value
                            Expect.isLessThan (abs (closed - direct)) (1e-9 * (1.0 + direct)) $"{text} at {place}"
                        | several, _, _ -> Expect.isTrue (several.Length < 2) $"{text} at {place}: one case"
            | _ -> failtest text

        Expect.isGreaterThan seen 100 "many places"
    }

// With b frozen: the balanced flow u' = 2 u (A - u B) from a small u_0 of either sign.
let private sign =
    test "a balanced mode is learned only with u_0 of the sign of A" {
        let final A u0 =
            let mutable u = u0
            for _ in 1..20000 do
                u <- u + 0.001 * 2.0 * abs u * (A - u * 1.5)
            u

        Expect.floatClose Accuracy.medium (final 1.0 1e-3) (1.0 / 1.5) "A > 0"
        Expect.floatClose Accuracy.medium (final -1.0 -1e-3) (-1.0 / 1.5) "A < 0, a = -c"
        Expect.isLessThan (abs (final -1.0 1e-3)) 1e-3 "A < 0, a = c"

        let _, remarks = LearningOrder.equations (read Setting.standard "constant")
        Expect.isTrue (remarks |> List.exists _.Text.StartsWith("With b frozen, of two modes with A > 0")) "said with its conditions"
        Expect.isFalse (remarks |> List.exists _.Text.StartsWith("Of two modes")) "never without them"
    }

[<Tests>]
let tests =
    testList
        "zero loss"
        [ claims Setting.standard chosen "claims of chosen tasks"
          claims Setting.standard (drawn 20 factors 60) "claims of drawn tasks"
          claims every everyChosen "claims of chosen tasks, every output"
          claims every (drawn 21 everyFactors 40) "claims of drawn tasks, every output"
          decidedOnes
          conditions
          extrapolation
          sign ]
