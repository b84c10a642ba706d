module LrnnSymbolic.Algebra.Tests.MatrixTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Matrices
open LrnnSymbolic.Algebra.Tests.LinearNetwork

type private Z = System.Numerics.Complex

let private n = size "n"
let private square name = Matrix.ofSymbol (Matrix.real name n n)
let private A, B, C = square "A", square "B", square "C"
let private transpose = Matrix.transpose

let private words =
    testList
        "words"
        [ test "products do not commute" { Expect.notEqual (A *@ B) (B *@ A) "AB = BA" }
          test "sums do, and like words are collected" {
              isSame (A +@ B +@ A) (B +@ Matrix.scale (ofInt 2) A) "2A + B"
              Expect.isTrue (Matrix.isZero (A *@ B -@ A *@ B)) "AB - AB = 0"
          }
          test "products distribute" { isSame ((A +@ B) *@ (A -@ B)) (A *@ A -@ A *@ B +@ B *@ A -@ B *@ B) "(A+B)(A-B)" }
          test "neighbouring powers merge, W^0 = I" {
              let p, q = size "p", size "q"
              isSame (Matrix.power A p *@ Matrix.power A q) (Matrix.power A (p +. q)) "A^p A^q"
              isSame (Matrix.power A p *@ Matrix.power A (Canonical.negate p)) (Matrix.identity n) "A^0"
              isSame (B *@ Matrix.power A (p -. p) *@ C) (B *@ C) "B A^0 C"
              isSame (Matrix.power (Matrix.power A p) q) (Matrix.power A (p *. q)) "(A^p)^q"
          }
          test "transposes go to the symbols" {
              let p = size "p"
              isSame (transpose (A *@ B)) (transpose B *@ transpose A) "(AB)^T"
              isSame (transpose (Matrix.power A p)) (Matrix.power (transpose A) p) "(A^p)^T"
              isSame (transpose (transpose (A *@ B))) (A *@ B) "twice"
              isSame (transpose (Matrix.power (A *@ B) p)) (Matrix.power (transpose B *@ transpose A) p) "((AB)^p)^T"
          }
          test "a power of a product stays one, small whole powers are multiplied out" {
              let p = size "p"
              Expect.notEqual (Matrix.power (A *@ B) p) (Matrix.power A p *@ Matrix.power B p) "(AB)^p"
              isSame (Matrix.power (A *@ B) (ofInt 3)) (A *@ B *@ A *@ B *@ A *@ B) "(AB)^3"
          }
          test "diagonal matrices commute with each other only" {
              let d, e = Matrix.ofSymbol (Matrix.diagonal "D" n), Matrix.ofSymbol (Matrix.diagonal "E" n)
              let p = size "p"
              isSame (e *@ d *@ Matrix.power e p) (d *@ Matrix.power e (p +. one)) "E D E^p"
              isSame (transpose d) d "D^T"
              isSame (Matrix.power (e *@ d) p) (Matrix.power d p *@ Matrix.power e p) "(ED)^p"
              Expect.notEqual (d *@ A) (A *@ d) "DA"
          }
          test "conjugates: real matrices are their own, complex ones are not" {
              let z, w = Matrix.ofSymbol (Matrix.complex "Z" n n), Matrix.ofSymbol (Matrix.complex "W" n n)
              isSame (Matrix.conjugate A) A "real"
              Expect.notEqual (Matrix.conjugate z) z "complex"
              isSame (Matrix.adjoint (z *@ w)) (Matrix.adjoint w *@ Matrix.adjoint z) "(ZW)^dagger"
              isSame (Matrix.adjoint A) (transpose A) "A^dagger"
              let scaled = Matrix.scale Canonical.i z
              isSame (Matrix.adjoint scaled) (Matrix.scale (Canonical.negate Canonical.i) (Matrix.adjoint z)) "(iZ)^dagger"
          }
          test "shapes that do not fit are named" {
              Expect.throwsC (fun () -> WX *@ WH |> ignore) (fun e ->
                  Expect.isTrue (e :? ShapeMismatch) "the kind of error"
                  Expect.stringContains e.Message "N_h by N_x and N_h by N_h" "both shapes")

              Expect.throwsC (fun () -> WX +@ WY |> ignore) (fun e ->
                  Expect.stringContains e.Message "N_h by N_x and N_y by N_h" "both shapes")
              Expect.throws (fun () -> Matrix.trace WX |> ignore) "trace"
              Expect.throws (fun () -> Matrix.power WX (ofInt 2) |> ignore) "power"
          } ]

let private sums =
    let term k = Matrix.power A (steps -. at k)

    testList
        "sums"
        [ test "the name of the index does not matter" {
              isSame (Matrix.sumOver i one steps (term i *@ B)) (Matrix.sumOver j one steps (term j *@ B)) "i and j"
          }
          test "neither does the order of independent sums" {
              let body = term i *@ B *@ Matrix.power A (at j)
              let ij = Matrix.sumOver i one steps (Matrix.sumOver j Canonical.zero n body)
              let ji = Matrix.sumOver j Canonical.zero n (Matrix.sumOver i one steps body)
              isSame ij ji "sum_i sum_j"
          }
          test "nor that of a triangle" {
              let body = Matrix.power A (at r) *@ B *@ Matrix.power A (steps -. at i -. one -. at r)
              let byI =
                  Matrix.sumOver i one (steps -. one) (Matrix.sumOver r Canonical.zero (steps -. at i -. one) body)
              let byR =
                  Matrix.sumOver r Canonical.zero (steps -. ofInt 2) (Matrix.sumOver i one (steps -. one -. at r) body)
              isSame byI byR "i + r <= T - 1"
              let below = Matrix.power A (at i) *@ B *@ Matrix.power A (at j)
              let inner = Matrix.sumOver i one steps (Matrix.sumOver j one (at i) below)
              let outer = Matrix.sumOver j one steps (Matrix.sumOver i (at j) steps below)
              isSame inner outer "j <= i"
          }
          test "a product of sums renames its indices" {
              let s = Matrix.sumOver i one steps (term i)
              let product = s *@ B *@ s
              let expected = Matrix.sumOver i one steps (Matrix.sumOver j one steps (term i *@ B *@ term j))
              isSame product expected "double sum"
              Expect.equal product.Terms.Head.Ranges.Length 2 "two indices"
          }
          test "a bracket picks one term of a sum" {
              let picked k = Matrix.scale (Canonical.bracket Equal (at i -. k)) (X(at i))
              isSame (Matrix.sumOver i one steps (picked steps)) (X steps) "[i = T]"
              Expect.isTrue (Matrix.isZero (Matrix.sumOver i one steps (picked Canonical.zero))) "[i = 0]"
              // Out of range for k = 3 > T, unless T is known: the condition stays.
              let third = Matrix.sumOver i one steps (picked (ofInt 3))
              let condition = Canonical.bracket LessOrEqual (ofInt 3 -. steps)
              isSame third (Matrix.scale condition (X(ofInt 3))) "[i = 3]"
              let point =
                  pointOf { T = 2; Nx = 1; Nh = 1; Ny = 1; P = 1 } [ for k in 1..3 -> "X", [ k ], Array2D.create 1 1 (float k) ]
              Expect.equal (evaluate point third).[0, 0] 0.0 "T = 2"
          }
          test "a bracket among the terms of a coefficient is split off" {
              let c = Canonical.bracket Equal (at i -. at j) +. one
              let e =
                  Matrix.sumOver i one steps (Matrix.sumOver j one steps (Matrix.scale c (X(at i) *@ transpose (X(at j)))))
              let expected =
                  Matrix.sumOver i one steps (X(at i) *@ transpose (X(at i)))
                  +@ Matrix.sumOver i one steps (Matrix.sumOver j one steps (X(at i) *@ transpose (X(at j))))
              isSame e expected "[i = j] + 1"
          }
          test "a comparison narrows a sum" {
              let c = Canonical.bracket LessOrEqual (at j -. at i)
              let e =
                  Matrix.sumOver
                      i
                      one
                      steps
                      (Matrix.sumOver j one steps (Matrix.scale c (A *@ Matrix.power B (at i) *@ Matrix.power A (at j))))
              isSame
                  e
                  (Matrix.sumOver i one steps (Matrix.sumOver j one (at i) (A *@ Matrix.power B (at i) *@ Matrix.power A (at j))))
                  "j <= i"
          }
          test "an index in the coefficient alone leaves a scalar sum" {
              let e = Matrix.sumOver i one steps (Matrix.scale (at i) A)
              isSame e (Matrix.scale (Canonical.sumOver i one steps (at i)) A) "sum_i i A"
              isSame (Matrix.sumOver i one steps A) (Matrix.scale steps A) "T A"
          }
          test "sums stop where an inner one is empty" {
              let body = Matrix.power A (at r) *@ B *@ Matrix.power A (at i)
              let e = Matrix.sumOver i one steps (Matrix.sumOver r Canonical.zero (steps -. at i -. one) body)
              isSame e (Matrix.sumOver i one (steps -. one) (Matrix.sumOver r Canonical.zero (steps -. at i -. one) body)) "T - 1"
          }
          test "substitution does not capture" {
              let e = Matrix.sumOver i one steps (Matrix.power A (at i +. at j) *@ B)
              let k = integer "k"
              let moved = Matrix.substitute [ j, at i ] e
              isSame moved (Matrix.sumOver k one steps (Matrix.power A (at k +. at i) *@ B)) "i is free"
          } ]

let private traces =
    testList
        "traces"
        [ test "are cyclic" {
              isSame (Matrix.trace (A *@ B)) (Matrix.trace (B *@ A)) "tr AB"
              isSame (Matrix.trace (A *@ B *@ C)) (Matrix.trace (C *@ A *@ B)) "tr ABC"
              Expect.notEqual (Matrix.trace (A *@ B *@ C)) (Matrix.trace (A *@ C *@ B)) "tr ACB"
              isSame (Matrix.trace (A *@ B *@ A)) (Matrix.trace (A *@ A *@ B)) "tr ABA"
          }
          test "do not see transposition" {
              isSame (Matrix.trace A) (Matrix.trace (transpose A)) "tr A^T"
              isSame (Matrix.trace (A *@ B *@ C)) (Matrix.trace (transpose C *@ transpose B *@ transpose A)) "tr ABC"
          }
          test "are cyclic under sums whose indices change places" {
              let pair u v = Matrix.sumOver i one steps (Matrix.sumOver j one steps (Matrix.trace (u *@ v)))
              let xi, xj = X(at i), X(at j)
              let e = pair (transpose (path (steps -. at i) *@ xi)) (path (steps -. at j) *@ xj)
              let f = pair (path (steps -. at j) *@ xj) (transpose (path (steps -. at i) *@ xi))
              let g = pair (path (steps -. at i) *@ xi) (transpose (path (steps -. at j) *@ xj))
              isSame e f "rotated"
              isSame e g "indices exchanged"
          }
          test "of identities and Kronecker products" {
              isSame (Matrix.trace (Matrix.identity n)) (Matrix.ofScalar n) "tr I"
              let product = Matrix.scaleBy (Matrix.trace A) (Matrix.trace B)
              isSame (Matrix.trace (Matrix.kronecker A B)) product "tr (A kron B)"
          }
          test "the squared norm is a trace" {
              isSame (Matrix.squaredNorm WX) (Matrix.trace (WX *@ transpose WX)) "real"
              let z = Matrix.ofSymbol (Matrix.complex "Z" n n)
              isSame (Matrix.squaredNorm z) (Matrix.trace (z *@ Matrix.adjoint z)) "complex"
          } ]

let private vecs =
    testList
        "Kronecker products and vec"
        [ test "mixed products" {
              isSame (Matrix.kronecker A B *@ Matrix.kronecker C A) (Matrix.kronecker (A *@ C) (B *@ A)) "(A kron B)(C kron A)"
              isSame (transpose (Matrix.kronecker A WX)) (Matrix.kronecker (transpose A) (transpose WX)) "transpose"
              isSame (Matrix.kronecker (Matrix.identity n) (Matrix.identity n)) (Matrix.identity (n *. n)) "I kron I"
          }
          test "vec(A W B) = (B^T kron A) vec W" {
              isSame
                  (Matrix.kronecker (transpose B) WY
                   *@ Matrix.vec (WH *@ WX *@ transpose (transpose (Matrix.ofSymbol (Matrix.real "V" inputs n)))))
                  (Matrix.vec (WY *@ WH *@ WX *@ Matrix.ofSymbol (Matrix.real "V" inputs n) *@ B))
                  "vec"
          }
          test "vec(A)^T vec(B) = tr(A^T B)" { isSame (transpose (Matrix.vec WX) *@ Matrix.vec WX) (Matrix.squaredNorm WX) "inner product" } ]

// Every constructor is compared with arithmetic on numbers: the same random expression built twice.
let private numerically =
    let sizes = { T = 3; Nx = 2; Nh = 3; Ny = 2; P = 2 }

    let rec build (random: Random) depth (point: MatrixPoint<float>) : MatrixExpr * float[,] =
        let leaf () =
            let e = [| A; B; C; transpose A; transpose B; Matrix.identity n |][random.Next 6]
            e, evaluate point e

        if depth = 0 then
            leaf ()
        else
            let e, a = build random (depth - 1) point

            match random.Next 6 with
            | 0 -> transpose e, turned a
            | 1
            | 2 ->
                let f, b = build random (depth - 1) point
                e *@ f, times a b
            | 3 ->
                let f, b = build random (depth - 1) point
                e -@ f, plus a (Array2D.map (~-) b)
            | 4 -> Matrix.power e (ofInt 2), times a a
            | _ ->
                let half = Rational.ofRatio 1 2
                Matrix.scale (Canonical.number half) e, a |> Array2D.map (fun v -> v / 2.0)

    test "random expressions have the value of their parts" {
        let random = Random 20
        let mutable seen = 0

        for _ in 1..200 do
            let values = [ for name in [ "A"; "B"; "C" ] -> name, [], randomMatrix random 2 2 ]
            let point = pointOf sizes values
            let point =
                { point with
                    Scalars =
                        { point.Scalars with
                            Symbols = fun s -> if s.Name = "n" then ValueSome 2.0 else point.Scalars.Symbols s } }
            let e, expected = build random 3 point
            let actual = evaluate point e
            Expect.isLessThan (distance actual expected) (1e-11 * (1.0 + largest expected)) (MatrixPrinting.print e)
            if e.Terms.Length > 1 then seen <- seen + 1

        Expect.isGreaterThan seen 20 "enough expressions of several terms"
    }

let private printing =
    testList
        "printing"
        [ test "the flow of W_x" {
              let e = whitenedFlow wx
              Expect.equal (MatrixPrinting.print e) "sum_{i=1..T} (W_h^(T - i))' W_y' (Sigma_YX[i] - W_y W_h^(T - i) W_x)" "text"

              Expect.equal
                  (MatrixPrinting.latex e)
                  "\\sum_{i=1}^{T} \\left(W_{h}^{T - i}\\right)^{\\top} W_{y}^{\\top} \\left(\\Sigma^{YX_{i}} - W_{y} W_{h}^{T - i} W_{x}\\right)"
                  "LaTeX"
          }
          test "the loss" {
              Expect.equal
                  (MatrixPrinting.print loss)
                  "1/2 tr(Y Y') - sum_{i=1..T} tr(W_h^(T - i) W_x X[i] Y' W_y) + 1/2 sum_{i=1..T} sum_{j=1..T} tr(W_h^(T - i) W_x X[i] X[j]' W_x' (W_h^(T - j))' W_y' W_y)"
                  "text"
          }
          test "transposes of raised symbols keep brackets" {
              Expect.equal (MatrixPrinting.latex (transpose (S(at i)))) "\\left(\\Sigma^{YX_{i}}\\right)^{\\top}" "Sigma"
              Expect.equal
                  (MatrixPrinting.latex (Matrix.kronecker A (A +@ Matrix.identity n)))
                  "\\left(A \\otimes I_{n}\\right) + \\left(A \\otimes A\\right)"
                  "Kronecker"
              Expect.equal (MatrixPrinting.print (Matrix.zeroOf n n)) "0" "zero"
              Expect.equal (MatrixPrinting.print (Matrix.scale (ofInt -2) (A *@ B))) "-2 A B" "sign"
              Expect.equal (MatrixPrinting.print (Matrix.ofScalar (ofInt -3))) "-3" "number"
              let z = Matrix.ofSymbol (Matrix.complex "Z" n n)
              Expect.equal (MatrixPrinting.latex (Matrix.adjoint z *@ Matrix.conjugate z)) "Z^{\\dagger} \\overline{Z}" "conjugates"
          } ]

let private evaluation =
    testList
        "evaluation"
        [ test "complex matrices" {
              let z = Matrix.complex "Z" n n
              let e = Matrix.squaredNorm (Matrix.ofSymbol z)
              let value = Array2D.init 2 2 (fun p q -> Z(float (p + 1), float (q + 2)))

              let point: MatrixPoint<Z> =
                  { Scalars = Evaluation.pointOf [ "n", Z(2.0, 0.0) ]
                    Matrices = fun _ _ -> ValueSome value }

              let expected = value |> Seq.cast<Z> |> Seq.sumBy (fun v -> v.Real * v.Real + v.Imaginary * v.Imaginary)
              let actual = MatrixEvaluation.scalar Evaluation.complexes point e
              Expect.floatClose Accuracy.high actual.Real expected "real part"
              Expect.floatClose Accuracy.high actual.Imaginary 0.0 "imaginary part"
          }
          test "a value of the wrong shape is refused" {
              let sizes = { T = 1; Nx = 2; Nh = 3; Ny = 1; P = 1 }
              Expect.throwsT<ShapeMismatch> (fun () -> evaluate (pointOf sizes [ "W_x", [], Array2D.zeroCreate 2 2 ]) WX |> ignore) "W_x"
              Expect.throwsT<UnsupportedOperation> (fun () -> evaluate (pointOf sizes []) WX |> ignore) "missing"
          } ]

[<Tests>]
let tests = testList "matrices" [ words; sums; traces; vecs; numerically; printing; evaluation ]
