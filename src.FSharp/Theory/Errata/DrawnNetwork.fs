namespace LrnnSymbolic.Theory

open System
open System.Numerics
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Matrices

/// A network and its data in numbers, at which matrix equations are compared.
[<NoEquality; NoComparison>]
type internal DrawnNetwork =
    {
        T: int
        Wx: ValueMatrix
        Wh: ValueMatrix
        Wy: ValueMatrix
        /// X_i and Y_t, a column a sample.
        X: int -> ValueMatrix
        Y: int -> ValueMatrix
        /// Sigma^{Y_t X_i}.
        Correlation: int -> int -> ValueMatrix
    }

    member n.Inputs = n.Wx.Columns
    member n.Width = n.Wh.Rows
    member n.Outputs = n.Wy.Rows
    member n.Samples = (n.X 1).Columns

    /// W_y W_h^k W_x, the response after k steps.
    member n.Path k = n.Wy * ValueMatrix.power k n.Wh * n.Wx
    /// h after k inputs.
    member n.Hidden k =
        ValueMatrix.sum (ValueMatrix.Zero n.Width n.Samples) (seq { for i in 1..k -> ValueMatrix.power (k - i) n.Wh * n.Wx * n.X i })
    /// Y_t minus the network's output.
    member n.Error t = n.Y t - n.Wy * n.Hidden t

[<RequireQualifiedAccess>]
module internal DrawnNetwork =
    let private memoized (make: int -> ValueMatrix) =
        let known = [| for k in 1..6 -> make k |]
        fun k -> known[k - 1]

    let private ofShape (random: Random) (length, inputs, width, outputs, samples) =
        let draw = ValueMatrix.draw random
        let x, y = memoized (fun _ -> draw inputs samples), memoized (fun _ -> draw outputs samples)

        { T = length
          Wx = draw width inputs
          Wh = draw width width
          Wy = draw outputs width
          X = x
          Y = y
          Correlation = fun t i -> y t * (x i).T }

    /// One unit each, every weight and input 1, target 0.
    let unit length =
        let one = ValueMatrix.Identity 1
        let zero = ValueMatrix.Zero 1 1

        { T = length
          Wx = one
          Wh = one
          Wy = one
          X = fun _ -> one
          Y = fun _ -> zero
          Correlation = fun t i -> float (t + i) * one }

    /// Networks of one unit: all matrices commute.
    let commuting =
        let random = Random 2
        [ unit 1
          unit 2
          for length in [ 2; 3; 4 ] do
              ofShape random (length, 1, 1, 1, 2) ]

    /// Those and rectangular shapes.
    let all =
        let random = Random 3

        [ yield! List.truncate 3 commuting
          for shape in [ 2, 2, 2, 2, 2; 3, 2, 2, 2, 2; 3, 2, 3, 2, 3; 4, 3, 2, 1, 2; 2, 1, 3, 2, 1 ] do
              ofShape random shape ]

    /// Square ones with as many units everywhere, for frames that turn into one another.
    let square =
        let random = Random 4
        [ for shape in [ 2, 2, 2, 2, 2; 3, 3, 3, 3, 2; 1, 2, 2, 2, 2 ] do
              ofShape random shape ]

    let describe (n: DrawnNetwork) =
        let named (name: string) m = $"{name} = {ValueMatrix.text m}"

        [ $"T = {n.T}"
          named "W_x" n.Wx
          named "W_h" n.Wh
          named "W_y" n.Wy
          for i in 1 .. n.T do
              named $"X[{i}]" (n.X i)
          named $"Y[{n.T}]" (n.Y n.T) ]
        |> String.concat ", "

    /// The value of a derived matrix expression.
    let evaluate (n: DrawnNetwork) (e: MatrixExpr) : ValueMatrix =
        let scalars =
            [ "T", n.T; "N_x", n.Inputs; "N_h", n.Width; "N_y", n.Outputs; "P", n.Samples ]
            |> List.map (fun (name, value) -> name, Numerics.Complex(float value, 0.0))

        let value (s: MatrixSymbol) (at: int list) =
            match s.Name, at with
            | "W_x", [] -> ValueSome n.Wx.Entries
            | "W_h", [] -> ValueSome n.Wh.Entries
            | "W_y", [] -> ValueSome n.Wy.Entries
            | "X", [ i ] -> ValueSome (n.X i).Entries
            | "Y", [ t ] -> ValueSome (n.Y t).Entries
            | "Sigma_YX", [ t; i ] -> ValueSome (n.Correlation t i).Entries
            | _ -> ValueNone

        { Entries =
            MatrixEvaluation.value
                Evaluation.complexes
                { Scalars = Evaluation.pointOf scalars
                  Matrices = value }
                e }

/// Printed matrix equations against derived matrix expressions, at networks.
[<RequireQualifiedAccess>]
module internal MatrixEquation =
    type Side = DrawnNetwork -> ValueMatrix

    /// One trial for each network; the convention holds where its side gives a value.
    let trials
        (networks: DrawnNetwork list)
        (ours: Side)
        (literal: Side)
        (agreed: (DrawnNetwork -> ValueMatrix option) option)
        (mended: Side option)
        =
        [ for n in networks ->
              { Place = DrawnNetwork.describe n
                Ours = ValueMatrix.values (ours n)
                Literal = ValueMatrix.values (literal n)
                Agreed = agreed |> Option.bind (fun side -> side n) |> Option.map ValueMatrix.values
                Mended = mended |> Option.map (fun side -> ValueMatrix.values (side n)) } ]

    /// Nothing but the two sides.
    let plainly networks (ours: Side) (literal: Side) = PrintedEquation.check (fun () -> trials networks ours literal None None)

    let mended networks (ours: Side) (literal: Side) (corrected: Side) =
        PrintedEquation.check (fun () -> trials networks ours literal None (Some corrected))

    /// The derived expression, made once.
    let derived (make: unit -> MatrixExpr) : Side =
        let expression = lazy make ()
        fun n -> DrawnNetwork.evaluate n expression.Value

    /// Sums of terms, zero of the shape that W_x, W_h, W_y or the output has.
    let sum (rows: int) (columns: int) (parts: ValueMatrix seq) = ValueMatrix.sum (ValueMatrix.Zero rows columns) parts
