/// Values at exact numbers: what they ask is decided for certain, and they are rounded once.
module LrnnSymbolic.Algebra.Tests.ExactValueTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.Readers

let private value (text: string) =
    match ExactValue.Of(read text) with
    | Ok z -> z
    | Error reason -> failtest $"{text} has no value: {reason}"

let private without (text: string) =
    // The reader refuses what the algebra sees at once.
    match Parser.parse Vocabulary.real text with
    | Error _ -> ()
    | Ok e ->
        match ExactValue.Of e with
        | Error _ -> ()
        | Ok z -> failtest $"{text} has no value, and is not {z}"

// The nearest doubles, from 4000 bits of another implementation.
let private known =
    [ "exp(700)", 1.0142320547350045E+304
      "exp(-740)", 4.2E-322
      "exp(-746)", 0.0
      "sin(355)", -3.014435335948845E-05
      "sin(10^22)", -0.8522008497671888
      "cos(10^22)", 0.523214785395139
      "log(1 + 10^(-12))", 9.999999999995E-13
      "(1 - 10^(-12))^(10^12)", 0.36787944117125837
      "exp(pi*sqrt(163)) - 262537412640768744", -7.499274028018143E-13
      "atan(1) - pi/4", 0.0
      "sin(pi)", 0.0
      "sqrt(2)*sqrt(3) - sqrt(6)", 0.0
      "[1/10*3 = 3/10]", 1.0
      "[0.1*3 <= 0.3]", 1.0
      "abs(sin(2)^2 + cos(2)^2 - 1)", 0.0
      "sign(exp(1)^2 - exp(2))", 0.0
      "quotient(sqrt(2)*sqrt(3), sqrt(6))", 1.0
      "quotient(0.3, 0.1)", 3.0
      "geometric(0, 2, -3)", 0.0
      "wave(1, 0.3, 0.2, 0.1, 7)", 1.7777980692389557 ]

// Equalities that no digits decide, and others that fail after 30 or 300 of them.
let private equalities =
    [ "[sqrt(2) + sqrt(3) = sqrt(5 + 2*sqrt(6))]", 1.0
      "[sqrt(2) + sqrt(3) = sqrt(5 + 2*sqrt(6)) + 10^(-30)]", 0.0
      "[sqrt(2) + sqrt(3) <= sqrt(5 + 2*sqrt(6) + 10^(-300))]", 1.0
      "[sqrt(5 + 2*sqrt(6) + 10^(-300)) <= sqrt(2) + sqrt(3)]", 0.0
      "[2*cos(pi/5) = (1 + sqrt(5))/2]", 1.0
      "[2*cos(pi/5) = (1 + sqrt(5))/2 + 10^(-30)]", 0.0
      "[16*cos(2*pi/17) = sqrt(17) - 1 + sqrt(34 - 2*sqrt(17)) + 2*sqrt(17 + 3*sqrt(17) - sqrt(34 - 2*sqrt(17)) - 2*sqrt(34 + 2*sqrt(17)))]",
      1.0
      "[8*cos(pi/7)*cos(2*pi/7)*cos(3*pi/7) = 1]", 1.0
      "[8*cos(pi/7)*cos(2*pi/7)*cos(3*pi/7) = 1 - 10^(-40)]", 0.0
      "[(2 + 5^(1/2))^(1/3) + (2 - 5^(1/2))^(1/3) <= 10]", 1.0
      "[(2 + sqrt(5))^(1/3) = (1 + sqrt(5))/2]", 1.0
      "[tan(pi/5)^2 = 5 - 2*sqrt(5)]", 1.0
      "[tan(pi/5)^2 = 5 - 2*sqrt(5) + 10^(-30)]", 0.0
      "[abs(sqrt(2) - sqrt(3)) = sqrt(5 - 2*sqrt(6))]", 1.0
      "[1/(sqrt(3) - sqrt(2)) = sqrt(5 + 2*sqrt(6))]", 1.0
      "[1/(sqrt(3) - sqrt(2)) = sqrt(5 + 2*sqrt(6)) + 10^(-30)]", 0.0
      "[2^(1/3) < 2^(1/3) + 10^(-200)]", 1.0
      "sign(sqrt(2) + sqrt(3) - sqrt(5 + 2*sqrt(6)))", 0.0
      "[log(8)/log(2) = 3]", 1.0
      "[log(8)/log(2) = 3 + 10^(-30)]", 0.0
      "[log(4)/log(8) = 2/3]", 1.0
      "[log(12)*log(5) = log(5)*(2*log(2) + log(3))]", 1.0
      "[log(1001/30) = log(77) + log(13) - log(6) - log(5)]", 1.0
      "[log(1001/30) = log(77) + log(13) - log(6) - log(5) + 10^(-30)]", 0.0
      "[log(10^30 + 1) = 30*log(10)]", 0.0
      "[log(sqrt(8)) = 3*log(2)/2]", 1.0
      "quotient(log(8), log(2))", 3.0
      "quotient(log(8) + 10^(-30), log(2))", 3.0
      "quotient(log(8) - 10^(-30), log(2))", 2.0
      "quotient(log(1/9), log(3))", -2.0
      "quotient(sqrt(8) + sqrt(12), sqrt(5 + 2*sqrt(6)))", 2.0 ]

// What no digits that are worked out and no proof decides is refused, and not guessed.
let private undecided =
    [ "[sqrt(exp(2) + 2*sqrt(2)*exp(1) + 2) = exp(1) + sqrt(2)]"
      "[sqrt(2) + sqrt(3) = sqrt(5 + 2*sqrt(6)) + 10^(-5000)]" ]

let private undefined =
    [ "1/(sin(1)^2 + cos(1)^2 - 1)"
      "1/cos(pi/2)"
      "tan(3*pi/2)"
      "cos(1)/sin(sqrt(2)*sqrt(3) - sqrt(6))"
      "log(sin(1)^2 + cos(1)^2 - 1)"
      "quotient(7, 0)"
      "factorial(5/2)"
      "binomial(3, 1/2)"
      "0^(0.1*3 - 0.3 - 1)" ]

/// Doubles with an error that is known: what the ball arithmetic says must lie within it.
let private agree =
    test "functions agree with the framework's doubles to its accuracy" {
        let random = Random 12
        let functions =
            [ "exp", Math.Exp; "sin", Math.Sin; "cos", Math.Cos; "tanh", Math.Tanh; "atan", Math.Atan; "log", Math.Log ]

        for _ in 1..200 do
            for name, f in functions do
                let n, d = random.Next(1, 4000), random.Next(1, 100)
                let x = float n / float d
                let exact = (value $"{name}({n}/{d})").Real
                if Double.IsFinite(f x) then
                    // The argument is rounded as well.
                    let error =
                        1e-15
                        * (abs exact + abs x * abs (f (x * (1.0 + 1e-6)) - f (x * (1.0 - 1e-6))) / (2e-6 * x) + 1e-300)
                    Expect.isLessThanOrEqual (abs (exact - f x)) (error + 1e-15 * abs x * 2.0) $"{name}({n}/{d})"
    }

let private silencing =
    let at (text: string) (steps: (string * int) list) =
        match ExactValue([]).At(read text, steps) with
        | Ok z -> z.Real
        | Error reason -> failtest $"{text} has no value at {steps}: {reason}"

    testList
        "brackets silence what they exclude, multiplied out or not"
        [ for text, expected in
              [ "[t != 3]/(t - 3)", [ -0.5; -1.0; 0.0; 1.0 ]
                "(1 - [t = 3])/(t - 3)", [ -0.5; -1.0; 0.0; 1.0 ]
                "(1 - [t = 2] - [t = 3])/((t - 2)*(t - 3))", [ 0.5; 0.0; 0.0; 0.5 ]
                "[t != 2]*[t != 3]/((t - 2)*(t - 3))", [ 0.5; 0.0; 0.0; 0.5 ]
                "([t = 1] + [t = 4])/((t - 2)*(t - 3))", [ 0.5; 0.0; 0.0; 0.5 ]
                "([t <= 3] - [t <= 1])/(t - 1)", [ 0.0; 1.0; 0.5; 0.0 ]
                "(2 - 2*[t = 1])*log(t - 1)", [ 0.0; 0.0; 2.0 * Math.Log 2.0; 2.0 * Math.Log 3.0 ]
                "[[t = 2] + [t = 3] = 0]/((t - 2)*(t - 3))", [ 0.5; 0.0; 0.0; 0.5 ]
                "sum([k != 3]/(k - 3), k, 1, t)", [ -0.5; -1.5; -1.5; -0.5 ] ] do
              test text {
                  // As a task's formula is read.
                  let formula = Brackets.silencing (read text)

                  for k, expected in List.indexed expected do
                      let steps = [ "t", k + 1 ]
                      Expect.equal (at text steps) expected $"{text} at t = {k + 1}"
                      let expanded = Infix.print (Expand.expand formula)
                      Expect.floatClose Accuracy.veryHigh (at expanded steps) expected $"{expanded} at t = {k + 1}"
                  // By substitution, which must not look at what is silenced.
                  for k, expected in List.indexed expected do
                      let closed = Substitution.symbol (Vocabulary.real "t") (Canonical.ofInt (k + 1)) formula

                      match ExactValue.OfReal closed with
                      | Ok x -> Expect.equal x expected $"{text} with t = {k + 1} in it"
                      | Error reason -> failtest $"{text} with t = {k + 1} in it: {reason}"
              } ]

[<Tests>]
let tests =
    testList
        "ExactValue"
        [ testList "known values" [ for text, expected in known -> test text { Expect.equal (value text).Real expected text } ]
          testList "equalities" [ for text, expected in equalities -> test text { Expect.equal (value text).Real expected text } ]
          testList "undecided" [ for text in undecided -> test text { Expect.isError (ExactValue.Of(read text)) text } ]
          testList "no value" [ for text in undefined -> test text { without text } ]
          agree
          silencing
          test "a symbol's exact value stands in it" {
              let values = ExactValue [ "x", read "1/10"; "y", read "3/10" ]
              Expect.equal (values.At(read "[x*t <= y]", [ "t", 3 ])) (Ok Numerics.Complex.One) "0.1*3 is 0.3"
              Expect.isError (values.At(read "1/(x*t - y)", [ "t", 3 ])) "a pole"
              Expect.equal (values.At(read "sqrt(y - x*t)", [ "t", 3 ])) (Ok Numerics.Complex.Zero) "the end of a domain"
          }
          test "content under a power stays in its base where doubles are computed" {
              for text, x, n in [ "(1 + x/100)^t", 3.0, 400.0; "(1/3 + x/7)^t", 1.1, 900.0; "(0.99*x + 0.01)^(2*t)", 1.01, 200.0 ] do
                  let point = Evaluation.pointOf [ "x", x; "t", n ]

                  let exact =
                      match ExactValue([ "x", Canonical.number (Rational.OfDouble x) ]).At(read text, [ "t", int n ]) with
                      | Ok z -> z.Real
                      | Error reason -> failtest reason

                  match Evaluation.toDouble point (read text) with
                  | Ok found -> Expect.isLessThan (abs (found / exact - 1.0)) 1e-12 text
                  | Error reason -> failtest reason
          } ]
