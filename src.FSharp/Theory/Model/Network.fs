namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Matrices

/// The network h_{t+1} = W_h h_t + W_x x_t, h_1 = 0, yhat_t = W_y h_{t+1}, with matrices as symbols of symbolic shapes
/// (theory: equations (1)-(4)).
[<RequireQualifiedAccess>]
module internal Network =
    let private size (name: string) = Canonical.symbol (Vocabulary.index name)
    let inputs, width, outputs, samples = size "N_x", size "N_h", size "N_y", size "P"

    let inputWeights = Matrix.real "W_x" width inputs
    let recurrentWeights = Matrix.real "W_h" width width
    let outputWeights = Matrix.real "W_y" outputs width
    let weights = [ inputWeights; recurrentWeights; outputWeights ]

    /// What the letters of the network stand for.
    let letters =
        [ "W_x", "the input weights"
          "W_h", "the recurrent weights"
          "W_y", "the output weights"
          "X", "X[i], the inputs of step i, a column a trajectory" ]

    let private input = Matrix.real "X" inputs samples
    let private target = Matrix.real "Y" outputs samples

    /// X_i: the inputs of step i, a column a sample.
    let X (step: Expr) = Matrix.indexed input [ step ]
    /// Y_t: the targets of output step t.
    let Y (step: Expr) = Matrix.indexed target [ step ]

    /// Sigma^{Y_t X_i} = Y_t X_i^T and Sigma^{X_i X_j} = X_i X_j^T.
    let targetCorrelation =
        Matrix.real "Sigma_YX" outputs inputs |> Matrix.setAs (MatrixForm.Raised("Sigma", [ "Y"; "X" ]))
    let inputCorrelation =
        Matrix.real "Sigma_XX" inputs inputs |> Matrix.setAs (MatrixForm.Raised("Sigma", [ "X"; "X" ]))

    let private one = Canonical.one
    let private i = Mode.i
    let private t = Mode.t

    /// yhat_t = sum_{i<=t} W_y W_h^(t-i) W_x X_i, a column a sample.
    let prediction (step: Expr) =
        let path =
            Matrix.ofSymbol outputWeights
            *@ Matrix.power (Matrix.ofSymbol recurrentWeights) (step -. i)
            *@ Matrix.ofSymbol inputWeights
        Matrix.sumOver Mode.index one step (path *@ X i)

    /// L = 1/2 sum_p ||y - yhat||^2, over the counted outputs.
    let loss (outputs: Outputs) =
        let half = Canonical.number (Rational.ofRatio 1 2)
        let single step = Matrix.scale half (Matrix.squaredNorm (Y step -@ prediction step))

        match outputs with
        | Last -> single Mode.T
        | Every -> Matrix.sumOver Mode.outputStep one Mode.T (single t)

    /// tau dW/dt = -dL/dW.
    let flow (outputs: Outputs) (weights: MatrixSymbol) =
        Matrix.negate (MatrixDerivative.gradient (MatrixDerivative.by weights) (loss outputs))

    let private s, private k = Vocabulary.index "s", Vocabulary.index "k"

    /// Y_t X_i^T and X_i X_j^T get their names.
    let correlations =
        let at = Canonical.symbol
        [ Rewriting.rule
              "correlation of target and input"
              [ s; k ]
              (Y(at s) *@ Matrix.transpose (X(at k)))
              (Matrix.indexed targetCorrelation [ at s; at k ])
          Rewriting.rule
              "correlation of inputs"
              [ s; k ]
              (X(at s) *@ Matrix.transpose (X(at k)))
              (Matrix.indexed inputCorrelation [ at s; at k ]) ]

    /// Assumption 1: Sigma^{X_i X_j} = [i = j] I.
    let whitening =
        let at = Canonical.symbol
        [ Rewriting.rule
              "whitened inputs"
              [ s; k ]
              (Matrix.indexed inputCorrelation [ at s; at k ])
              (Matrix.scale (Canonical.bracket Equal (at s -. at k)) (Matrix.identity inputs)) ]
