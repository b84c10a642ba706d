/// What expand, collect, cancel, close and printing make of drawn expressions, against the naive value of the tree.
module RewriteFuzzTests

open System
open Expecto
open LrnnSymbolic.Algebra
open Draw

let private exact symbols e = Evaluation.toRational (pointOf symbols) e
let private same (x: Expr) (y: Expr) = obj.ReferenceEquals(x, y)

let private isNonnegativeAt symbols e =
    match exact symbols e with
    | Ok q -> q.Sign >= 0
    | Error _ -> false

// Products of several sums of several terms grow fast: what is asked of a rewrite is small.
let private depth = 5

let private anywhere (rewrite: Random -> Expr -> Expr) (random: Random) (e: Expr) : Expr * Expr list = rewrite random e, []

let private closed (e: Expr) =
    let closed = ClosedSum.close e
    closed.Stable, closed.Requires

/// Each rewrite of a drawn tree has the value of the tree, wherever it has one; almost always it must.
let private keepsValue usual count (rewrite: Random -> Expr -> Expr * Expr list) =
    let random = Random(seed usual)
    let choices = Random(seed usual + 500)
    let mutable defined = 0
    let mutable compared = 0

    for _ in 1..count do
        let drawn = tree random [] (1 + random.Next depth)
        let symbols = drawSymbols random

        match tryValue (valuesOf symbols "" 0) drawn, tryBuild Vocabulary.real drawn with
        | Some expected, Some e ->
            defined <- defined + 1

            match
                (try
                    Some(rewrite choices e)
                 with
                 | UnsupportedOperation _
                 | UndefinedExpression _ -> None)
            with
            | None -> ()
            | Some(_, requires) when not (requires |> List.forall (isNonnegativeAt symbols)) -> defined <- defined - 1
            | Some(rewritten, _) ->
                let what = $"{text drawn} at {symbols} became {Infix.bounded 400 rewritten}"
                Expect.equal (CanonicalForm.flaw rewritten) None what

                match exact symbols rewritten with
                | Ok found ->
                    compared <- compared + 1
                    Expect.equal found expected[0] what
                | Error _ -> ()
        | _ -> ()

    Expect.isGreaterThan (2 * defined) count "too few of the drawn expressions have a value"
    Expect.isGreaterThan (20 * compared) (19 * defined) $"only {compared} of {defined} rewritten expressions have a value"

let private expandTwice (_: Random) (e: Expr) =
    let expanded = Expand.expand e
    let again = Expand.expand expanded
    if not (same again expanded) then
        failtest $"{Infix.print e} expands to {Infix.print expanded}, and that to {Infix.print again}"
    // Equal expressions are one object, however they were reached.
    match Parser.parse Vocabulary.real (Infix.print e) with
    | Ok back when same (Expand.expand back) expanded -> ()
    | other -> failtest $"{Infix.print e} read back: {other}"
    expanded

let private collect (random: Random) (e: Expr) = Expand.collect (Canonical.symbol (Vocabulary.real (pick random [| "x"; "y"; "T" |]))) e

/// As drawn, with one sum of products of sums on top, where multiplying out has the most to do.
let private products usual count (check: Expr -> Map<string, Rational> -> Rational -> unit) =
    let random = Random(seed usual)

    for _ in 1..count do
        let part () = tree random [] (random.Next 3)
        let sum () = Add(part (), Sub(part (), part ()))
        let drawn =
            Add(Mul(sum (), part ()), Mul(Mul(part (), sum ()), Pow(sum (), Num(ofInt (random.Next(1, 4))))))
        let symbols = drawSymbols random

        match tryValue (valuesOf symbols "" 0) drawn, tryBuild Vocabulary.real drawn with
        | Some expected, Some e -> check e symbols expected[0]
        | _ -> ()

[<Tests>]
let tests =
    testList
        "Fuzz of rewrites"
        [ test "expand" { keepsValue 31 (trials 1500) (anywhere expandTwice) }
          test "collect" { keepsValue 32 (trials 800) (anywhere collect) }
          test "cancel" { keepsValue 33 (trials 800) (anywhere (fun _ e -> RationalForm.cancel e)) }
          test "together" { keepsValue 34 (trials 500) (anywhere (fun _ e -> RationalForm.together e)) }
          test "close" { keepsValue 35 (trials 500) (fun _ e -> closed e) }

          test "expand what is closed" {
              keepsValue 36 (trials 300) (fun random e ->
                  let stable, requires = closed e
                  expandTwice random stable, requires)
          }

          test "products of sums multiplied out" {
              let mutable compared = 0

              products 37 (trials 800) (fun e symbols expected ->
                  match
                      (try
                          exact symbols (expandTwice (Random 0) e)
                       with UndefinedExpression reason ->
                           Error reason)
                  with
                  | Ok found ->
                      compared <- compared + 1
                      Expect.equal found expected $"{Infix.print e} at {symbols}"
                  | Error _ -> ())

              Expect.isGreaterThan (3 * compared) (trials 800) "enough had a value"
          } ]
