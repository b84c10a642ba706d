/// Every point belongs to a case of a closed sum, and each case that holds has the value of the sum written out there.
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

    term "delta" "lambda"
    + (if random.Next 2 = 0 then "" else " + " + term "kappa" (pick [ "mu"; "b"; "0" ]))

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

/// Exactly where that is possible, and to double precision at omega = pi.
let private agree values (x: Expr) (y: Expr) =
    match exactly values x, exactly values y with
    | Result.Ok x, Result.Ok y -> x = y
    | _ ->
        let at =
            Evaluation.pointOf [ for name, v: Rational in values -> name, Numerics.Complex(v.ToDouble(), 0.0) ]

        match Evaluation.toComplex at x, Evaluation.toComplex at y with
        | Result.Ok x, Result.Ok y -> Numerics.Complex.Abs(x - y) < 1e-9 * (1.0 + Numerics.Complex.Abs x)
        | _ -> false

/// Compares where the sum written out has a value, with omega at a multiple of pi.
let private compareAt (closed: ClosedSum) (cases: Case list) (angle: Expr) values =
    let at = Substitution.symbol omega angle

    // A condition that has no value there (1/lambda at lambda = 0) does not hold.
    let holds (c: Condition) =
        try
            let left, right = at c.Left, at c.Right
            agree values left left && agree values right right && agree values left right = c.Equal
        with UndefinedExpression _ ->
            false

    match exactly values (at closed.Original) with
    | Result.Error _ -> 0
    | Result.Ok expected ->
        let where = $"{Infix.print closed.Original} at {describe values}, omega = {Infix.print angle}"
        let isExpected e = agree values (Canonical.number expected) (at e)
        Expect.isTrue (isExpected closed.Stable) $"stable form {Infix.print closed.Stable} of {where}"
        let holding = cases |> List.filter (fun case -> case.Conditions |> List.forall holds)
        Expect.equal holding.Length 1 $"one case holds for {where}"

        for case in holding do
            Expect.isTrue (isExpected case.Value) $"{Infix.print case.Value} for {where}"

        1

let private everyPoint (random: Random) text =
    let closed = ClosedSum.close (parse text)
    Expect.isEmpty (closed.Remaining |> List.map _.Reason) text

    match closed.Cases with
    | Result.Error _ -> 0
    | Result.Ok cases ->
        points
        |> List.filter (fun _ -> random.Next 3 = 0)
        |> List.sumBy (fun values -> [ Canonical.zero; Canonical.pi ] |> List.sumBy (fun angle -> compareAt closed cases angle values))

[<Tests>]
let tests =
    testList
        "cases of sums"
        [ test "drawn tasks: a case at every point of the excluded loci, with the value of the sum" {
              let random = Random 20250611
              let mutable compared = 0

              for _ in 1..14 do
                  for text in sumsOf (drawTask random) do
                      compared <- compared + everyPoint random text

              Expect.isGreaterThan compared 10000 "points compared"
          }

          for text in
              [ "sum(([t>=3]*delta*lambda^t + [t<3]*kappa*mu^t)^2, t, 1, T)"
                "sum(delta*t*cos(omega*t)*lambda^t*b^(T-t), t, 1, T)"
                "sum(b^(2*t)*lambda^t*mu^(T-t), t, 1, T)" ] do
              test text { Expect.isGreaterThan (everyPoint (Random 1) text) 100 "points compared" } ]
