module LrnnSymbolic.Algebra.Tests.ComplexFormTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests

type private Z = System.Numerics.Complex

let private complexSymbol name = Symbol.Of(name, Assumptions.Of Complex)

let private parse = Readers.complex

let private random = Random 13
let private draw () = Z(random.NextDouble() * 2.0 - 1.0, random.NextDouble() * 2.0 - 1.0)

let private evaluate (values: (string * Z) list) (d: Z[]) e =
    Evaluation.pointOf values
    |> Evaluation.withIndexed "d" (fun at -> ValueSome d[at[0]])
    |> fun point -> Evaluation.toComplex point e |> Result.defaultWith failwith

let private close (x: Z) (y: Z) message = Expect.isLessThan (Z.Abs(x - y)) (1e-11 * (1.0 + Z.Abs y)) message

let private energy = parse "1/2*sum((d[i] - c*b^(T - i)*a)*conj(d[i] - c*b^(T - i)*a), i, 1, T)"

/// theory section 12, typed in.
let private flows =
    [ "a", "sum(conj(c*b^(T - i))*(d[i] - c*b^(T - i)*a), i, 1, T)"
      "b", "sum((T - i)*conj(c*a*b^(T - i - 1))*(d[i] - c*b^(T - i)*a), i, 1, T - 1)"
      "c", "sum(conj(a*b^(T - i))*(d[i] - c*b^(T - i)*a), i, 1, T)" ]

let private wirtinger =
    testList
        "complex modes"
        [ for name, expected in flows do
              test $"tau {name}' = -2 dE/d conj({name})" {
                  let flow = ComplexForms.gradientFlow (complexSymbol name) energy

                  for length in 1..6 do
                      let d = Array.init (length + 1) (fun _ -> draw ())
                      let values = [ "T", Z(float length, 0.0); "a", draw (); "b", draw (); "c", draw () ]
                      close (evaluate values d flow) (evaluate values d (parse expected)) $"T = {length}"
              }
          test "the flow descends: E changes by -|gradient|^2" {
              for length in 1..4 do
                  let d = Array.init (length + 1) (fun _ -> draw ())
                  let start = [ "a", draw (); "b", draw (); "c", draw () ]
                  let at (modes: (string * Z) list) e = evaluate (("T", Z(float length, 0.0)) :: modes) d e
                  let slopes =
                      flows
                      |> List.map (fun (name, _) -> at start (ComplexForms.gradientFlow (complexSymbol name) energy))
                  let moved (h: float) = List.map2 (fun (name, z: Z) (g: Z) -> name, z + g * Z(h, 0.0)) start slopes
                  let h = 1e-6
                  let rate = ((at (moved h) energy) - (at (moved -h) energy)).Real / (2.0 * h)
                  let expected = slopes |> List.sumBy (fun g -> -(Z.Abs g ** 2.0))
                  Expect.isLessThan (abs (rate - expected)) (1e-6 * (1.0 + abs expected)) $"T = {length}"
          }
          test "the energy is real" {
              let d = Array.init 5 (fun _ -> draw ())
              let value = evaluate [ "T", Z(4.0, 0.0); "a", draw (); "b", draw (); "c", draw () ] d energy
              Expect.isLessThan (abs value.Imaginary) 1e-14 "imaginary part"
          }
          test "an energy of squared moduli is the same expression" {
              let error = parse "d[i] - c*b^(T - i)*a"
              let sum =
                  Canonical.sumOver
                      (Vocabulary.index "i")
                      Canonical.one
                      (Canonical.symbol Vocabulary.trajectoryLength)
                      (ComplexForms.squaredModulus error)
              Expect.equal (Canonical.scale (Rational.ofRatio 1 2) sum) energy "energy"
          } ]

let private parts =
    let z, w = parse "z", parse "w"
    let x, y =
        Canonical.symbol (Symbol.Of("x", Assumptions.Of Real)), Canonical.symbol (Symbol.Of("y", Assumptions.Of Real))

    testList
        "parts"
        [ test "of x + i y" {
              let e = x +. Canonical.i *. y
              Expect.equal (ComplexForms.re e) x "Re"
              let im = ComplexForms.im e
              let point = Evaluation.pointOf [ "x", Z(0.3, 0.0); "y", Z(-1.7, 0.0) ]
              close (Evaluation.toComplex point im |> Result.defaultWith failwith) (Z(-1.7, 0.0)) "Im"
          }
          test "numerically" {
              for _ in 1..20 do
                  let p, q = draw (), draw ()
                  let value = evaluate [ "z", p; "w", q ] [||]
                  let e = z *. w +. w
                  let expected = p * q + q
                  close (value (ComplexForms.re e)) (Z(expected.Real, 0.0)) "Re"
                  close (value (ComplexForms.im e)) (Z(expected.Imaginary, 0.0)) "Im"
                  close (value (ComplexForms.squaredModulus e)) (Z(Z.Abs expected ** 2.0, 0.0)) "abs^2"
          }
          test "polar form" {
              let phi = Canonical.symbol (Symbol.Of("phi", Assumptions.Of Real))
              let radius =
                  Canonical.symbol (
                      Symbol.Of(
                          "R",
                          { Assumptions.Of Real with
                              Lower =
                                  Some
                                      { Value = Rational.Zero
                                        Strict = false } }
                      )
                  )
              let e = ComplexForms.polar radius phi
              Expect.equal (ComplexForms.squaredModulus e) (Canonical.power radius (Canonical.ofInt 2)) "abs^2 = R^2"
              let point = Evaluation.pointOf [ "R", Z(0.7, 0.0); "phi", Z(2.5, 0.0) ]
              close (Evaluation.toComplex point e |> Result.defaultWith failwith) (Z.FromPolarCoordinates(0.7, 2.5)) "value"
          }
          test "radius and angle of parts" {
              let radius, angle = ComplexForms.ofParts x y
              let point = Evaluation.pointOf [ "x", -0.4; "y", 1.1 ]
              let value e = Evaluation.toDouble point e |> Result.defaultWith failwith
              Expect.floatClose Accuracy.high (value radius) (Z.Abs(Z(-0.4, 1.1))) "radius"
              Expect.floatClose Accuracy.high (value angle) (Z(-0.4, 1.1).Phase) "angle"
          } ]

[<Tests>]
let tests = testList "complex forms" [ wirtinger; parts ]
