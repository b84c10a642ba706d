/// The network whose gradients the matrix calculus is for: symbols, loss, and random values for them.
module internal LrnnSymbolic.Algebra.Tests.LinearNetwork

open System
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Matrices

let integer name = Symbol.Of(name, Assumptions.Of Integer)
let size name = Canonical.symbol (integer name)
let ofInt = Canonical.ofInt
let one = Canonical.one

let inputs, width, outputs, samples = size "N_x", size "N_h", size "N_y", size "P"
let steps = Canonical.symbol Vocabulary.trajectoryLength
let i, j, r = integer "i", integer "j", integer "r"
let at = Canonical.symbol

let wx = Matrix.real "W_x" width inputs
let wh = Matrix.real "W_h" width width
let wy = Matrix.real "W_y" outputs width
let x = Matrix.real "X" inputs samples
let y = Matrix.real "Y" outputs samples

let sigmaYX =
    Matrix.real "Sigma_YX" outputs inputs |> Matrix.setAs (MatrixForm.Raised("Sigma", [ "Y"; "X" ]))
let sigmaXX =
    Matrix.real "Sigma_XX" inputs inputs |> Matrix.setAs (MatrixForm.Raised("Sigma", [ "X"; "X" ]))

let WX, WH, WY, Y = Matrix.ofSymbol wx, Matrix.ofSymbol wh, Matrix.ofSymbol wy, Matrix.ofSymbol y
let X k = Matrix.indexed x [ k ]
let S k = Matrix.indexed sigmaYX [ k ]
let SXX k l = Matrix.indexed sigmaXX [ k; l ]

/// Equality, with both sides printed when it fails.
let isSame (actual: MatrixExpr) (expected: MatrixExpr) message =
    if actual <> expected then
        Expecto.Tests.failtest $"{message}\n  expected {MatrixPrinting.print expected}\n  actual   {MatrixPrinting.print actual}"

/// W_y W_h^n W_x.
let path n = WY *@ Matrix.power WH n *@ WX
let prediction = Matrix.sumOver i one steps (path (steps -. at i) *@ X(at i))

/// 1/2 ||Y - sum_i W_y W_h^(T-i) W_x X_i||^2.
let loss = Matrix.scale (Canonical.number (Rational.ofRatio 1 2)) (Matrix.squaredNorm (Y -@ prediction))

let correlations =
    [ Rewriting.rule "correlation of target and input" [ i ] (Y *@ Matrix.transpose (X(at i))) (S(at i))
      Rewriting.rule "correlation of inputs" [ i; j ] (X(at i) *@ Matrix.transpose (X(at j))) (SXX (at i) (at j)) ]

let whitening =
    [ Rewriting.rule
          "whitened input"
          [ i; j ]
          (SXX (at i) (at j))
          (Matrix.scale (Canonical.bracket Equal (at i -. at j)) (Matrix.identity inputs)) ]

let flow (w: MatrixSymbol) = Matrix.negate (MatrixDerivative.gradient (MatrixDerivative.by w) loss)
let whitenedFlow w = flow w |> Rewriting.rewrite correlations |> Rewriting.rewrite whitening

// ---- Numbers -------------------------------------------------------------------------------------------------------

let randomMatrix (random: Random) rows columns = Array2D.init rows columns (fun _ _ -> random.NextDouble() * 2.0 - 1.0)

type Sizes =
    { T: int
      Nx: int
      Nh: int
      Ny: int
      P: int }

let shapes =
    [ { T = 1; Nx = 2; Nh = 3; Ny = 2; P = 4 }
      { T = 2; Nx = 3; Nh = 2; Ny = 4; P = 3 }
      { T = 3; Nx = 1; Nh = 4; Ny = 2; P = 2 }
      { T = 4; Nx = 2; Nh = 2; Ny = 3; P = 1 }
      { T = 5; Nx = 4; Nh = 3; Ny = 1; P = 5 } ]

let scalarsOf sizes =
    Evaluation.pointOf
        [ "T", float sizes.T
          "N_x", float sizes.Nx
          "N_h", float sizes.Nh
          "N_y", float sizes.Ny
          "P", float sizes.P ]

/// Values by name and indices; a family is drawn member by member.
let pointOf sizes (values: (string * int list * float[,]) list) : MatrixPoint<float> =
    { Scalars = scalarsOf sizes
      Matrices =
        fun s indices ->
            match values |> List.tryFind (fun (name, at, _) -> name = s.Name && at = indices) with
            | Some(_, _, a) -> ValueSome a
            | None -> ValueNone }

let evaluate point e = MatrixEvaluation.value Evaluation.doubles point e
let evaluateScalar point e = MatrixEvaluation.scalar Evaluation.doubles point e

let times (a: float[,]) (b: float[,]) =
    Array2D.init (Array2D.length1 a) (Array2D.length2 b) (fun p q ->
        Seq.sum (seq { for k in 0 .. Array2D.length2 a - 1 -> a[p, k] * b[k, q] }))

let turned (a: float[,]) = Array2D.init (Array2D.length2 a) (Array2D.length1 a) (fun p q -> a[q, p])
let plus (a: float[,]) (b: float[,]) = Array2D.mapi (fun p q v -> v + b[p, q]) a

/// Random weights and data for the sizes, with their correlations.
let draw (random: Random) sizes =
    let data = [ for k in 1 .. sizes.T -> k, randomMatrix random sizes.Nx sizes.P ]
    let target = randomMatrix random sizes.Ny sizes.P

    [ "W_x", [], randomMatrix random sizes.Nh sizes.Nx
      "W_h", [], randomMatrix random sizes.Nh sizes.Nh
      "W_y", [], randomMatrix random sizes.Ny sizes.Nh
      "Y", [], target
      for k, a in data do
          "X", [ k ], a
          "Sigma_YX", [ k ], times target (turned a)

          for l, b in data do
              "Sigma_XX", [ k; l ], times a (turned b) ]

let largest (a: float[,]) = a |> Seq.cast<float> |> Seq.map abs |> Seq.fold max 0.0

let distance (a: float[,]) (b: float[,]) =
    if Array2D.length1 a <> Array2D.length1 b || Array2D.length2 a <> Array2D.length2 b then
        infinity
    else
        largest (Array2D.mapi (fun p q v -> v - b[p, q]) a)

/// Central differences of f by every entry of the named matrix.
let finiteDifferences (values: (string * int list * float[,]) list) name (f: (string * int list * float[,]) list -> float) =
    let _, _, w = values |> List.find (fun (n, at, _) -> n = name && at.IsEmpty)
    let h = 1e-5

    let moved p q (step: float) =
        let changed = Array2D.copy w
        changed[p, q] <- changed[p, q] + step
        f (values |> List.map (fun (n, at, a) -> if n = name && at.IsEmpty then n, at, changed else n, at, a))

    w |> Array2D.mapi (fun p q _ -> (moved p q h - moved p q -h) / (2.0 * h))
