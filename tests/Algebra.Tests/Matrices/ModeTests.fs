module LrnnSymbolic.Algebra.Tests.ModeTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests
open LrnnSymbolic.Algebra.Matrices
open LrnnSymbolic.Algebra.Tests.LinearNetwork

let private modes = size "K"
let private transpose = Matrix.transpose

// Frames with as many rows as the layer and as many columns as modes; R is square only where that is said.
let private frame name rows = Matrix.real name rows modes
let private u, v, r' = frame "U" outputs, frame "V" inputs, frame "R" width
let private U, V, R = Matrix.ofSymbol u, Matrix.ofSymbol v, Matrix.ofSymbol r'
let private a, b, c, s =
    Matrix.diagonal "A" modes, Matrix.diagonal "B" modes, Matrix.diagonal "C" modes, Matrix.diagonal "S" modes
let private A, B, C = Matrix.ofSymbol a, Matrix.ofSymbol b, Matrix.ofSymbol c
let private Sk k = Matrix.indexed s [ k ]

let private orthogonality = List.collect Rewriting.orthonormal [ u; v; r' ]

let private aligned (e: MatrixExpr) =
    e
    |> Matrix.replace wx [] (R *@ A *@ transpose V)
    |> Matrix.replace wh [] (R *@ B *@ transpose R)
    |> Matrix.replace wy [] (U *@ C *@ transpose R)
    |> Matrix.replace sigmaYX [ i ] (U *@ Sk(at i) *@ transpose V)

let private alignedFlows =
    lazy
        [ transpose R *@ aligned (whitenedFlow wx) *@ V
          transpose R *@ aligned (whitenedFlow wh) *@ R
          transpose U *@ aligned (whitenedFlow wy) *@ R ]

let private diagonalFlows = lazy (alignedFlows.Value |> List.map (Rewriting.rewrite orthogonality))

let private real name = Symbol.Of(name, Assumptions.Of Real)
let private names = dict [ "A", real "a"; "B", real "b"; "C", real "c"; "S", real "s" ]

let private modeOf (m: MatrixSymbol) =
    match names.TryGetValue m.Name with
    | true, symbol -> ValueSome symbol
    | _ -> ValueNone

let private parse = Readers.real

/// theory (5)-(7), multiplied out.
let private expectedModes =
    [ "c*sum(b^(T - i)*s[i], i, 1, T) - a*c^2*sum(b^(2*T - 2*i), i, 1, T)"
      "a*c*sum((T - i)*b^(T - i - 1)*s[i], i, 1, T - 1) - a^2*c^2*sum((T - i)*b^(2*T - 2*i - 1), i, 1, T - 1)"
      "a*sum(b^(T - i)*s[i], i, 1, T) - a^2*c*sum(b^(2*T - 2*i), i, 1, T)" ]

let private similarity =
    let n = size "n"
    let p, d = Matrix.real "Q" n n, Matrix.diagonal "D" n
    let P, D = Matrix.ofSymbol p, Matrix.ofSymbol d
    let m = size "m"

    testList
        "similar matrices"
        [ test "(P D P^T)^m = P D^m P^T for a square P" {
              let similar = Matrix.power (P *@ D *@ transpose P) m
              isSame (Rewriting.rewrite (Rewriting.orthonormal p) similar) (P *@ Matrix.power D m *@ transpose P) "power"
              isSame (Rewriting.rewrite (Rewriting.orthonormal p) (Matrix.trace similar)) (Matrix.trace (Matrix.power D m)) "its trace"
          }
          test "for a thin R only next to R, because W^0 = I is not R R^T" {
              let w = Matrix.power (R *@ B *@ transpose R) m
              let rules = Rewriting.orthonormal r'
              isSame (Rewriting.rewrite rules w) w "alone it stays"
              isSame (Rewriting.rewrite rules (w *@ R)) (R *@ Matrix.power B m) "W^m R"
              isSame (Rewriting.rewrite rules (transpose R *@ w)) (Matrix.power B m *@ transpose R) "R^T W^m"
              let positive = Canonical.symbol Vocabulary.trajectoryLength
              let w = Matrix.power (R *@ B *@ transpose R) positive
              isSame (Rewriting.rewrite rules w) (R *@ Matrix.power B positive *@ transpose R) "a positive power"
          }
          test "complex: P^dagger P = I" {
              let q = Matrix.complex "Q" n n
              let e = { d with Domain = Complex }
              let Q, diagonal = Matrix.ofSymbol q, Matrix.ofSymbol e
              let w = Q *@ diagonal *@ Matrix.adjoint Q
              let rules = Rewriting.orthonormal q
              isSame (Rewriting.rewrite rules (Matrix.power w m)) (Q *@ Matrix.power diagonal m *@ Matrix.adjoint Q) "power"
              let normal = Matrix.adjoint (Matrix.power w m) *@ Matrix.power w m
              let expected =
                  Q *@ Matrix.power diagonal m *@ Matrix.conjugate (Matrix.power diagonal m) *@ Matrix.adjoint Q
              isSame (Rewriting.rewrite rules normal) expected "conjugates of diagonal matrices"
          }
          test "without a rule nothing happens" {
              let w = Matrix.power (P *@ D *@ transpose P) m
              isSame (Rewriting.rewrite [] w) w "no orthogonality"
          }
          test "rules that go in circles are stopped" {
              let x, y = Matrix.ofSymbol (Matrix.real "F" n n), Matrix.ofSymbol (Matrix.real "G" n n)
              let rules = [ Rewriting.rule "there" [] x y; Rewriting.rule "back" [] y x ]
              Expect.throwsT<UnsupportedOperation> (fun () -> Rewriting.rewrite rules x |> ignore) "circle"
          } ]

let private alignment =
    testList
        "aligned flow"
        [ test "only diagonal matrices are left" {
              for e in diagonalFlows.Value do
                  let letters = e.Terms |> List.collect _.Word.Factors

                  Expect.isNonEmpty letters "letters"

                  for factor in letters do
                      match factor with
                      | MatrixFactor.Leaf(l, _) -> Expect.equal l.Symbol.Structure Structure.Diagonal l.Symbol.Name
                      | _ -> failtest (MatrixPrinting.print e)
          }
          for k in 0..2 do
              test $"""(5)-(7): the flow of {[ "a"; "b"; "c" ][k]}""" {
                  let actual, expected = Modes.ofMatrix modeOf diagonalFlows.Value[k], parse expectedModes[k]
                  Expect.equal (Infix.print actual) (Infix.print expected) "as text"
                  Expect.equal actual expected "as expression"
              }
          test "is minus the gradient of the energy, at random points" {
              let energy = parse "1/2*sum((s[i] - c*b^(T - i)*a)^2, i, 1, T)"
              let random = Random 5

              for length in 1..6 do
                  let fraction () = Rational.ofRatio (random.Next(-9, 10)) (random.Next(1, 6))
                  let tabulated = [| for _ in 0..length -> fraction () |]

                  let point =
                      Evaluation.pointOf
                          [ "T", Rational.ofInt length; "a", fraction (); "b", fraction () + Rational.ofInt 3; "c", fraction () ]
                      |> Evaluation.withIndexed "s" (fun at -> ValueSome tabulated[at[0]])

                  List.zip [ "a"; "b"; "c" ] diagonalFlows.Value
                  |> List.iter (fun (name, flow) ->
                      let expected = Canonical.negate (Derivative.by (Canonical.symbol (real name)) energy)
                      let value e = Evaluation.toRational point e |> Result.defaultWith failwith
                      Expect.equal (value (Modes.ofMatrix modeOf flow)) (value expected) $"{name}, T = {length}")
          }
          test "the numbers agree with the full matrices" {
              let random = Random 9

              // An orthonormal frame by Gram-Schmidt.
              let orthonormalFrame rows columns =
                  let rec next (found: float[] list) k =
                      if k = columns then
                          List.rev found
                      else
                          let start = Array.init rows (fun _ -> random.NextDouble() - 0.5)
                          let dot (x: float[]) (y: float[]) = Array.fold2 (fun t p q -> t + p * q) 0.0 x y
                          let cleared = found |> List.fold (fun x e -> Array.map2 (fun p q -> p - dot x e * q) x e) start
                          let norm = sqrt (dot cleared cleared)
                          next ((cleared |> Array.map (fun p -> p / norm)) :: found) (k + 1)

                  let columnsFound = next [] 0 |> Array.ofList
                  Array2D.init rows columns (fun p q -> columnsFound[q][p])

              for length in 1..4 do
                  let sizes =
                      { T = length
                        Nx = 3
                        Nh = 4
                        Ny = 2
                        P = 1 }
                  let diagonal () =
                      let entries = [| random.NextDouble(); random.NextDouble() |]
                      Array2D.init 2 2 (fun p q -> if p = q then entries[p] else 0.0)


                  let values =
                      [ "U", [], orthonormalFrame 2 2
                        "V", [], orthonormalFrame 3 2
                        "R", [], orthonormalFrame 4 2
                        "A", [], diagonal ()
                        "B", [], diagonal ()
                        "C", [], diagonal ()
                        for k in 1..length do
                            "S", [ k ], diagonal () ]

                  let point = pointOf sizes values
                  let point =
                      { point with
                          Scalars =
                              { point.Scalars with
                                  Symbols = fun s -> if s.Name = "K" then ValueSome 2.0 else point.Scalars.Symbols s } }

                  List.zip alignedFlows.Value diagonalFlows.Value
                  |> List.iter (fun (e, d) -> Expect.isLessThan (distance (evaluate point e) (evaluate point d)) 1e-12 $"T = {length}")
          }
          test "what is not diagonal has no modes" {
              Expect.throwsT<UnsupportedOperation> (fun () -> Modes.ofMatrix modeOf WH |> ignore) "W_h"
              Expect.throwsT<UnsupportedOperation> (fun () -> Modes.ofMatrix modeOf (Matrix.trace B) |> ignore) "trace"
          } ]

[<Tests>]
let tests = testList "modes of matrices" [ similarity; alignment ]
