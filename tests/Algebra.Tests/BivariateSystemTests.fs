module LrnnSymbolic.Algebra.Tests.BivariateSystemTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.Readers
open LrnnSymbolic.Algebra.Tests.Drawn

let private ofExpr e =
    match RationalForm.tryPolynomial [ read "x"; read "y" ] e with
    | Some p -> p
    | None -> failtest "a polynomial in x and y"

let private ofText text = ofExpr (read text)

let private solutions f g =
    match BivariateSystem.solve 0 1 (ofText f) (ofText g) with
    | Ok points -> points
    | Error reason -> failtest reason

let private decimals (points: RealPoint list) =
    points
    |> List.map (fun p -> AlgebraicNumber.toDecimal 6 p.First, AlgebraicNumber.toDecimal 6 p.Second)

[<Tests>]
let tests =
    testList
        "BivariateSystem"
        [ testTheory
              "known solutions"
              [ "x^2 + y^2 - 4",
                "x*y - 1",
                [ "-1.931852", "-0.517638"; "-0.517638", "-1.931852"; "0.517638", "1.931852"; "1.931852", "0.517638" ]
                // A circle and a line that touches it: one solution, counted once.
                "x^2 + y^2 - 2", "x + y - 2", [ "1.000000", "1.000000" ]
                "x^2 + y^2 + 1", "x - y", []
                // Complex y above real x, and several y above one x.
                "y^2 + x^2 - 1", "x^2*(x - 2)", [ "0.000000", "-1.000000"; "0.000000", "1.000000" ]
                "(x^2 - 2)*(y - 1)",
                "(x - y)*(x^2 + y^2 - 5)",
                [ "-2.000000", "1.000000"
                  "-1.414214", "-1.732051"
                  "-1.414214", "-1.414214"
                  "-1.414214", "1.732051"
                  "1.000000", "1.000000"
                  "1.414214", "-1.732051"
                  "1.414214", "1.414214"
                  "1.414214", "1.732051"
                  "2.000000", "1.000000" ] ]
              (fun (f, g, expected) -> Expect.equal (decimals (solutions f g)) expected $"{f} = {g} = 0")

          test "a common factor is refused" {
              let result = BivariateSystem.solve 0 1 (ofText "x*y - 1") (ofText "(x*y - 1)*(x + y)")
              Expect.isError result "infinitely many solutions"
          }

          test "a box, its border included" {
              let one = Rational.One
              let found =
                  BivariateSystem.solveIn ((Rational.Zero, one), (-one, one)) 0 1 (ofText "x^2 - y^2") (ofText "x*(x - 1)*(x - 2)")

              match found with
              | Ok points ->
                  Expect.equal (decimals points) [ "0.000000", "0.000000"; "1.000000", "-1.000000"; "1.000000", "1.000000" ] "box"
              | Error reason -> failtest reason
          }

          test "drawn: every planted rational solution is found, and every one found is a zero" {
              let random = Random 5

              for _ in 1..15 do
                  let x0, y0 = rational random 4, rational random 4
                  let generators = (ofText "x*y").Generators

                  let planted () =
                      let p = polynomial random generators 4 2
                      Polynomial.subtract p (Polynomial.constant generators (Polynomial.evaluate [| x0; y0 |] p))

                  let f, g = planted (), planted ()

                  match BivariateSystem.solve 0 1 f g with
                  | Error _ -> ()
                  | Ok points ->
                      let isPlanted (p: RealPoint) =
                          AlgebraicNumber.equal p.First (AlgebraicNumber.ofRational x0)
                          && AlgebraicNumber.equal p.Second (AlgebraicNumber.ofRational y0)

                      Expect.equal (points |> List.filter isPlanted |> List.length) 1 $"({x0}, {y0}) once"

                      for p in points do
                          let x, y = AlgebraicNumber.toDouble p.First, AlgebraicNumber.toDouble p.Second
                          let at = Evaluation.pointOf [ "x", x; "y", y ]

                          for h in [ f; g ] do
                              match Evaluation.toDouble at (Polynomial.toExpr h) with
                              | Ok value -> Expect.isLessThan (abs value) 1e-6 $"a zero at {x}, {y}"
                              | Error reason -> failtest reason
          } ]
