module LrnnSymbolic.Algebra.Tests.AlgebraicNumberTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.Readers
open LrnnSymbolic.Algebra.Tests.Drawn

let private rootsOf text = AlgebraicNumber.roots (univariate text)
let private greatest text = List.last (rootsOf text)

[<Tests>]
let tests =
    testList
        "AlgebraicNumber"
        [ testTheory
              "digits of the greatest root, correctly rounded"
              [ "x^2 - 2", 50, "1.41421356237309504880168872420969807856967187537695"
                "2 x^2 - 1", 20, "0.70710678118654752440"
                "x^2 - x - 1", 40, "1.6180339887498948482045868343656381177203"
                "x^3 - 2", 30, "1.259921049894873164767210607278"
                "x - 1/8", 2, "0.13"
                "x + 1/8", 2, "-0.13"
                "x^2 - 1/4", 0, "1"
                "(x + 1)^2 - 1/400", 1, "-1.0" ]
              (fun (text, digits, expected) -> Expect.equal (AlgebraicNumber.toDecimal digits (greatest text)) expected text)

          test "a rational number behind a polynomial of higher degree, at a tie" {
              let found = AlgebraicNumber.rootsUnfactored (univariate "(x - 7/20) (x^2 - 3)")
              Expect.equal (AlgebraicNumber.toDecimal 1 found[1]) "0.4" "7/20 to one decimal"
          }

          test "order, equality and signs" {
              let root2, root3 = greatest "x^2 - 2", greatest "x^2 - 3"
              Expect.equal (AlgebraicNumber.compare root2 root3) -1 "sqrt 2 < sqrt 3"
              Expect.equal (AlgebraicNumber.compare root3 root2) 1 "sqrt 3 > sqrt 2"
              let again = AlgebraicNumber.rootsUnfactored (univariate "(x^2 - 2) (x^2 - 3) (x - 5)")
              Expect.isTrue (AlgebraicNumber.equal root2 again[2]) "the same number from another polynomial"
              Expect.isFalse (AlgebraicNumber.equal root2 again[1]) "not its negative"
              Expect.equal (AlgebraicNumber.signOf (univariate "x^4 - 4") root2) 0 "a root"
              Expect.equal (AlgebraicNumber.signOf (univariate "x^4 - 4 - 1/10000000000000000000000000000000") root2) -1 "just below"
              Expect.equal (AlgebraicNumber.signOf (univariate "x - 1414213562373095/1000000000000000") root2) 1 "just above"
              Expect.equal (AlgebraicNumber.sign (rootsOf "x^2 - 2").Head) -1 "negative"
              Expect.equal ((AlgebraicNumber.minimal again[2]).Polynomial) (univariate "x^2 - 2") "minimal polynomial"
          }

          test "drawn: roots come sorted, are roots, and agree with their doubles" {
              let random = Random 301

              for _ in 1..25 do
                  let degree = random.Next(1, 9)
                  let p =
                      Univariate.OfCoefficients [ for k in 0..degree -> if k = degree then nonzero random 9 else rational random 9 ]
                  let found = AlgebraicNumber.roots p
                  Expect.equal found.Length (RealRoots.countAll p) "all of them"

                  for r in found do
                      Expect.equal (AlgebraicNumber.signOf p r) 0 "a root"
                      let digits = AlgebraicNumber.toDecimal 20 r
                      Expect.floatClose Accuracy.high (AlgebraicNumber.toDouble r) (float digits) "double and digits"

                  for a, b in List.pairwise found do
                      Expect.equal (AlgebraicNumber.compare a b) -1 "increasing"
          }

          testTheory
              "radicals"
              [ "3 x - 2", "2/3"
                "2 x^2 - 1", "sqrt(2)/2"
                "x^2 - x - 1", "1/2 + sqrt(5)/2"
                "x^4 - 10 x^2 + 1", "sqrt(5 + 2 sqrt(6))"
                "x^3 - 2", "2^(1/3)"
                "x^3 + 2", "-2^(1/3)"
                "x^6 - x^3 - 1", "(1/2 + sqrt(5)/2)^(1/3)" ]
              (fun (text, expected) ->
                  let found = AlgebraicNumber.tryRadicals (greatest text)
                  Expect.equal (found |> Option.map Infix.print) (Some(Infix.print (read expected))) text)

          test "radicals have the value of the root, for every root" {
              for text in [ "x^2 - x - 1"; "x^4 - 10 x^2 + 1"; "x^6 - x^3 - 1"; "2 x^4 - 3"; "x^5 + 7"; "x^4 - x^2 - 1" ] do
                  for r in rootsOf text do
                      match AlgebraicNumber.tryRadicals r with
                      | Some e ->
                          match Evaluation.toDouble (Evaluation.pointOf []) e with
                          | Ok value -> Expect.floatClose Accuracy.high value (AlgebraicNumber.toDouble r) $"{Infix.print e}"
                          | Error reason -> failtest reason
                      | None -> failtest $"{text} has roots in radicals"
          }

          test "no radicals are claimed for a quintic" {
              Expect.isNone (AlgebraicNumber.tryRadicals (greatest "x^5 - x - 1")) "x^5 - x - 1"
          } ]
