/// Random problems from fixed seeds, for the tests.
module internal LrnnSymbolic.Algebra.Tests.Drawn

open System
open System.Numerics
open Expecto
open LrnnSymbolic.Algebra

let rational (random: Random) (size: int) = Rational.Create(BigInteger(random.Next(-size, size + 1)), BigInteger(random.Next(1, 5)))

let nonzero (random: Random) (size: int) = Rational.ofRatio (random.Next(1, size + 1)) (random.Next(1, 5))

/// A polynomial over sorted generators with the given number of drawn terms.
let polynomial (random: Random) (generators: Expr[]) (terms: int) (degree: int) : Polynomial =
    Polynomial.ofTerms
        generators
        [ for _ in 1..terms ->
              { Exponents = generators |> Array.map (fun _ -> random.Next(0, degree + 1))
                Coefficient = rational random 9 } ]

let point (random: Random) (n: int) = Array.init n (fun _ -> rational random 20)

/// An expression in the given leaves, of sums, products and small powers.
let rec expression (random: Random) (leaves: Expr[]) (depth: int) : Expr =
    let sub () = expression random leaves (depth - 1)

    if depth = 0 then
        match random.Next 4 with
        | 0 -> Canonical.number (rational random 5)
        | _ -> leaves[random.Next leaves.Length]
    else
        match random.Next 6 with
        | 0
        | 1 -> sub () +. sub ()
        | 2
        | 3 -> sub () *. sub ()
        | 4 -> sub () **. Canonical.ofInt (random.Next(2, 4))
        | _ -> sub () -. sub ()

let valuesAt (names: string list) (values: Rational list) = Evaluation.pointOf (List.zip names values)

/// Both have the same exact value, or none, at drawn points; enough of them must have one.
let sameValues (names: string list) (random: Random) (x: Expr) (y: Expr) =
    let compared =
        [ for _ in 1..12 do
              let at = valuesAt names [ for _ in names -> rational random 12 ]

              match Evaluation.toRational at x, Evaluation.toRational at y with
              | Ok p, Ok q ->
                  Expect.equal q p $"{Infix.print x} and {Infix.print y}"
                  yield p
              | _ -> () ]

    Expect.isGreaterThan compared.Length 3 $"too few points of {Infix.print x} have values"
