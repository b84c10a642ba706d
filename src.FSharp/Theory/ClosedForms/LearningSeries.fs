namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The modes as power series in learning time, a(t + h) = sum_n a_n h^n with h in units of tau, and b and c alike, to any
/// order. With a and c frozen it is the series of the recurrent mode alone (theory: equations (48)-(67), Section 7).
[<RequireQualifiedAccess>]
module LearningSeries =
    // The n-th coefficient of a product.
    let private convolution (x: Expr[]) (y: Expr[]) n = Canonical.addAll [ for i in 0..n -> x[i] *. y[n - i] ]

    let private fraction n d = Canonical.number (Rational.ofRatio n d)

    /// f(b), f'(b), f''(b)/2, ..., f^(order)(b)/order!.
    let private expansion (order: int) (f: Expr) =
        let next (n, e: Expr) = Some(e, (n + 1, fraction 1 (n + 1) *. Derivative.by Mode.b e))
        Seq.unfold next (0, f) |> Seq.truncate (order + 1) |> Seq.toArray

    let private slopes (f: Expr[]) = Array.init (f.Length - 1) (fun j -> Canonical.ofInt (j + 1) *. f[j + 1])

    /// [a_1; b_1; c_1], [a_2; b_2; c_2], ..., in terms of a, b, c and the task; frozen modes have coefficients 0.
    /// tau (a', b', c') is known to order n as soon as the modes are, and gives them to order n + 1. Real modes only.
    let coefficients (frozen: Symbol list) (order: int) (task: TaskDynamics) : Expr list list =
        let energy = Energy.ofTask task
        let A = expansion order (Energy.correlation energy)
        let B = expansion order (Energy.responsePower energy)
        let blank () = Array.create (order + 1) Canonical.zero
        let start (mode: Symbol) = [| Canonical.symbol mode; yield! Array.create order Canonical.zero |]
        let a, b, c = start Mode.input, start Mode.recurrent, start Mode.output

        // powers[j][n]: the n-th coefficient of (b(t + h) - b(t))^j.
        let powers = Array.init (order + 1) (fun _ -> blank ())

        powers[0][0] <- Canonical.one

        let grow n =
            for j in 1..n do
                powers[j][n] <- Canonical.addAll [ for i in 1 .. n - j + 1 -> b[i] *. powers[j - 1].[n - i] ]

        let composed (f: Expr[]) n = Canonical.addAll [ for j in 0..n -> f[j] *. powers[j][n] ]

        // u = a c, u^2, A and B, the drive A - u B, and A' and B', all along the solution.
        let u, square, drive = blank (), blank (), blank ()
        let alongA, alongB, slopeA, slopeB = blank (), blank (), blank (), blank ()
        let slopesOfA, slopesOfB = slopes A, slopes B

        let set (mode: Symbol) (series: Expr[]) n (right: Expr) =
            if not (List.contains mode frozen) then
                series[n + 1] <- fraction 1 (n + 1) *. right

        for n in 0 .. order - 1 do
            grow n
            u[n] <- convolution a c n
            square[n] <- convolution u u n
            alongA[n] <- composed A n
            alongB[n] <- composed B n
            slopeA[n] <- composed slopesOfA n
            slopeB[n] <- composed slopesOfB n
            drive[n] <- alongA[n] -. convolution u alongB n
            set Mode.input a n (convolution c drive n)
            set Mode.output c n (convolution a drive n)
            set Mode.recurrent b n (convolution u slopeA n -. fraction 1 2 *. convolution square slopeB n)

        [ for n in 1..order -> [ a[n]; b[n]; c[n] ] ]
