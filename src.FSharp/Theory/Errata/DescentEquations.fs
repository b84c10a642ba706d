namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// One step of gradient descent and the output's motion: (112)-(128).
[<RequireQualifiedAccess>]
module internal DescentEquations =
    let private entry = PrintedEquation.make "descent"
    let private all = DrawnNetwork.all
    let private power = ValueMatrix.power
    let private rate = 0.25
    let private loss =
        [ for w in Network.weights -> MatrixEquation.derived (fun () -> Network.flow Last w) ]
    let private prediction = MatrixEquation.derived (fun () -> Network.prediction Mode.T)

    // G_x, G_h, G_y: the gradients of the loss.
    let private gradients n = -(loss[0] n), -(loss[1] n), -(loss[2] n)

    // The network after a step, and its output there.
    let private stepped (n: DrawnNetwork) =
        let gx, gh, gy = gradients n
        { n with
            Wx = n.Wx - rate * gx
            Wh = n.Wh - rate * gh
            Wy = n.Wy - rate * gy }

    let private ours n = prediction (stepped n)

    // sum_{k=1..m} (-1)^k C(m,k) W_h^(m-k) (eta G_h)^k, as printed; and what stands for it in any algebra.
    let private binomial (n: DrawnNetwork) m =
        let _, gh, _ = gradients n

        MatrixEquation.sum
            n.Width
            n.Width
            (seq {
                for k in 1..m ->
                    (if k % 2 = 0 then 1.0 else -1.0)
                    * float (Combinatorics.binomial (bigint m) k)
                    * power (m - k) n.Wh
                    * power k (rate * gh)
            })

    let private ordered (n: DrawnNetwork) m = power m (stepped n).Wh - power m n.Wh

    let private output (n: DrawnNetwork) (term: int -> ValueMatrix) =
        MatrixEquation.sum n.Outputs n.Samples (seq { for i in 1 .. n.T -> term i * n.X i })

    let private expansion (q: DrawnNetwork -> int -> ValueMatrix) (n: DrawnNetwork) =
        let gx, _, gy = gradients n
        (n.Wy - rate * gy)
        * MatrixEquation.sum
            n.Width
            n.Samples
            (seq { for i in 1 .. n.T -> (power (n.T - i) n.Wh + q n (n.T - i)) * (n.Wx - rate * gx) * n.X i })

    // (117)-(120) multiplied out, and (121)-(124) without the old output and divided by the rate.
    let private terms (q: DrawnNetwork -> int -> ValueMatrix) (n: DrawnNetwork) =
        let gx, _, gy = gradients n

        output n (fun i ->
            let h, q = power (n.T - i) n.Wh, q n (n.T - i)

            n.Wy * h * n.Wx + n.Wy * q * n.Wx
            - rate * (n.Wy * h * gx)
            - rate * (n.Wy * q * gx)
            - rate * (gy * h * n.Wx)
            - rate * (gy * q * n.Wx)
            + rate * (gy * (rate * h) * gx)
            + rate * (gy * (rate * q) * gx))

    let private quotient (repeated: bool) (q: DrawnNetwork -> int -> ValueMatrix) (n: DrawnNetwork) =
        let gx, _, gy = gradients n

        output n (fun i ->
            let h, q = power (n.T - i) n.Wh, q n (n.T - i)
            let single = n.Wy * (1.0 / rate * q) * n.Wx - n.Wy * h * gx - n.Wy * q * gx
            let rest = rate * gy * h * gx + rate * gy * q * gx - gy * q * n.Wx
            if repeated then single + rest else single + rest - gy * h * n.Wx)
        // As printed, the sum over all steps stands inside the sum over steps.
        - (if repeated then
               float n.T * gy * n.Hidden n.T
           else
               ValueMatrix.Zero n.Outputs n.Samples)

    let private change n = 1.0 / rate * (ours n - prediction n)
    let private isCommuting (n: DrawnNetwork) = (n.Width = 1)

    let private given =
        "Q[i] as in (116): exact where W_h and its gradient commute, else with Q[i] = (W_h - eta*G_h)^(T - i) - W_h^(T - i)"

    let private afterCommuting number printed side literal =
        entry number printed
        |> PrintedEquation.convention given
        |> PrintedEquation.check (fun () -> MatrixEquation.trials all side (literal binomial) (Some(fun n -> Some(literal ordered n))) None)

    let private powers =
        let ofStep (n: DrawnNetwork) = power (n.T + 1) (stepped n).Wh
        let printed (n: DrawnNetwork) = power (n.T + 1) n.Wh + binomial n (n.T + 1)

        // Every choice of one of the two at each place, in order.
        let rec words (n: DrawnNetwork) (g: ValueMatrix) m : ValueMatrix =
            if m = 0 then
                ValueMatrix.Identity n.Width
            else
                n.Wh * words n g (m - 1) - (rate * g) * words n g (m - 1)

        let corrected (n: DrawnNetwork) =
            let _, gh, _ = gradients n
            words n gh (n.T + 1)

        [ for number, text in
              [ "114", "(W_h - eta*G_h)^m = sum((-1)^k*C(m,k)*W_h^(m - k)*(eta*G_h)^k, k, 0, m)"
                "115", "(W_h - eta*G_h)^m = W_h^m + sum((-1)^k*C(m,k)*W_h^(m - k)*(eta*G_h)^k, k, 1, m)" ] do
              entry number text
              |> PrintedEquation.corrected
                  "(W_h - eta*G_h)^m = all ordered products; to first order W_h^m - eta*sum(W_h^q*G_h*W_h^(m - 1 - q), q, 0, m - 1)"
              |> PrintedEquation.note "right for one unit and aligned weights, where W_h and G_h commute; compared at m = T + 1, eta = 1/4"
              |> MatrixEquation.mended all ofStep printed corrected ]

    // ---- The output's motion in continuous time ---------------------------------------------------------------------------

    let private kernel =
        [ for k in 0..2 -> MatrixEquation.derived (fun () -> NeuralTangentKernel.blocks Mode.T Mode.T |> List.item k) ]

    // tau dvec(Yhat)/dt = K vec(e), one block for each weight.
    let private moved k n = kernel[k] n * ValueMatrix.vec (n.Error n.T)
    let private total n = moved 0 n + moved 1 n + moved 2 n

    let private middle (exact: bool) (n: DrawnNetwork) (g: ValueMatrix) i =
        let m = n.T - i

        if m = 0 then
            ValueMatrix.Zero n.Outputs n.Inputs
        elif exact then
            MatrixEquation.sum n.Outputs n.Inputs (seq { for q in 0 .. m - 1 -> n.Wy * power q n.Wh * g * power (m - 1 - q) n.Wh * n.Wx })
        else
            float m * n.Wy * power (m - 1) n.Wh * g * n.Wx

    let private motion exact (n: DrawnNetwork) =
        let gx, gh, gy = gradients n
        -(output n (fun i -> n.Wy * power (n.T - i) n.Wh * gx + middle exact n gh i + gy * power (n.T - i) n.Wh * n.Wx))
        |> ValueMatrix.vec

    // (126)-(128): the gradients written out, which are minus the flows, substituted without their minus.
    let private block k exact sign (n: DrawnNetwork) =
        let flow = loss[k] n

        let term i =
            match k with
            | 0 -> n.Wy * power (n.T - i) n.Wh * flow
            | 1 -> middle exact n flow i
            | _ -> flow * power (n.T - i) n.Wh * n.Wx

        ValueMatrix.vec ((sign: float) * output n term)

    let private substituted number k printed corrected note =
        entry number printed
        |> PrintedEquation.corrected corrected
        |> PrintedEquation.note note
        |> MatrixEquation.mended all (moved k) (block k false -1.0) (block k true 1.0)

    let equations =
        [ entry "112" "Yhat_T = W_y*sum(W_h^(T - i)*W_x*X[i], i, 1, T)"
          |> MatrixEquation.plainly all prediction (fun n -> n.Wy * n.Hidden n.T)
          entry "113" "Yhat_T(after) = (W_y - eta*G_y)*sum((W_h - eta*G_h)^(T - i)*(W_x - eta*G_x)*X[i], i, 1, T)"
          |> MatrixEquation.plainly all ours (fun n -> let s = stepped n in s.Wy * s.Hidden s.T)
          yield! powers
          entry
              "116"
              "Yhat_T(after) = (W_y - eta*G_y)*sum((W_h^(T - i) + Q[i])*(W_x - eta*G_x)*X[i], i, 1, T), Q[i] = sum((-1)^k*C(T - i,k)*W_h^(T - i - k)*(eta*G_h)^k, k, 1, T - i)"
          |> PrintedEquation.corrected "the same with Q[i] = (W_h - eta*G_h)^(T - i) - W_h^(T - i), ordered products"
          |> MatrixEquation.mended all ours (expansion binomial) (expansion ordered)
          for number, text in
              [ "117", "Yhat_T(after) = sum(W_y*W_h^(T - i)*W_x*X[i] + W_y*Q[i]*W_x*X[i] ..."
                "118", "... - W_y*eta*W_h^(T - i)*G_x*X[i] - W_y*eta*Q[i]*G_x*X[i] ..."
                "119", "... - eta*G_y*W_h^(T - i)*W_x*X[i] - eta*G_y*Q[i]*W_x*X[i] ..."
                "120", "... + eta*G_y*eta*W_h^(T - i)*G_x*X[i] + eta*G_y*eta*Q[i]*G_x*X[i], i, 1, T)" ] do
              afterCommuting number text ours terms
          for number, text in
              [ "121", "(Yhat_T(after) - Yhat_T)/eta = sum(W_y*(Q[i]/eta)*W_x*X[i] - W_y*W_h^(T - i)*G_x*X[i] ..."
                "123", "... - G_y*Q[i]*W_x*X[i] + G_y*eta*W_h^(T - i)*G_x*X[i] ..."
                "124", "... + G_y*eta*Q[i]*G_x*X[i], i, 1, T)" ] do
              afterCommuting number text change (quotient false)
              |> PrintedEquation.note "the sum (121)-(124), with (122) corrected"
          entry "122" "... - W_y*Q[i]*G_x*X[i] - G_y*sum(W_h^(T - i)*W_x*X[i], i, 1, T) ..."
          |> PrintedEquation.corrected "... - W_y*Q[i]*G_x*X[i] - G_y*W_h^(T - i)*W_x*X[i] ..."
          |> PrintedEquation.note "inside the sum over i the second sum counts the term T times; compared for one unit, where Q[i] is right"
          |> MatrixEquation.mended (List.filter isCommuting all) change (quotient true binomial) (quotient false binomial)
          entry "125" "tau*dYhat/dt = sum(-W_y*W_h^(T - i)*G_x - (T - i)*W_y*W_h^(T - i - 1)*G_h*W_x - G_y*W_h^(T - i)*W_x, i, 1, T)*X[i]"
          |> PrintedEquation.corrected
              "tau*dYhat/dt = -sum((W_y*W_h^(T - i)*G_x + sum(W_y*W_h^q*G_h*W_h^(T - i - 1 - q)*W_x, q, 0, T - i - 1) + G_y*W_h^(T - i)*W_x)*X[i], i, 1, T)"
          |> PrintedEquation.note "right for T <= 2 and where W_h and G_h commute"
          |> MatrixEquation.mended all total (motion false) (motion true)
          substituted
              "126"
              0
              "tau*dY/dt = sum(-W_y*W_h^(T - i)*sum((W_h^(T - j))^T*W_y^T*e*X[j]^T, j, 1, T)*X[i], i, 1, T) ..."
              "tau*dYhat/dt = sum(W_y*W_h^(T - i)*sum((W_h^(T - j))^T*W_y^T*e*X[j]^T, j, 1, T)*X[i], i, 1, T) ..."
              "e = Y - Yhat; the gradient was inserted without its minus; the left side is dYhat"
          substituted
              "127"
              1
              "... - (T - i)*W_y*W_h^(T - i - 1)*sum(sum((W_h^r)^T*W_y^T*e*X[j]^T*W_x^T*(W_h^(T - j - 1 - r))^T, r, 0, T - j - 1), j, 1, T - 1)*W_x*X[i] ..."
              "... + sum(W_y*W_h^q*sum(sum((W_h^r)^T*W_y^T*e*X[j]^T*W_x^T*(W_h^(T - j - 1 - r))^T, r, 0, T - j - 1), j, 1, T - 1)*W_h^(T - i - 1 - q)*W_x*X[i], q, 0, T - i - 1) ..."
              "the sign, and W_h does not commute with its gradient"
          substituted
              "128"
              2
              "... - e*sum(X[j]^T*W_x^T*(W_h^(T - j))^T, j, 1, T)*W_h^(T - i)*W_x*X[i]"
              "... + e*sum(X[j]^T*W_x^T*(W_h^(T - j))^T, j, 1, T)*W_h^(T - i)*W_x*X[i]"
              "the sign" ]
