module LrnnSymbolic.Algebra.Tests.MatrixDerivativeTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Matrices
open LrnnSymbolic.Algebra.Tests.LinearNetwork

type private Z = System.Numerics.Complex

let private transpose = Matrix.transpose
let private power = Matrix.power
let private residual k = S k -@ path (steps -. k)
let private recurrent n = power WH n

/// theory (16)-(18), typed in.
let private expectedFlow =
    let sum = Matrix.sumOver i one
    let last = steps -. at i

    [ wx, sum steps (transpose (recurrent last) *@ transpose WY *@ residual (at i))
      wh,
      sum
          (steps -. one)
          (Matrix.sumOver
              r
              Canonical.zero
              (last -. one)
              (transpose (recurrent (at r))
               *@ transpose WY
               *@ residual (at i)
               *@ transpose WX
               *@ transpose (recurrent (last -. one -. at r))))
      wy, sum steps (residual (at i) *@ transpose WX *@ transpose (recurrent last)) ]

let private gradients =
    testList
        "gradients"
        [ test "the differential of a power" {
              let n = size "n"
              let dWH =
                  Matrix.ofSymbol
                      { Matrix.real "dW_h" width width with
                          Form = MatrixForm.Differential MatrixForm.Name }
              let d = MatrixDerivative.differential (MatrixDerivative.by wh)
              let expected =
                  Matrix.sumOver r Canonical.zero (n -. one) (recurrent (at r) *@ dWH *@ recurrent (n -. one -. at r))
              isSame (d (recurrent n)) expected "d W^n"
              isSame (d (recurrent (ofInt 2))) (dWH *@ WH +@ WH *@ dWH) "d W^2"
          }
          test "three terms for W_h^3" {
              let vector name rows = Matrix.ofSymbol (Matrix.real name rows one)
              let target, input = vector "y" outputs, vector "x" inputs
              let error = target -@ path (ofInt 3) *@ input
              let energy = Matrix.scale (Canonical.number (Rational.ofRatio 1 2)) (Matrix.squaredNorm error)
              let gradient = MatrixDerivative.gradient (MatrixDerivative.by wh) energy
              let back k = transpose (recurrent (ofInt k))
              let tail = transpose input *@ transpose WX
              let term k = back k *@ transpose WY *@ error *@ tail *@ back (2 - k)
              isSame gradient (Matrix.negate (Matrix.addAll [ term 0; term 1; term 2 ])) "in the right order"
              let commuted k = back (2 - k) *@ transpose WY *@ error *@ tail *@ back (2 - k)
              Expect.notEqual gradient (Matrix.negate (Matrix.addAll [ commuted 0; commuted 1; commuted 2 ])) "order matters"
          }
          test "elementary ones" {
              let n = size "n"
              let a, b = Matrix.real "A" n n, Matrix.ofSymbol (Matrix.real "B" n n)
              let A = Matrix.ofSymbol a
              let by = MatrixDerivative.gradient (MatrixDerivative.by a)
              isSame (by (Matrix.trace (A *@ b))) (transpose b) "tr AB"
              isSame (by (Matrix.trace (transpose A *@ b))) b "tr A^T B"
              isSame (by (Matrix.squaredNorm A)) (Matrix.scale (ofInt 2) A) "||A||^2"
              isSame (by (Matrix.trace (power A steps))) (Matrix.scale steps (power (transpose A) (steps -. one))) "tr A^T"
              let square = Matrix.scaleBy (Matrix.trace A) (Matrix.trace A)
              isSame (by square) (Matrix.scaleBy (Matrix.trace A) (Matrix.scale (ofInt 2) (Matrix.identity n))) "(tr A)^2"
          }
          test "by one member of a family" {
              let k = size "k"
              let by =
                  MatrixDerivative.gradient
                      { Symbol = x
                        Indices = [ k ]
                        Conjugated = false }
              let e = Matrix.sumOver i one steps (Matrix.squaredNorm (X(at i)))
              let inRange = Canonical.bracket LessOrEqual (one -. k) *. Canonical.bracket LessOrEqual (k -. steps)
              isSame (by e) (Matrix.scale (ofInt 2 *. inRange) (X k)) "2 X[k]"
          }
          for w, expected in expectedFlow do
              test $"(16)-(18): the flow of {w.Name} on whitened input" { isSame (whitenedFlow w) expected "equation" }
          test "W_h has no gradient from the last step" {
              let e = whitenedFlow wh
              let upper =
                  e.Terms |> List.map (fun t -> (Matrix.shown t).Ranges.Head.Upper |> Infix.print) |> List.distinct
              Expect.equal upper [ "T - 1" ] "i = 1..T-1"
          }
          test "without whitening the correlations of the inputs stay" {
              let error k = S k -@ Matrix.sumOver j one steps (path (steps -. at j) *@ SXX (at j) k)
              let last = steps -. at i
              let expected = Matrix.sumOver i one steps (transpose (recurrent last) *@ transpose WY *@ error (at i))
              isSame (flow wx |> Rewriting.rewrite correlations) expected "W_x"
          }
          test "an output at every step" {
              let t = integer "t"
              let target = Matrix.indexed y [ at t ]
              let outputAt = Matrix.sumOver i one (at t) (path (at t -. at i) *@ X(at i))
              let half = Canonical.number (Rational.ofRatio 1 2)
              let energy = Matrix.sumOver t one steps (Matrix.scale half (Matrix.squaredNorm (target -@ outputAt)))

              let expected =
                  let last = at t -. at i -. one
                  transpose (recurrent (at r))
                  *@ transpose WY
                  *@ (target -@ outputAt)
                  *@ transpose (X(at i))
                  *@ transpose WX
                  *@ transpose (recurrent (last -. at r))
                  |> Matrix.sumOver r Canonical.zero last
                  |> Matrix.sumOver i one (at t -. one)
                  |> Matrix.sumOver t (ofInt 2) steps

              isSame (Matrix.negate (MatrixDerivative.gradient (MatrixDerivative.by wh) energy)) expected "T outputs"
          }
          test "agree with finite differences" {
              let random = Random 7

              for sizes in shapes do
                  let values = draw random sizes

                  for w in [ wx; wh; wy ] do
                      let numeric = finiteDifferences values w.Name (fun v -> evaluateScalar (pointOf sizes v) loss)
                      let direct = evaluate (pointOf sizes values) (Matrix.negate (flow w))
                      let byCorrelation =
                          evaluate (pointOf sizes values) (Matrix.negate (flow w |> Rewriting.rewrite correlations))
                      let tolerance = 1e-7 * (1.0 + largest numeric)
                      Expect.isLessThan (distance direct numeric) tolerance $"{w.Name}, T = {sizes.T}"
                      Expect.isLessThan
                          (distance byCorrelation direct)
                          (1e-10 * (1.0 + largest numeric))
                          $"correlations, {w.Name}, T = {sizes.T}"
          }
          test "a matrix whose entries are not independent is refused" {
              let d = Matrix.diagonal "D" width
              Expect.throwsT<UnsupportedOperation>
                  (fun () -> MatrixDerivative.gradient (MatrixDerivative.by d) (Matrix.squaredNorm (Matrix.ofSymbol d)) |> ignore)
                  "diagonal"
              Expect.throwsT<ShapeMismatch> (fun () -> MatrixDerivative.gradient (MatrixDerivative.by wx) WX |> ignore) "not a scalar"
          } ]

let private wirtinger =
    test "the conjugate gradient of a complex loss agrees with differences in both parts" {
        let w, a, d =
            Matrix.complex "W" width width, Matrix.complex "A" outputs width, Matrix.complex "D" outputs width
        let W, A, D = Matrix.ofSymbol w, Matrix.ofSymbol a, Matrix.ofSymbol d
        let energy = Matrix.squaredNorm (D -@ A *@ power W (steps -. one))
        let gradient = MatrixDerivative.gradient (MatrixDerivative.byConjugate w) energy
        let random = Random 3
        let sizes = { T = 4; Nx = 1; Nh = 2; Ny = 3; P = 1 }
        let draw rows columns = Array2D.init rows columns (fun _ _ -> Z(random.NextDouble() - 0.5, random.NextDouble() - 0.5))
        let values = dict [ "W", draw 2 2; "A", draw 3 2; "D", draw 3 2 ]

        let point (value: Z[,]) : MatrixPoint<Z> =
            { Scalars =
                { Symbols = fun s -> (scalarsOf sizes).Symbols s |> ValueOption.map (fun v -> Z(v, 0.0))
                  Indexed = fun _ _ -> ValueNone }
              Matrices = fun s _ -> ValueSome(if s.Name = "W" then value else values[s.Name]) }

        let at = values["W"]
        let actual = MatrixEvaluation.value Evaluation.complexes (point at) gradient
        let h = 1e-5

        let slope p q (direction: Z) =
            let moved (step: float) =
                let changed = Array2D.copy at
                changed[p, q] <- changed[p, q] + direction * Z(step, 0.0)
                (MatrixEvaluation.scalar Evaluation.complexes (point changed) energy).Real

            (moved h - moved -h) / (2.0 * h)

        // d/d conj(z) = (d/dx + i d/dy) / 2
        for p in 0..1 do
            for q in 0..1 do
                let expected = Z(slope p q Z.One, slope p q Z.ImaginaryOne) / Z(2.0, 0.0)
                Expect.isLessThan (Z.Abs(actual[p, q] - expected)) 1e-8 $"entry {p}, {q}"
    }

// ---- The tangent kernel ------------------------------------------------------------------------------------------------

let private kernels =
    let by (w: MatrixSymbol) = MatrixDerivative.by w
    let kernel w = MatrixDerivative.kernel (by w) prediction

    let hidden k = Matrix.sumOver i one k (recurrent (k -. at i) *@ WX *@ X(at i))
    let output k = WY *@ recurrent k
    let q = integer "q"

    /// theory section 11, typed in.
    let expected =
        let sums (p: Symbol) (p': Symbol) lower upper body = Matrix.sumOver p lower upper (Matrix.sumOver p' lower upper body)
        let kron (a: MatrixExpr) b = Matrix.kronecker a b
        let gram a b = transpose a *@ b
        let outer a b = a *@ transpose b

        [ wx, sums i j one steps (kron (gram (X(at i)) (X(at j))) (outer (output (steps -. at i)) (output (steps -. at j))))
          wh,
          sums
              r
              q
              Canonical.zero
              (steps -. ofInt 2)
              (kron (gram (hidden (steps -. one -. at r)) (hidden (steps -. one -. at q))) (outer (output (at r)) (output (at q))))
          wy, kron (gram (hidden steps) (hidden steps)) (Matrix.identity outputs) ]

    let numericJacobian sizes values (w: MatrixSymbol) =
        let value v = evaluate (pointOf sizes v) (Matrix.vec prediction)
        let _, _, current = values |> List.find (fun (n, _, _) -> n = w.Name)
        let rows, columns = Array2D.length1 current, Array2D.length2 current
        let h = 1e-5

        let column p q =
            let moved (step: float) =
                let changed = Array2D.copy current
                changed[p, q] <- changed[p, q] + step
                value (values |> List.map (fun (n, at, a) -> if n = w.Name then n, at, changed else n, at, a))

            let up, down = moved h, moved -h
            Array2D.mapi (fun a b v -> (v - down[a, b]) / (2.0 * h)) up

        let all =
            [| for c in 0 .. columns - 1 do
                   for p in 0 .. rows - 1 -> column p c |]

        Array2D.init (sizes.Ny * sizes.P) (rows * columns) (fun a b -> all[b][a, 0])

    testList
        "tangent kernel"
        [ test "vec(A W B) by W is B^T kron A" {
              let e = MatrixDerivative.jacobian (by wh) (WY *@ WH *@ WX)
              isSame e (Matrix.kronecker (transpose WX) WY) "Jacobian"
              let terms = MatrixDerivative.jacobianTerms (by wh) (WY *@ WH *@ WX)
              Expect.equal (terms |> List.map (fun t -> Matrix.ofWord t.Left, Matrix.ofWord t.Right)) [ WY, WX ] "left and right"
          }
          for w, k in expected do
              test $"K of {w.Name} has the form of section 11" { isSame (kernel w) k "kernel" }
          test "the Jacobian agrees with finite differences, the kernel with J J^T" {
              let random = Random 11

              for sizes in shapes |> List.truncate 4 do
                  let values = draw random sizes

                  for w in [ wx; wh; wy ] do
                      let j = evaluate (pointOf sizes values) (MatrixDerivative.jacobian (by w) prediction)
                      let numeric = numericJacobian sizes values w
                      Expect.isLessThan (distance j numeric) (1e-8 * (1.0 + largest numeric)) $"{w.Name}, T = {sizes.T}"
                      let k = evaluate (pointOf sizes values) (kernel w)
                      Expect.isLessThan (distance k (times j (turned j))) (1e-11 * (1.0 + largest k)) $"kernel, {w.Name}, T = {sizes.T}"
          }
          test "a transposed variable is refused" {
              Expect.throwsT<UnsupportedOperation> (fun () -> MatrixDerivative.jacobian (by wx) (transpose WX) |> ignore) "W^T"
          } ]

[<Tests>]
let tests = testList "matrix derivatives" [ gradients; wirtinger; kernels ]
