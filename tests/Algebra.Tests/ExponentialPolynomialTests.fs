module LrnnSymbolic.Algebra.Tests.ExponentialPolynomialTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.SumChecks

let private identities =
    [ "(1-b)*(1+b) - (1-b^2)"
      "(1-b^3)/(1-b) - 1 - b - b^2"
      "1/(1-b) - 1/(1+b) - 2*b/(1-b^2)"
      "b^(T+1)*b^(-T) - b"
      "(1-b)^(T+1)/(1-b)^T - 1 + b"
      "(1-b)^(T-1)*(1-b) - (1-b)^T"
      "cos(x)^2 + sin(x)^2 - 1"
      "cos(x*(T+1)) - 2*cos(x)*cos(x*T) + cos(x*(T-1))"
      "exp(x*(T+1)) - exp(x)*exp(x*T)"
      "cos(pi*T+x) - (-1)^T*cos(x)"
      "(2*b)^T - 2^T*b^T"
      "6^T - 2^T*3^T"
      "(1/2)^T*2^T - 1"
      "(x+u)^3 - x^3 - 3*x^2*u - 3*x*u^2 - u^3"
      "1/(1+1/(1-b)) - (1-b)/(2-b)" ]

let private nonzero =
    [ "b"
      "b^T - b"
      "(1-b^T)/(1-b) - 1"
      "cos(x)^2 - sin(x)^2"
      "exp(x) - 1"
      "1/(1-b) - 1/(1+b)"
      "(1-b)^T - 1 + b^T"
      "2^T - 3^T" ]

let private zeroTest =
    testList
        "the zero test"
        [ test "finds identities" {
              for text in identities do
                  Expect.isTrue (isProved (ExponentialPolynomial.isZero (parse text))) text
          }

          test "never calls anything else zero, and does not call it refuted either" {
              for text in nonzero do
                  match ExponentialPolynomial.isZero (parse text) with
                  | Unknown reason -> Expect.stringContains reason "remains" text
                  | verdict -> failtest $"{text}: {verdict}"
          }

          test "is right about drawn expressions" {
              let random = Random 5
              let pick (items: string list) = items[random.Next items.Length]
              let rec draw depth =
                  if depth = 0 then
                      pick [ "b"; "x"; "2"; "b^T"; "(1-b)"; "1/(1-b)"; "x^(T-1)"; "(-1)^T"; "(1-b)^T" ]
                  else
                      match random.Next 3 with
                      | 0 -> $"({draw (depth - 1)} + {draw (depth - 1)})"
                      | 1 -> $"({draw (depth - 1)} - {draw (depth - 1)})"
                      | _ -> $"({draw (depth - 1)})*({draw (depth - 1)})"

              let mutable zeros = 0
              let mutable others = 0

              for _ in 1..500 do
                  let e = parse (draw 3)
                  // An expression minus its expanded self is zero; plus a term it is not.
                  let same = Canonical.subtract e (ExponentialPolynomial.expand e)
                  Expect.isTrue (isProved (ExponentialPolynomial.isZero same)) (Infix.print e)

                  let values =
                      [ for T in [ 2; 3; 5 ] do
                            for b in [ q 2 3; q -3 5; q 7 2 ] -> exactly [ "T", ofInt T; "b", b; "x", q 11 7 ] e ]

                  match ExponentialPolynomial.isZero e with
                  | Proved _ ->
                      zeros <- zeros + 1
                      for value in values do
                          Expect.equal value (Result.Ok Rational.Zero) (Infix.print e)
                  | _ ->
                      others <- others + 1
                      Expect.isTrue
                          (values |> List.exists (fun v -> v <> Result.Ok Rational.Zero))
                          $"{Infix.print e} is zero at all points but not found to be"

              Expect.isGreaterThan zeros 2 "zeros drawn"
              Expect.isGreaterThan others 100 "others drawn"
          } ]

let private reading =
    let t = Vocabulary.index "t"
    let print (e: Expr) = Infix.print e

    testList
        "summands as terms"
        [ test "powers, weight, coefficient" {
              match ExponentialPolynomial.term t (parse "3*delta*t^2*b^(2*(T-t))*lambda^t") with
              | Result.Ok term ->
                  Expect.equal (print term.Coefficient, term.Degree) ("3*delta", 2) "coefficient and degree"
                  Expect.equal
                      [ for p in term.Powers -> print p.Base, print p.Slope, print p.Offset ]
                      [ "b", "-2", "2*T"; "lambda", "1", "0" ]
                      "powers"
              | Result.Error factor -> failtest (print factor)
          }

          test "cosines and sines" {
              match ExponentialPolynomial.term t (parse "sin(omega*(T-t)+phi)") with
              | Result.Ok { Oscillation = Some o } -> Expect.equal (print o.Frequency) "-omega" "frequency"
              | other -> failtest $"{other}"
          }

          test "the factor without a place is named" {
              for text, factor in [ "b^(t^2)", "b^t^2"; "2*t/(t+1)", "1/(t + 1)"; "b^t*s[t]", "s[t]"; "factorial(t)", "factorial(t)" ] do
                  match ExponentialPolynomial.term t (parse text) with
                  | Result.Ok _ -> failtest $"{text} was read"
                  | Result.Error found -> Expect.equal (print found) (print (parse factor)) text
          }

          test "linear in the index, or not" {
              let linear text =
                  ExponentialPolynomial.linearIn t (parse text)
                  |> Option.map (fun (slope, offset) -> print slope, print offset)
              Expect.equal (linear "2*(T-t)+x*t") (Some("x - 2", "2*T")) "linear"
              Expect.equal (linear "t^2") None "quadratic"
              Expect.equal (linear "T") (Some("0", "T")) "constant"
          } ]

[<Tests>]
let tests = testList "exponential polynomials" [ zeroTest; reading ]
