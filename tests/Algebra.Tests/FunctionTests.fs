module FunctionTests

open System
open Expecto
open LrnnSymbolic.Algebra
open Draw

type private Complexes = System.Numerics.Complex

let private number (q: Rational) = Canonical.number q
let private exactly e = Evaluation.toRational (Evaluation.pointOf []) e
let private real name = Canonical.symbol (Vocabulary.real name)
let private complex name = Canonical.symbol (Vocabulary.complex name)
let private same (x: Expr) (y: Expr) = Expect.isTrue (obj.ReferenceEquals(x, y)) $"{Infix.print x} and {Infix.print y}"

/// The arguments by which there is a derivative.
let private continuous (row: FunctionRow) =
    [ for k in 0 .. (row.Draw(Random 1)).Length - 1 do
          if row.Partials[k].IsSome then k ]

/// A value, or nothing where the row has none.
let private attempt (value: unit -> 'a) : 'a option =
    try
        Some(value ())
    with
    | UnsupportedOperation _
    | UndefinedExpression _ -> None

let private doubles (xs: Rational list) = xs |> List.map _.ToDouble() |> List.toArray
let private near message (found: float) (expected: float) =
    Expect.isLessThan (abs (found - expected)) (1e-12 * (1.0 + abs expected)) $"{message}: {found:R} for {expected:R}"

/// With a variable in one place.
let private withVariable (row: FunctionRow) (xs: Rational list) k x =
    Functions.apply row.Id (xs |> List.mapi (fun j q -> if j = k then x else number q))

let private rowLaws (row: FunctionRow) =
    testList
        row.Name
        [ test "the evaluators agree" {
              let random = Random 31

              for _ in 1..400 do
                  let xs = row.Draw random
                  let at = doubles xs
                  let double = row.Double at
                  let complex = row.Complex(at |> Array.map (fun x -> Complexes(x, 0.0)))
                  near $"{row.Name} of {xs}" complex.Real double
                  near $"{row.Name} of {xs} is real" complex.Imaginary 0.0

                  match Certain.toComplex (row.Certain 128 [| for x in xs -> Certain.ofRational 128 x |]) with
                  | ValueSome z -> near $"{row.Name} of {xs}, for certain" double z.Real
                  | ValueNone -> failtest $"{row.Name} of {xs}: 128 bits are too few"

                  match row.Exact(List.toArray xs) with
                  | ValueSome q -> near $"{row.Name} of {xs}, exactly" double (q.ToDouble())
                  | ValueNone -> ()
          }

          test "special values are the function's values" {
              let random = Random 32
              let check e (at: float[]) message =
                  match Evaluation.toDouble (Evaluation.pointOf []) e with
                  | Ok found -> near message found (row.Double at)
                  | Error reason -> failtest $"{message}: {reason}"

              for _ in 1..400 do
                  let xs = row.Draw random
                  let e = Functions.apply row.Id (xs |> List.map number)
                  Expect.equal (CanonicalForm.flaw e) None (Infix.print e)
                  check e (doubles xs) $"{row.Name} of {xs}"

              if row.Arity = 1 && not (continuous row).IsEmpty then
                  // Multiples of pi, where the sine and its kin have closed values.
                  for q in
                      [ for d in [ 1; 2; 3; 4; 6; 5 ] do
                            for n in -13 .. 13 -> ratio n d ] do
                      let x = q.ToDouble() * Math.PI

                      if (row.Id <> Log || x > 0.0) && not (row.Id = Tan && abs (cos x) < 1e-9) then
                          let e = Functions.apply row.Id [ Canonical.scale q Canonical.pi ]
                          check e [| x |] $"{row.Name} of {q} pi"
          }

          test "parity" {
              let x = real "x"
              let y = real "y"

              for argument in
                  [ x
                    Canonical.subtract x Canonical.one
                    Canonical.subtract x y
                    Canonical.scale (ratio 2 3) x
                    Canonical.multiply x y ] do
                  let minus () = Functions.apply row.Id [ Canonical.negate argument ]

                  match row.Parity with
                  | Parity.Even -> same (minus ()) (Functions.apply row.Id [ argument ])
                  | Parity.Odd -> same (minus ()) (Canonical.negate (Functions.apply row.Id [ argument ]))
                  | Parity.Neither -> ()

              let count = (row.Draw(Random 1)).Length
              Expect.isTrue (row.Accepts count && not (row.Accepts(row.Arity - 1))) "arity"
              Expect.equal row.Partials.Length row.MostArguments "one derivative, or none, for each argument"
          }

          test "derivatives agree with difference quotients" {
              let random = Random 33

              for k in continuous row do
                  let x = real "x"
                  let mutable compared = 0

                  for _ in 1..300 do
                      let xs = row.Draw random
                      let slope = Derivative.by x (withVariable row xs k x)
                      let at = xs[k].ToDouble()
                      let f (y: float) = row.Double(doubles xs |> Array.mapi (fun j q -> if j = k then y else q))
                      // Central differences with one Richardson step: an error of order h^4.
                      let quotient h = (f (at + h) - f (at - h)) / (2.0 * h)
                      let h = 1.0 / 1024.0
                      let expected = (4.0 * quotient (h / 2.0) - quotient h) / 3.0

                      // Near a kink, a jump or a pole the quotients do not settle.
                      let smooth =
                          Double.IsFinite expected
                          && abs (quotient (h / 2.0) - quotient h) < 1e-4 * (1.0 + abs expected)
                          && abs (quotient (h / 4.0) - expected) < 5e-6 * (1.0 + abs expected)

                      if smooth then
                          compared <- compared + 1

                          match Evaluation.toDouble (Evaluation.pointOf [ "x", at ]) slope with
                          | Ok found ->
                              Expect.isLessThan
                                  (abs (found - expected))
                                  (1e-8 * (1.0 + abs expected))
                                  $"slope {k} of {row.Name} at {xs}: {found} for {expected}"
                          | Error reason -> failtest $"slope {k} of {row.Name} at {xs}: {reason}"

                  Expect.isGreaterThan compared 150 $"too few points for {row.Name}"
          }

          test "rational derivatives are exact" {
              let random = Random 34
              let x = real "x"

              for k in continuous row do
                  for _ in 1..100 do
                      let xs = row.Draw random

                      match row.Exact(List.toArray xs) with
                      // Polynomials in the argument: their interpolated slope is exact.
                      | ValueSome _ when row.Id = Binomial || row.Id = Geometric ->
                          let degree = 9
                          let nodes = [ for j in 0..degree -> xs[k] + ofInt j ]
                          let valueAt q = (row.Exact(xs |> List.mapi (fun j y -> if j = k then q else y) |> List.toArray)).Value
                          // Newton's forward differences: f'(x) = sum_j (-1)^(j+1) / j * D^j f.
                          let rec differences (fs: Rational list) =
                              if fs.Length = 1 then
                                  [ fs.Head ]
                              else
                                  fs.Head :: differences (List.pairwise fs |> List.map (fun (a, b) -> b - a))
                          let slope =
                              differences (nodes |> List.map valueAt)
                              |> List.mapi (fun j d -> if j = 0 then Rational.Zero else d * ratio (if j % 2 = 1 then 1 else -1) j)
                              |> List.reduce (+)
                          let arguments = xs |> List.mapi (fun j q -> if j = k then x else number q)
                          let derivative = Derivative.by x (Functions.apply row.Id arguments)
                          Expect.equal
                              (Evaluation.toRational (Evaluation.pointOf [ "x", xs[k] ]) derivative)
                              (Ok slope)
                              $"{row.Name} at {xs}"
                      | _ -> ()
          }

          test "series agree with values" {
              let random = Random 38
              let t = Vocabulary.real "x"

              for k in continuous row do
                  let mutable compared = 0

                  for trial in 1..12 do
                      let xs = row.Draw random |> List.mapi (fun j q -> if j = k && trial = 1 then ofInt 0 else q)
                      let e = withVariable row xs k (Canonical.symbol t)

                      match Series.expand t (Point(number xs[k])) 8 e, row.Series with
                      | Error _, SeriesRule.Absent -> compared <- compared + 1
                      | Ok _, SeriesRule.Absent when (Properties.freeSymbols e).Length > 0 -> failtest $"{row.Name} has a series"
                      // Whether a coefficient such as 1 - exp(3/4) is 0 may stay open.
                      | Error reason, _ when reason.Contains "not settled" || xs[k].IsZero -> ()
                      | Error reason, _ -> failtest $"{row.Name} at {xs}: {reason}"
                      | Ok series, _ ->
                          let at = xs[k] + ratio 1 128
                          let polynomial = Series.toExpr t (Point(number xs[k])) series
                          let found = Evaluation.toDouble (Evaluation.pointOf [ "x", at.ToDouble() ]) polynomial
                          let expected = row.Double(doubles (xs |> List.mapi (fun j q -> if j = k then at else q)))

                          match found with
                          | Ok found when abs expected < 100.0 ->
                              compared <- compared + 1
                              Expect.isLessThan (abs (found - expected)) (1e-8 * (1.0 + abs expected)) $"{row.Name} at {xs}"
                          | _ -> ()

                  Expect.isGreaterThan compared 0 $"too few points for {row.Name}"
          }

          test "complex values: for certain, and of the conjugate" {
              let random = Random 39
              let complexAt (x: Complexes) : Certain =
                  { RealPart = Real.Exact(Rational.OfDouble x.Real)
                    ImaginaryPart = Real.Exact(Rational.OfDouble x.Imaginary) }
              let agree (x: Complexes) (y: Complexes) message = Expect.isLessThan (x - y).Magnitude (1e-11 * (1.0 + y.Magnitude)) message

              for _ in 1..100 do
                  let xs =
                      row.Draw random
                      |> List.mapi (fun k q ->
                          let im =
                              if List.contains k (continuous row) then
                                  float (random.Next(-20, 21)) / 16.0
                              else
                                  0.0
                          Complexes(q.ToDouble(), im))
                      |> List.toArray

                  match attempt (fun () -> row.Complex xs) with
                  | None -> () // of real numbers only
                  | Some value ->
                      match attempt (fun () -> Certain.toComplex (row.Certain 192 (Array.map complexAt xs))) with
                      | Some(ValueSome z) -> agree value z $"{row.Name} of {xs}"
                      | Some ValueNone
                      | None -> ()

                      if row.Facts.CommutesWithConjugate then
                          agree (row.Complex(Array.map Complexes.Conjugate xs)) (Complexes.Conjugate value) $"{row.Name} of conj {xs}"
          }

          test "facts hold" {
              let random = Random 40

              for _ in 1..300 do
                  let xs = row.Draw random
                  let es = xs |> List.map number |> List.toArray
                  let value = row.Double(doubles xs)
                  let facts = row.Facts
                  let place = $"{row.Name} of {xs}"
                  Expect.isTrue (facts.IsReal es) $"{place} is real"
                  if facts.IsInteger es then
                      Expect.equal value (Math.Round value) $"{place} is whole"

                  match facts.Sign with
                  | ValueSign.Any -> ()
                  | ValueSign.Positive -> Expect.isGreaterThan value 0.0 place
                  | ValueSign.Nonnegative -> Expect.isGreaterThanOrEqual value 0.0 place
                  | ValueSign.OfArgument -> Expect.equal (sign value) xs.Head.Sign place

                  match facts.Bound with
                  | ValueSome bound ->
                      for fromBelow in [ true; false ] do
                          match bound fromBelow es with
                          | Some b when fromBelow -> Expect.isLessThanOrEqual (b.Value.ToDouble()) value place
                          | Some b -> Expect.isGreaterThanOrEqual (b.Value.ToDouble()) value place
                          | None -> ()
                  | ValueNone -> ()

                  if row.Arity = 1 && facts.IsNonzeroAt xs.Head then
                      Expect.notEqual value 0.0 place

                  match row.Decides, row.Exact(List.toArray xs) with
                  | Decision.WholePart inner, ValueSome exact ->
                      match exactly (inner es) with
                      | Ok x -> Expect.equal exact (Rational.OfInteger x.Floor) place
                      | Error reason -> failtest $"{place}: {reason}"
                  | _ -> ()

                  match row.Domain with
                  | FunctionDomain.Positive ->
                      let left = row.Complex [| Complexes(-1.0 - xs.Head.Abs.ToDouble(), 0.0) |]
                      Expect.notEqual left.Imaginary 0.0 "complex elsewhere"
                  | _ -> Expect.isTrue (Double.IsFinite value) place
          }

          test "written and read again" {
              let arguments = row.Draw(Random 1) |> List.mapi (fun k _ -> real $"x_{k + 1}")
              let e = Functions.apply row.Id arguments

              match Parser.parse Vocabulary.real (Infix.print e) with
              | Ok again -> same again e
              | Error failure -> failtest $"{failure}"

              for k in 1 .. arguments.Length do
                  Expect.stringContains (Latex.print e) $"x_{{{k}}}" "LaTeX has each argument"
                  Expect.stringContains (MathMl.print true e) $"<mn>{k}</mn>" "MathML has each argument"

              match row.Notation with
              | FunctionNotation.Letter _ -> Expect.isTrue row.Meaning.IsSome "a letter of our own is explained"
              | _ -> ()
          } ]

/// |found - expected| relative to expected, in exact arithmetic.
let private relativeError (found: float) (expected: Rational) =
    if expected.IsZero then abs found
    elif not (Double.IsFinite found) then infinity
    else ((Rational.OfDouble found - expected).Abs / expected.Abs).ToDouble()

let private geometricTests =
    testList
        "geometric"
        [ test "exact values are sums of terms" {
              let random = Random 35

              for _ in 1..500 do
                  let k, n, q = random.Next(0, 5), random.Next(0, 20), smallRational random
                  let terms =
                      [ for j in k .. n - 1 ->
                            (exactly (Functions.ofBinomial (Canonical.ofInt j) (Canonical.ofInt k)) |> Result.toOption).Value
                            * Rational.Pow(q, j - k) ]
                  Expect.equal (GeometricSum.exact k q n) (ValueSome(List.fold (+) Rational.Zero terms)) $"k = {k}, q = {q}, n = {n}"
          }

          test "no digits are lost near 1 and -1, nor for long sums" {
              let tiny = Math.ScaleB(1.0, -50)
              let mutable worst = 0.0
              let points =
                  [ 1.0
                    -1.0
                    1.0 - tiny
                    1.0 + tiny
                    -1.0 + tiny
                    -1.0 - tiny
                    1.0 - 1e-3
                    1.0 + 1e-3
                    -1.0 + 1e-3
                    -1.0 - 1e-3
                    0.99
                    -0.99
                    1.01
                    -1.01
                    0.5
                    -0.5
                    0.0
                    1e-9
                    -1e-9
                    0.9
                    -0.9
                    1.1
                    -1.1
                    0.3
                    -0.3 ]

              for q in points do
                  for k in 0..4 do
                      for n in [ 0; 1; 2; 3; 4; 5; 6; 7; 15; 16; 64; 255 ] do
                          let expected = (GeometricSum.exact k (Rational.OfDouble q) n).Value

                          if expected.Abs < Rational.OfDouble 1e300 then
                              let found = GeometricSum.value k q (int64 n)
                              let error = relativeError found expected
                              worst <- max worst error
                              Expect.isLessThan error 1e-13 $"k = {k}, q = {q:R}, n = {n}: {found:R} for {expected.ToDouble():R}"

              for q, n in
                  [ 1.0 - tiny, 4096
                    -1.0 + tiny, 4096
                    -1.0 + tiny, 4095
                    1.0625, 4096
                    -1.0625, 4096
                    0.75, 4096
                    -0.75, 4096
                    0.999, 1000
                    -0.999, 1001 ] do
                  for k in [ 0; 1; 4 ] do
                      let expected =
                          (GeometricSum.exact k (Rational.OfDouble q) n)
                          |> ValueOption.defaultWith (fun () -> failtest "too long")
                      let found = GeometricSum.value k q (int64 n)
                      Expect.isLessThan
                          (relativeError found expected)
                          1e-13
                          $"k = {k}, q = {q:R}, n = {n}: {found:R} for {expected.ToDouble():R}"
          }

          test "drawn points, relative to the larger of the sum and what a rounding of q changes" {
              let random = Random 36

              for _ in 1..1500 do
                  let q = Math.ScaleB(float (random.NextInt64(-(1L <<< 40), 1L <<< 40)), -39)
                  let k, n = random.Next(0, 5), random.Next(0, 200)
                  let exact k = (GeometricSum.exact k (Rational.OfDouble q) n).Value.ToDouble()
                  let found = GeometricSum.value k q (int64 n)
                  let expected = exact k
                  // |q| dG_k/dq = |q| (k+1) G_(k+1)
                  let scale = abs expected + abs q * float (k + 1) * abs (exact (k + 1))
                  Expect.isLessThanOrEqual
                      (abs (found - expected))
                      (1e-13 * scale)
                      $"k = {k}, q = {q:R}, n = {n}: {found:R} for {expected:R}"
          }

          test "overflow is infinite with the right sign, and nothing else is" {
              Expect.equal (GeometricSum.value 0 10.0 400L) infinity "10^399 + ..."
              Expect.equal (GeometricSum.value 0 -10.0 400L) -infinity "odd last power"
              Expect.equal (GeometricSum.value 0 -10.0 401L) infinity "even last power"
              Expect.equal (GeometricSum.value 2 -10.0 400L) -infinity "with a binomial"
              Expect.equal (GeometricSum.value 10 1e200 100L) infinity "a large order"
              Expect.isTrue (Double.IsNaN(GeometricSum.value 0 nan 3L)) "no number"
              Expect.equal (GeometricSum.value 0 0.5 (1L <<< 52)) 2.0 "a very long sum"
              Expect.equal (GeometricSum.value 0 0.5 -3L) 0.0 "an empty sum"
          }

          test "complex values agree with real ones and with sums of terms" {
              let random = Random 37

              for _ in 1..500 do
                  let k, n = random.Next(0, 5), random.Next(0, 60)
                  let q =
                      Complexes.FromPolarCoordinates(0.2 + 1.0 * random.NextDouble(), 2.0 * Math.PI * random.NextDouble())
                  let binomial (j: int) = Seq.fold (fun b i -> b * float (j - i) / float (i + 1)) 1.0 (seq { 0 .. k - 1 })
                  let terms = [ for j in k .. n - 1 -> Complexes(binomial j, 0.0) * Complexes.Pow(q, float (j - k)) ]
                  let expected = List.fold (fun (s: Complexes) t -> s + t) Complexes.Zero terms
                  let scale = terms |> List.sumBy Complexes.Abs
                  Expect.isLessThanOrEqual
                      (Complexes.Abs(GeometricSum.complex k q n - expected))
                      (1e-12 * (1.0 + scale))
                      $"k = {k}, q = {q}, n = {n}"
                  Expect.equal
                      (GeometricSum.complex k (Complexes(q.Real, 0.0)) n).Real
                      (GeometricSum.value k q.Real (int64 n))
                      "on the real axis"

              let clock = Diagnostics.Stopwatch.StartNew()
              GeometricSum.complex 2 (Complexes(0.3, 0.4)) 1000000000 |> ignore
              Expect.isLessThan clock.Elapsed.TotalSeconds 0.5 "a long sum takes no longer"
          }

          test "at q = 1 a polynomial, but only where n cannot be negative" {
              same (Functions.geometricSum 0 Canonical.one (real "T")) (real "T")
              same
                  (Functions.geometricSum 1 Canonical.one (real "T"))
                  (Canonical.scale (ratio 1 2) (Canonical.multiply (real "T") (Canonical.subtract (real "T") Canonical.one)))
              let open' = Functions.geometricSum 0 Canonical.one (real "t")
              Expect.equal (Evaluation.toRational (Evaluation.pointOf [ "t", ofInt -2 ]) open') (Ok Rational.Zero) "an empty sum"
              same (Functions.geometricSum 0 Canonical.one (Canonical.ofInt -3)) Canonical.zero
          } ]

[<Tests>]
let tests =
    testList
        "Functions"
        [ testList "rows" (Functions.rows |> List.map rowLaws)
          geometricTests

          test "every function has one row" {
              let names = Functions.rows |> List.map _.Name
              Expect.equal (List.distinct names) names "names"
              let cases = Microsoft.FSharp.Reflection.FSharpType.GetUnionCases(typeof<FunctionId>)
              Expect.equal Functions.rows.Length cases.Length "rows"

              // The table is indexed by what a case hashes to.
              for row in Functions.rows do
                  Expect.equal (Functions.rowOf row.Id).Id row.Id "in its place"
          }

          test "values that do not exist" {
              let undefined id xs () = Functions.apply id (xs |> List.map Canonical.ofInt) |> ignore
              Expect.throwsT<UndefinedExpression> (undefined Factorial [ -1 ]) "factorial(-1)"
              Expect.throwsT<UndefinedExpression> (undefined Log [ 0 ]) "log 0"
              Expect.throwsT<UndefinedExpression> (undefined FallingFactorial [ -1; -1 ]) "1/0"
              Expect.throwsT<UndefinedExpression> (fun () -> (Functions.rowOf Factorial).Double [| -3.0 |] |> ignore) "factorial(-3.0)"
          }

          test "combinatorial values of every size, in every evaluator" {
              let clock = Diagnostics.Stopwatch.StartNew()
              let double id (xs: float list) = (Functions.rowOf id).Double(List.toArray xs)
              Expect.equal (double Factorial [ 1e8 ]) infinity "factorial"
              Expect.equal (double Factorial [ 20.0 ]) 2432902008176640000.0 "20!"
              Expect.equal (double Binomial [ 1e8; 1e8 - 2.0 ]) 4999999950000000.0 "from the near end"
              Expect.equal (double Binomial [ 5.0; 1e8 ]) 0.0 "beyond the top"
              Expect.equal (double FallingFactorial [ 5.0; 1e8 ]) 0.0 "through zero"
              near "falling(3, -2)" (double FallingFactorial [ 3.0; -2.0 ]) (1.0 / 20.0)
              same (Functions.apply FallingFactorial [ Canonical.ofInt 3; Canonical.ofInt -2 ]) (number (ratio 1 20))
              Expect.equal ((Functions.rowOf FallingFactorial).Exact [| ofInt 3; ofInt -2 |]) (ValueSome(ratio 1 20)) "exactly"
              let exact = (Functions.rowOf Factorial).Exact [| ofInt 100000 |]
              Expect.equal (exact.Value.Numerator.GetBitLength()) 1516705L "bits of 100000!"
              Expect.equal ((Functions.rowOf Factorial).Exact [| ofInt 1000000000 |]) ValueNone "too long to write out"
              Expect.equal ((Functions.rowOf Binomial).Exact [| ratio 1 2; ofInt 3 |]) (ValueSome(ratio 1 16)) "C(1/2, 3)"
              Expect.isLessThan clock.Elapsed.TotalSeconds 3.0 "seconds"
          }

          test "the complex conjugate reverses itself, and is the conjugate of the value" {
              let random = Random 38
              let z, w, x = complex "z", complex "w", real "x"

              let es =
                  [ Canonical.multiply z w
                    Canonical.add z (Canonical.scale (ratio 2 3) Canonical.i)
                    Canonical.power z (Canonical.ofInt -3)
                    Canonical.power z w
                    Canonical.squareRoot z
                    Canonical.exponential (Canonical.multiply Canonical.i z)
                    Functions.log z
                    Functions.sin z
                    Functions.cos (Canonical.multiply z x)
                    Functions.abs z
                    Canonical.power (Canonical.number (ratio 5 3)) z
                    Functions.geometricSum 1 z (Canonical.ofInt 5)
                    Canonical.power (Canonical.ofInt -1) z
                    Canonical.power (Canonical.ofInt -1) (number (ratio 1 3)) ]

              for e in es do
                  same (Functions.conjugate (Functions.conjugate e)) e
                  Expect.equal (CanonicalForm.flaw (Functions.conjugate e)) None (Infix.print e)

                  for _ in 1..20 do
                      let drawn () = Complexes(random.NextDouble() - 0.5, random.NextDouble() - 0.5)
                      let at = Evaluation.pointOf [ "z", drawn (); "w", drawn (); "x", Complexes(random.NextDouble(), 0.0) ]

                      match Evaluation.toComplex at e, Evaluation.toComplex at (Functions.conjugate e) with
                      | Ok value, Ok conjugated ->
                          Expect.isLessThan
                              (Complexes.Abs(Complexes.Conjugate value - conjugated))
                              (1e-11 * (1.0 + Complexes.Abs value))
                              $"{Infix.print e}: {value}, {conjugated}"
                      | a, b -> failtest $"{Infix.print e}: {a} and {b}"
          }

          test "moduli and signs" {
              let z, x, y = complex "z", real "x", real "y"
              same (Functions.abs (Canonical.multiply z x)) (Canonical.multiply (Functions.abs z) (Functions.abs x))
              same (Functions.abs (Functions.conjugate z)) (Functions.abs z)
              same (Functions.abs (Canonical.scale (ofInt -2) z)) (Canonical.scale (ofInt 2) (Functions.abs z))
              same (Functions.abs (real "T")) (real "T")
              same (Functions.apply Sign [ Canonical.scale (ofInt 3) x ]) (Functions.apply Sign [ x ])
              same
                  (Functions.apply Sign [ Canonical.scale (ofInt 2) (Canonical.subtract x y) ])
                  (Canonical.negate (Functions.apply Sign [ Canonical.subtract y x ]))
              same (Functions.apply Sign [ real "T" ]) Canonical.one
              same (Functions.apply Sign [ Functions.apply Sign [ x ] ]) (Functions.apply Sign [ x ])
          } ]
