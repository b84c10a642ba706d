namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The modes as power series in learning time, a(t + h) = sum_n a_n h^n with h in units of tau, and b and c alike, to any
/// order. With a and c frozen it is the series of the recurrent mode alone (theory: equations (48)-(67), Section 7).
[<RequireQualifiedAccess>]
module internal LearningSeries =
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

    // ---- Complex modes ----------------------------------------------------------------------------------------------------

    let private complexMode = Mode.ofKind ComplexModes
    // |b|^2 as a letter.
    let private modulus = Vocabulary.real "q"

    // A function of b through |b|^2 alone as one of q: there b and conj(b) stand with equal powers.
    let rec private ofModulus (e: Expr) : Expr =
        if obj.ReferenceEquals(e, complexMode.B) then
            Canonical.one
        elif obj.ReferenceEquals(e, Energy.partner complexMode.B) then
            Canonical.symbol modulus
        else
            Substitution.mapChildren ofModulus e

    let private expansionBy (variable: Expr) (order: int) (f: Expr) =
        let next (n, e: Expr) = Some(e, (n + 1, fraction 1 (n + 1) *. Derivative.by variable e))
        Seq.unfold next (0, f) |> Seq.truncate (order + 1) |> Seq.toArray

    /// The n-th coefficients of the powers of x(t + h) - x(t), from those of x up to n, and f(x) along them.
    [<Sealed>]
    type private Along(x: Expr[], order: int) =
        let powers = Array.init (order + 1) (fun _ -> Array.create (order + 1) Canonical.zero)
        do powers[0][0] <- Canonical.one

        member _.Grow n =
            for j in 1..n do
                powers[j][n] <- Canonical.addAll [ for i in 1 .. n - j + 1 -> x[i] *. powers[j - 1].[n - i] ]

        member _.Compose (f: Expr[]) n = Canonical.addAll [ for j in 0..n -> f[j] *. powers[j][n] ]

    /// The same for complex modes: tau a' = conj(c) (A - u B), tau c' = conj(a) (A - u B), tau b' = conj(u) (dA/dconj(b) - u b dB/d|b|^2),
    /// with A a function of conj(b) and B one of |b|^2. The conjugates have series of their own.
    let complexCoefficients (frozen: Symbol list) (order: int) (task: TaskDynamics) : Expr list list =
        let energy = Energy.ofTask task
        let bar = Energy.partner
        let A = expansionBy (bar complexMode.B) order (Energy.correlationOf complexMode energy)

        let B =
            Energy.responsePowerOf complexMode energy
            |> ofModulus
            |> expansionBy (Canonical.symbol modulus) order
            |> Array.map (Substitution.symbol modulus (Energy.modulusSquared complexMode.B))

        let conjA = Array.map bar A
        let blank () = Array.create (order + 1) Canonical.zero
        let start (mode: Expr) = [| mode; yield! Array.create order Canonical.zero |]
        let both (mode: Expr) = start mode, start (bar mode)
        let (a, a'), (b, b'), (c, c') = both complexMode.A, both complexMode.B, both complexMode.C
        let q = blank ()
        let ofB, ofConjB, ofQ = Along(b, order), Along(b', order), Along(q, order)
        let u, u', square = blank (), blank (), blank ()
        let alongA, alongConjA, alongB, drive, drive' = blank (), blank (), blank (), blank (), blank ()
        let slopeA, slopeConjA, slopeB, turn, turn' = blank (), blank (), blank (), blank (), blank ()
        let slopesOfA, slopesOfConjA, slopesOfB = slopes A, slopes conjA, slopes B

        let set k (x: Expr[]) n (right: Expr) =
            if not (List.contains complexMode.Symbols[k] frozen) then
                x[n + 1] <- fraction 1 (n + 1) *. right

        for n in 0 .. order - 1 do
            q[n] <- convolution b b' n
            ofB.Grow n
            ofConjB.Grow n
            ofQ.Grow n
            u[n] <- convolution a c n
            u'[n] <- convolution a' c' n
            square[n] <- convolution u u' n
            alongA[n] <- ofConjB.Compose A n
            alongConjA[n] <- ofB.Compose conjA n
            alongB[n] <- ofQ.Compose B n
            slopeA[n] <- ofConjB.Compose slopesOfA n
            slopeConjA[n] <- ofB.Compose slopesOfConjA n
            slopeB[n] <- ofQ.Compose slopesOfB n
            turn[n] <- convolution b slopeB n
            turn'[n] <- convolution b' slopeB n
            drive[n] <- alongA[n] -. convolution u alongB n
            drive'[n] <- alongConjA[n] -. convolution u' alongB n
            set 0 a n (convolution c' drive n)
            set 0 a' n (convolution c drive' n)
            set 2 c n (convolution a' drive n)
            set 2 c' n (convolution a drive' n)
            set 1 b n (convolution u' slopeA n -. convolution square turn n)
            set 1 b' n (convolution u slopeConjA n -. convolution square turn' n)

        [ for n in 1..order -> [ a[n]; b[n]; c[n] ] ]
