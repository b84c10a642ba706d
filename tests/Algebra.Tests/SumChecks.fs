/// Sums evaluated term by term, and what closed forms are compared with.
module LrnnSymbolic.Algebra.Tests.SumChecks

open Expecto
open LrnnSymbolic.Algebra

let q n d = Rational.ofRatio n d
let ofInt = Rational.ofInt

/// T, t, i, j, k whole numbers, other names real.
let vocabulary (name: string) =
    match name with
    | "k"
    | "m" -> Vocabulary.index name
    | _ -> Vocabulary.real name

let parse = Readers.parse vocabulary

let exactly (values: (string * Rational) list) (e: Expr) =
    let point =
        Evaluation.pointOf values
        |> Evaluation.withIndexed "s" (fun at -> ValueSome(q (3 * at[0] - 7) (at[0] + 1)))
    Evaluation.toRational point e

let describe (values: (string * Rational) list) = values |> List.map (fun (name, value) -> $"{name} = {value}") |> String.concat ", "

let isTrue values (c: Condition) =
    match exactly values c.Left, exactly values c.Right with
    | Result.Ok l, Result.Ok r -> Some((l = r) = c.Equal)
    | _ -> None

/// The cases whose conditions hold at a point. A condition that has no value there (1/lambda at lambda = 0) does not hold.
let casesAt values (closed: ClosedSum) =
    match closed.Cases with
    | Result.Ok cases ->
        cases
        |> List.filter (fun case -> case.Conditions |> List.forall (fun c -> isTrue values c = Some true))
    | Result.Error reason -> failtest $"no case distinction for {Infix.print closed.Original}: {reason}"

/// Compares the closed form with the sum written out, at every point where the latter has a value: the stable form, and
/// the one case that holds there. Returns the number of points compared.
let agreesAt (closed: ClosedSum) (points: (string * Rational) list seq) : int =
    let mutable compared = 0

    for values in points do
        match exactly values closed.Original with
        | Result.Error _ -> ()
        | Result.Ok expected ->
            let where = $"{Infix.print closed.Original} at {describe values}"

            match exactly values closed.Stable with
            | Result.Ok actual -> Expect.equal actual expected $"stable form {Infix.print closed.Stable} of {where}"
            | Result.Error reason -> failtest $"stable form {Infix.print closed.Stable} of {where} has no value: {reason}"

            let holding = casesAt values closed
            Expect.equal holding.Length 1 $"one case holds for {where}"

            for case in holding do
                match exactly values case.Value with
                | Result.Ok actual -> Expect.equal actual expected $"case value {Infix.print case.Value} of {where}"
                | Result.Error reason -> failtest $"case value {Infix.print case.Value} of {where}: {reason}"

            compared <- compared + 1

    compared

let isProved verdict =
    match verdict with
    | Proved _ -> true
    | _ -> false

/// Every sum closed and every closed form proved.
let closeFully (e: Expr) : ClosedSum =
    let closed = ClosedSum.close e

    for step in closed.Certificate do
        Expect.isTrue (isProved step.Verdict) $"{Infix.print step.Summand} is proved"

    Expect.isEmpty (closed.Remaining |> List.map (fun r -> $"{Infix.print r.Sum}: {r.Reason}")) $"sums remain in {Infix.print e}"
    Expect.isTrue (isProved closed.Verdict) $"{Infix.print e} is proved"
    closed

/// T = 1..12 with b at the excluded points and off them, and lambda where lambda b = 1 and lambda = b among others.
let specialPoints: (string * Rational) list list =
    [ for T in 1..12 do
          for b in [ q 0 1; q 1 1; q -1 1; q 1 2; q -3 2; q 5 7 ] do
              let inverse = if b.IsZero then [] else [ b.Reciprocal ]

              for lambda in [ b; q 1 1; q -1 1; q 0 1; q 2 3 ] @ inverse |> List.distinct do
                  [ "T", ofInt T
                    "b", b
                    "lambda", lambda
                    "delta", q 3 2
                    "beta", q 5 4
                    "kappa", q -2 3
                    "eta", (if b = q 1 2 then q 0 1 else q 1 3)
                    "x", q 7 5
                    "u", q 4 3
                    "k", ofInt (T / 2 - 1)
                    "m", ofInt (T % 5 + 3) ] ]
