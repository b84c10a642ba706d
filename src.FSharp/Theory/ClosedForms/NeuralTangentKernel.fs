namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Matrices

/// The finite-width neural tangent kernel K = J J^T of the outputs, exact for weights that do not commute, and its closed
/// form for aligned modes on whitened data (theory: (113)-(135), Section 11).
[<RequireQualifiedAccess>]
module NeuralTangentKernel =
    let private one = Canonical.one
    let private two = Canonical.ofInt 2
    let private square (e: Expr) = Canonical.power e two

    /// The three blocks K_x, K_h, K_y between the outputs of two steps.
    let blocks (step: Expr) (step': Expr) =
        Network.weights
        |> List.map (fun w -> MatrixDerivative.kernelBetween (MatrixDerivative.by w) (Network.prediction step) (Network.prediction step'))

    // ---- Aligned modes, whitened data -----------------------------------------------------------------------------------
    //
    // The vectors X_i^T v_beta are orthonormal over steps and input directions. On output direction alpha and input
    // direction beta the kernel is a T by T matrix that is a sum of three dyads,
    //   c^2 x x^T (from W_x), a^2 x x^T (from W_y), (a c)^2 w w^T (from W_h), x_n = b^n, w_n = n b^(n-1), n = T - i,
    // written here for one mode (alpha = beta); each dyad is one block of J J^T.

    let private modes = [ Mode.a; Mode.b; Mode.c ]
    let private later = ResponseOverlap.later

    /// The inner product of K and K' of one mode at two times, (a, b, c) and (a_1, b_1, c_1): the sum of the squared
    /// products of the dyads' vectors.
    let innerProduct =
        lazy
            ([ for z in modes do
                   for z' in modes -> square (ResponseOverlap.gradientProduct z z') ]
             |> Canonical.addAll)

    let private normSquared = lazy (ResponseOverlap.now innerProduct.Value)

    /// The kernel distance: one minus the cosine between the kernels at two times.
    let distance =
        lazy
            (let n0 = normSquared.Value
             one -. innerProduct.Value /. Canonical.squareRoot (n0 *. later n0))

    // x and b's vector span the range, so K has two eigenvalues that are not zero: those of their 2 by 2 Gram matrix.
    let private spectrum =
        lazy
            (let trace =
                modes
                |> List.map (fun z -> ResponseOverlap.now (ResponseOverlap.gradientProduct z z))
                |> Canonical.addAll
             let half = Canonical.number (Rational.ofRatio 1 2)
             // tr(K)^2 - tr(K^2) is twice the product of the two.
             let product = half *. (square trace -. normSquared.Value)
             let root = Canonical.squareRoot (square trace -. Canonical.ofInt 4 *. product)
             trace, product, half *. (trace +. root), half *. (trace -. root))

    let private matrixEquation name left (right: MatrixExpr) rule =
        { Equation.derived name "(132)-(134)" left Canonical.zero rule with
            Number = ""
            Matrix = Some(MatrixPrinting.print right, MatrixPrinting.latex right) }

    let private blockEquations (outputs: Outputs) =
        let step, step', suffix =
            match outputs with
            | Last -> Mode.T, Mode.T, ""
            | Every -> Mode.t, Canonical.symbol (Vocabulary.index "t_1"), "_{t,t_1}"

        List.map2
            (fun (name: string) e ->
                matrixEquation
                    name
                    (name, name.Replace("K_", "K^{") + "}" + suffix)
                    e
                    "J J^T of vec(Yhat), with vec(L dW R) = (R^T kron L) vec dW")
            [ "K_x"; "K_h"; "K_y" ]
            (blocks step step')

    let private alignedEquations () =
        let trace, product, high, low = spectrum.Value
        let equation name left right rule = Equation.derived name "" left right rule

        [ equation "trace" ("k_1 + k_2", "k_1 + k_2") trace "one mode, whitened data: K is a sum of dyads, one for each weight"
          equation "determinant" ("k_1*k_2", "k_1 k_2") product "half of (tr K)^2 - tr K^2"
          equation "k_1" ("k_1", "k_1") high "the larger eigenvalue that is not zero"
          equation "k_2" ("k_2", "k_2") low "the smaller one; it is zero at T = 1, where K is the kernel a^2 + c^2 of a two-layer network"
          equation
              "inner-product"
              ("<K,K_1>", "\\langle K, K_1\\rangle_F")
              innerProduct.Value
              "the same mode at two learning times, (a, b, c) and (a_1, b_1, c_1)"
          { equation "distance" ("D", "D") distance.Value "1 - <K,K_1>/(||K|| ||K_1||)" with
              Number = "(135)" } ]

    /// The section "kernel".
    let section (outputs: Outputs) =
        let closed =
            match outputs with
            | Last -> alignedEquations ()
            | Every -> []

        Section.make
            "kernel"
            "Neural tangent kernel"
            (blockEquations outputs @ closed)
            ([ "K = K_x + K_h + K_y, of size P N_y; exact also for recurrent weights that do not commute with their gradient." ]
             @ match outputs with
               | Last -> [ "geometric(k, q, n) is the sum of C(j,k) q^(j-k) over j = 0..n-1, a polynomial in q." ]
               | Every -> [ "The kernel of all outputs is the block matrix of these over t and t_1." ])
