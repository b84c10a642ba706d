/// Every point belongs to exactly one case of a closed sum, and the case has the value of the sum written out there.
module LrnnSymbolic.Algebra.Tests.SumCaseTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.SumChecks

let private drawTask (random: Random) =
    let pick (items: string list) = items[random.Next items.Length]

    let term coefficient ratio =
        let weight = pick [ ""; ""; "*t"; "*(T-t)" ]
        let turn = pick [ ""; ""; ""; "*cos(omega*t)" ]
        let direction = pick [ "t"; "t"; "(T-t)"; "(2*t)" ]
        let bracket = pick [ ""; ""; "*[t<3]"; "*[t>=2]"; "*[t=T]" ]
        $"{coefficient}*{ratio}^{direction}{weight}{turn}{bracket}"

    term "delta" "lambda" + (if random.Next 2 = 0 then "" else " + " + term "kappa" (pick [ "mu"; "b"; "0" ]))

/// The sums through which a task enters its dynamics.
let private sumsOf (task: string) =
    [ $"sum(({task})^2, t, 1, T)"
      $"sum(({task})*b^(T-t), t, 1, T)"
      $"sum(sum(({task})*b^(T-t), t, 1, T), i, 1, T)".Replace("T", "i").Replace("i, 1, i)", "i, 1, T)") ]

let private ratios = [ q 0 1; q 1 1; q -1 1; q 2 1; q 1 2 ]

let private points =
    [ for T in 1..6 do
          for b in ratios do
              for lambda in ratios do
                  for mu in ratios do
                      [ "T", ofInt T; "b", b; "lambda", lambda; "mu", mu; "delta", q 3 2; "kappa", q -2 3 ] ]

let private omega = Symbol.Of("omega", Assumptions.Of Real)

/// The cases that hold at a point, with omega at a multiple of pi.
let private holdingAt (angle: Expr) values (cases: Case list) =
    let at = Substitution.symbol omega angle

    let holds (c: Condition) =
        try
            match exactly values (at c.Left), exactly values (at c.Right) with
            | Result.Ok l, Result.Ok r -> (l = r) = c.Equal
            | _ -> false
        with UndefinedExpression _ ->
            false

    cases |> List.filter (fun case -> case.Conditions |> List.forall holds)

let private compareAt (closed: ClosedSum) (cases: Case list) (angle: Expr) values =
    let at = Substitution.symbol omega angle

    match exactly values (at closed.Original) with
    | Result.Error _ -> 0
    | Result.Ok expected ->
        let where = $"{Infix.print closed.Original} at {describe values}, omega = {Infix.print angle}"
        Expect.equal (exactly values (at closed.Stable)) (Result.Ok expected) $"stable form of {where}"

        match holdingAt angle values cases with
        | [ case ] -> Expect.equal (exactly values (at case.Value)) (Result.Ok expected) $"{Infix.print case.Value} for {where}"
        | holding ->
            let texts = holding |> List.map (fun c -> c.Conditions |> List.map string |> String.concat " and ")
            failtest $"{holding.Length} cases hold for {where}: {texts}"

        1

let private exactlyOne (random: Random) text =
    let closed = ClosedSum.close (parse text)
    Expect.isEmpty (closed.Remaining |> List.map _.Reason) text

    match closed.Cases with
    | Result.Error _ -> 0
    | Result.Ok cases ->
        points
        |> List.filter (fun _ -> random.Next 3 = 0)
        |> List.sumBy (fun values ->
            [ Canonical.zero; Canonical.pi ]
            |> List.sumBy (fun angle -> compareAt closed cases angle values))

[<Tests>]
let tests =
    testList
        "cases of sums"
        [ test "drawn tasks: exactly one case at every point of the excluded loci, with the value of the sum" {
              let random = Random 20250611
              let mutable compared = 0

              for _ in 1..14 do
                  for text in sumsOf (drawTask random) do
                      compared <- compared + exactlyOne random text

              Expect.isGreaterThan compared 10000 "points compared"
          }

          for text in
              [ "sum(([t>=3]*delta*lambda^t + [t<3]*kappa*mu^t)^2, t, 1, T)"
                "sum(delta*t*cos(omega*t)*lambda^t*b^(T-t), t, 1, T)"
                "sum(b^(2*t)*lambda^t*mu^(T-t), t, 1, T)" ] do
              test text { Expect.isGreaterThan (exactlyOne (Random 1) text) 100 "points compared" } ]
