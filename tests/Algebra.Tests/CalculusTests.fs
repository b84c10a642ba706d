module LrnnSymbolic.Algebra.Tests.CalculusTests

open System
open System.Numerics
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.Readers
open LrnnSymbolic.Algebra.Tests.Drawn

let private symbolOf (e: Expr) =
    match e.Node with
    | Symbol s -> s
    | _ -> failtest "a symbol"

let private x = symbolOf (read "x")
let private print (e: Expr) = Infix.print e

let private proved (e: Expr) (f: Expr) message =
    match Equality.equal e f with
    | Proved _ -> ()
    | verdict -> failtest $"{message}: {print e} against {print f}: {verdict}"

let private counting =
    testList
        "combinatorics"
        [ test "binomials by Pascal's triangle, and beyond 64 bits" {
              for n in 0..20 do
                  for k in -1 .. n + 1 do
                      let c (n: int) k = Combinatorics.binomial (BigInteger n) k
                      if n > 0 then Expect.equal (c n k) (c (n - 1) k + c (n - 1) (k - 1)) "Pascal"

              Expect.equal (Combinatorics.binomial (BigInteger 60) 30) (BigInteger.Parse "118264581564861424") "60 over 30"
              Expect.equal (string (Combinatorics.binomial (BigInteger 100) 50)) "100891344545564193334812497256" "100 over 50"
              Expect.equal (Combinatorics.binomial (BigInteger -3) 2) (BigInteger 6) "negative top"
          }

          test "partial Bell polynomials: known forms and Stirling numbers" {
              let named = fun j -> read $"y{j}"
              Expect.equal (Combinatorics.partialBell 4 2 named) (read "3 y2^2 + 4 y1 y3") "B(4,2)"
              Expect.equal (Combinatorics.partialBell 6 3 named) (read "15 y1^2 y4 + 60 y1 y2 y3 + 15 y2^3") "B(6,3)"

              for n in 0..9 do
                  for k in 0..n do
                      let ones = Combinatorics.partialBell n k (fun _ -> Canonical.one)
                      Expect.equal ones (Canonical.number (Rational.OfInteger(Combinatorics.stirlingPartitions n k))) "Stirling"

              Expect.equal (Combinatorics.completeBell 10 (fun _ -> Canonical.one)) (Canonical.ofInt 115975) "the tenth Bell number"
          }

          test "Faa di Bruno agrees with repeated differentiation" {
              let g = read "x^3 + 2 x + 1"
              let inner j = Derivative.nth j (Canonical.symbol x) g
              let y = symbolOf (read "y")

              for text in [ "y^7 - 3 y^2"; "1/(1+y)"; "exp(2 y)"; "sin(y)" ] do
                  let f = read text
                  let outer k = Derivative.nth k (Canonical.symbol y) f |> Substitution.symbol y g

                  for n in 0..6 do
                      let direct = Derivative.nth n (Canonical.symbol x) (Substitution.symbol y g f)
                      proved (Combinatorics.faaDiBruno n outer inner) direct $"{text}, order {n}"
          } ]

let private seriesOf point order text =
    match Series.expand x point order (read text) with
    | Ok s -> s
    | Error reason -> failtest $"{text}: {reason}"

let private series =
    testList
        "series"
        [ testTheory
              "known expansions at 0"
              [ "1/(1-x)", "1 + x + x^2 + x^3 + x^4 + x^5"
                "exp(x)", "1 + x + x^2/2 + x^3/6 + x^4/24 + x^5/120"
                "log(1+x)", "x - x^2/2 + x^3/3 - x^4/4 + x^5/5"
                "sin(x)", "x - x^3/6 + x^5/120"
                "tan(x)", "x + x^3/3 + 2 x^5/15"
                "tanh(x)", "x - x^3/3 + 2 x^5/15"
                "atan(x)", "x - x^3/3 + x^5/5"
                "sqrt(1+x)", "1 + x/2 - x^2/8 + x^3/16 - 5 x^4/128 + 7 x^5/256"
                "(exp(x) - 1 - x)/x^2", "1/2 + x/6 + x^2/24 + x^3/120 + x^4/720 + x^5/5040"
                "1/sin(x)", "1/x + x/6 + 7 x^3/360 + 31 x^5/15120"
                "cos(x)/x^2", "x^(-2) - 1/2 + x^2/24 - x^4/720"
                "x^3", "x^3"
                "2^x", "1 + log(2) x + log(2)^2/2 x^2 + log(2)^3/6 x^3 + log(2)^4/24 x^4 + log(2)^5/120 x^5"
                "1/(a + x)", "1/a - x/a^2 + x^2/a^3 - x^3/a^4 + x^4/a^5 - x^5/a^6" ]
              (fun (text, expected) ->
                  let s = seriesOf (Point Canonical.zero) 6 text
                  Expect.equal s.Order 6 "the order asked for"
                  proved (Series.toExpr x (Point Canonical.zero) s) (read expected) text)

          test "Taylor coefficients are derivatives over factorials, at any point" {
              for text in [ "x^4 - 3 x"; "1/(x^2 + 1)"; "(x+2)/(x-3)^2"; "exp(x^2)"; "sin(x) exp(x)"; "log(x + 5)" ] do
                  for a in [ Canonical.zero; Canonical.ofInt 2; read "a" ] do
                      match Series.expand x (Point a) 5 (read text) with
                      | Error reason -> failtest reason
                      | Ok s ->
                          for n in 0..4 do
                              let direct = Derivative.nth n (Canonical.symbol x) (read text) |> Substitution.symbol x a
                              let scaled = Canonical.scale (Rational.OfInteger(Combinatorics.factorial n)) (s.Coefficient n)
                              proved scaled direct $"{text} at {print a}, order {n}"
          }

          test "at infinity" {
              let s = seriesOf Infinity 4 "(x^3 + 1)/(x - 1)"
              Expect.equal s.Valuation -2 "a pole of order two"
              proved (Series.toExpr x Infinity s) (read "x^2 + x + 1 + 2/x + 2/x^2 + 2/x^3") "long division"
          }

          testTheory
              "refused with a reason"
              [ "log(x)"; "sqrt(x)"; "exp(1/x)"; "abs(x)"; "sqrt(x^2 + x^3)"; "1/(sin(x)^2 + cos(x)^2 - 1)" ]
              (fun text ->
                  match Series.expand x (Point Canonical.zero) 4 (read text) with
                  | Error reason -> Expect.isNotEmpty reason "says why"
                  | Ok s -> failtest $"{text} has no Laurent series at 0, yet {print (Series.toExpr x (Point Canonical.zero) s)}") ]

let private small =
    Symbol.Of(
        "b",
        { Assumptions.Of Real with
            ModulusBelowOne = true }
    )
let private trajectory = Vocabulary.trajectoryLength
let private inSmall (text: string) = read text |> Substitution.symbol (symbolOf (read "b")) (Canonical.symbol small)

let private isFinite (expected: string) found message =
    match found with
    | Ok(Finite value) -> proved value (inSmall expected) message
    | Ok other -> failtest $"{message}: {other}"
    | Error reason -> failtest $"{message}: {reason}"

let private limits =
    testList
        "limits"
        [ testTheory
              "large T with |b| < 1"
              [ "(1 - b^T)/(1 - b)", "1/(1 - b)"
                "T^5 b^T + b^(2 T)", "0"
                "(T + b^T)/(2 T - T^3 b^T)", "1/2"
                "b^(T+1)/b^T", "b"
                "(3 exp(T) + T)/(exp(T) - 1)", "3"
                "exp(-T) T^2 + c", "c"
                "(2^T + 1)/(2^T T - 1)", "0" ]
              (fun (text, expected) -> isFinite expected (Limit.ofLargeCount trajectory (inSmall text)) text)

          test "large T: growth and the unknown are told apart" {
              match Limit.ofLargeCount trajectory (inSmall "T (1 + b^T)") with
              | Ok ToPlusInfinity -> ()
              | other -> failtest $"{other}"

              Expect.isError (Limit.ofLargeCount trajectory (read "b^T")) "nothing is known of this b"
              Expect.isError (Limit.ofLargeCount trajectory (inSmall "b^(-T)")) "grows, sign unknown"
              Expect.isError (Limit.ofLargeCount trajectory (read "sin(T)")) "no limit"
          }

          test "large T: exponentials that compete, against exact values at large T" {
              let symbolOf name =
                  let real = Assumptions.Of Real
                  let above (n: int) =
                      { real with
                          Lower =
                              Some
                                  { Value = Rational.OfInt n
                                    Strict = true } }

                  match name with
                  | "b"
                  | "lambda" -> Symbol.Of(name, { real with ModulusBelowOne = true })
                  | "p" -> Symbol.Of(name, above 1)
                  | "a" -> Symbol.Of(name, above 0)
                  | _ -> Vocabulary.real name

              let readWith = parse symbolOf

              for text in
                  [ "(2^T+1)/(3^T-1)"
                    "(3^T+1)/(2*3^T-1)"
                    "(b^T+lambda^T)/(2^T+1)"
                    "(b^T+lambda^T)/(3+b^T)"
                    "T*b^T"
                    "T^3*b^(2*T)"
                    "(b^T+2)/(b^T+1)"
                    "exp(-a*T)*T^2+1"
                    "(exp(a*T)+1)/(exp(2*a*T)+2)"
                    "exp(I*c*T)*b^T"
                    "(-1)^T*b^T+a"
                    "p^T/(1+p^(2*T))"
                    "(p^T+2)/(3*p^T)"
                    "2^(T/2)/3^(T/3)"
                    "(2^(T/2)+T)/(5*2^(T/2))"
                    "(exp(T)+2^T)/(exp(T)+T)"
                    "(pi^T+3^T)/(2*pi^T)"
                    "(1/2)^T*2^T*c"
                    "(2^T+3^T*b)/(2^T*(3/2)^T)"
                    "(T^2*2^T+3)/((T^2+b)*2^T)"
                    "(b^T*2^T+1)/2^T" ] do
                  let e = readWith text

                  let at (T: float) f =
                      let values = [ "T", T; "b", -0.75; "lambda", 0.8; "a", 0.25; "c", 0.3; "p", 1.5 ]

                      match Evaluation.toComplex (Evaluation.pointOf [ for name, x in values -> name, Numerics.Complex(x, 0.0) ]) f with
                      | Ok z -> z
                      | Error reason -> failtest $"{text}: {reason}"

                  match Limit.ofLargeCount trajectory e with
                  | Ok(Finite limit) ->
                      let error T = Numerics.Complex.Abs(at T e - at T limit)
                      // T^2 + b against T^2 is off by 0.75/T^2, everything else by an exponential.
                      Expect.isLessThan (error 600.0) 1e-5 $"{text} tends to {Infix.print limit}"
                  | other -> failtest $"{text}: {other}"

              for text, growth in
                  [ "3^T/2^T", ToPlusInfinity
                    "1-T*3^T/2^T", ToMinusInfinity
                    "2^T/T^5", ToPlusInfinity
                    "p^T-p^(T/2)", ToPlusInfinity ] do
                  Expect.equal
                      (sprintf "%A" (Limit.ofLargeCount trajectory (readWith text)))
                      (sprintf "%A" (Ok growth: Result<LimitValue, string>))
                      text

              for text, reason in
                  [ "(c^T+1)/(c^T+2)", "which of c^T and 1"
                    "(b^T+lambda^T)/(b^T*lambda^T)", "b^T and lambda^T"
                    "b^T/lambda^T", "behaves"
                    "(-1)^T", "keeps its absolute value"
                    "(-2)^T", "sign"
                    "2^T-(-2)^T", "equal absolute value"
                    "1/(1+(-1)^T)", "equal absolute value"
                    "exp(c*T)", "behaves"
                    "b^(T^2)", "behaves" ] do
                  match Limit.ofLargeCount trajectory (readWith text) with
                  | Error found -> Expect.stringContains found reason text
                  | Ok value -> failtest $"{text}: {value}"
          }

          test "at a point and at infinity" {
              isFinite "3" (Limit.atPoint x Canonical.one (read "(x^3 - 1)/(x - 1)")) "removable"
              let z = Vocabulary.complex "z"
              let atZero text = Limit.atPoint z Canonical.zero (complex text)

              for text in [ "conj(z)/z"; "z/conj(z)"; "abs(z)/z"; "(z + conj(z))/abs(z)"; "z^2/abs(z)^2" ] do
                  Expect.isError (atZero text) $"{text} depends on the direction"

              for text in [ "conj(z)"; "z*conj(z)/z"; "abs(z)^2/z"; "conj(z)^2/z" ] do
                  isFinite "0" (atZero text) text

              isFinite "1" (atZero "z*conj(z)/abs(z)^2") "from every direction"
              isFinite "1" (Limit.atPoint x Canonical.zero (read "sin(x)/x")) "sine"
              isFinite "1/2" (Limit.atInfinity x (read "(x^2 + x)/(2 x^2 - 7)")) "leading coefficients"
              isFinite "0" (Limit.atInfinity x (read "x/(x^2 + 1)")) "vanishes"
              let shows expected found =
                  Expect.equal (sprintf "%A" found) (sprintf "%A" (Ok expected: Result<LimitValue, string>)) "infinite"
              shows ToPlusInfinity (Limit.atInfinity x (read "x^2 - x"))
              shows ToInfinityWithoutSign (Limit.atInfinity x (read "x^3"))
              shows ToMinusInfinity (Limit.atMinusInfinity x (read "x^3"))
              shows ToPlusInfinity (Limit.atPoint x Canonical.zero (read "1/x^2"))
              Expect.isError (Limit.atInfinity x (read "a x^2")) "the sign of a is not known"
              Expect.isError (Limit.atPoint x Canonical.zero (read "abs(x)/x")) "no two-sided limit"
          } ]

// Quotients of sums of powers of x, some with T in their exponents, as text and as a function of x and T.
let private drawQuotient (random: Random) =
    let part () =
        [ for _ in 1 .. 1 + random.Next 3 do
              let c = [ -3; -2; 1; 2; 5 ][random.Next 5]
              let slope, offset = random.Next(-1, 3), random.Next(-2, 3)
              c, slope, offset ]

    let text parts =
        parts
        |> List.map (fun (c, slope, offset) -> $"({c})*x^({slope}*T+({offset}))")
        |> String.concat " + "
    let over, under = part (), part ()
    $"({text over})/({text under})"

let private approached =
    testList
        "limits from one side"
        [ test "leading terms with the unknown T in exponents agree with exact values close to the point" {
              let random = Random 99
              let mutable decided = 0
              let mutable refused = 0

              for _ in 1..400 do
                  let text = drawQuotient random
                  let near = Rational.Create(BigInteger.One, BigInteger.Pow(BigInteger 10, 12))

                  for limit, at in
                      [ (fun () -> Limit.fromAbove x Canonical.zero (read text)), near
                        (fun () -> Limit.fromBelow x Canonical.zero (read text)), -near
                        (fun () -> Limit.atPlusInfinity x (read text)), near.Reciprocal
                        (fun () -> Limit.atMinusInfinity x (read text)), -near.Reciprocal ] do
                      match
                          (try
                              limit ()
                           with UndefinedExpression reason ->
                               Error reason)
                      with
                      | Error _ -> refused <- refused + 1
                      | Ok found ->
                          decided <- decided + 1

                          // Beyond the least T nothing coincides that does not for all T.
                          for T in [ 1; 2; 6; 7 ] do
                              let values = [ "x", at; "T", Rational.OfInt T ]
                              match Evaluation.toRational (Evaluation.pointOf values) (read text), found with
                              | Ok value, Finite limit ->
                                  match Evaluation.toRational (Evaluation.pointOf values) limit with
                                  | Ok limit ->
                                      Expect.isLessThan (value - limit).Abs (Rational.ofRatio 1 1000000) $"{text} at {at}, T = {T}"
                                  | Error reason -> failtest $"{text}: {reason}"
                              | Ok value, ToPlusInfinity -> Expect.isGreaterThan value (Rational.OfInt 1000000) $"{text} at {at}, T = {T}"
                              | Ok value, ToMinusInfinity -> Expect.isLessThan value (Rational.OfInt -1000000) $"{text} at {at}, T = {T}"
                              | Ok _, ToInfinityWithoutSign -> failtest $"{text}: a side has a sign"
                              | Error _, _ -> () // a denominator that is zero for this T

              Expect.isGreaterThan decided 500 "limits found"
              Expect.isGreaterThan refused 50 "limits that depend on T"
          }

          test "roots" {
              isFinite "1/2" (Limit.atPlusInfinity x (read "sqrt(x^2 + x) - x")) "the difference of a root and its leading term"
              isFinite "1/2" (Limit.atPlusInfinity x (read "x^(1/2) (sqrt(x + 1) - sqrt(x))")) "half powers"
              isFinite "1" (Limit.atPlusInfinity x (read "(x^(1/3) + 1)/x^(1/3)")) "third powers"
              isFinite "0" (Limit.fromAbove x Canonical.zero (read "sqrt(x)")) "a branch point, from the side of its reals"
              Expect.isError (Limit.fromBelow x Canonical.zero (read "sqrt(x)")) "no real values"
              Expect.isError (Limit.atPoint x Canonical.zero (read "sqrt(x)")) "nor on both sides"
              isFinite "-1" (Limit.fromBelow x Canonical.one (read "abs(x - 1)/(x - 1)")) "a sign"
          }

          test "closed sums" {
              isFinite "T (T - 1)/2" (Limit.atPoint x Canonical.one (read "(geometric(0, x, T) - T)/(x - 1)")) "at the excluded point"
              isFinite "1/(1 - b)^2" (Limit.ofLargeCount trajectory (inSmall "geometric(1, b, T)")) "a long sum"
              Expect.isError (Limit.ofLargeCount trajectory (read "geometric(0, b, T)")) "nothing is known of this b"
          }

          test "the logarithm is refused" {
              Expect.isError (Limit.atPoint x Canonical.zero (read "x log(x)")) "two-sided"
              Expect.isError (Limit.fromAbove x Canonical.zero (read "log(x)")) "one-sided"
          } ]

let private depth =
    test "an expression 100000 levels deep is built, and refused or answered without overflowing the stack" {
        let mutable e = Canonical.symbol x

        for _ in 1..100000 do
            e <- Functions.sin (e +. Canonical.one)

        let answersOrRefuses name (walk: unit -> string) =
            let answer =
                try
                    walk ()
                with UnsupportedOperation reason ->
                    Expect.equal reason "the expression is nested too deeply" name
                    "refused"

            Expect.isNonEmpty answer name

        Expect.stringStarts (Infix.bounded 100 e) "sin(sin(" "printed as far as asked"
        answersOrRefuses "LaTeX" (fun () -> Latex.print e)
        answersOrRefuses "MathML" (fun () -> MathMl.print false e)
        answersOrRefuses "infix" (fun () -> Infix.print e)
        answersOrRefuses "derivative" (fun () -> Infix.bounded 100 (Derivative.by (Canonical.symbol x) e))
        answersOrRefuses "symbols" (fun () -> string (Properties.freeSymbols e).Length)
        answersOrRefuses "substitution" (fun () -> Infix.bounded 100 (Substitution.symbol x Canonical.one e))
        answersOrRefuses "closing" (fun () -> Infix.bounded 100 (ClosedSum.close e).Stable)
        answersOrRefuses "expanding" (fun () -> Infix.bounded 100 (ExponentialPolynomial.expand e))

        match Evaluation.toDouble (Evaluation.pointOf [ "x", 0.5 ]) e with
        | Ok value -> Expect.isLessThanOrEqual (abs value) 1.0 "a sine"
        | Error reason -> Expect.equal reason "the expression is nested too deeply" "evaluation"
    }

let private shared =
    test "a sum shared by 200 levels is closed once" {
        let mutable e = read "sum(b^(T-i), i, 1, T)"

        for _ in 1..200 do
            e <- Functions.sin e +. Functions.cos e

        let closed = ClosedSum.close e
        Expect.equal closed.Certificate.Length 1 "one sum"
        Expect.isEmpty closed.Remaining "closed"
    }

let private integrals =
    testList
        "antiderivatives"
        [ testTheory
              "partial fractions"
              [ "(x^3 + 1)/(x^2 - 1)", "x + 1/(x - 1)"
                "1/(x^2 (x - 1))", "1/(x-1) - 1/x - 1/x^2"
                "1/(x^4 - 1)", "1/(4 (x-1)) - 1/(4 (x+1)) - 1/(2 (x^2+1))" ]
              (fun (text, expected) ->
                  match Antiderivative.partialFractions x (read text) with
                  | Ok e -> Expect.equal (print e) (print (read expected)) text
                  | Error reason -> failtest reason)

          testTheory
              "known antiderivatives"
              [ "1/x", "log(abs(x))"
                "1/(x^2+1)", "atan(x)"
                "x^2 + 1", "x^3/3 + x"
                "1/(x-1)^3", "-1/2 (x-1)^(-2)"
                "4 x^3/(x^4 + x + 1) + 1/(x^4 + x + 1)", "log(abs(x^4 + x + 1))" ]
              (fun (text, expected) ->
                  match Antiderivative.rational x (read text) with
                  | Ok found -> Expect.equal (print (Expand.expand found.Integral)) (print (Expand.expand (read expected))) text
                  | Error reason -> failtest reason)

          test "drawn rational functions: differentiated back by an independent numeric slope" {
              let random = Random 401
              let pool = [ "x"; "x - 1"; "x + 2"; "2 x + 1"; "x^2 + 1"; "x^2 + x + 1"; "x^2 - 2"; "x^2 - 2 x + 5" ]

              for _ in 1..30 do
                  let factor () = read pool[random.Next pool.Length] **. Canonical.ofInt (random.Next(1, 4))
                  let numerator =
                      Canonical.addAll [ for k in 0..3 -> Canonical.number (rational random 9) *. (read "x" **. Canonical.ofInt k) ]
                  let e = numerator /. (factor () *. factor ())

                  match Antiderivative.rational x e with
                  | Error reason -> failtest $"{print e}: {reason}"
                  | Ok found ->
                      let at (value: float) f =
                          match Evaluation.toDouble (Evaluation.pointOf [ "x", value ]) f with
                          | Ok v -> v
                          | Error reason -> failtest reason

                      let h = 1e-4
                      let slope = (at (3.3 + h) found.Integral - at (3.3 - h) found.Integral) / (2.0 * h)
                      Expect.floatClose { absolute = 1e-6; relative = 1e-5 } slope (at 3.3 e) (print e)
          }

          test "residues that are not rational are refused" {
              Expect.isError (Antiderivative.rational x (read "1/(x^5 - x - 1)")) "quintic"
              Expect.isError (Antiderivative.rational x (read "exp(x)/x")) "not rational"
              Expect.isError (Antiderivative.rational x (read "1/(x - a)")) "a parameter"
          }

          test "a separable equation: the logistic flow in implicit form" {
              match Antiderivative.separable (symbolOf (read "u")) (read "u (2 - u)") with
              | Ok found -> proved found.Integral (read "log(abs(u))/2 - log(abs(u - 2))/2") "logistic"
              | Error reason -> failtest reason

              Expect.isError (Antiderivative.separable (symbolOf (read "u")) (read "u - u")) "u' = 0"
          } ]

[<Tests>]
let tests = testList "Calculus" [ counting; series; limits; approached; depth; shared; integrals ]
