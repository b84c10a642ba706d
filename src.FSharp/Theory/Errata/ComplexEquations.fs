namespace LrnnSymbolic.Theory

open System
open System.Numerics
open LrnnSymbolic.Algebra

/// Real weights with complex eigenvalues, in the frames that make them diagonal.
[<NoEquality; NoComparison>]
type internal NormalWeights =
    {
        /// The network whose weights and correlations are normal matrices with common eigenvectors.
        Network: DrawnNetwork
        /// Unitary, columns (1, -i)/sqrt(2) and (1, i)/sqrt(2) of each plane, turned by a real frame.
        P: ValueMatrix
        Dx: ValueMatrix
        Dh: ValueMatrix
        Dy: ValueMatrix
        /// D_{t+i}, the eigenvalues of Sigma^{Y_t X_i}.
        D: int -> ValueMatrix
    }

[<RequireQualifiedAccess>]
module internal NormalWeights =
    let private complex (x: float) (y: float) = Numerics.Complex(x, y)

    /// The real matrix of blocks [[mu, -nu], [nu, mu]].
    let blocks (eigenvalues: Complex[]) =
        let n = 2 * eigenvalues.Length

        ValueMatrix.Init n n (fun i j ->
            let z = eigenvalues[i / 2]
            if i / 2 <> j / 2 then Complex.Zero
            elif i = j then complex z.Real 0.0
            elif i > j then complex z.Imaginary 0.0
            else complex -z.Imaginary 0.0)

    /// Their eigenvectors, for mu + i nu and mu - i nu.
    let vectors planes =
        let root = sqrt 0.5

        ValueMatrix.Init (2 * planes) (2 * planes) (fun i j ->
            if i / 2 <> j / 2 then Complex.Zero
            elif i % 2 = 0 then complex root 0.0
            else complex 0.0 (if j % 2 = 0 then -root else root))

    let private pairs (eigenvalues: Complex[]) =
        ValueMatrix.Diagonal
            [| for z in eigenvalues do
                   z
                   Complex.Conjugate z |]

    let private draw (random: Random) length planes =
        let frame = ValueMatrix.drawOrthogonal random (2 * planes)
        let eigenvalues () = [| for _ in 1..planes -> complex (random.NextDouble() * 2.0 - 1.0) (0.2 + random.NextDouble()) |]
        let x, h, y = eigenvalues (), eigenvalues (), eigenvalues ()
        let d = [| for _ in 1..8 -> eigenvalues () |]
        let real (z: Complex[]) = frame * blocks z * frame.T

        { Network =
            { DrawnNetwork.unit length with
                Wx = real x
                Wh = real h
                Wy = real y
                Correlation = fun t i -> real d[t + i] }
          P = frame * vectors planes
          Dx = pairs x
          Dh = pairs h
          Dy = pairs y
          D = fun k -> pairs d[k] }

    let all =
        let random = Random 7
        [ for length, planes in [ 1, 1; 2, 1; 3, 1; 3, 2; 2, 2 ] do
              draw random length planes ]

    let describe (w: NormalWeights) = $"T = {w.Network.T}, N = {w.Network.Width}, drawn eigenvalues"

    /// Trials over normal weights.
    let trials
        (ours: NormalWeights -> ValueMatrix)
        (literal: NormalWeights -> ValueMatrix)
        (mended: (NormalWeights -> ValueMatrix) option)
        ()
        =
        [ for w in all ->
              { Place = describe w
                Ours = ValueMatrix.values (ours w)
                Literal = ValueMatrix.values (literal w)
                Agreed = None
                Mended = mended |> Option.map (fun side -> ValueMatrix.values (side w)) } ]

    let unitary = "P unitary: its columns have norm 1, in conjugate pairs"

    /// Once with the columns (1, -i) and (1, i) as they are, and once of norm 1.
    let trialsOfFrame (ours: NormalWeights -> ValueMatrix) (literal: NormalWeights -> ValueMatrix) () =
        [ for w in all do
              { Place = describe w + ", columns (1, -i), (1, i)"
                Ours = ValueMatrix.values (ours w)
                Literal = ValueMatrix.values (literal { w with P = sqrt 2.0 * w.P })
                Agreed = None
                Mended = None }
              { Place = describe w
                Ours = ValueMatrix.values (ours w)
                Literal = ValueMatrix.values (literal w)
                Agreed = Some(ValueMatrix.values (literal w))
                Mended = None } ]

/// Complex modes: (163)-(189) and the polar solutions.
[<RequireQualifiedAccess>]
module internal ComplexEquations =
    let private entry = PrintedEquation.make "complex modes"
    let private setting = { Outputs = Last; Modes = ComplexModes }
    let private mode = Mode.ofKind ComplexModes
    let private energy = lazy Energy.general setting
    let private flow = lazy GradientFlow.ofEnergy mode energy.Value

    // ---- Scalars ------------------------------------------------------------------------------------------------------

    let private parse (text: string) =
        match Parser.parse Vocabulary.complex (ScalarEquation.right text) with
        | Ok e -> e
        | Error failure -> raise (UnsupportedOperation(string failure))

    [<NoEquality; NoComparison>]
    type private ComplexPlace =
        { T: int
          Names: (string * Complex) list
          Values: Complex[] }

    let private places =
        let random = Random 8
        let quarters () = float (random.Next(-4, 5)) / 4.0
        let draw () = Numerics.Complex(quarters () + 0.125, quarters ())
        let plain names = [ for n, (x: float), y in names -> n, Numerics.Complex(x, y) ]

        [ { T = 1
            Names = plain [ "a", 0.0, 0.0; "b", 0.0, 0.0; "c", 1.0, 0.0; "tau", 1.0, 0.0 ]
            Values = [| Complex.One |] }
          { T = 1
            Names = plain [ "a", 1.0, 0.0; "b", 0.0, 0.0; "c", 0.0, 0.0; "tau", 1.0, 0.0 ]
            Values = [| Complex.One |] }
          { T = 2
            Names = plain [ "a", 1.0, 0.0; "b", 0.0, 0.0; "c", 1.0, 0.0; "tau", 1.0, 0.0 ]
            Values = [| Complex.One; Complex.ImaginaryOne |] }
          for length in [ 2; 3; 4; 3 ] do
              { T = length
                Names =
                  [ for n in [ "a"; "b"; "c" ] do
                        n, draw () ]
                  @ [ "tau", Numerics.Complex(2.0, 0.0) ]
                Values = [| for _ in 1..length -> draw () |] } ]

    let private valueAt (place: ComplexPlace) (e: Expr) =
        let point =
            Evaluation.pointOf (("T", Numerics.Complex(float place.T, 0.0)) :: place.Names)
            |> Evaluation.withIndexed "d" (fun at -> ValueSome place.Values[at[0] - 1])

        match Evaluation.toComplex point e with
        | Ok z -> PrintedValue.ofComplex z
        | Error reason -> Missing reason

    let private describe (place: ComplexPlace) =
        let text z = PrintedValue.text (PrintedValue.ofComplex z)
        let names = String.concat ", " [ for n, z in place.Names -> $"{n} = {text z}" ]
        let values = String.concat ", " [ for z in place.Values -> text z ]
        $"T = {place.T}, {names}, d = ({values})"

    let private compare (ours: unit -> Expr) (literal: unit -> Expr) (agreed: (unit -> Expr) option) (mended: (unit -> Expr) option) =
        PrintedEquation.check (fun () ->
            let ours, literal = ours (), literal ()
            let agreed, mended = agreed |> Option.map (fun f -> f ()), mended |> Option.map (fun f -> f ())

            [ for place in places ->
                  { Place = describe place
                    Ours = [ valueAt place ours ]
                    Literal = [ valueAt place literal ]
                    Agreed = agreed |> Option.map (fun e -> [ valueAt place e ])
                    Mended = mended |> Option.map (fun e -> [ valueAt place e ]) } ])

    let private tau = Canonical.symbol (Vocabulary.complex "tau")
    let private timesTau (e: Expr) = tau *. e

    let private ofMode number k printed = entry number printed |> compare (fun () -> flow.Value[k]) (fun () -> parse printed) None None

    let private square = "(d[i] - c*b^(T - i)*a)*conj(d[i] - c*b^(T - i)*a)"
    let private printedEnergy = $"E = 1/(2*tau)*sum({square}, i, 1, T)"

    let private energies =
        [ entry "185" $"E = 1/(2*T)*sum({square}, i, 1, T)"
          |> PrintedEquation.convention ScalarEquation.energyConvention
          |> PrintedEquation.corrected printedEnergy
          |> PrintedEquation.note "tau is set as T; possibly only in the transcription"
          |> compare
              energy.Force
              (fun () -> parse $"1/(2*T)*sum({square}, i, 1, T)")
              (Some(fun () -> timesTau (parse $"1/(2*T)*sum({square}, i, 1, T)")))
              (Some(fun () -> timesTau (parse printedEnergy)))
          entry "186" printedEnergy
          |> PrintedEquation.convention ScalarEquation.energyConvention
          |> compare energy.Force (fun () -> parse printedEnergy) (Some(fun () -> timesTau (parse printedEnergy))) None ]

    // With the energy of (186), differentiated by the conjugate mode.
    let private descent number k name =
        let slope () = Derivative.by (Energy.partner (Canonical.symbol mode.Symbols[k])) (parse printedEnergy)

        entry number $"tau*{name}' = -dE/d{name}*"
        |> PrintedEquation.corrected $"{name}' = -2*dE/d{name}*"
        |> PrintedEquation.note "the Wirtinger derivative needs the factor 2 for the flow (182)-(184), and E of (186) has its 1/tau already"
        |> compare
            (fun () -> flow.Value[k])
            (fun () -> Canonical.negate (slope ()))
            None
            (Some(fun () -> Canonical.ofInt -2 *. timesTau (slope ())))

    // ---- Matrices -----------------------------------------------------------------------------------------------------

    let private path (w: NormalWeights) = w.Network.Path(w.Network.T - 1)
    let private power = ValueMatrix.power

    let private spectra =
        let teacher (w: NormalWeights) =
            let seen (d: ValueMatrix) = w.P * d * w.P.Dagger
            seen w.Dy * power (w.Network.T - 1) (seen w.Dh) * seen w.Dx

        let inFrame (d: NormalWeights -> ValueMatrix) (w: NormalWeights) = w.P * d w * w.P.Dagger
        let powered (w: NormalWeights) = w.Dy * power (w.Network.T - 1) w.Dh * w.Dx

        [ entry "169" "Sigma_YX[t] = P*D_y*P^dag*(P*D_h*P^dag)^(T - t)*P*D_x*P^dag"
          |> PrintedEquation.convention NormalWeights.unitary
          |> PrintedEquation.check (NormalWeights.trialsOfFrame path teacher)
          entry "170" "Sigma_YX[t] = P*D_y*D_h*D_x*P^dag"
          |> PrintedEquation.corrected "Sigma_YX[t] = P*D_y*D_h^(T - t)*D_x*P^dag"
          |> PrintedEquation.note "the power of D_h is missing; compared at t = 1"
          |> PrintedEquation.check (NormalWeights.trials path (inFrame (fun w -> w.Dy * w.Dh * w.Dx)) (Some(inFrame powered)))
          entry "171" "Sigma_YX[t] = P*D[t]*P^dag, D[t] = D_y*D_h^(T - t)*D_x"
          |> PrintedEquation.check (NormalWeights.trials path (inFrame powered) None) ]

    let private whitened =
        [ for k in 0..2 -> MatrixEquation.derived (fun () -> List.item k (FromLoss.whitened Last)) ]

    // The flow of the real network, seen from P; every entry is compared, those off the diagonal vanish.
    let private diagonal number k printed (side: NormalWeights -> ValueMatrix) =
        entry number printed
        |> PrintedEquation.note "modes of a real network whose eigenvalues come in conjugate pairs"
        |> PrintedEquation.check (NormalWeights.trials (fun w -> w.P.Dagger * whitened[k] w.Network * w.P) side None)

    let private over (w: NormalWeights) (term: int -> ValueMatrix) last =
        let n = w.Network.Width
        MatrixEquation.sum n n (seq { for i in 1..last -> term i })

    let private error (w: NormalWeights) i = w.D(w.Network.T + i) - w.Dy * power (w.Network.T - i) w.Dh * w.Dx

    let private diagonals =
        [ diagonal "179" 0 "tau*W_x' = sum(conj(W_h)^(T - i)*conj(W_y)*(D[i] - W_y*W_h^(T - i)*W_x), i, 1, T), diagonal" (fun w ->
              over w (fun i -> power (w.Network.T - i) w.Dh.Conjugate * w.Dy.Conjugate * error w i) w.Network.T)
          diagonal
              "180"
              1
              "tau*W_h' = sum(sum(conj(W_h)^r*conj(W_y)*(D[i] - W_y*W_h^(T - i)*W_x)*conj(W_x)*conj(W_h)^(T - i - 1 - r), r, 0, T - i - 1), i, 1, T - 1), diagonal"
              (fun w ->
                  let h = w.Dh.Conjugate

                  over
                      w
                      (fun i ->
                          let m = w.Network.T - i - 1
                          let first = h.Rows
                          MatrixEquation.sum
                              first
                              first
                              (seq { for r in 0..m -> power r h * w.Dy.Conjugate * error w i * w.Dx.Conjugate * power (m - r) h }))
                      (w.Network.T - 1))
          diagonal "181" 2 "tau*W_y' = sum((D[i] - W_y*W_h^(T - i)*W_x)*conj(W_x)*conj(W_h)^(T - i), i, 1, T), diagonal" (fun w ->
              over w (fun i -> error w i * w.Dx.Conjugate * power (w.Network.T - i) w.Dh.Conjugate) w.Network.T) ]

    // ---- Solutions without loss, in polar form ------------------------------------------------------------------------

    let private polar =
        entry "O text" "b = lambda, 1/lambda, 1 and a*c = delta, delta*lambda^T, delta for complex delta and lambda"
        |> PrintedEquation.note "inverse-exponential, exponential and constant tasks"
        |> PrintedEquation.check (fun () ->
            [ for name, b, u in
                  [ "inverse-exponential", "lambda", "delta"
                    "exponential", "1/lambda", "delta*lambda^T"
                    "constant", "1", "delta" ] do
                  match TaskDynamics.parseFor setting name |> Result.map ZeroLoss.decide with
                  | Ok(Solved(ours, ours', _)) ->
                      let point =
                          { T = 3
                            Names = [ "lambda", Numerics.Complex(0.75, 0.5); "delta", Numerics.Complex(0.5, -0.25) ]
                            Values = [||] }

                      { Place = $"{name}, T = 3, lambda = (0.75, 0.5), delta = (0.5, -0.25)"
                        Ours = [ valueAt point ours; valueAt point ours' ]
                        Literal = [ valueAt point (parse b); valueAt point (parse u) ]
                        Agreed = None
                        Mended = None }
                  | _ -> raise (UnsupportedOperation $"no solution for {name}") ])

    let all =
        let real = PrintedEquation.note "real weights"

        [ yield! WeightFlowEquations.flowsNamed [ "163"; "164"; "165" ] "(Sigma_YX[i] - W_y*W_h^(T - i)*W_x)" id
          yield! WeightFlowEquations.forComplex
          yield! spectra
          yield! WeightFlowEquations.flowsNamed [ "172"; "173"; "174" ] "(P*D[i]*P^dag - W_y*W_h^(T - i)*W_x)" real
          yield!
              WeightFlowEquations.flowsNamed
                  [ "175"; "176"; "177" ]
                  "(P*D[i]*P^dag - W_y*W_h^(T - i)*W_x)"
                  (PrintedEquation.note "printed with the conjugate transpose, which is the transpose of real weights")
          yield! diagonals
          ofMode "182" 0 "tau*a' = sum(conj(b)^(T - i)*conj(c)*(d[i] - c*b^(T - i)*a), i, 1, T)"
          ofMode "183" 1 "tau*b' = sum((T - i)*conj(c)*(d[i] - c*b^(T - i)*a)*conj(a)*conj(b)^(T - i - 1), i, 1, T - 1)"
          ofMode "184" 2 "tau*c' = sum((d[i] - c*b^(T - i)*a)*conj(a)*conj(b)^(T - i), i, 1, T)"
          yield! energies
          descent "187" 0 "a"
          descent "188" 1 "b"
          descent "189" 2 "c"
          polar ]
