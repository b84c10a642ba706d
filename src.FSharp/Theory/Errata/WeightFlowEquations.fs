namespace LrnnSymbolic.Theory

open System
open System.Numerics

/// The network and the flow of its weights: (3), (13), (16)-(18), (23)-(35), and for every output (146)-(151).
[<RequireQualifiedAccess>]
module internal WeightFlowEquations =
    let private entry = PrintedEquation.make "weights"
    let private all = DrawnNetwork.all
    let private power = ValueMatrix.power

    let private weight k = List.item k Network.weights
    let private gradient =
        [ for k in 0..2 -> MatrixEquation.derived (fun () -> Network.flow Last (weight k)) ]
    let private whitenedLast =
        [ for k in 0..2 -> MatrixEquation.derived (fun () -> List.item k (FromLoss.whitened Last)) ]
    let private whitenedEvery =
        [ for k in 0..2 -> MatrixEquation.derived (fun () -> List.item k (FromLoss.whitened Every)) ]
    let private whitened outputs k =
        (match outputs with
         | Last -> whitenedLast
         | Every -> whitenedEvery)[k]

    // ---- Printed sides ----------------------------------------------------------------------------------------------

    // (23)-(25) with any M_i in the place of Sigma^{YX_i} - W_y W_h^(T-i) W_x; last is the upper end of r for step i.
    let private ofX (n: DrawnNetwork) (t: int) (m: int -> ValueMatrix) =
        MatrixEquation.sum n.Width n.Inputs (seq { for i in 1..t -> (power (t - i) n.Wh).T * n.Wy.T * m i })

    let private ofH (n: DrawnNetwork) (t: int) (last: int -> int) (m: int -> ValueMatrix) =
        seq {
            for i in 1 .. t - 1 do
                for r in 0 .. last i do
                    // A negative power, where the printed bounds ask for one, is left out.
                    if t - i - 1 - r >= 0 then
                        (power r n.Wh).T * n.Wy.T * m i * n.Wx.T * (power (t - i - 1 - r) n.Wh).T
        }
        |> MatrixEquation.sum n.Width n.Width

    let private ofY (n: DrawnNetwork) (t: int) (m: int -> ValueMatrix) =
        MatrixEquation.sum n.Outputs n.Width (seq { for i in 1..t -> m i * n.Wx.T * (power (t - i) n.Wh).T })

    let private whitenedError (n: DrawnNetwork) t i = n.Correlation t i - n.Path(t - i)
    let private sampled (n: DrawnNetwork) i = n.Error n.T * (n.X i).T
    let private whole (n: DrawnNetwork) i = n.T - i - 1

    let private sides (m: DrawnNetwork -> int -> ValueMatrix) : (DrawnNetwork -> ValueMatrix) list =
        [ fun n -> ofX n n.T (m n)
          fun n -> ofH n n.T (whole n) (m n)
          fun n -> ofY n n.T (m n) ]

    let private whitenedSides = sides (fun n -> whitenedError n n.T)

    let private texts error =
        [ $"sum((W_h^(T - i))^T*W_y^T*{error}, i, 1, T)"
          $"sum(sum((W_h^r)^T*W_y^T*{error}*W_x^T*(W_h^(T - i - 1 - r))^T, r, 0, T - i - 1), i, 1, T - 1)"
          $"sum({error}*W_x^T*(W_h^(T - i))^T, i, 1, T)" ]

    let private names = [ "W_x"; "W_h"; "W_y" ]

    /// Equations of the three flows under one set of numbers.
    let private flows numbers error (side: (DrawnNetwork -> ValueMatrix) list) ours decorate =
        [ for k in 0..2 do
              match List.item k numbers with
              | "" -> ()
              | number ->
                  entry number $"tau*{names[k]}' = {List.item k (texts error)}"
                  |> decorate
                  |> MatrixEquation.plainly all (ours k) side[k] ]

    let private hidden number =
        entry number "h[t + 1] = sum(W_h^(t - i)*W_x*x[i], i, 1, t)"
        |> PrintedEquation.note "compared through W_y h[T + 1] with the recursion, h[1] = 0"
        |> MatrixEquation.plainly
            all
            (fun n ->
                let mutable h = ValueMatrix.Zero n.Width n.Samples
                for i in 1 .. n.T do
                    h <- n.Wh * h + n.Wx * n.X i
                n.Wy * h)
            (MatrixEquation.derived (fun () -> Network.prediction Mode.T))

    // ---- Teachers ---------------------------------------------------------------------------------------------------

    // Whitened inputs need P >= T N_x; here each sample is one input of one step.
    let private whitenedInputs (n: DrawnNetwork) i =
        ValueMatrix.Init n.Inputs (n.T * n.Inputs) (fun row column ->
            if column = (i - 1) * n.Inputs + row then Complex.One else Complex.Zero)

    let private teacher number printed literal agreed convention =
        let ours (n: DrawnNetwork) (x: int -> ValueMatrix) t =
            MatrixEquation.sum n.Outputs n.Inputs (seq { for j in 1 .. n.T -> n.Path(n.T - j) * x j * (x t).T })

        entry number printed
        |> PrintedEquation.convention convention
        |> PrintedEquation.check (fun () ->
            [ for n in List.filter (fun (n: DrawnNetwork) -> n.T > 1) all do
                  { Place = DrawnNetwork.describe n
                    Ours = ValueMatrix.values (ours n n.X 1)
                    Literal = ValueMatrix.values (literal n n.X 1)
                    Agreed = None
                    Mended = None }
                  { Place = DrawnNetwork.describe n + ", whitened"
                    Ours = ValueMatrix.values (ours n (whitenedInputs n) 1)
                    Literal = ValueMatrix.values (literal n (whitenedInputs n) 1)
                    Agreed = Some(ValueMatrix.values (agreed n (whitenedInputs n) 1))
                    Mended = None } ])

    let private oneStep (n: DrawnNetwork) (x: int -> ValueMatrix) t = n.Path(n.T - t) * x t * (x t).T
    let private response (n: DrawnNetwork) (_: int -> ValueMatrix) t = n.Path(n.T - t)

    let private teachers prefix =
        [ teacher
              (if prefix = "" then "27" else "167")
              "Sigma_YX[t] = sum_p W_y*W_h^(T - t)*W_x*x[p,t]*x[p,t]^T"
              oneStep
              oneStep
              "whitened inputs, used one line early: cross terms of other steps are dropped"
          teacher (if prefix = "" then "28" else "168") "Sigma_YX[t] = W_y*W_h^(T - t)*W_x" response response "whitened inputs" ]

    let forComplex = teachers "complex"

    // ---- Frames -----------------------------------------------------------------------------------------------------

    // Diagonal weights as seen from U, V, R_x and R_y, in a network that has them.
    let private framed (n: DrawnNetwork) (same: bool) =
        let random = Random 5
        let size = n.Width
        let frame () = ValueMatrix.drawOrthogonal random size
        let diagonal () = ValueMatrix.Diagonal [| for _ in 1..size -> Complex(0.5 + random.NextDouble(), 0.0) |]
        let u, v, rx, other = frame (), frame (), frame (), frame ()
        let ry = if same then rx else other
        let a, b, c = diagonal (), diagonal (), diagonal ()
        let s = [| for _ in 1..5 -> diagonal () |]

        let seen =
            { n with
                Wx = rx * a * v.T
                Wh = ry * b * rx.T
                Wy = u * c * ry.T
                Correlation = fun t i -> u * s[(t + i) % 5] * v.T }

        // The same network in its diagonal form.
        let bars =
            { n with
                Wx = a
                Wh = b
                Wy = c
                Correlation = fun t i -> s[(t + i) % 5] }
        seen, bars, (u, v, rx, ry)

    let private fromFrames k (flow: ValueMatrix) (u: ValueMatrix, v: ValueMatrix, rx: ValueMatrix, ry: ValueMatrix) =
        match k with
        | 0 -> rx.T * flow * v
        | 1 -> ry.T * flow * rx
        | _ -> u.T * flow * ry

    let private alignedTrials outputs k (literal: DrawnNetwork -> ValueMatrix) (mended: (DrawnNetwork -> ValueMatrix) option) () =
        [ for n in DrawnNetwork.square do
              for same in [ true; false ] do
                  let seen, bars, frames = framed n same
                  let ours = fromFrames k (whitened outputs k seen) frames |> ValueMatrix.values
                  let printed = literal bars |> ValueMatrix.values
                  let equal = if same then "R_x = R_y" else "R_x != R_y"

                  if same || mended.IsNone then
                      { Place = $"T = {n.T}, N = {n.Width}, drawn frames with {equal}"
                        Ours = ours
                        Literal = printed
                        Agreed = if same then Some printed else None
                        Mended = mended |> Option.map (fun side -> ValueMatrix.values (side bars)) } ]

    let private sameFrame = "R_x = R_y, without which the flow is not diagonal"

    let private aligned =
        let sides = sides (fun n -> whitenedError n n.T)
        let texts = texts "(S[i] - W_y*W_h^(T - i)*W_x)"

        [ for k in 0..2 do
              entry (string (33 + k)) $"tau*{names[k]}' = {texts[k]}, diagonal"
              |> PrintedEquation.convention sameFrame
              |> PrintedEquation.check (alignedTrials Last k sides[k] None) ]

    let private teacherFrames =
        let plain (n: DrawnNetwork) = n.Wy * power (n.T - 1) n.Wh * n.Wx

        entry "29" "W_y*W_h^(T - t)*W_x = U*S[t]*V^T with W_y = U*S_y*R_y^T, W_h = R_y*S_h*R_x^T, W_x = R_x*S_x*V^T"
        |> PrintedEquation.corrected
            "one frame R = R_x = R_y, so that W_h = R*S_h*R^T keeps its powers diagonal and S[t] = S_y*S_h^(T - t)*S_x"
        |> PrintedEquation.note "the same condition belongs to Assumption 3"
        |> PrintedEquation.check (fun () ->
            [ for n in DrawnNetwork.square do
                  let seen, bars, (u, v, _, _) = framed n false
                  let seen', bars', (u', v', _, _) = framed n true
                  // Seen from U and V: diagonal, as claimed, or not.
                  let difference (w: DrawnNetwork) (d: DrawnNetwork) (u: ValueMatrix) (v: ValueMatrix) = u.T * plain w * v - plain d

                  { Place = $"T - t = {n.T - 1}, N = {n.Width}, drawn frames R_x != R_y: U^T*W_y*W_h^(T - t)*W_x*V - S[t]"
                    Ours = ValueMatrix.values (ValueMatrix.Zero n.Width n.Width) @ [ PrintedValue.ofDouble 1.0 ]
                    Literal = ValueMatrix.values (difference seen bars u v) @ [ PrintedValue.ofDouble 1.0 ]
                    Agreed = None
                    Mended = Some(ValueMatrix.values (difference seen' bars' u' v') @ [ PrintedValue.ofDouble 1.0 ]) } ])

    // ---- Every output -----------------------------------------------------------------------------------------------

    let private everyText =
        [ "sum(sum((W_h^(t - i))^T*W_y^T*(Sigma_YX[t,i] - W_y*W_h^(t - i)*W_x), i, 1, t), t, 1, T)"
          "sum(sum(sum((W_h^r)^T*W_y^T*(Sigma_YX[t,i] - W_y*W_h^(t - i)*W_x)*W_x^T*(W_h^(t - i - 1 - r))^T, r, 0, t - i - 1), i, 1, t - 1), t, 1, T)"
          "sum(sum((Sigma_YX[t,i] - W_y*W_h^(t - i)*W_x)*W_x^T*(W_h^(t - i))^T, i, 1, t), t, 1, T)" ]

    let private overOutputs (n: DrawnNetwork) (term: int -> ValueMatrix) =
        let first = term 1
        Seq.fold (fun total t -> total + term t) first (seq { 2 .. n.T })

    let private everySides: (DrawnNetwork -> ValueMatrix) list =
        [ fun n -> overOutputs n (fun t -> ofX n t (whitenedError n t))
          fun n -> overOutputs n (fun t -> ofH n t (fun i -> t - i - 1) (whitenedError n t))
          fun n -> overOutputs n (fun t -> ofY n t (whitenedError n t)) ]

    // The printed bound of (150) asks for a negative power too, which a diagonal matrix has.
    let private printed150 (n: DrawnNetwork) =
        let diagonalPower k (m: ValueMatrix) = ValueMatrix.Diagonal [| for j in 0 .. m.Rows - 1 -> Complex.Pow(m.Entries[j, j], float k) |]

        seq {
            for t in 1 .. n.T do
                for i in 1 .. t - 1 do
                    for r in 0 .. t - 1 -> diagonalPower r n.Wh * n.Wy * whitenedError n t i * n.Wx * diagonalPower (t - i - 1 - r) n.Wh
        }
        |> MatrixEquation.sum n.Width n.Width

    let everyOutput =
        let text k = (List.item k everyText).Replace("Sigma_YX[t,i]", "S[t,i]")
        let group = PrintedEquation.make "every output"

        [ for k in 0..2 do
              group (string (146 + k)) $"tau*{names[k]}' = {List.item k everyText}"
              |> MatrixEquation.plainly all (whitened Every k) everySides[k]
          for k in [ 0; 2 ] do
              group (string (149 + k)) $"tau*{names[k]}' = {text k}, diagonal"
              |> PrintedEquation.convention sameFrame
              |> PrintedEquation.check (alignedTrials Every k everySides[k] None)
          group "150" ("tau*W_h' = " + (text 1).Replace("r, 0, t - i - 1", "r, 0, t - 1") + ", diagonal")
          |> PrintedEquation.corrected ("tau*W_h' = " + text 1)
          |> PrintedEquation.check (alignedTrials Every 1 printed150 (Some everySides[1])) ]

    let lastOutput =
        let transposes = "(Sigma_YX[i] - W_y*W_h^(T - i)*W_x)"
        let same = id

        [ hidden "3"
          hidden "13"
          for k in 0..2 do
              // Printed as gradients: minus the flow.
              let text = List.item k (texts "(y[T,p] - yhat[T,p])*x[i,p]^T")
              entry (string (16 + k)) $"dL/d{names[k]} = -sum_p {text}"
              |> MatrixEquation.plainly all (fun n -> -(gradient[k] n)) (fun n -> -((sides sampled)[k] n))
          yield! flows [ "23"; "24"; "25" ] transposes whitenedSides (whitened Last) same
          yield! teachers ""
          teacherFrames
          yield!
              flows
                  [ "30"; ""; "32" ]
                  "(U*S[i]*V^T - W_y*W_h^(T - i)*W_x)"
                  whitenedSides
                  (whitened Last)
                  (PrintedEquation.note "Sigma_YX[i] = U*S[i]*V^T, any matrix")
          entry
              "31"
              "tau*W_h' = sum(sum((W_h^r)^T*W_y^T*(U*S[i]*V^T - W_y*W_h^(T - i)*W_x)*W_x^T*(W_h^(T - i - 1 - r))^T, r, 0, T - 1 - i - 1), i, 1, T - 1)"
          |> PrintedEquation.corrected
              "tau*W_h' = sum(sum((W_h^r)^T*W_y^T*(U*S[i]*V^T - W_y*W_h^(T - i)*W_x)*W_x^T*(W_h^(T - i - 1 - r))^T, r, 0, T - i - 1), i, 1, T - 1)"
          |> PrintedEquation.note "possibly only in the transcription"
          |> MatrixEquation.mended all (whitened Last 1) (fun n -> ofH n n.T (fun i -> n.T - i - 2) (whitenedError n n.T)) whitenedSides[1]
          yield! aligned ]

    /// The flows once more in the complex case: (163)-(165), (172)-(177).
    let flowsNamed numbers error decorate = flows numbers error whitenedSides (whitened Last) decorate
