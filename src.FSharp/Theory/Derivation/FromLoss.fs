namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Matrices

/// From the loss over the three weight matrices to the modes, by the matrix calculus (theory: Sections 1-3).
[<RequireQualifiedAccess>]
module internal FromLoss =
    let private transpose = Matrix.transpose

    let private matrixEquation name number left (right: MatrixExpr) rule = Equation.derived name number left (Matrix right) rule

    let private tau = Letter "tau"

    // dW/dt
    let private velocityOf (w: MatrixSymbol) =
        let over, under = Quantity.differential (Letter w.Name), Quantity.differential (Letter "t")
        Named(Row [ over; Mark "/"; under ], Fraction(over, under))

    let private flowOf (w: MatrixSymbol) = Row [ Named(Row [ tau; Mark "*" ], Row [ tau; Gap ]); velocityOf w ]

    let private flows = Setting.once (fun outputs -> Network.weights |> List.map (Network.flow outputs))

    /// Without whitening: the flows of W_x, W_h, W_y in correlation matrices.
    let correlated = Setting.once (flows >> List.map (Rewriting.rewrite Network.correlations))

    /// With Sigma^{X_i X_j} = [i = j] I.
    let whitened = Setting.once (correlated >> List.map (Rewriting.rewrite Network.whitening))

    let private gradientsOf =
        Setting.once (fun outputs ->
            let step number (w: MatrixSymbol) suffix right rule = matrixEquation (w.Name + suffix) number (flowOf w) right rule

            Section.make
                "gradients"
                "Gradient flow of the weights"
                [ matrixEquation
                      "loss"
                      (if outputs = Last then "(4)" else "(144)")
                      Quantity.loss
                      (Network.loss outputs)
                      "half the squared error over the samples, as a trace"
                  |> Equation.given "the definition of the loss"
                  for w, number, e in List.zip3 Network.weights [ "(16)"; "(17)"; "(18)" ] (flows outputs) do
                      step number w "" e "-dL/dW by the trace rule, with d(W^n) = sum_r W^r dW W^(n-1-r)"
                  for w, e in List.zip Network.weights (correlated outputs) do
                      step "" w ".correlations" e "write correlations for products of the data"
                  for w, number, e in List.zip3 Network.weights [ "(23)"; "(24)"; "(25)" ] (whitened outputs) do
                      step number w ".whitened" e "Assumption 1: whitened inputs, Sigma^{X_i X_j} = [i = j] I"
                      |> Equation.given "Assumption 1, put into the equation in correlations" ]
                [ Prose.words "Up to the equations in correlations no assumption on the data is made." ]
            |> Section.general
            |> Section.explained (
                Network.letters
                @ [ "Y", "the targets, a column a trajectory"
                    "Sigma_XX", "the correlation of inputs, X X' of two steps"
                    "Sigma_YX", "the correlation of target and input, Y X'" ]
            ))

    /// The section "gradients": the weights are real, whatever the modes.
    let gradients (setting: Setting) = gradientsOf setting.Outputs

    // ---- Alignment ----------------------------------------------------------------------------------------------------
    //
    // Real modes: singular vectors, real diagonal matrices. Complex modes: U = V = P unitary and complex diagonal matrices; the
    // weights stay real, so the transpose of a weight matrix is its adjoint.

    let private size = Canonical.symbol (Vocabulary.index "K")

    [<NoEquality; NoComparison>]
    type private Frames =
        { U: MatrixSymbol
          V: MatrixSymbol
          R: MatrixSymbol
          A: MatrixSymbol
          B: MatrixSymbol
          C: MatrixSymbol
          S: MatrixSymbol }

    let private framesOf (kind: ModeKind) =
        let make, domain =
            match kind with
            | RealModes -> Matrix.real, Real
            | ComplexModes -> Matrix.complex, Complex

        let diagonal name =
            { Matrix.diagonal name size with
                Domain = domain }

        { U = make "U" Network.outputs size
          V = make "V" Network.inputs size
          R = make "R" Network.width size
          A = diagonal "A"
          B = diagonal "B"
          C = diagonal "C"
          S = diagonal (if kind = RealModes then "S" else "D") }

    let private realFrames = framesOf RealModes
    let private complexFrames = framesOf ComplexModes
    let private framesFor (setting: Setting) = if setting.Modes = RealModes then realFrames else complexFrames

    /// The correlations of a task, S_i (or S_{t,i}) in the frames U and V; the indices that the loss counts.
    let private singular (setting: Setting) (counted: Expr) (step: Expr) =
        let s = (framesFor setting).S
        match setting.Outputs with
        | Last -> Matrix.indexed s [ step ]
        | Every -> Matrix.indexed s [ counted; step ]

    let private framed left (m: MatrixExpr) right = Matrix.ofSymbol left *@ m *@ Matrix.adjoint (Matrix.ofSymbol right)

    /// Assumptions 2 and 3: Sigma^{YX_i} = U S_i V^T, W_x = R A V^T, W_h = R B R^T, W_y = U C R^T.
    let private alignedValue (setting: Setting) (symbol: MatrixSymbol) (indices: Expr list) =
        let f = framesFor setting

        match indices with
        | [] when symbol = Network.inputWeights -> Some(framed f.R (Matrix.ofSymbol f.A) f.V)
        | [] when symbol = Network.recurrentWeights -> Some(framed f.R (Matrix.ofSymbol f.B) f.R)
        | [] when symbol = Network.outputWeights -> Some(framed f.U (Matrix.ofSymbol f.C) f.R)
        | [ counted; step ] when symbol = Network.targetCorrelation -> Some(framed f.U (singular setting counted step) f.V)
        | _ -> None

    let private aligned (setting: Setting) (e: MatrixExpr) =
        e
        |> Matrix.mapLeaves (fun leaf ->
            match alignedValue setting leaf.Symbol leaf.Indices with
            | Some value when leaf.Transposed -> Matrix.adjoint value
            | Some value -> value
            | None -> raise (UnsupportedOperation $"{leaf.Symbol.Name} is not aligned"))

    let private diagonalOf =
        Setting.once (fun setting ->
            let f = framesFor setting
            let orthogonality = List.collect Rewriting.orthonormal [ f.U; f.V; f.R ]

            List.map2
                (fun (left, right) e ->
                    Matrix.adjoint (Matrix.ofSymbol left) *@ aligned setting e *@ Matrix.ofSymbol right
                    |> Rewriting.rewrite orthogonality)
                [ f.R, f.V; f.R, f.R; f.U, f.R ]
                (whitened setting.Outputs))

    let private modeFlowOf =
        Setting.once (fun setting ->
            let mode = Mode.ofKind setting.Modes

            let modeOf (m: MatrixSymbol) =
                match m.Name with
                | "A" -> ValueSome mode.Symbols[0]
                | "B" -> ValueSome mode.Symbols[1]
                | "C" -> ValueSome mode.Symbols[2]
                | "S"
                | "D" -> ValueSome(TaskDynamics.singularValueOf setting.Modes)
                | _ -> ValueNone

            diagonalOf setting |> List.map (Modes.ofMatrix modeOf))

    let private realModes outputs = { Outputs = outputs; Modes = RealModes }

    /// The flow of each weight matrix seen from its frames: diagonal. Real modes.
    let diagonal outputs = diagonalOf (realModes outputs)

    /// One diagonal entry of each: tau a', tau b', tau c'. Real modes.
    let modeFlow outputs = modeFlowOf (realModes outputs)

    let private half = Canonical.number (Rational.ofRatio 1 2)

    let private energyOf =
        Setting.once (fun setting ->
            let mode = Mode.ofKind setting.Modes
            let ofC = List.item 2 (modeFlowOf setting)
            let atZero (e: Expr) = Substitution.symbol mode.Symbols[2] Canonical.zero e
            let partner = Energy.partner mode.C
            // tau c' is linear in c and free of conj(c): E falls by Re(conj(c) tau c') - |c|^2 (tau c')_c / 2 from c = 0.
            let linear = partner *. atZero ofC
            let reached =
                half *. (linear +. Functions.conjugate linear)
                +. half *. Energy.modulusSquared mode.C *. Derivative.by mode.C ofC

            atZero (Energy.general setting) -. reached)

    /// The energy whose gradient flow it is: -tau c' integrated over c from 0, where nothing is learned and E = 1/2 sum s^2.
    let energyOfFlow outputs = energyOf (realModes outputs)

    // A conjugate as a quantity of its own: an identity of polynomials in z and conj(z) is one in independent variables.
    let rec private withIndependentConjugates (e: Expr) =
        match e.Node with
        | Conjugate z ->
            match z.Node with
            | Symbol s -> Canonical.symbol (Vocabulary.real ("conj_" + s.Name))
            | Indexed(s, at) -> Canonical.indexed (Vocabulary.real ("conj_" + s.Name)) (List.ofArray at)
            | _ -> raise (UnsupportedOperation $"the conjugate of {Infix.print z}")
        | _ -> Substitution.mapChildren withIndependentConjugates e

    // Exactly zero for T = 1..6 at drawn modes and singular values: for double sums whose ranges the normal form does not align.
    let private zeroAtPoints (e: Expr) =
        let e = withIndependentConjugates e
        let random = System.Random 5
        let fraction () = Rational.ofRatio (random.Next(-20, 21)) (random.Next(1, 8))

        let isZeroFor (steps: int) =
            let values = System.Collections.Generic.Dictionary<string, Rational>()

            let drawn (name: string) (at: int[]) =
                let key = name + String.concat "," (Array.map string at)

                if not (values.ContainsKey key) then values[key] <- fraction ()

                ValueSome values[key]

            let modes =
                [ for s in Properties.freeSymbols e do
                      if not (obj.ReferenceEquals(s, Vocabulary.trajectoryLength)) then
                          s.Name, fraction () + Rational.ofInt 3 ]

            let point =
                { Evaluation.pointOf (("T", Rational.ofInt steps) :: modes) with
                    Indexed = fun s at -> drawn s.Name at }

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

    let private sameAsEnergy (setting: Setting) = isZero (energyOf setting -. Energy.general setting)

    /// The section "alignment".
    let alignment =
        Setting.once (fun setting ->
            let f = framesFor setting
            let adjoint = Mark(if setting.Modes = RealModes then "transpose" else "dagger")
            let matrices = [ f.R, f.V; f.R, f.R; f.U, f.R ]
            let decomposition name left (right: MatrixExpr) rule = matrixEquation name "" left right rule
            let assumed name left right rule = decomposition name left right rule |> Equation.given "an assumption"
            let valueOf symbol indices = (alignedValue setting symbol indices).Value

            let seenFrom (w: MatrixSymbol) (left: MatrixSymbol, right: MatrixSymbol) =
                let frame = Letter left.Name

                Row
                    [ Named(Row [ tau; Mark "*"; frame; adjoint ], Row [ tau; Thin; Above(frame, adjoint) ])
                      Gap
                      velocityOf w
                      Gap
                      Letter right.Name ]

            let flows = modeFlowOf setting
            let energy = energyOf setting
            let mode = Mode.ofKind setting.Modes
            let gradientChecks =
                List.map2 (fun slope ofEnergy -> isZero (slope -. ofEnergy)) flows (GradientFlow.ofEnergy mode energy)

            let assumption, orthogonality =
                match setting.Modes with
                | RealModes -> "the correlations share their singular vectors", "insert, and use `U`^T `U` = `V`^T `V` = `R`^T `R` = I"
                | ComplexModes ->
                    "the correlations share their eigenvectors, the columns of the unitary `U` = `V` = `P`",
                    "insert, with the adjoint for the transpose of the real weights, and use `U`^dagger `U` = `V`^dagger `V` = `R`^dagger `R` = I"

            let at, left =
                match setting.Outputs with
                | Last -> Mode.i, [ Mode.i ]
                | Every -> Mode.i, [ Mode.t; Mode.i ]

            Section.make
                "alignment"
                "From the weights to the modes"
                [ assumed
                      "Sigma"
                      (Matrix(Matrix.indexed Network.targetCorrelation left))
                      (valueOf Network.targetCorrelation [ Mode.t; at ])
                      $"Assumption 2: {assumption}"
                  assumed "W_x" (Letter "W_x") (valueOf Network.inputWeights []) "Assumption 3: aligned weights"
                  assumed
                      "W_h"
                      (Letter "W_h")
                      (valueOf Network.recurrentWeights [])
                      "Assumption 3, with one frame `R` on both sides, so that powers stay diagonal"
                  assumed "W_y" (Letter "W_y") (valueOf Network.outputWeights []) "Assumption 3"
                  yield!
                      List.map3
                          (fun (w: MatrixSymbol) frame e -> decomposition (w.Name + ".diagonal") (seenFrom w frame) e orthogonality)
                          Network.weights
                          matrices
                          (diagonalOf setting)
                  yield!
                      List.map3
                          (fun (symbol: Symbol) (number, e) verdict ->
                              Equation.make
                                  (symbol.Name + "'")
                                  number
                                  (Quantity.rate symbol.Name)
                                  (Scalar e)
                                  "one diagonal entry; equal to the gradient flow of the energy below"
                                  verdict)
                          mode.Symbols
                          (List.zip
                              (if setting.Modes = RealModes then
                                   [ "(5)"; "(6)"; "(7)" ]
                               else
                                   [ "(182)"; "(183)"; "(184)" ])
                              flows)
                          gradientChecks
                  Equation.make
                      "energy"
                      (if setting.Modes = RealModes then "(8)" else "(163)")
                      Quantity.energy
                      (Scalar energy)
                      "-tau c' integrated over c from 0; equal to the sum of squares"
                      (sameAsEnergy setting) ]
                [ Prose.words "The frames do not move: the flow of an aligned network has no part outside the diagonal."
                  if setting.Modes = ComplexModes then
                      Prose.words
                          "Real weights have their eigenvalues in conjugate pairs; a pair is a real 2x2 block, see the learning dynamics." ]
            |> Section.general
            |> Section.explained (
                Network.letters
                @ [ "Sigma_YX", "the correlation of target and input"
                    "U", "the orthogonal frame of the outputs"
                    "V", "the orthogonal frame of the inputs"
                    "R", "the orthogonal frame of the hidden units"
                    "A", "the diagonal matrix of the modes a"
                    "B", "the diagonal matrix of the modes b"
                    "C", "the diagonal matrix of the modes c"
                    "S", "the diagonal matrix of the values s"
                    "D", "the diagonal matrix of the values d" ]
            ))
