/// What is said of solutions without loss for all parameters, against exact arithmetic at rational ones: 0, 1, -1, and those at
/// which a case is said to hold.
module LrnnSymbolic.Theory.Tests.ZeroLossCaseTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

let private every = { Outputs = Every; Modes = RealModes }
let private complex = { Outputs = Last; Modes = ComplexModes }

// ---- Truth ----------------------------------------------------------------------------------------------------------------

let private rational (point: (string * Rational) list) (e: Expr) =
    match Evaluation.toRational (Evaluation.pointOf point) e with
    | Ok q -> Some q
    | Error _ -> None

/// The power of b and the value of each output that counts; None where the task has no rational value.
let private values (task: TaskDynamics) (steps: int) (point: (string * Rational) list) =
    let at (t: int) (i: int) =
        rational (("T", Rational.OfInt steps) :: ("t", Rational.OfInt t) :: ("i", Rational.OfInt i) :: point) task.Formula

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

// 0^0 = 1.
let private fits (values: (int * Rational) list) (b: Rational) (u: Rational) =
    values |> List.forall (fun (n, s) -> s = u * Rational.Pow(b, n))

let private isSilent (values: (int * Rational) list) = values |> List.forall (fun (_, s) -> s.IsZero)

/// Is there any u and b?
let private isSolvable (values: (int * Rational) list) =
    let first n = values |> List.tryFind (fun (m, _) -> m = n) |> Option.map snd
    let u = (first 0).Value

    match first 1 with
    | _ when isSilent values -> true
    | None -> values |> List.forall (fun (_, s) -> s = u)
    | Some _ when u.IsZero -> false
    | Some s -> fits values (s / u) u

// ---- Claims ---------------------------------------------------------------------------------------------------------------

type private Claim =
    | Has of b: Rational * u: Rational
    | AnyRecurrent of u: Rational
    | Nothing
    | NoValue
    | Open

let private valued (point: (string * Rational) list) (decision: ZeroLoss) =
    match decision with
    | Solved(b, u, _) ->
        match rational point b, rational point u with
        | Some b, Some u -> Some(Has(b, u))
        | _ -> None
    | Silent -> Some(AnyRecurrent Rational.Zero)
    | SingleStep u -> rational point u |> Option.map AnyRecurrent
    | Undecided _ -> Some Open
    | _ -> None

// Irrational roots are no rational point's.
let private isZero point (e: Expr) =
    match rational point e with
    | Some q -> q.IsZero
    | None -> false

let private holds (steps: int) point (case: ZeroLossCase) =
    steps >= case.From
    && case.Where |> List.forall (isZero point)
    && not (case.Unless |> List.exists (isZero point))

let rec private claim (answer: ZeroLossAnswer) (steps: int) (point: (string * Rational) list) : Claim =
    match answer.Shorter |> List.tryFind (fun (n, _) -> n = steps) with
    | Some(_, shorter) -> claim shorter steps point
    | None ->
        let here = ("T", Rational.OfInt steps) :: point
        let cases () =
            answer.Cases.Value
            |> List.filter (holds steps here)
            |> List.choose (fun case -> valued here case.Decision)
            |> List.sortBy _.IsOpen

        match answer.Decision with
        | Valueless _ -> NoValue
        | decision ->
            match valued here decision with
            | Some said -> said
            | None -> cases () |> List.tryHead |> Option.defaultValue Nothing

// Of what is said in general at a removable point nothing is lost: s = u b^(T-t) holds where b and u have values.
let private check (where: string) (said: Claim) (values: (int * Rational) list) =
    match said with
    | Has(b, u) -> Expect.isTrue (fits values b u) $"{where}: b = {b}, u = {u} has no loss"
    | AnyRecurrent u ->
        for b in [ Rational.Zero; Rational.OfInt 2 ] do
            Expect.isTrue (fits values b u) $"{where}: u = {u} has no loss with b = {b}"
    | Nothing -> Expect.isFalse (isSolvable values) $"{where}: no mode is without loss"
    | NoValue -> failtest $"{where}: there are values"
    | Open -> ()

let private drawnValues =
    [ 0, 1; 1, 1; -1, 1; 2, 1; -2, 1; 1, 2; -1, 2; 3, 1; 4, 1; 3, 4 ]
    |> List.map (fun (p, q) -> Rational.ofRatio p q)

let private pointsOf (task: TaskDynamics) =
    let rec all (names: string list) =
        match names with
        | [] -> [ [] ]
        | name :: rest ->
            [ for value in drawnValues do
                  for others in all rest -> (name, value) :: others ]

    all [ for s in TaskDynamics.parameters task -> s.Name ]

let private trial (setting: Setting) (text: string) =
    let task = Tasks.readFor setting text
    let answer = ZeroLossCases.ofTask task
    let longest = if setting.Outputs = Last then 7 else 5

    [ for steps in 1..longest do
          let numeric =
              match TaskDynamics.withValues { Values = [ "T", [ Canonical.ofInt steps ] ] } task with
              | Ok task -> Some(ZeroLossCases.ofTask task)
              // A task that has no value at some step is refused.
              | Error _ -> None

          for point in pointsOf task do
              match values task steps point with
              | Some values ->
                  for answer in answer :: Option.toList numeric do
                      let said = claim answer steps point
                      let place = point |> List.map (fun (name, q) -> $"{name} = {q}") |> String.concat ", "
                      check $"{text}, T = {steps}, {place}" said values
                      not said.IsOpen
              | None -> () ]

// ---- Tasks ----------------------------------------------------------------------------------------------------------------

let private chosen =
    [ "[t=2]*alpha + [t=3]*beta"
      "delta*lambda^abs(t - 3)"
      "mu*[t=1] + rho^(t-1)"
      "(1 + cos(pi*t))*t"
      "1 - gamma*rho^(t-1)"
      "delta*(lambda + mu)^t"
      "[t<3]*lambda^t"
      "[t>=2]*lambda^(T-t)"
      "(-lambda)^(T-t)*[t>1]"
      "[t>=3]*lambda^(T-t) + mu*[t=1]"
      "gamma/(t + eta)"
      "2^(-t) + lambda^(T-t)"
      "delta/kappa"
      "kappa^(t-2)"
      "delta*kappa^(2-t)"
      "lambda^(T-t)*[t=1]"
      "t - 3"
      "t^2 - 3*t"
      "cos(pi*t/2)*delta"
      "sum(binomial(t,j)*lambda^j, j, 0, t)"
      "sum(binomial(T-t,j)*lambda^j*mu^(T-t-j), j, 0, T-t)"
      "(T - 3)*delta + lambda^t"
      "delta*t/T"
      "(t - delta)*lambda^t"
      "lambda^t + mu^t"
      "lambda^t*(delta - [t=2])"
      "delta*(t-1)*(t-2) + kappa"
      "(lambda^2 - 4)*t + 1"
      "(lambda^2 - 2)*t + 1"
      "[t=T]*lambda + [t=1]*mu"
      "(-1)^t*lambda + mu"
      "lambda^(t^2)"
      "abs(lambda)^t*mu" ]

let private everyChosen =
    [ "delta"
      "[t=i]*delta"
      "[i=1]"
      "delta*lambda^(t-i) + kappa*[t=3]"
      "delta*t + kappa"
      "lambda^i"
      "(t-i)*delta + 1"
      "delta*lambda^(t-i) + kappa*[i=1]"
      "kappa*sum(lambda^j, j, 0, t-i)"
      "[t>=2]*lambda^(t-i)"
      "mu^(t-i)*[t=i] + lambda^(t-i)"
      "delta*[t=2]" ]

let private parts =
    [ [ "delta"; "kappa"; "(delta - kappa)"; "(delta + 2)"; "2"; "1/kappa" ]
      [ "1"; "1"; "t"; "(T - t)"; "(t - 2)"; "(t - delta)"; "(1 + t/T)"; "(T - 3)"; "abs(t - 2)" ]
      [ "1"; "lambda^t"; "lambda^(T - t)"; "lambda^(t - 1)"; "2^t"; "(-1)^t"; "kappa^(T - t)"; "(lambda + 1)^t" ]
      [ "1"; "1"; "1"; "[t < T]"; "[t = T]"; "[t = 1]"; "[t >= 2]"; "[t = 3]"; "[t != 2]" ] ]

let private everyParts =
    [ [ "delta"; "lambda"; "2"; "(delta - 1)" ]
      [ "1"; "1"; "t"; "i"; "(t - i)" ]
      [ "1"; "lambda^(t - i)"; "lambda^i"; "2^(t - i)" ]
      [ "1"; "1"; "[t = i]"; "[i = 1]"; "[t > i]"; "[t = 2]" ] ]

// Two parameters at most, so that all of their values meet.
let private drawn (setting: Setting) (seed: int) (parts: string list list) (count: int) =
    let random = Random seed
    let one (list: string list) = list[random.Next list.Length]
    let term () = parts |> List.map one |> List.filter ((<>) "1") |> String.concat "*"

    [ for _ in 1 .. 3 * count -> String.concat " + " [ for _ in 1 .. random.Next(1, 3) -> term () ] ]
    |> List.distinct
    |> List.filter (fun text -> (TaskDynamics.parameters (Tasks.readFor setting text)).Length <= 2)
    |> List.truncate count

let private claims (setting: Setting) (texts: string list) (title: string) =
    test title {
        let outcomes = texts |> List.map (fun text -> text, trial setting text)
        let all = outcomes |> List.collect snd
        let said = all |> List.filter id |> List.length
        Expect.isGreaterThan (float said) (0.97 * float all.Length) "nearly all places are decided"
    }

// ---- Sentences --------------------------------------------------------------------------------------------------------------

let private section (setting: Setting) (text: string) (length: int option) =
    let task = Tasks.readFor setting text
    let task =
        match length with
        | None -> task
        | Some steps ->
            match TaskDynamics.withValues { Values = [ "T", [ Canonical.ofInt steps ] ] } task with
            | Ok task -> task
            | Error(InputProblem problem) -> failtest problem
    Derivation.derive [ "zero-loss" ] task |> List.exactlyOne

let private sentences =
    test "an exception is told with all that it takes" {
        for text, length, expected in
            [ "[t=2]*alpha+[t=3]*beta",
              Some 5,
              "There is no solution without loss, with the exception of parameters where beta = 0 and alpha = 0."
              "[t=2]*alpha+[t=3]*beta",
              None,
              "There is no solution without loss for T >= 3, with the exception of parameters where alpha = 0 and T = 3, or where alpha = 0 and beta = 0."
              "delta*lambda^abs(t-3)",
              None,
              "There is no solution without loss for T >= 4, with the exception of parameters where delta = 0, or where lambda - 1 = 0, or where lambda + 1 = 0."
              "mu*[t=1] + rho^(t-1)",
              None,
              "There is no solution without loss for T >= 3, with the exception of parameters where mu = 0 and rho != 0, or where rho = 0 and mu + 1 = 0."
              "1 - gamma*rho^(t-1)",
              None,
              "There is no solution without loss for T >= 3, with the exception of parameters where gamma = 0, or where rho - 1 = 0."
              "[t>=2]*lambda^(T-t)", None, "Where lambda = 0 and T >= 2 the mode b = 0, u = 1 has no loss."
              "(-lambda)^(T-t)*[t>1]", None, "Where lambda = 0 and T >= 2 the mode b = 0, u = 1 has no loss."
              "delta*(lambda + mu)^t", None, "Where lambda + mu = 0 every value is 0: u = 0 with any b."
              "[t<3]*lambda^t/(t-3)", Some 2, "Where lambda = 0 every value is 0: u = 0 with any b."
              "delta/kappa", None, "Where kappa = 0 the task has no value at some step."
              "kappa^(t-2)", None, "Where kappa = 0 the task has no value at some step."
              "lambda^(2-t)*mu", None, "Where lambda = 0 and T = 1 every value is 0: u = 0 with any b."
              "log(kappa)*t", None, "There is no solution without loss for T >= 3, with the exception of parameters where kappa - 1 = 0."
              "delta*cos(omega*t)",
              None,
              "Where cos(omega) + 1 = 0 the mode b = -1, u = (-1)^T*delta has no loss; any other b does as well where u = 0." ] do
            Expect.contains (section Setting.standard text length).RemarkTexts expected text

        Expect.contains
            (section complex "conj(lambda)^t" None).RemarkTexts
            "Where conj(lambda) = 0 every value is 0: u = 0 with any b."
            "conj(lambda)^t"
    }

let private mismatches =
    test "what fails is written with the steps that it is about" {
        for text, left, right in
            [ "delta*t/T", "s[T]*s[T - 2] - s[T - 1]^2", "-delta^2/T^2"
              "mu*cos(t)", "s[1]*s[3] - s[2]^2", "mu^2*cos(1)*cos(3) - mu^2*cos(2)^2"
              "t-3", "s[1]*s[3] - s[2]^2", "-1"
              "lambda^(T-t)*[t=1]", "s[1]", "lambda^(T - 1)" ] do
            let mismatch =
                (section Setting.standard text None).Equations |> List.find (fun e -> e.Name = "mismatch")
            Expect.equal (mismatch.Left.Text, Infix.print mismatch.Value) (left, right) text
    }

let private solved =
    test "geometric tasks are seen in every guise" {
        for setting, text, b in
            [ Setting.standard, "2^(t/T)", "2^(-1/T)"
              Setting.standard, "(1+1/T)^t", "T/(T + 1)"
              Setting.standard, "5^(2*t/(T+1))*delta", "5^(-2/(T + 1))"
              Setting.standard, "delta*exp(-t/T)", "exp(1/T)"
              Setting.standard, "sum(binomial(t,j)*lambda^j, j, 0, t)", "1/(lambda + 1)"
              Setting.standard, "sum(binomial(t,j)*lambda^j*2^(t-j), j, 0, t)", "1/(lambda + 2)"
              Setting.standard, "sum(binomial(t,j), j, 0, t)", "1/2"
              complex, "delta*exp(I*omega*t)", "exp(-I*omega)"
              complex, "exp(2*pi*I*t/T)", "exp(-2*pi*I/T)"
              complex, "exp(-pi*I*t/T)*mu", "exp(pi*I/T)"
              complex, "exp(2*pi*I*t/(T+1))", "exp(-2*pi*I/(T + 1))" ] do
            match ZeroLoss.decide (Tasks.readFor setting text) with
            | Solved(found, _, _) -> Expect.equal (Infix.print found) b text
            | other -> failtest $"{text}: {other.GetType().Name}"
    }

// ---- Beside the section -------------------------------------------------------------------------------------------------------

let private named name (setting: Setting) (text: string) (length: int) =
    match TaskDynamics.withValues { Values = [ "T", [ Canonical.ofInt length ] ] } (Tasks.readFor setting text) with
    | Ok task -> Derivation.derive [ name ] task |> List.exactlyOne
    | Error(InputProblem problem) -> failtest problem

let private ratios =
    test "the ratio of neighbouring values has a value wherever it is defined" {
        let numbers = [ 0; 1; -1; 2 ]

        for text in
            [ "2^(-t) + lambda^(T-t)"
              "mu*[t=2] + nu^(t-1)"
              "nu^(t-1) + 1"
              "mu + (nu+1)^(t-2)*[t>1]"
              "t*lambda^(T-t) + mu*[t=3]" ] do
            let task = Tasks.readFor Setting.standard text
            let stability = Derivation.derive [ "stability" ] task |> List.exactlyOne
            let ratio = stability.Equations |> List.find (fun e -> e.Name = "ratio")
            let rec points names =
                match names with
                | [] -> [ [] ]
                | name :: rest ->
                    [ for n in numbers do
                          for others in points rest -> (name, Rational.OfInt n) :: others ]

            for point in points [ for s in TaskDynamics.parameters task -> s.Name ] do
                for t in 1..4 do
                    let at (t: int) = [ "T", Rational.OfInt 5; "t", Rational.OfInt t ] @ point

                    match rational (at t) task.Formula, rational (at (t + 1)) task.Formula with
                    | Some now, Some next when not now.IsZero ->
                        Expect.equal (rational (at t) ratio.Value) (Some(next / now)) $"{text} at {point}, t = {t}"
                    | _ -> ()
    }

let private domains =
    test "what a formula asks of its parameters is told" {
        for text, length, expected in
            [ "delta/kappa", None, [ "kappa must not be 0." ]
              "sqrt(kappa)*t", None, [ "kappa must not be below 0." ]
              "kappa^(t-2)", None, [ "kappa must not be 0." ]
              "log(kappa)*t/mu", None, [ "mu must not be 0."; "kappa must be above 0." ]
              "kappa^(3-t)", Some 2, []
              "kappa^(3-t)", Some 4, [ "kappa must not be 0." ]
              "lambda^(T-t)", None, [] ] do
            let section =
                match length with
                | Some length -> named "task" Setting.standard text length
                | None -> Derivation.derive [ "task" ] (Tasks.readFor Setting.standard text) |> List.exactlyOne

            Expect.equal (section.RemarkTexts |> List.filter _.Contains(" must ")) expected text
    }

let private fixedLengths =
    test "T stands in a formula that has it, and in no other" {
        for text, expected in [ "delta*lambda^t", false; "delta*t/T", true; "dirac", true ] do
            let says =
                (named "extrapolation" Setting.standard text 5).RemarkTexts
                |> List.exists _.Contains("T = 5 stands in the formula")
            Expect.equal says expected text
    }

let private complexParts =
    test "complex modes: the loss has moduli, and points are listed where the values are complex rationals in disguise" {
        let loss = named "loss" complex "delta" 3
        let right = Infix.print (loss.Equations |> List.find (fun e -> e.Name = "loss")).Value
        Expect.stringContains right "conj(y[T])" "the target of a complex mode is complex"

        for text, minimum in
            [ "1/(1 + I*t)", "global minimum at b = 1.4386280183 + 0.3124066814*I"
              "exp(I*pi*t)", "global minimum at b = -1 " ] do
            let remarks = (named "stationary" complex text 4).RemarkTexts
            Expect.isTrue (remarks |> List.exists _.StartsWith(minimum)) text
    }

[<Tests>]
let tests =
    testList
        "zero loss, all parameters"
        [ claims Setting.standard chosen "chosen tasks against exact arithmetic"
          claims every everyChosen "chosen tasks against exact arithmetic, every output"
          claims Setting.standard (drawn Setting.standard 31 parts 40) "drawn tasks against exact arithmetic"
          claims every (drawn every 32 everyParts 25) "drawn tasks against exact arithmetic, every output"
          sentences
          mismatches
          solved
          ratios
          domains
          fixedLengths
          complexParts ]
