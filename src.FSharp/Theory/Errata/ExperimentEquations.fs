namespace LrnnSymbolic.Theory

open System
open System.Numerics
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Matrices

/// How the experiments are set up: (191)-(204), and claims of appendix P.
[<RequireQualifiedAccess>]
module internal ExperimentEquations =
    let private entry = PrintedEquation.make "experiments"
    let private power = ValueMatrix.power

    // ---- Aligned starts -------------------------------------------------------------------------------------------------

    [<NoEquality; NoComparison>]
    type private Frames =
        { Size: int
          U: ValueMatrix
          V: ValueMatrix
          Rx: ValueMatrix
          Other: ValueMatrix
          A: ValueMatrix
          B: ValueMatrix
          C: ValueMatrix }

    let private frames =
        let random = Random 9

        [ for size in [ 2; 3; 4 ] ->
              let frame () = ValueMatrix.drawOrthogonal random size
              let diagonal () = ValueMatrix.Diagonal [| for _ in 1..size -> Numerics.Complex(0.5 + random.NextDouble(), 0.0) |]

              { Size = size
                U = frame ()
                V = frame ()
                Rx = frame ()
                Other = frame ()
                A = diagonal ()
                B = diagonal ()
                C = diagonal () } ]

    let private overFrames text (ours: Frames -> ValueMatrix) (literal: Frames -> ValueMatrix) (mended: (Frames -> ValueMatrix) option) =
        PrintedEquation.check (fun () ->
            [ for f in frames ->
                  { Place = $"N = {f.Size}, drawn frames{text}"
                    Ours = ValueMatrix.values (ours f)
                    Literal = ValueMatrix.values (literal f)
                    Agreed = None
                    Mended = mended |> Option.map (fun side -> ValueMatrix.values (side f)) } ])

    // U^T W_y W_h^k W_x V of weights with frames R_x and R_y.
    let private seen k (f: Frames) (rx: ValueMatrix) (ry: ValueMatrix) =
        let wx, wh, wy = rx * f.A * f.V.T, ry * f.B * rx.T, f.U * f.C * ry.T
        f.U.T * wy * power k wh * wx * f.V

    let private alignedStarts =
        [ for number, left, right, k in [ "191", "W_x", "R_x*A*V^T", 0; "192", "W_h", "R_y*B*R_x^T", 2; "193", "W_y", "U*C*R_y^T", 0 ] do
              entry number $"{left} = {right}, with R_y = R_x^(-1)"
              |> PrintedEquation.corrected $"{left} = {right}, with R_y = R_x"
              |> PrintedEquation.note
                  $"right as a formula; the frames must be one, or U^T*W_y*W_h^{k}*W_x*V, which is compared, is not diagonal"
              |> overFrames
                  $", U^T*W_y*W_h^{k}*W_x*V"
                  (fun f -> f.C * power k f.B * f.A)
                  (fun f -> seen k f f.Rx f.Rx.T)
                  (Some(fun f -> seen k f f.Rx f.Rx)) ]

    let private readings =
        [ entry "197" "A = R_x^T*W_x*V"
          |> overFrames "" (fun f -> f.A) (fun f -> f.Rx.T * (f.Rx * f.A * f.V.T) * f.V) None
          entry "198" "B = R_y^T*W_h*R_x"
          |> overFrames "" (fun f -> f.B) (fun f -> f.Other.T * (f.Other * f.B * f.Rx.T) * f.Rx) None
          entry "199" "C = U^T*W_y*R_y"
          |> overFrames "" (fun f -> f.C) (fun f -> f.U.T * (f.U * f.C * f.Other.T) * f.Other) None ]
        |> List.map (PrintedEquation.note "the inverse of (191)-(193), for any orthogonal R_x and R_y")

    let private weights =
        [ "W_x", "D_x", (fun (w: NormalWeights) -> w.Network.Wx), (fun (w: NormalWeights) -> w.Dx)
          "W_h", "D_h", (fun w -> w.Network.Wh), (fun w -> w.Dh)
          "W_y", "D_y", (fun w -> w.Network.Wy), (fun w -> w.Dy) ]

    let private rotations =
        [ for number, (name, d, real, spectrum) in List.zip [ "194"; "195"; "196" ] weights do
              entry number $"{name} = P*{d}*P^dag"
              |> PrintedEquation.convention NormalWeights.unitary
              |> PrintedEquation.check (NormalWeights.trialsOfFrame real (fun w -> w.P * spectrum w * w.P.Dagger))
          for number, (name, d, real, spectrum) in List.zip [ "200"; "201"; "202" ] weights do
              entry number $"{d} = P^dag*{name}*P"
              |> PrintedEquation.note "P unitary"
              |> PrintedEquation.check (NormalWeights.trials spectrum (fun w -> w.P.Dagger * real w * w.P) None) ]

    // ---- Data -----------------------------------------------------------------------------------------------------------

    // Whitened inputs: each sample is one input direction at one step, so Y X_i^T is the correlation of step i.
    let private inputs size length i =
        ValueMatrix.Init size (size * length) (fun row column -> if column = (i - 1) * size + row then Complex.One else Complex.Zero)

    let private targets number printed corrected note (correlation: int -> ValueMatrix) (printedFactor: int -> ValueMatrix) size =
        entry number printed
        |> PrintedEquation.corrected corrected
        |> PrintedEquation.note note
        |> PrintedEquation.check (fun () ->
            [ for length in [ 2; 3 ] ->
                  let y (factor: int -> ValueMatrix) step =
                      MatrixEquation.sum size (size * length) (seq { for i in 1..length -> factor i * inputs size length (step i) })

                  let correlations (y: ValueMatrix) =
                      [ for i in 1..length do
                            yield! ValueMatrix.values (y * (inputs size length i).T) ]

                  { Place = $"T = {length}, N = {size}, whitened inputs, Y*X[i]^T for every i"
                    Ours =
                      [ for i in 1..length do
                            yield! ValueMatrix.values (correlation i) ]
                    Literal = correlations (y printedFactor (fun _ -> length))
                    Agreed = None
                    Mended = Some(correlations (y correlation id)) } ])

    let private block i = NormalWeights.blocks [| Numerics.Complex(0.5 * float i, 1.0) |]

    let private data =
        // Columns (1, i) and (1, -i), as printed.
        let q =
            ValueMatrix.Init 2 2 (fun i j ->
                if i = 0 then Complex.One
                elif j = 0 then Complex.ImaginaryOne
                else -Complex.ImaginaryOne)
        let inverse = 0.5 * q.Dagger
        let scale = [ PrintedValue.ofDouble 1.0 ]
        let column (y: Complex) = ValueMatrix.Init 2 1 (fun i _ -> if i = 0 then Complex.One else y)

        [ targets
              "203"
              "Y_T = sum(U*S[i]*V^T*X[t], i, 1, T)"
              "Y_T = sum(U*S[i]*V^T*X[i], i, 1, T)"
              "t is not bound; read as T"
              (fun i -> float i * ValueMatrix.Identity 1)
              (fun i -> float i * ValueMatrix.Identity 1)
              1
          targets
              "204"
              "Y_T = sum(Q*H[i]*Q^(-1)*X[t], i, 1, T), H[i] of real blocks [[mu, -nu], [nu, mu]], Q of columns (1, i), (1, -i)"
              "Y_T = sum(H[i]*X[i], i, 1, T), where H[i] = P*D[i]*P^dag is real already, P of columns (1, -i)/sqrt(2), (1, i)/sqrt(2)"
              "Q*H*Q^(-1) is complex; t is not bound, read as T"
              block
              (fun i -> q * block i * inverse)
              2
          entry "204 text" "H*v = (mu + i*nu)*v for v = (1, i)"
          |> PrintedEquation.corrected "H*v = (mu + i*nu)*v for v = (1, -i)"
          |> PrintedEquation.note "compared is H*v - (mu + i*nu)*v; for a unitary P divide by sqrt(2)"
          |> PrintedEquation.check (fun () ->
              [ for z in [ Numerics.Complex(0.0, 1.0); Numerics.Complex(0.5, -0.25) ] ->
                    let difference (v: ValueMatrix) =
                        NormalWeights.blocks [| z |] * v - v * ValueMatrix.Diagonal [| z |] |> ValueMatrix.values

                    { Place = $"mu = {z.Real}, nu = {z.Imaginary}"
                      Ours = ValueMatrix.values (ValueMatrix.Zero 2 1) @ scale
                      Literal = difference (column Complex.ImaginaryOne) @ scale
                      Agreed = None
                      Mended = Some(difference (column -Complex.ImaginaryOne) @ scale) } ]) ]

    // ---- Text of appendices J and P -------------------------------------------------------------------------------------

    // One step of descent on the mean of squared errors over samples and outputs.
    let private timescale =
        let mean =
            let count = Network.samples *. Network.outputs
            Matrix.scale (Canonical.divide Canonical.one count) (Matrix.squaredNorm (Network.Y Mode.T -@ Network.prediction Mode.T))

        let gradient =
            MatrixEquation.derived (fun () -> MatrixDerivative.gradient (MatrixDerivative.by Network.inputWeights) mean)
        let flow = MatrixEquation.derived (fun () -> Network.flow Last Network.inputWeights)
        let rate = 0.25
        let steps (factor: float) (n: DrawnNetwork) = rate * factor / float (n.Samples * n.Outputs) * flow n

        entry "P.2 text" "tau = P*N_y/eta for descent on the mean squared error"
        |> PrintedEquation.corrected
            "tau = P*N_y/(2*eta) for the mean of squared errors over samples and outputs; P*N_y/eta belongs to half of it"
        |> PrintedEquation.note "compared is one step of W_x, eta = 1/4"
        |> MatrixEquation.mended DrawnNetwork.all (fun n -> -(rate * gradient n)) (steps 1.0) (steps 2.0)

    let private earlyImportance =
        entry "P.4.3 text" "y_T = sum(t*x[t], t, 1, T), early importance"
        |> PrintedEquation.corrected "y_T = sum(x[t]/t, t, 1, T), early importance"
        |> PrintedEquation.note "early importance means that s_t falls with t; possibly only in the transcription"
        |> PrintedEquation.check (fun () ->
            let task =
                match TaskDynamics.parse "early-importance" with
                | Ok task -> task.Formula
                | Error(InputProblem problem) -> raise (UnsupportedOperation problem)

            let at k (formula: Expr) =
                [ ScalarEquation.value Place.all.Head (Substitution.symbol TaskDynamics.step (Canonical.ofInt k) formula) ]

            [ for k in 1..3 ->
                  { Place = $"importance of step {k}"
                    Ours = at k task
                    Literal = at k (ScalarEquation.parse "t")
                    Agreed = None
                    Mended = Some(at k (ScalarEquation.parse "1/t")) } ])

    let private scale =
        entry "J text" "variance = sigma"
        |> PrintedEquation.corrected "variance = sigma^2/N"
        |> PrintedEquation.note "App. J against P.1.2, whose standard deviation is sigma/sqrt(N); N inputs of a unit"
        |> ScalarEquation.against
            [ for sigma, n in [ 1, 4; 3, 9 ] ->
                  Place.all.Head
                  |> Place.withValue "sigma" (Rational.ofRatio sigma 2)
                  |> Place.withValue "N" (Rational.ofInt n) ]
            ScalarEquation.everywhere
            id
            (fun () -> Canonical.power (ScalarEquation.parse "sigma/sqrt(N)") (Canonical.ofInt 2))

    let all = alignedStarts @ rotations @ readings @ data @ [ timescale; earlyImportance; scale ]
