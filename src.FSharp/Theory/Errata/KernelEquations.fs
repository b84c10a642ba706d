namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The neural tangent kernel: (129)-(134), and (160)-(162) for every output.
[<RequireQualifiedAccess>]
module internal KernelEquations =
    let private entry = PrintedEquation.make "kernel"
    let private all = DrawnNetwork.all
    let private power = ValueMatrix.power
    let private kron = ValueMatrix.kron
    let private blocks =
        [ for k in 0..2 -> MatrixEquation.derived (fun () -> NeuralTangentKernel.blocks Mode.T Mode.T |> List.item k) ]

    let private sum (n: DrawnNetwork) parts =
        let size = n.Outputs * n.Samples
        MatrixEquation.sum size size parts

    // ---- As printed ---------------------------------------------------------------------------------------------------
    //
    // The inner sum over j ends at T - 1 in all of them.

    let private printedX (n: DrawnNetwork) t =
        sum
            n
            (seq {
                for i in 1..t do
                    for j in 1 .. t - 1 -> kron ((n.X i).T * n.X j) (n.Wy * power (t - i) n.Wh * (power (t - j) n.Wh).T * n.Wy.T)
            })

    // k is not defined and read as j; negative powers are left out.
    let private printedH sign (n: DrawnNetwork) t =
        sum
            n
            (seq {
                for i in 1 .. t - 1 do
                    for j in 1 .. t - 1 do
                        for r in 0 .. t - i - 1 do
                            if t - j - 1 - r >= 0 then
                                let left = (n.X i).T * n.Wx.T * power (t - j - 1 - r) n.Wh * n.Wx * n.X j
                                let right = n.Wy * power (t - i - 1) n.Wh * (power r n.Wh).T * n.Wy.T
                                (sign: float) * float (t - i) * kron left right
            })

    let private printedY (n: DrawnNetwork) t =
        sum
            n
            (seq {
                for i in 1..t do
                    for j in 1 .. t - 1 ->
                        kron
                            (ValueMatrix.Identity n.Outputs)
                            ((n.X i).T * n.Wx.T * (power (t - i) n.Wh).T * power (t - j) n.Wh * n.Wx * n.X j)
            })

    // ---- Corrected, between the outputs of steps t and t' -------------------------------------------------------------

    let private rightX (n: DrawnNetwork) t t' =
        sum
            n
            (seq {
                for i in 1..t do
                    for j in 1..t' -> kron ((n.X i).T * n.X j) (n.Wy * power (t - i) n.Wh * (power (t' - j) n.Wh).T * n.Wy.T)
            })

    let private rightH (n: DrawnNetwork) t t' =
        sum
            n
            (seq {
                for r in 0 .. t - 2 do
                    for q in 0 .. t' - 2 ->
                        kron ((n.Hidden(t - 1 - r)).T * n.Hidden(t' - 1 - q)) (n.Wy * power r n.Wh * (power q n.Wh).T * n.Wy.T)
            })

    let private rightY (n: DrawnNetwork) t t' = kron ((n.Hidden t).T * n.Hidden t') (ValueMatrix.Identity n.Outputs)

    let private textX =
        "sum(sum(kron(X[i]^T*X[j], W_y*W_h^(T - i)*(W_h^(T - j))^T*W_y^T), j, 1, T), i, 1, T)"
    let private textH =
        "sum(sum(kron(H[T - 1 - r]^T*H[T - 1 - q], W_y*W_h^r*(W_h^q)^T*W_y^T), q, 0, T - 2), r, 0, T - 2)"
    let private textY = "kron(H[T]^T*H[T], I)"
    let private printedTextX =
        "sum(sum(kron(X[i]^T*X[j], W_y*W_h^(T - i)*(W_h^(T - j))^T*W_y^T) ..., j, 1, T - 1), i, 1, T)"
    let private printedTextH =
        "sum(-(T - i)*kron(X[i]^T*W_x^T*W_h^(T - k - 1 - r)*W_x*X[j], W_y*W_h^(T - i - 1)*(W_h^r)^T*W_y^T), r, 0, T - i - 1)"
    let private printedTextY = "kron(I, X[i]^T*W_x^T*(W_h^(T - i))^T*W_h^(T - j)*W_x*X[j])"
    let private noteX = "j must run to T: as printed the kernel of T = 1 vanishes and K_x is not symmetric"
    let private noteH =
        "k is not defined (read as j), the sign, the bounds of r and j; and the form holds only where W_h and its gradient commute; H[k] = sum(W_h^(k - i)*W_x*X[i], i, 1, k)"
    let private noteY = "with vec stacking columns the identity is the last factor; j must run to T"

    let private lastOutput =
        let e (n: DrawnNetwork) = ValueMatrix.vec (n.Error n.T)

        // (129)-(131) are minus the blocks on the error, (132)-(134) the blocks themselves.
        let pair
            number
            number'
            k
            (printed: DrawnNetwork -> ValueMatrix)
            (motion: DrawnNetwork -> ValueMatrix)
            (right: DrawnNetwork -> ValueMatrix)
            text
            text'
            note
            =
            [ entry number $"tau*dvec(Yhat)/dt = ... - {text}*vec(e)"
              |> PrintedEquation.corrected $"tau*dvec(Yhat)/dt = ... + {text'}*vec(e)"
              |> PrintedEquation.note ("the sign; " + note)
              |> MatrixEquation.mended all (fun n -> blocks[k] n * e n) (fun n -> motion n * e n) (fun n -> right n * e n)
              entry number' $"K = ... + {text}"
              |> PrintedEquation.corrected $"K = ... + {text'}"
              |> PrintedEquation.note note
              |> MatrixEquation.mended all blocks[k] printed right ]

        let x =
            pair "129" "132" 0 (fun n -> printedX n n.T) (fun n -> -(printedX n n.T)) (fun n -> rightX n n.T n.T) printedTextX textX noteX
        // The minus in front meets the one inside (130).
        let h =
            pair
                "130"
                "133"
                1
                (fun n -> printedH -1.0 n n.T)
                (fun n -> printedH 1.0 n n.T)
                (fun n -> rightH n n.T n.T)
                printedTextH
                textH
                noteH
        let y =
            pair "131" "134" 2 (fun n -> printedY n n.T) (fun n -> -(printedY n n.T)) (fun n -> rightY n n.T n.T) printedTextY textY noteY
        [ x[0]; h[0]; y[0]; x[1]; h[1]; y[1] ]

    // ---- Every output -------------------------------------------------------------------------------------------------

    // The block of weight k between outputs t and t', derived once, with t and t' as numbers.
    let private between =
        Array3D.init 3 4 4 (fun k t t' ->
            MatrixEquation.derived (fun () -> NeuralTangentKernel.blocks (Canonical.ofInt t) (Canonical.ofInt t') |> List.item k))

    // All blocks in a row, (1,1), (1,2), ..., (T,T).
    let private stacked (n: DrawnNetwork) (block: int -> int -> ValueMatrix) =
        [ for t in 1 .. n.T do
              for t' in 1 .. n.T do
                  yield! ValueMatrix.values (block t t') ]

    let private few = all |> List.filter (fun n -> n.T <= 3 && n.Outputs * n.Samples <= 4)

    // The printed sum over t can at most be meant block by block on the diagonal; the other blocks are absent.
    let private every
        number
        k
        (printed: DrawnNetwork -> int -> ValueMatrix)
        (right: DrawnNetwork -> int -> int -> ValueMatrix)
        text
        text'
        note
        =
        let atStep (text: string) =
            text
                .Replace("T - 1", "t - 1")
                .Replace("T - 2", "t - 2")
                .Replace("T - i", "t - i")
                .Replace("T - j", "t - j")
                .Replace("T - k", "t - k")
                .Replace(", T)", ", t)")

        entry number $"K = ... + sum({atStep text}, t, 1, T)"
        |> PrintedEquation.corrected
            $"K[t,t_1] = ... + {atStep text'}, with t_1 for t in the second factor: a block for each pair of outputs"
        |> PrintedEquation.note ("t is free and summed at once: the kernel is a matrix over (t, t_1); " + note)
        |> PrintedEquation.check (fun () ->
            [ for n in few do
                  let zero = ValueMatrix.Zero (n.Outputs * n.Samples) (n.Outputs * n.Samples)

                  { Place = DrawnNetwork.describe n
                    Ours = stacked n (fun t t' -> between[k, t, t'] n)
                    Literal = stacked n (fun t t' -> if t = t' then printed n t else zero)
                    Agreed = None
                    Mended = Some(stacked n (right n)) } ])

    let private everyOutput =
        [ every "160" 0 printedX rightX printedTextX textX noteX
          every "161" 1 (printedH -1.0) rightH printedTextH textH noteH
          every "162" 2 printedY rightY printedTextY textY noteY ]

    let equations = lastOutput @ everyOutput
