module LrnnSymbolic.Algebra.Tests.GosperTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.SumChecks

let private points =
    [ for T in 1..12 do
          for x in [ q 1 2; q -3 4; q 2 1; q 1 1; q 0 1 ] do
              for k in 0..2 do
                  [ "T", ofInt T; "x", x; "k", ofInt (min k T) ] ]

let private closing =
    [ "sum(1/(i*(i+1)), i, 1, T)", "1 - 1/(T + 1)"
      "sum(1/(i*(i+2)), i, 1, T)", ""
      "sum(1/(i*(i+1)*(i+2)), i, 1, T)", ""
      "sum(i*factorial(i), i, 1, T)", "factorial(T + 1) - 1"
      "sum(1/i - 1/(i+3), i, 1, T)", ""
      "sum(binomial(2*i,i)/4^i, i, 0, T)", ""
      "sum((-1)^i*binomial(T,i), i, 0, k)", ""
      "sum((T-2*i)*binomial(T,i), i, 0, k)", ""
      "sum(x^i*((x-1)*i-1)/(i*(i+1)), i, 1, T)", ""
      "sum(i/factorial(i+1), i, 0, T)", ""
      "sum((i^2+1)*factorial(i), i, 1, T)", ""
      "sum((2*i+1)/(i^2*(i+1)^2), i, 1, T)", ""
      "sum(i^2*4^i/((i+1)*(i+2)), i, 1, T)", "" ]

let private notSummable =
    [ "sum(1/i, i, 1, T)"
      "sum(1/i^2, i, 1, T)"
      "sum(factorial(i), i, 0, T)"
      "sum(binomial(T,i), i, 0, k)"
      "sum(2^i/i, i, 1, T)"
      "sum(x^(T-i)/(i+1), i, 1, T)" ]

let private closed =
    testList
        "hypergeometric sums that close"
        [ for text, expected in closing ->
              test text {
                  let closed = closeFully (parse text)
                  if expected <> "" then
                      Expect.equal (Infix.print closed.Stable) expected "as written"
                  let compared = agreesAt closed points
                  Expect.isGreaterThan compared 120 "points compared"
              } ]

let private staying =
    testList
        "those that do not stay, and say so"
        [ for text in notSummable ->
              test text {
                  let closed = ClosedSum.close (parse text)
                  Expect.equal closed.Stable closed.Original "unchanged"
                  Expect.isFalse (isProved closed.Verdict) "not proved"
                  Expect.stringContains closed.Remaining.Head.Reason "Gosper" "the reason"
              } ]

let private careful =
    testList
        "no closed form with holes"
        [ test "a pole in the range is not summed over" {
              let i = Vocabulary.index "i"
              let summand = parse "1/((i-3)*(i-2))"
              Expect.isError (Gosper.antidifference i Canonical.one [ summand ]) "poles at 2 and 3"
              Expect.isOk (Gosper.antidifference i (Canonical.ofInt 4) [ summand ]) "none from 4"
          }

          test "an antidifference telescopes at drawn points" {
              let random = Random 3
              let i = Vocabulary.index "i"
              let mutable compared = 0

              for _ in 1..40 do
                  // The difference of a drawn g is summable by construction.
                  let n d = random.Next(1, d)
                  let g = parse $"{n 5}^i*(i^{n 3}+{n 4})/((i+{n 3})*(i+{n 4}+2))"
                  let next = Substitution.symbol i (Canonical.add (Canonical.symbol i) Canonical.one) g
                  let terms = Canonical.termsOf (ExponentialPolynomial.expandIn i (Canonical.subtract next g))

                  match Gosper.antidifference i Canonical.zero terms with
                  | Result.Error reason -> failtest $"{Infix.print g}: {reason}"
                  | Result.Ok found ->
                      for at in 0..9 do
                          let value k e = exactly [ "i", ofInt k ] e

                          match value at found, value (at + 1) found, value at (Canonical.addAll terms) with
                          | Result.Ok now, Result.Ok after, Result.Ok term ->
                              Expect.equal (after - now) term $"{Infix.print found} at {at}"
                              compared <- compared + 1
                          | _ -> failtest $"{Infix.print found} has no value at {at}"

              Expect.equal compared 400 "points compared"
          } ]

[<Tests>]
let tests = testList "Gosper" [ closed; staying; careful ]
