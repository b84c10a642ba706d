/// Sums whose ratios are powers and products of complex symbols, at roots of unity and off them.
module LrnnSymbolic.Algebra.Tests.ComplexRatioTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.SumChecks

type private Complexes = Numerics.Complex

let private parseComplex =
    Readers.parse (fun name -> if name = "b" then Vocabulary.real name else Vocabulary.complex name)

let private sums =
    [ "sum(z^(3*i), i, 1, T)"
      "sum(conj(z)^(2*i)*z^i, i, 1, T)"
      "sum(conj(z)^(3*i)*z^(3*i), i, 1, T)"
      "sum(z^(4*(T-i))*i, i, 1, T)"
      "sum(i^2*z^(3*i), i, 1, T)"
      "sum((2*z^3)^i, i, 1, T)"
      "sum((-1)^i*z^(2*i), i, 1, T)"
      "sum(z^(2*i)*w^i, i, 1, T)"
      "sum(z^(2*i)*w^(3*i), i, 1, T)"
      "sum(z^(6*i)*w^(3*i), i, 1, T)"
      "sum(z^(3*i)*b^(T-i), i, 1, T)"
      "sum(z^(3*i)*w^(2*(T-i)), i, 1, T)"
      "sum(i*z^(3*i)*w^(2*(T-i)), i, 1, T)"
      "sum(z^(3*i)*w^(3*(T-i)), i, 1, T)"
      "sum(z^i*w^i*v^(T-i), i, 1, T)"
      "sum(z^(3*i) + z^(2*i)*w^i + i*z^i, i, 1, T)"
      "sum(sum(z^(3*i)*z^t, i, 1, t), t, 1, T)"
      "sum(sum(z^(3*i)*z^(2*t), i, 1, t), t, 1, T)"
      "sum(sum(z^(3*(t-i)), i, 1, t), t, 1, T)"
      "sum(sum(z^(2*(t-i))*w^(3*i), i, 1, t), t, 1, T)"
      "sum(sum(z^(3*(t-i)), i, 1, t)*sum(conj(z)^(3*(t-j)), j, 1, t), t, 1, T)" ]

let private rootOfUnity n k = Complexes.Exp(Complexes(0.0, 2.0 * Math.PI * float k / float n))

let private roots =
    [ Complexes.Zero
      Complexes.One
      -Complexes.One
      Complexes.ImaginaryOne
      -Complexes.ImaginaryOne
      rootOfUnity 3 1
      rootOfUnity 3 2
      rootOfUnity 5 1
      rootOfUnity 5 3
      Complexes(0.7, 0.4)
      Complexes(Math.Cbrt 0.5, 0.0) * rootOfUnity 3 1 ]

let private points =
    [ for T in 1..7 do
          for z in roots do
              // w^3 = 1/z^2, w = 1/z^2, w^2 = z^3, w = conj(z) and others.
              let related =
                  if z = Complexes.Zero then
                      []
                  else
                      [ Complexes.Pow(z, -2.0); Complexes.Pow(z, -2.0 / 3.0); Complexes.Pow(z, 1.5) * Complexes(-1.0, 0.0) ]

              for w in [ Complexes.Zero; Complexes.Conjugate z; z; Complexes(-0.3, 0.8) ] @ related do
                  for b in [ 0.0; 1.0; -0.6 ] do
                      [ "T", Complexes(float T, 0.0)
                        "z", z
                        "w", w
                        "b", Complexes(b, 0.0)
                        "v", (if b = 0.0 then z * w else Complexes(b, 0.2)) ] ]

let private at values e = Evaluation.toComplex (Evaluation.pointOf values) e

/// Whether a condition holds; None where that is too close to say. A side without a value makes it false.
let private holds values (c: Condition) =
    match at values (Canonical.subtract c.Left c.Right) with
    | Result.Ok d when Complexes.Abs d < 1e-9 -> Some c.Equal
    | Result.Ok d when Complexes.Abs d > 1e-3 -> Some(not c.Equal)
    | Result.Ok _ -> None
    | Result.Error _ -> Some false

let private near what (expected: Complexes) (actual: Result<Complexes, string>) =
    match actual with
    | Result.Ok actual ->
        Expect.isLessThan (Complexes.Abs(actual - expected)) (1e-8 * (1.0 + Complexes.Abs expected)) $"{what}: {actual} for {expected}"
    | Result.Error reason -> failtest $"{what}: {reason}"

let private modulusBelowOne name =
    Symbol.Of(
        name,
        { Assumptions.Of Domain.Complex with
            ModulusBelowOne = true }
    )

[<Tests>]
let tests =
    testList
        "complex ratios"
        [ for text in sums do
              test text {
                  let closed = closeFully (parseComplex text)
                  let found =
                      match closed.Cases with
                      | Result.Ok found -> found
                      | Result.Error reason -> failtest reason

                  let mutable special = 0

                  for values in points do
                      match at values closed.Original with
                      | Result.Error reason -> failtest $"{text}: {reason}"
                      | Result.Ok expected ->
                          let where = String.Join(", ", values |> List.map (fun (n, x) -> $"{n}={x}"))
                          near $"stable form {Infix.print closed.Stable} at {where}" expected (at values closed.Stable)

                          let decided =
                              found
                              |> List.map (fun case ->
                                  case,
                                  (if case.Conditions |> List.exists (fun c -> holds values c = Some false) then
                                       Some false
                                   elif case.Conditions |> List.forall (fun c -> holds values c = Some true) then
                                       Some true
                                   else
                                       None))

                          Expect.exists decided (fun (_, holds) -> holds <> Some false) $"a case for {text} at {where}"

                          for case, holding in decided do
                              if holding = Some true then
                                  if case.Conditions |> List.exists _.Equal then special <- special + 1
                                  near $"{case.Conditions}: {Infix.print case.Value} at {where}" expected (at values case.Value)

                  Expect.isGreaterThan special 20 "excluded points"
              }

          test "the condition is on the ratio, as an equation" {
              for text, condition in
                  [ "sum(z^(3*i), i, 1, T)", "z^3 = 1"
                    "sum(z^(2*i)*w^(3*i), i, 1, T)", "w^3*z^2 = 1"
                    "sum(z^(3*i)*w^(2*(T-i)), i, 1, T)", "w^2 = z^3" ] do
                  match (closeFully (parseComplex text)).Cases with
                  | Result.Ok [ _; case ] -> Expect.equal (case.Conditions |> List.map string) [ condition ] text
                  | _ -> failtest text
          }

          test "numbers of modulus below one have no excluded point" {
              let power (s: Symbol) (n: int) =
                  Canonical.power (Canonical.symbol s) (Canonical.scale (ofInt n) (Canonical.symbol (Vocabulary.index "i")))
              let z, w = modulusBelowOne "z", modulusBelowOne "w"
              let conjugate = Functions.conjugate (power z 3)

              for body in [ power z 3; Canonical.multiply (power z 3) (power w 2); Canonical.multiply (power z 3) conjugate ] do
                  let closed =
                      closeFully (
                          Canonical.sumOver (Vocabulary.index "i") Canonical.one (Canonical.symbol Vocabulary.trajectoryLength) body
                      )

                  match closed.Cases with
                  | Result.Ok [ case ] -> Expect.isEmpty case.Conditions (Infix.print body)
                  | other -> failtest $"{Infix.print body}: {other}"
          } ]
