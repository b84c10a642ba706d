module EvaluationTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.Readers
open Draw

type private Complexes = System.Numerics.Complex

let private exactly point text = Evaluation.toRational (Evaluation.pointOf point) (real text)

/// Complex expressions as trees with a naive value: roots, exponentials and conjugates on the principal branch.
type private Branchy =
    | Value of Rational
    | Unit
    | Name of string
    | Plus of Branchy * Branchy
    | Times of Branchy * Branchy
    | Over of Branchy * Branchy
    | Whole of Branchy * int
    | Root of Branchy * Rational
    | Raised of Branchy * Branchy
    | Exp of Branchy
    | LogOf of Branchy
    | SinOf of Branchy
    | ModulusOf of Branchy
    | Bar of Branchy

// A number on the negative real axis counts as having argument pi.
let private principal (x: Complexes) = Complexes(x.Real, (if x.Imaginary = 0.0 then 0.0 else x.Imaginary))
let private raisedTo (x: Complexes) (y: Complexes) = Complexes.Exp(y * Complexes.Log(principal x))

/// Every result that is not on an axis for certain is passed through jitter.
let rec private naive (jitter: Complexes -> Complexes) (at: Map<string, Complexes>) tree : Complexes =
    let inner = naive jitter at
    let onAxis (x: Complexes) = x.Imaginary = 0.0 || x.Real = 0.0
    let jitterOf (x: Complexes) (y: Complexes) (result: Complexes) = if onAxis x && onAxis y then result else jitter result

    match tree with
    | Value q -> Complexes(q.ToDouble(), 0.0)
    | Unit -> Complexes.ImaginaryOne
    | Name s -> at[s]
    | Plus(x, y) -> inner x + inner y
    | Times(x, y) ->
        let x, y = inner x, inner y
        jitterOf x y (x * y)
    | Over(x, y) ->
        let x, y = inner x, inner y
        jitterOf x y (x / y)
    | Whole(x, n) ->
        let x = inner x
        let p = Seq.fold (fun (p: Complexes) _ -> p * x) Complexes.One (seq { 1 .. abs n })
        if not (Complexes.IsFinite x) then raise Undefined
        jitterOf x x (if n < 0 then Complexes.One / p else p)
    | Root(x, p) when p.IsInteger -> inner (Whole(x, int p.Numerator))
    | Root(x, p) -> jitter (raisedTo (inner x) (Complexes(p.ToDouble(), 0.0)))
    | Raised(x, y) -> jitter (raisedTo (inner x) (inner y))
    | Exp x -> jitter (Complexes.Exp(inner x))
    | LogOf x ->
        let x = inner x
        if x = Complexes.Zero then raise Undefined
        jitter (Complexes.Log(principal x))
    | SinOf x -> jitter (Complexes.Sin(inner x))
    | ModulusOf x -> Complexes(Complexes.Abs(inner x), 0.0)
    | Bar x -> Complexes.Conjugate(inner x)

let rec private build vocabulary tree : Expr =
    let inner = build vocabulary

    match tree with
    | Value q -> Canonical.number q
    | Unit -> Canonical.i
    | Name s -> Canonical.symbol (vocabulary s)
    | Plus(x, y) -> Canonical.add (inner x) (inner y)
    | Times(x, y) -> Canonical.multiply (inner x) (inner y)
    | Over(x, y) -> Canonical.divide (inner x) (inner y)
    | Whole(x, n) -> Canonical.power (inner x) (Canonical.ofInt n)
    | Root(x, p) -> Canonical.power (inner x) (Canonical.number p)
    | Raised(x, y) -> Canonical.power (inner x) (inner y)
    | Exp x -> Canonical.exponential (inner x)
    | LogOf x -> Functions.log (inner x)
    | SinOf x -> Functions.sin (inner x)
    | ModulusOf x -> Functions.abs (inner x)
    | Bar x -> Functions.conjugate (inner x)

let rec private drawn (random: Random) (names: string[]) depth =
    let inner () = drawn random names (depth - 1)

    if depth <= 0 then
        match random.Next 7 with
        | 0 -> Unit
        | 1
        | 2 -> Value(smallRational random)
        | _ -> Name(pick random names)
    else
        match random.Next 17 with
        | 0
        | 1
        | 2 -> Plus(inner (), inner ())
        | 3
        | 4
        | 5
        | 6 -> Times(inner (), inner ())
        | 7 -> Over(inner (), inner ())
        | 8 -> Whole(inner (), random.Next(-3, 4))
        | 9
        | 10
        | 11 -> Root(inner (), ratio (random.Next(-5, 6)) (random.Next(2, 5)))
        | 12 -> Raised(inner (), inner ())
        | 13 -> Exp(inner ())
        | 14 -> LogOf(inner ())
        | 15 -> ModulusOf(inner ())
        | _ -> if random.Next 2 = 0 then Bar(inner ()) else SinOf(inner ())

// Where a small change of the point or of a rounded result makes a large one of the value (a branch cut, a cancellation), nothing
// is compared.
let private steady at tree =
    let turn (re: float) (im: float) (z: Complexes) = z * Complexes(1.0 + re, im)

    let attempt jitter at =
        try
            naive jitter at tree
        with Undefined ->
            Complexes(nan, nan)

    let value = attempt id at

    let others =
        [ attempt id (at |> Map.map (fun _ z -> turn 1e-9 0.0 z))
          attempt (turn 1e-9 1e-9) at
          attempt (turn -1e-9 -1e-9) at ]

    let isNear (z: Complexes) = Complexes.Abs(z - value) < 1e-6 * (1.0 + Complexes.Abs value)
    if Complexes.IsFinite value && Complexes.Abs value < 1e6 && List.forall isNear others then
        Some value
    else
        None

[<Tests>]
let tests =
    testList
        "Evaluation"
        [ test "complex expressions keep their branches" {
              let random = Random 61
              let mutable compared = 0
              let count = trials 1500

              for _ in 1..count do
                  let isReal = random.Next 2 = 0
                  let tree = drawn random [| "z"; "w" |] (1 + random.Next 4)
                  let coordinate () = random.NextDouble() * 4.0 - 2.0
                  let at =
                      Map.ofList [ for name in [ "z"; "w" ] -> name, Complexes(coordinate (), (if isReal then 0.0 else coordinate ())) ]

                  match steady at tree with
                  | None -> ()
                  | Some expected ->
                      match
                          (try
                              Some(build (if isReal then Vocabulary.real else Vocabulary.complex) tree)
                           with UndefinedExpression _ ->
                               None)
                      with
                      | None -> failtest $"{tree} has a value but was called undefined"
                      | Some e ->
                          Expect.equal (CanonicalForm.flaw e) None (Infix.print e)

                          match Evaluation.toComplex (Evaluation.pointOf (Map.toSeq at)) e with
                          | Ok found ->
                              compared <- compared + 1
                              Expect.isLessThan
                                  (Complexes.Abs(found - expected))
                                  (1e-7 * (1.0 + Complexes.Abs expected))
                                  $"{tree} as {Infix.print e} at {at}: {found} for {expected}"
                          | Error reason -> failtest $"{Infix.print e}: {reason}"

              Expect.isGreaterThan (2 * compared) count "too few points could be compared"
          }

          test "the double evaluator agrees with the complex one" {
              let random = Random 62
              let mutable compared = 0

              for _ in 1..1500 do
                  let tree = tree random [] 4
                  let symbols = drawSymbols random

                  match tryValue (valuesOf symbols "" 0) tree with
                  | None -> ()
                  | Some exact ->
                      let e = Draw.build Vocabulary.real tree
                      let doubles =
                          symbols
                          |> Map.map (fun _ q -> q.ToDouble())
                          |> Map.toSeq
                          |> Evaluation.pointOf
                          |> Evaluation.withIndexed "s" (fun k -> ValueSome((elementValue k[0]).ToDouble()))
                      let complexes =
                          symbols
                          |> Map.map (fun _ q -> Complexes(q.ToDouble(), 0.0))
                          |> Map.toSeq
                          |> Evaluation.pointOf
                          |> Evaluation.withIndexed "s" (fun k -> ValueSome(Complexes((elementValue k[0]).ToDouble(), 0.0)))

                      match Evaluation.toDouble doubles e, Evaluation.toComplex complexes e with
                      | Ok x, Ok z when Double.IsFinite x && abs x < 1e12 ->
                          compared <- compared + 1
                          Expect.isLessThan
                              (abs (x - z.Real))
                              (1e-8 * (1.0 + abs x))
                              $"{text tree} at {symbols}: {x} and {z}, exactly {exact[0]}"
                      | Ok _, Ok _ -> ()
                      | x, z -> failtest $"{text tree}: {x} and {z}"

              Expect.isGreaterThan compared 600 "too few compared"
          }

          test "exact values" {
              Expect.equal (exactly [ "x", ratio 1 3 ] "x^2 + 1/x") (Ok(ratio 28 9)) "rational function"
              Expect.equal (exactly [ "x", ratio 4 9 ] "sqrt(x)") (Ok(ratio 2 3)) "a root that is rational"
              Expect.equal (exactly [ "x", ratio 8 27 ] "x^(2/3)") (Ok(ratio 4 9)) "another"
              Expect.isError (exactly [ "x", ofInt 2 ] "sqrt(x)") "one that is not"
              Expect.isError (exactly [ "x", ofInt -8 ] "x^(1/3)") "the principal root is complex"
              Expect.equal (exactly [ "x", Rational.Zero ] "x^0 + 0^x") (Ok(ofInt 2)) "0^0 is 1"
              Expect.isError (exactly [ "x", Rational.Zero ] "1/x") "1/0"
              Expect.equal (exactly [ "T", ofInt 5; "b", ratio 1 2 ] "sum(b^(T - i), i, 1, T)") (Ok(ratio 31 16)) "a sum"
              Expect.equal (exactly [ "T", ofInt 4 ] "sum(sum(i*j, j, i, T), i, 1, T)") (Ok(ofInt 65)) "a nested sum"
              Expect.equal (exactly [ "t", ofInt 3 ] "sum(x, i, t, t - 2)") (Ok Rational.Zero) "no terms"
              Expect.equal (exactly [ "T", ofInt 3 ] "sum(sum(i, i, 1, i), i, 1, T)") (Ok(ofInt 10)) "an inner sum with the same index"
              Expect.equal (exactly [ "x", ofInt 100 ] "binomial(x, 50)") (Ok(integer "100891344545564193334812497256")) "large"
              Expect.equal (exactly [ "x", ofInt -3 ] "[x < 0] + [x <= -3] + [x = -3] + [x > 0]") (Ok(ofInt 3)) "brackets"
              Expect.equal (exactly [ "x", ratio 1 2; "T", ofInt 2 ] "geometric(1, x, T + 1)") (Ok(ofInt 2)) "geometric"
          }

          test "a false bracket makes a product 0 by a positive power alone" {
              let e = real "y + (x*[x < 3])^(t - T)"

              for x in [ -2; 0; 2; 3; 4 ] do
                  for t in 1..5 do
                      let factor = if x < 3 then x else 0
                      let exponent = t - 3
                      let point = [ "x", ofInt x; "y", ofInt 5; "t", ofInt t; "T", ofInt 3 ]
                      let floats = [ for name, q in point -> name, q.ToDouble() ]
                      let complexes = [ for name, q in floats -> name, Complexes(q, 0.0) ]
                      let what = $"({factor})^{exponent}"

                      if factor <> 0 || exponent >= 0 then
                          let power = Seq.replicate (abs exponent) (ofInt factor) |> Seq.fold (*) Rational.One
                          let expected = ofInt 5 + (if exponent < 0 then power.Reciprocal else power)
                          Expect.equal (Evaluation.toRational (Evaluation.pointOf point) e) (Ok expected) what
                          Expect.equal (Evaluation.toDouble (Evaluation.pointOf floats) e) (Ok(expected.ToDouble())) what
                          Expect.equal
                              (Evaluation.toComplex (Evaluation.pointOf complexes) e)
                              (Ok(Complexes(expected.ToDouble(), 0.0)))
                              what
                      else
                          Expect.isError (Evaluation.toRational (Evaluation.pointOf point) e) what

              // The other factors need no value where the bracket is false.
              Expect.equal (exactly [ "x", Rational.Zero ] "[x > 0]/x") (Ok Rational.Zero) "1/0 behind a bracket"
              Expect.equal (exactly [ "x", Rational.Zero; "t", ofInt 2 ] "[x > 0]^t/x") (Ok Rational.Zero) "behind a power of one"
          }

          test "what has no value says which symbol, index or operation" {
              let says (part: string) result =
                  match result with
                  | Error(reason: string) -> Expect.stringContains reason part "reason"
                  | Ok value -> failtest $"has the value {value}"

              says "x" (exactly [] "x + 1")
              says "s[2]" (exactly [] "s[2]")
              says "index of s" (exactly [ "x", ratio 1 2 ] "s[x]")
              says "upper end" (exactly [ "x", ratio 1 2 ] "sum(i, i, 1, x)")
              says "rational" (exactly [] "pi")
              says "sin" (exactly [ "x", Rational.One ] "sin(x)")
              says "complex" (Evaluation.toDouble (Evaluation.pointOf []) (real "I"))
          }

          test "a real value has no side on a branch cut" {
              // 1 / -2 may come out as -0.5 - 0i; its root is on the upper side all the same.
              for e in [ real "sqrt(1/x)"; real "(1/x)^(1/2)"; real "log(1/x)"; real "(x^3)^(1/4)" ] do
                  match Evaluation.toComplex (Evaluation.pointOf [ "x", Complexes(-2.0, 0.0) ]) e with
                  | Ok z -> Expect.isGreaterThan z.Imaginary 0.0 (Infix.print e)
                  | Error reason -> failtest reason
          }

          test "shared parts are evaluated once, inside sums too" {
              // Doubling 60 times, at each of 50 indices.
              let i = Canonical.symbol (Vocabulary.index "i")
              let f =
                  Seq.fold
                      (fun f _ -> Canonical.add Canonical.one (Canonical.multiply (Functions.apply Tanh [ f ]) (Functions.cos f)))
                      i
                      (seq { 1..60 })
              let e = Canonical.sumOver (Vocabulary.index "i") Canonical.one (Canonical.ofInt 50) f
              let expected =
                  Seq.sumBy (fun k -> Seq.fold (fun f _ -> 1.0 + tanh f * cos f) (float k) (seq { 1..60 })) (seq { 1..50 })

              match Evaluation.toDouble (Evaluation.pointOf []) e with
              | Ok found -> Expect.isLessThan (abs (found - expected)) 1e-9 $"{found} for {expected}"
              | Error reason -> failtest reason
          } ]
