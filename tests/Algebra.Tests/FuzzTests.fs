module FuzzTests

open System
open System.Collections.Generic
open Expecto
open LrnnSymbolic.Algebra
open Draw

/// Trees that have an exact value at their point, with the point; a shortage of such trees is a failure.
let private draw usual count depth variable order (check: Tree -> Map<string, Rational> -> Jet -> unit) =
    let random = Random(seed usual)
    let mutable defined = 0

    for _ in 1..count do
        let drawn = tree random [] (1 + random.Next depth)
        let symbols = drawSymbols random

        match tryValue (valuesOf symbols variable order) drawn with
        | Some expected ->
            defined <- defined + 1
            check drawn symbols expected
        | None -> ()

    Expect.isGreaterThan (2 * defined) count $"too few of the {count} drawn expressions have a value"

let private exact symbols e = Evaluation.toRational (pointOf symbols) e

let private built tree =
    let e = build Vocabulary.real tree
    Expect.equal (CanonicalForm.flaw e) None $"{text tree} became {Infix.bounded 300 e}"
    e

[<Tests>]
let tests =
    testList
        "Fuzz"
        [ test "an expression has the value of the tree it was built from" {
              draw 11 (trials 2000) 5 "" 0 (fun tree symbols expected ->
                  Expect.equal (exact symbols (built tree)) (Ok expected[0]) $"{text tree} at {symbols}")
          }

          test "three derivatives agree with exact Taylor series" {
              let x = Canonical.symbol (Vocabulary.real "x")
              let mutable asked = 0
              let mutable undefined = 0

              draw 12 (trials 1200) 4 "x" 3 (fun tree symbols expected ->
                  let mutable e = built tree

                  try
                      for n in 1..3 do
                          e <- Derivative.by x e
                          Expect.equal (CanonicalForm.flaw e) None $"derivative {n} of {text tree}"
                          let factorial = ofInt (Seq.fold (*) 1 (seq { 1..n }))
                          asked <- asked + 1

                          match exact symbols e with
                          | Ok found -> Expect.equal found (factorial * expected[n]) $"derivative {n} of {text tree} at {symbols}"
                          | Error _ -> undefined <- undefined + 1 // n x^(n-1) at x = 0
                  with UnsupportedOperation _ ->
                      undefined <- undefined + 1)

              Expect.isLessThan (10 * undefined) asked "too many derivatives had no value"
          }

          test "derivatives by an element agree with exact Taylor series, in the range and out of it" {
              let random = Random(seed 18 + 500)
              let k = Vocabulary.index "m"
              let byElement = Canonical.indexed (Vocabulary.real "s") [ Canonical.symbol k ]
              let mutable compared = 0
              let mutable depending = 0

              draw 18 (trials 1500) 4 "" 0 (fun tree symbols _ ->
                  // Most positions are not read: a derivative by one that is has more to get right.
                  let read = SortedSet<int>()

                  let reading =
                      { valuesOf symbols "" 0 with
                          Element =
                              fun _ j ->
                                  read.Add j |> ignore
                                  Jet.constant 0 (elementValue j) }

                  tryValue reading tree |> ignore

                  let position =
                      if read.Count > 0 && random.Next 2 = 0 then
                          pick random (Array.ofSeq read)
                      else
                          random.Next(-2, 7)

                  let moving =
                      { valuesOf symbols "" 2 with
                          Element = fun _ j -> (if j = position then Jet.variable else Jet.constant) 2 (elementValue j) }

                  match tryValue moving tree with
                  | None -> ()
                  | Some expected ->
                      let mutable e = built tree

                      try
                          for n in 1..2 do
                              e <- Derivative.by byElement e
                              Expect.equal (CanonicalForm.flaw e) None $"derivative {n} of {text tree}"

                              match exact (symbols.Add("m", ofInt position)) e with
                              | Ok found ->
                                  compared <- compared + 1
                                  if not found.IsZero then depending <- depending + 1
                                  Expect.equal found (ofInt n * expected[n]) $"derivative {n} of {text tree} by s[{position}] at {symbols}"
                              | Error _ -> () // n x^(n-1) at x = 0
                      with UnsupportedOperation _ ->
                          ())

              Expect.isGreaterThan (2 * compared) (trials 1500) "enough derivatives had a value"
              Expect.isGreaterThan (30 * depending) (trials 1500) "enough derivatives differed from 0"
          }

          test "what is printed is read as the same object" {
              draw 13 (trials 2000) 5 "" 0 (fun tree _ _ ->
                  let e = built tree
                  let printed = Infix.print e

                  match Parser.parse Vocabulary.real printed with
                  | Ok back ->
                      Expect.isTrue (obj.ReferenceEquals(back, e)) $"{text tree} printed as {printed} was read as {Infix.print back}"
                  | Error failure -> failtest $"{text tree} printed as\n{failure}")
          }

          test "the parser gives what the constructors give" {
              draw 14 (trials 1500) 5 "" 0 (fun tree _ _ ->
                  match Parser.parse Vocabulary.real (text tree) with
                  | Ok read -> Expect.isTrue (obj.ReferenceEquals(read, built tree)) $"{text tree} was read as {Infix.print read}"
                  | Error failure -> failtest $"{failure}")
          }

          test "substituting and evaluating is evaluating at the substituted point" {
              let random = Random(seed 15 + 500)

              draw 15 (trials 1500) 4 "" 0 (fun tree symbols _ ->
                  let names = symbols.Keys |> Seq.toList |> List.filter (fun _ -> random.Next 2 = 0)
                  let replaced = names |> List.map (fun name -> Vocabulary.real name, Canonical.number symbols[name])

                  try
                      let e = built tree
                      let substituted = Substitution.symbols replaced e
                      Expect.equal (CanonicalForm.flaw substituted) None $"{text tree} at {symbols} became {Infix.print substituted}"
                      Expect.equal (exact symbols substituted) (exact symbols e) $"{text tree} at {symbols}, {names} first"
                  with UndefinedExpression reason ->
                      failtest $"{text tree} has a value at {symbols}, but: {reason}")
          }

          test "substituting a tree is substituting its value" {
              let random = Random(seed 16 + 500)
              let mutable compared = 0

              draw 16 (trials 1200) 4 "" 0 (fun outer symbols _ ->
                  let inner = tree random [] 2

                  match tryValue (valuesOf symbols "" 0) inner with
                  | None -> ()
                  | Some q ->
                      let moved = symbols.Add("x", q[0])

                      match tryValue (valuesOf moved "" 0) outer with
                      | None -> ()
                      | Some expected ->
                          compared <- compared + 1
                          let e = Substitution.symbol (Vocabulary.real "x") (built inner) (built outer)
                          Expect.equal (exact symbols e) (Ok expected[0]) $"{text outer} with x := {text inner} at {symbols}")

              Expect.isGreaterThan (4 * compared) (trials 1200) "too few had a value"
          }

          test "children rebuilt are the same object" {
              draw 17 (trials 1200) 5 "" 0 (fun tree _ _ ->
                  let rec rebuilt (e: Expr) : Expr =
                      match e.Node with
                      | Number q -> Canonical.number q
                      | Constant c -> Canonical.constant c
                      | Symbol s -> Canonical.symbol s
                      | Indexed(s, indices) -> Canonical.indexed s [ for k in indices -> rebuilt k ]
                      | Sum(c, terms) ->
                          Canonical.linear
                              [ for t in Array.rev terms do
                                    yield t.Coefficient, rebuilt t.Expr
                                yield c, Canonical.one ]
                      | Product factors ->
                          [ for f in Array.rev factors -> Canonical.power (rebuilt f.Base) (rebuilt f.Exponent) ]
                          |> List.reduce Canonical.multiply
                      | Power f -> Canonical.power (rebuilt f.Base) (rebuilt f.Exponent)
                      | Function(id, arguments) -> Functions.apply id [ for a in arguments -> rebuilt a ]
                      | IndexedSum s -> Canonical.sumOver s.Index (rebuilt s.Lower) (rebuilt s.Upper) (rebuilt s.Body)
                      | Indicator(relation, x) -> Canonical.bracket relation (rebuilt x)
                      | Conjugate x -> Functions.conjugate (rebuilt x)

                  let e = built tree
                  Expect.isTrue (obj.ReferenceEquals(rebuilt e, e)) $"{Infix.print e} became {Infix.print (rebuilt e)}")
          } ]
