module LrnnSymbolic.Algebra.Tests.SumFuzzTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Matrices
open LrnnSymbolic.Algebra.Tests.LinearNetwork

let private n = size "n"
let private family = Matrix.real "X" n n
let private W, D = Matrix.ofSymbol (Matrix.real "W" n n), Matrix.indexed (Matrix.diagonal "D" n)

type private Sum =
    { Index: Symbol
      Lower: Expr
      Upper: Expr }

let private pick (random: Random) (choices: 'a list) = choices[random.Next choices.Length]

/// Bounds in terms of T and the indices outside.
let private bounds (random: Random) (outside: Symbol list) =
    let T, two = steps, ofInt 2

    let fixedOnes =
        [ one, T; Canonical.zero, T; one, T -. one; Canonical.zero, T -. two; ofInt 3, T; T, T; one, two ]

    let dependent (o: Symbol) =
        let o = at o
        [ one, o
          Canonical.zero, o
          o, T
          o +. one, T
          Canonical.zero, T -. o
          Canonical.zero, T -. o -. one
          one, o -. one
          T -. o, T ]

    pick random (fixedOnes @ List.collect dependent outside @ List.collect dependent outside)

let private coefficient (random: Random) (indices: Symbol list) =
    let p, q = at (pick random indices), at (pick random indices)
    let bracket = Canonical.bracket

    pick
        random
        [ one
          one
          p
          bracket Equal (p -. q)
          bracket Equal (p +. q -. steps)
          bracket LessOrEqual (p -. q)
          bracket Equal (p -. q) *. bracket Less (q -. ofInt 2)
          bracket Equal (p -. q -. one) +. p
          p *. q -. ofInt 2 ]

/// Words whose exponents are never negative inside the sums; X is a family over all whole numbers.
let private body (random: Random) (sums: Sum list) =
    let indices = sums |> List.map _.Index
    let any () = at (pick random indices)
    let X (e: Expr) = Matrix.indexed family [ e ]

    let part () =
        let s = pick random sums
        let up, down = at s.Index -. s.Lower, s.Upper -. at s.Index

        match random.Next 6 with
        | 0 -> X(any () -. any ())
        | 1 -> X(steps -. any ()) *@ Matrix.transpose (X(any ()))
        | 2 -> Matrix.power W up *@ X one *@ Matrix.power W down
        | 3 -> Matrix.power W down *@ X one *@ Matrix.transpose (Matrix.power W up)
        | 4 -> D [ any () ] *@ Matrix.power (D []) up *@ D [ any () ]
        | _ -> W

    List.init (1 + random.Next 3) (fun _ -> part ()) |> Matrix.multiplyAll

let private draw (random: Random) =
    let names = [ i; j; r ] |> List.truncate (1 + random.Next 3)

    let sums =
        names
        |> List.fold
            (fun sums index ->
                let lower, upper = bounds random (sums |> List.map _.Index)
                sums
                @ [ { Index = index
                      Lower = lower
                      Upper = upper } ])
            []

    sums, coefficient random names, body random sums

// Entries follow from name and index, so that X[k] has a value at every k.
let private entries (s: MatrixSymbol) (indices: int list) =
    let seed = indices |> List.fold (fun h k -> h * 31 + k + 17) (int s.Name[0])
    let random = Random seed
    Array2D.init 2 2 (fun p q ->
        if s.Structure = Structure.Diagonal && p <> q then
            0.0
        else
            random.NextDouble() * 2.0 - 1.0)

let private pointAt length : MatrixPoint<float> =
    { Scalars = Evaluation.pointOf [ "T", float length; "n", 2.0 ]
      Matrices = fun s indices -> ValueSome(entries s indices) }

/// The sums written out by hand: every index replaced by its number.
let private writtenOut length (sums: Sum list) c (e: MatrixExpr) =
    let whole values (bound: Expr) =
        match (Substitution.symbols ((Vocabulary.trajectoryLength, ofInt length) :: values) bound).Node with
        | Number q -> int q.Numerator
        | _ -> failtest "a bound that is no number"

    let rec go values (sums: Sum list) =
        match sums with
        | [] ->
            let factor =
                match (Substitution.symbols ((Vocabulary.trajectoryLength, ofInt length) :: values) c).Node with
                | Number q -> q.ToDouble()
                | _ -> failtest "a coefficient that is no number"

            if factor = 0.0 then
                Array2D.zeroCreate 2 2
            else
                evaluate (pointAt length) (Matrix.substitute values e) |> Array2D.map (fun v -> factor * v)
        | s :: rest ->
            seq { whole values s.Lower .. whole values s.Upper }
            |> Seq.fold (fun total k -> plus total (go ((s.Index, ofInt k) :: values) rest)) (Array2D.zeroCreate 2 2)

    go [] sums

let private canonical (sums: Sum list) c e =
    List.foldBack (fun s body -> Matrix.sumOver s.Index s.Lower s.Upper body) sums (Matrix.scale c e)

let private describe (sums: Sum list) c e =
    let text =
        sums
        |> List.map (fun s -> $"sum_{{{s.Index.Name}={Infix.print s.Lower}..{Infix.print s.Upper}}} ")
        |> String.concat ""
    $"{text}{Infix.print c} {MatrixPrinting.print e}"

let private checkOne (random: Random) =
    let sums, c, e = draw random
    let whole = canonical sums c e

    for length in 1..4 do
        let expected = writtenOut length sums c e
        let close actual what =
            Expect.isLessThan
                (distance actual expected)
                (1e-10 * (1.0 + largest expected))
                $"{what}, T = {length}: {describe sums c e} = {MatrixPrinting.print whole}"

        close (evaluate (pointAt length) whole) "sum"
        close (evaluate (pointAt length) (Matrix.transpose (Matrix.transpose whole))) "twice transposed"

        let shown: MatrixExpr =
            { whole with
                Terms = whole.Terms |> List.map Matrix.shown }
        close (evaluate (pointAt length) shown) "as shown"

        let trace (a: float[,]) = a[0, 0] + a[1, 1]
        let actual = evaluateScalar (pointAt length) (Matrix.trace whole)
        Expect.isLessThan (abs (actual - trace expected)) (1e-10 * (1.0 + largest expected)) $"trace, T = {length}: {describe sums c e}"

    not (Matrix.isZero whole)

[<Tests>]
let tests =
    test "sums of matrices in canonical form equal the sums written out" {
        let random = Random 2024
        let mutable kept = 0

        for _ in 1..400 do
            if checkOne random then kept <- kept + 1

        Expect.isGreaterThan kept 250 "enough sums that are not zero"
    }
