namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Matrices

/// From the loss over the three weight matrices to the modes, by the matrix calculus (theory: Sections 1-3).
[<RequireQualifiedAccess>]
module FromLoss =
    let private transpose = Matrix.transpose

    let private matrixEquation name number left (right: MatrixExpr) rule =
        { Equation.derived name number left Canonical.zero rule with
            Matrix = Some(MatrixPrinting.print right, MatrixPrinting.latex right) }

    let private flowOf (w: MatrixSymbol) = $"tau*d{w.Name}/dt", $"\\tau \\frac{{\\mathrm{{d}}{Latex.name w.Name}}}{{\\mathrm{{d}}t}}"

    // No task enters here, so each stage is derived once for either kind of loss.
    let private once (derive: Outputs -> 'a) =
        let last, every = lazy (derive Last), lazy (derive Every)

        fun outputs ->
            match outputs with
            | Last -> last.Value
            | Every -> every.Value

    let private flows = once (fun outputs -> Network.weights |> List.map (Network.flow outputs))

    /// Without whitening: the flows of W_x, W_h, W_y in correlation matrices.
    let correlated = once (flows >> List.map (Rewriting.rewrite Network.correlations))

    /// With Sigma^{X_i X_j} = [i = j] I.
    let whitened = once (correlated >> List.map (Rewriting.rewrite Network.whitening))

    /// The section "gradients".
    let gradients =
        once (fun outputs ->
            let step number (w: MatrixSymbol) suffix right rule = matrixEquation (w.Name + suffix) number (flowOf w) right rule

            Section.make
                "gradients"
                "Gradient flow of the weights"
                [ matrixEquation
                      "loss"
                      (if outputs = Last then "(4)" else "(144)")
                      ("loss", "\\mathcal{L}")
                      (Network.loss outputs)
                      "half the squared error over the samples, as a trace"
                  for w, number, e in List.zip3 Network.weights [ "(16)"; "(17)"; "(18)" ] (flows outputs) do
                      step number w "" e "-dL/dW by the trace rule, with d(W^n) = sum_r W^r dW W^(n-1-r)"
                  for w, e in List.zip Network.weights (correlated outputs) do
                      step "" w ".correlations" e "write correlations for products of the data"
                  for w, number, e in List.zip3 Network.weights [ "(23)"; "(24)"; "(25)" ] (whitened outputs) do
                      step number w ".whitened" e "Assumption 1: whitened inputs, Sigma^{X_i X_j} = [i = j] I" ]
                [ "Up to the equations in correlations no assumption on the data is made." ])

    // ---- Alignment ----------------------------------------------------------------------------------------------------

    let private size = Canonical.symbol (Vocabulary.index "K")
    let private frame name rows = Matrix.real name rows size
    let private u, private v, private r =
        frame "U" Network.outputs, frame "V" Network.inputs, frame "R" Network.width
    let private a, private b, private c, private s =
        Matrix.diagonal "A" size, Matrix.diagonal "B" size, Matrix.diagonal "C" size, Matrix.diagonal "S" size
    let private U, private V, private R = Matrix.ofSymbol u, Matrix.ofSymbol v, Matrix.ofSymbol r

    /// The correlations of a task, S_i (or S_{t,i}) in the frames U and V; the indices that the loss counts.
    let private singular (outputs: Outputs) (counted: Expr) (step: Expr) =
        match outputs with
        | Last -> Matrix.indexed s [ step ]
        | Every -> Matrix.indexed s [ counted; step ]

    let private formalStep, private formalInput = Vocabulary.index "s_1", Vocabulary.index "k_1"

    /// Assumptions 2 and 3: Sigma^{YX_i} = U S_i V^T, W_x = R A V^T, W_h = R B R^T, W_y = U C R^T.
    let private aligned outputs (e: MatrixExpr) =
        e
        |> Matrix.replace Network.inputWeights [] (R *@ Matrix.ofSymbol a *@ transpose V)
        |> Matrix.replace Network.recurrentWeights [] (R *@ Matrix.ofSymbol b *@ transpose R)
        |> Matrix.replace Network.outputWeights [] (U *@ Matrix.ofSymbol c *@ transpose R)
        |> Matrix.replace
            Network.targetCorrelation
            [ formalStep; formalInput ]
            (U *@ singular outputs (Canonical.symbol formalStep) (Canonical.symbol formalInput) *@ transpose V)

    let private orthogonality = List.collect Rewriting.orthonormal [ u; v; r ]

    /// The flow of each weight matrix seen from its frames: diagonal.
    let diagonal =
        once (fun outputs ->
            List.map2
                (fun (left, right) e -> transpose left *@ aligned outputs e *@ right |> Rewriting.rewrite orthogonality)
                [ R, V; R, R; U, R ]
                (whitened outputs))

    let private modeOf (m: MatrixSymbol) =
        match m.Name with
        | "A" -> ValueSome Mode.input
        | "B" -> ValueSome Mode.recurrent
        | "C" -> ValueSome Mode.output
        | "S" -> ValueSome TaskDynamics.singularValue
        | _ -> ValueNone

    /// One diagonal entry of each: tau a', tau b', tau c'.
    let modeFlow = once (diagonal >> List.map (Modes.ofMatrix modeOf))

    /// The energy whose gradient flow it is: -tau c' integrated over c from 0, where nothing is learned and E = 1/2 sum s^2.
    let energyOfFlow =
        once (fun outputs ->
            let ofC = List.item 2 (modeFlow outputs)
            let atZero (e: Expr) = Substitution.symbol Mode.output Canonical.zero e
            let half = Canonical.number (Rational.ofRatio 1 2)
            // tau c' is linear in c.
            let reached = Mode.c *. atZero ofC +. half *. Mode.c *. Mode.c *. Derivative.by Mode.c ofC
            let start = atZero (Energy.general { Outputs = outputs; Modes = RealModes })
            start -. reached)

    // Exactly zero for T = 1..6 at drawn modes and singular values: for double sums whose ranges the normal form does not align.
    let private zeroAtPoints (e: Expr) =
        let random = System.Random 5
        let fraction () = Rational.ofRatio (random.Next(-20, 21)) (random.Next(1, 8))

        let isZeroFor (steps: int) =
            let values = System.Collections.Generic.Dictionary<string, Rational>()

            let drawn (at: int[]) =
                let key = String.concat "," (Array.map string at)

                if not (values.ContainsKey key) then values[key] <- fraction ()

                ValueSome values[key]

            let modes = [ for s in Mode.state -> s.Name, fraction () + Rational.ofInt 3 ]

            let point =
                Evaluation.pointOf (("T", Rational.ofInt steps) :: modes)
                |> Evaluation.withIndexed TaskDynamics.singularValue.Name drawn

            match Evaluation.toRational point e with
            | Ok q -> q.IsZero
            | Error _ -> false

        if Seq.forall isZeroFor (seq { 1..6 }) then
            Checked 6
        else
            Unknown "not zero at a drawn point"

    let private isZero (e: Expr) =
        match Equality.isZero (Expand.expand e) with
        | Unknown _ -> zeroAtPoints e
        | verdict -> verdict

    let private sameAsEnergy (outputs: Outputs) =
        let energy = Energy.general { Outputs = outputs; Modes = RealModes }
        isZero (energyOfFlow outputs -. energy)

    /// The section "alignment".
    let alignment =
        once (fun outputs ->
            let frames = [ "R^T", "V"; "R^T", "R"; "U^T", "R" ]

            let decomposition name left (right: MatrixExpr) rule = matrixEquation name "" left right rule

            let seenFrom (w: MatrixSymbol) (left: string, right: string) =
                let upright = left.Replace("^T", "^{\\top}")
                $"tau*{left} d{w.Name}/dt {right}",
                $"\\tau\\, {upright} \\frac{{\\mathrm{{d}}{Latex.name w.Name}}}{{\\mathrm{{d}}t}} {right}"

            let flows = modeFlow outputs
            let energy = energyOfFlow outputs

            let gradientChecks =
                List.map2 (fun (s: Symbol) slope -> isZero (slope +. Derivative.by (Canonical.symbol s) energy)) Mode.state flows

            Section.make
                "alignment"
                "From the weights to the modes"
                [ decomposition
                      "Sigma"
                      ("Sigma_YX[i]", "\\Sigma^{YX_i}")
                      (U *@ singular outputs Mode.t Mode.i *@ transpose V)
                      "Assumption 2: the correlations share their singular vectors"
                  decomposition "W_x" ("W_x", "W_x") (R *@ Matrix.ofSymbol a *@ transpose V) "Assumption 3: aligned weights"
                  decomposition
                      "W_h"
                      ("W_h", "W_h")
                      (R *@ Matrix.ofSymbol b *@ transpose R)
                      "Assumption 3, with one frame R on both sides, so that powers stay diagonal"
                  decomposition "W_y" ("W_y", "W_y") (U *@ Matrix.ofSymbol c *@ transpose R) "Assumption 3"
                  yield!
                      List.map3
                          (fun (w: MatrixSymbol) frame e ->
                              decomposition (w.Name + ".diagonal") (seenFrom w frame) e "insert, and use U^T U = V^T V = R^T R = I")
                          Network.weights
                          frames
                          (diagonal outputs)
                  yield!
                      List.map3
                          (fun (symbol: Symbol) (number, e) verdict ->
                              Equation.make
                                  (symbol.Name + "'")
                                  number
                                  ($"tau*{symbol.Name}'", "\\tau\\,\\dot{" + symbol.Name + "}")
                                  e
                                  "one diagonal entry; equal to minus the derivative of the energy below"
                                  verdict)
                          Mode.state
                          (List.zip [ "(5)"; "(6)"; "(7)" ] flows)
                          gradientChecks
                  Equation.make
                      "energy"
                      "(8)"
                      ("energy", "E")
                      energy
                      "-tau c' integrated over c from 0; equal to the sum of squares"
                      (sameAsEnergy outputs) ]
                [ "The frames do not move: the flow of an aligned network has no part outside the diagonal." ])
