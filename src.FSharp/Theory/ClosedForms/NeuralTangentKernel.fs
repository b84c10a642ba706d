namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Matrices

/// The finite-width neural tangent kernel K = J J^T of the outputs, exact for weights that do not commute, and its closed
/// form for aligned modes on whitened data (theory: (113)-(135), Section 11).
[<RequireQualifiedAccess>]
module internal NeuralTangentKernel =
    let private one = Canonical.one
    let private square (e: Expr) = Canonical.power e (Canonical.ofInt 2)

    /// The three blocks K_x, K_h, K_y between the outputs of two steps.
    let blocks (step: Expr) (step': Expr) =
        Network.weights
        |> List.map (fun w -> MatrixDerivative.kernelBetween (MatrixDerivative.by w) (Network.prediction step) (Network.prediction step'))

    // ---- Aligned modes, whitened data -----------------------------------------------------------------------------------
    //
    // The vectors X_i^T v_beta are orthonormal over steps and input directions. On output direction alpha and input
    // direction beta the kernel is a matrix over the steps (over pairs of output and step, where every output counts) that is
    // a sum of three dyads, one for each weight: for one mode (alpha = beta) the gradients of its response c b^n a by a, b, c.
    // A complex mode is one of these in the unitary frame of its rotation, which changes neither norms nor eigenvalues.

    /// What the kernel of one mode is made of.
    [<NoEquality; NoComparison>]
    type Aligned =
        {
            /// The inner product of K and K' at two times, (a, b, c) and (a_1, b_1, c_1): the sum of the squared moduli of the
            /// products of the dyads' vectors.
            InnerProduct: Expr
            /// One minus the cosine between the kernels at two times.
            Distance: Expr
            Trace: Expr
            /// The product and the two eigenvalues that are not zero: those of the Gram matrix of two vectors that span the range.
            Determinant: Expr
            Eigenvalues: Expr * Expr
        }

    let private makeAligned (setting: Setting) : Aligned =
        let mode = Mode.ofKind setting.Modes
        let modes = [ mode.A; mode.B; mode.C ]
        let now, later = ResponseOverlap.now setting.Modes, ResponseOverlap.later setting.Modes
        let product z z' = ResponseOverlap.gradientProduct setting z z'
        let half = Canonical.number (Rational.ofRatio 1 2)
        let innerProduct =
            [ for z in modes do
                  for z' in modes -> Energy.modulusSquared (product z z') ]
            |> Canonical.addAll
        let trace = [ for z in modes -> now (product z z) ] |> Canonical.addAll
        let normSquared = now innerProduct
        // tr(K)^2 - tr(K^2) is twice the product of the two, and the sum of the Gram determinants of pairs of vectors.
        let gram z z' = now (product z z) *. now (product z' z') -. Energy.modulusSquared (now (product z z'))
        let determinant = gram mode.A mode.B +. gram mode.A mode.C +. gram mode.B mode.C
        let root = Canonical.squareRoot (square trace -. Canonical.ofInt 4 *. determinant)

        { InnerProduct = innerProduct
          Distance = one -. innerProduct /. Canonical.squareRoot (normSquared *. later normSquared)
          Trace = trace
          Determinant = determinant
          Eigenvalues = (half *. (trace +. root), half *. (trace -. root)) }

    /// The kernel of one aligned mode on whitened data; it knows no task.
    let aligned: Setting -> Aligned = Setting.once makeAligned

    let private blockEquations (outputs: Outputs) =
        let step, step', suffix =
            match outputs with
            | Last -> Mode.T, Mode.T, id
            | Every ->
                let other = Canonical.symbol (Vocabulary.index "t_1")
                Mode.t, other, (fun kernel -> Below(kernel, Quantity.list [ Scalar Mode.t; Scalar other ]))

        List.map2
            (fun (weights: string) e ->
                let name = $"K_{weights}"

                Equation.derived
                    name
                    ""
                    (Named(Letter name, suffix (Above(Letter "K", Letter weights))))
                    (Matrix e)
                    "J J^T of vec(Yhat), with vec(L dW R) = (R^T kron L) vec dW")
            [ "x"; "h"; "y" ]
            (blocks step step')

    let private alignedEquations (setting: Setting) =
        let kernel = aligned setting
        let equation name left right rule = Equation.derived name "" left (Scalar right) rule
        let k_1, k_2 = Canonical.symbol (Vocabulary.real "k_1"), Canonical.symbol (Vocabulary.real "k_2")

        [ equation "trace" (Scalar(k_1 +. k_2)) kernel.Trace "one mode, whitened data: `K` is a sum of dyads, one for each weight"
          equation "determinant" (Scalar(k_1 *. k_2)) kernel.Determinant "the Gram determinants of pairs of the dyads' vectors"
          equation "k_1" (Scalar k_1) (fst kernel.Eigenvalues) "the larger eigenvalue that is not zero, of trace and determinant"
          equation
              "k_2"
              (Scalar k_2)
              (snd kernel.Eigenvalues)
              "the smaller one; it is zero at T = 1, where `K` is the kernel of a two-layer network"
          equation
              "inner-product"
              (let pair gap = Row [ Mark "<<"; Letter "K"; gap; Letter "K_1"; Mark ">>" ]
               Named(pair (Mark ","), Below(pair (Mark ", "), Glyph "F")))
              kernel.InnerProduct
              "the same mode at two learning times, (a, b, c) and (`a_1`, `b_1`, `c_1`)"
          { equation "distance" (Letter "D") kernel.Distance "1 - <`K`,`K_1`>/(||`K`|| ||`K_1`||)" with
              Number = "(135)" } ]

    /// The section "kernel".
    let section (setting: Setting) =
        Section.make
            "kernel"
            "Neural tangent kernel"
            (blockEquations setting.Outputs @ alignedEquations setting)
            ([ "`K` = `K_x` + `K_h` + `K_y`, of size `P` `N_y`; exact also for recurrent weights that do not commute with their gradient."
               if setting.Outputs = Every then
                   "The kernel of all outputs is the block matrix of these over t and `t_1`."
               if setting.Modes = ComplexModes then
                   "The weights and `K` are real; `k_1` and `k_2` belong to the mode and again to its conjugate."
                   "Between a mode `z` and its conjugate `K` has a further block, of the output `z` for inputs along conj(`z`), with eigenvalues of its own. Trace, determinant, inner product and distance here are those of the block of `z` and `z` alone, and the distance of the whole kernel of a real network is another one." ]
             |> List.map Prose.read)
        |> Section.general
        |> Section.explained (
            Network.letters
            @ [ "I_N_y", "the identity on the outputs"
                "t_1", "another output step"
                "a_n", "the input mode of a second network"
                "b_n", "the recurrent mode of a second network"
                "c_n", "the output mode of a second network" ]
        )
