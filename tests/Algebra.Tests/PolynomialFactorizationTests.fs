module LrnnSymbolic.Algebra.Tests.PolynomialFactorizationTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.Readers
open LrnnSymbolic.Algebra.Tests.Drawn

let private names = [ "x"; "y"; "z" ]

let private ofText text =
    match RationalForm.tryPolynomial (names |> List.map read) (read text) with
    | Some p -> p
    | None -> failtest $"{text} is a polynomial"

let private multipliedOut (constant: Rational, factors: PolynomialFactor list) =
    factors
    |> List.fold
        (fun p f -> Polynomial.multiply p (Polynomial.power f.Factor f.Multiplicity))
        (Polynomial.constant (ofText "x*y*z").Generators constant)

let private proved (f: PolynomialFactor) =
    match f.Irreducible with
    | Proved _ -> true
    | _ -> false

/// Factors as texts, each up to sign, with multiplicities.
let private texts (factors: PolynomialFactor list) =
    factors
    |> List.map (fun f -> Infix.print (Polynomial.toExpr (Polynomial.primitive f.Factor)), f.Multiplicity)
    |> List.sort

[<Tests>]
let tests =
    testList
        "PolynomialFactorization"
        [ testTheory
              "known factors, all proved irreducible"
              [ "x^2 - y^2", [ "x + y", 1; "x - y", 1 ]
                "x^4 + 4*y^4", [ "x^2 + 2*x*y + 2*y^2", 1; "x^2 - 2*x*y + 2*y^2", 1 ]
                "(x^2 + y^2 - 1)^2*(x*y - 3)", [ "x^2 + y^2 - 1", 2; "x*y - 3", 1 ]
                "x^2*y*(y^2 - 2)", [ "x", 2; "y", 1; "y^2 - 2", 1 ]
                "(x + 1)*(y - 1)*(x*y + z)*(x + z)", [ "x + 1", 1; "y - 1", 1; "x*y + z", 1; "x + z", 1 ]
                "x^4*y^4 - 10*x^2*y^2 + 1", [ "x^4*y^4 - 10*x^2*y^2 + 1", 1 ]
                "x^2 - 2*y^2", [ "x^2 - 2*y^2", 1 ]
                "x^3 + y^3 + z^3 - 3*x*y*z", [ "x + y + z", 1; "x^2 + y^2 + z^2 - x*y - x*z - y*z", 1 ]
                "7", [] ]
              (fun (text, expected) ->
                  let constant, factors = PolynomialFactorization.factor (ofText text)
                  Expect.isTrue (factors |> List.forall proved) $"{text}: proved"
                  Expect.isTrue (Polynomial.equal (multipliedOut (constant, factors)) (ofText text)) $"{text}: multiplies out"
                  let expected =
                      expected
                      |> List.map (fun (t, n) -> Infix.print (Polynomial.toExpr (Polynomial.primitive (ofText t))), n)
                  Expect.equal (texts factors) (List.sort expected) text)

          test "drawn products: the product is restored and at least as many factors are found as were multiplied" {
              let random = Random 12
              let generators = (ofText "x*y*z").Generators

              for _ in 1..25 do
                  let parts = [ for _ in 1 .. random.Next(1, 4) -> polynomial random generators 3 2 ]
                  let p = parts |> List.reduce Polynomial.multiply

                  if not p.IsZero then
                      let constant, factors = PolynomialFactorization.factor p
                      Expect.isTrue (Polynomial.equal (multipliedOut (constant, factors)) p) "multiplies out"
                      let nonconstant = parts |> List.filter (Polynomial.isConstant >> not)

                      if factors |> List.forall proved then
                          Expect.isGreaterThanOrEqual (factors |> List.sumBy _.Multiplicity) nonconstant.Length "number of factors"

                      for f in factors do
                          Expect.isSome (Polynomial.tryDivide p f.Factor) "divides"
          }

          test "what is too large to try is not called irreducible" {
              // Sophie Germain's identity splits it for every y; the substitution would have degree 41^2.
              match PolynomialFactorization.factor (ofText "x^40 + 4*y^40") with
              | _, [ { Irreducible = Unknown reason } ] -> Expect.stringContains reason "degree 1681" "says what was not tried"
              | _, factors -> failtest $"{factors.Length} factors, not one of unknown kind"
          } ]
