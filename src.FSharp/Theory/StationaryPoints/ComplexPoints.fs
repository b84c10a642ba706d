namespace LrnnSymbolic.Theory

open System
open LrnnSymbolic.Algebra

/// A rectangle of complex numbers.
[<NoEquality; NoComparison>]
type ComplexInterval =
    { Re: Interval
      Im: Interval }

    static member (+)(x: ComplexInterval, y: ComplexInterval) : ComplexInterval = { Re = x.Re + y.Re; Im = x.Im + y.Im }
    static member (-)(x: ComplexInterval, y: ComplexInterval) : ComplexInterval = { Re = x.Re - y.Re; Im = x.Im - y.Im }
    static member (*)(x: ComplexInterval, y: ComplexInterval) : ComplexInterval =
        { Re = x.Re * y.Re - x.Im * y.Im
          Im = x.Re * y.Im + x.Im * y.Re }
    /// A real factor.
    static member (*)(x: Interval, y: ComplexInterval) : ComplexInterval = { Re = x * y.Re; Im = x * y.Im }

/// A complex task of numbers, as its reduced energy E*(b) = (P - |p(b)|^2/B(|b|^2))/2 sees it.
[<NoEquality; NoComparison>]
type internal ComplexNumbers =
    {
        /// Real and imaginary parts of the coefficients of p(b) = sum conj(d_i) b^(T-i), the conjugate of A, by powers of b.
        Correlation: (Rational * Rational)[]
        /// Coefficients of B by powers of |b|^2, positive, the last one 1.
        ResponsePower: Rational[]
        TaskPower: Rational
    }

/// What a stationary point in the plane of b is.
type internal PlaneKind =
    | PlaneMinimum
    | PlaneSaddle
    /// Bounds on the Hessian do not decide.
    | PlaneUnclear

/// A stationary point, known to be one, alone in a rectangle of the plane of b or, where |b| is large, of 1/b.
[<NoEquality; NoComparison>]
type internal ComplexPoint =
    {
        B: ComplexInterval
        Modulus: Interval
        /// A/B.
        U: ComplexInterval
        Energy: Interval
        Kind: PlaneKind
        /// u = 0.
        IsSilent: bool
        /// No other point, and not the limit, is certainly lower.
        IsLowest: bool
    }

[<NoEquality; NoComparison>]
type internal ComplexSet =
    {
        Points: ComplexPoint list
        Limit: Rational
        /// How many rectangles are left in which there may be further points: none if all points are listed.
        Undecided: int
    }

/// Stationary points in the plane of a complex b, certified by intervals. With p = conj(A), rho = |b|^2 and S = p' B - p conj(b) dB/drho,
/// dE*/db = -A S/(2 B^2): a point is stationary where S = 0, or A = 0 and so u = 0. The same holds in w = 1/b for the
/// coefficients in reverse.
[<RequireQualifiedAccess>]
module internal ComplexPoints =
    let private conjugate (z: ComplexInterval) = { z with Im = -z.Im }
    let private square (z: ComplexInterval) = Interval.square z.Re + Interval.square z.Im

    [<NoEquality; NoComparison>]
    type private Chart =
        { P: ComplexInterval[]
          P1: ComplexInterval[]
          P2: ComplexInterval[]
          B: Interval[]
          B1: Interval[]
          B2: Interval[] }

    let private slope (p: ComplexInterval[]) = Array.init (max 0 (p.Length - 1)) (fun k -> Interval.point (float (k + 1)) * p[k + 1])

    let private chart (p: ComplexInterval[]) (b: Interval[]) =
        let p1, b1 = slope p, Interval.derivative b

        { P = p
          P1 = p1
          P2 = slope p1
          B = b
          B1 = b1
          B2 = Interval.derivative b1 }

    let private zero =
        { Re = Interval.zero
          Im = Interval.zero }
    let private at (p: ComplexInterval[]) (z: ComplexInterval) = Array.foldBack (fun c sum -> sum * z + c) p zero
    let private ofBox (box: Box) : ComplexInterval = { Re = box.X; Im = box.Y }

    // S and its derivatives by b and by conj(b).
    let private stationary (c: Chart) (z: ComplexInterval) =
        let rho = square z
        at c.P1 z
        |> fun p1 -> Interval.horner c.B rho * p1 - Interval.horner c.B1 rho * (at c.P z * conjugate z)

    let private byB (c: Chart) (z: ComplexInterval) =
        let rho, bar = square z, conjugate z
        Interval.horner c.B rho * at c.P2 z - Interval.horner c.B2 rho * (at c.P z * bar * bar)

    let private byConjugate (c: Chart) (z: ComplexInterval) =
        let rho = square z
        let p = at c.P z
        Interval.horner c.B1 rho * (at c.P1 z * z - p) - (rho * Interval.horner c.B2 rho) * p

    // Derivatives of a function of b and conj(b) by x and y, as rows of its parts.
    let private rows (byB: ComplexInterval) (byConjugate: ComplexInterval) =
        let x, difference = byB + byConjugate, byB - byConjugate
        struct (x.Re, -difference.Im, x.Im, difference.Re)

    // Bounds over a rectangle by its middle and the slopes, where they are better.
    let private system
        (value: ComplexInterval -> ComplexInterval)
        (slopes: ComplexInterval -> struct (Interval * Interval * Interval * Interval))
        : PlaneSystem =
        let values (box: Box) =
            let plain = value (ofBox box)
            let m =
                value
                    { Re = Interval.point box.X.Middle
                      Im = Interval.point box.Y.Middle }
            let struct (fx, fy, gx, gy) = slopes (ofBox box)
            let dx, dy = box.X - Interval.point box.X.Middle, box.Y - Interval.point box.Y.Middle
            struct (Interval.meet plain.Re (m.Re + fx * dx + fy * dy), Interval.meet plain.Im (m.Im + gx * dx + gy * dy))

        { Values = values
          Slopes = fun box -> slopes (ofBox box) }

    // ---- Points -----------------------------------------------------------------------------------------------------------

    let private least = 1e-7
    let private mostSteps = 60_000

    let private unitSquare: Box =
        let side: Interval = { Low = -1.0; High = 1.0 }
        { X = side; Y = side }

    let private zerosIn (c: Chart) =
        let moving, open' =
            PlaneZeros.find least mostSteps (system (stationary c) (fun z -> rows (byB c z) (byConjugate c z))) unitSquare
        let silent, open'' =
            PlaneZeros.find least mostSteps (system (at c.P) (fun z -> rows (at c.P1 z) zero)) unitSquare
        (moving |> List.map (fun z -> z, false)) @ (silent |> List.map (fun z -> z, true)), open'.Length + open''.Length

    let private inverse (z: ComplexInterval) =
        let size = square z
        { Re = z.Re / size; Im = -z.Im / size }

    let private rootOf (x: Interval) : Interval =
        { Low = Math.BitDecrement(sqrt (max 0.0 x.Low))
          High = Math.BitIncrement(sqrt x.High) }

    let private half = Interval.point 0.5

    let private kindOf (c: Chart) (z: ComplexInterval) (isSilent: bool) =
        if isSilent then
            PlaneSaddle
        else
            // det of the Hessian / 4 = |E_b conj(b)|^2 - |E_bb|^2; the mixed derivative -A S_conj(b)/(2 B^2) is real there.
            let mixed = byConjugate c z
            let determinant = square mixed - square (byB c z)
            let curvature = -(conjugate (at c.P z) * mixed).Re

            match determinant.Sign, curvature.Sign with
            | 1, 1 -> PlaneMinimum
            // E is convex in u: where E* has a maximum, E has a saddle.
            | 1, -1
            | -1, _ -> PlaneSaddle
            | _ -> PlaneUnclear

    let private pointAt (power: Interval) (near: Chart) (c: Chart) (isFar: bool) (found: PlaneZero, isSilent: bool) : ComplexPoint =
        let z = ofBox found.Place
        let b = if isFar then inverse z else z
        // u = A/B at b itself.
        let u =
            if isSilent then
                { Re = Interval.zero
                  Im = Interval.zero }
            else
                let a, power = conjugate (at near.P b), Interval.horner near.B (square b)
                { Re = a.Re / power; Im = a.Im / power }
        let gain = square (at c.P z) / Interval.horner c.B (square z)

        { B = b
          Modulus = rootOf (square b)
          U = u
          Energy = half * (if isSilent then power else power - gain)
          Kind = kindOf c z isSilent
          IsSilent = isSilent
          IsLowest = false }

    /// Every stationary point with finite b, each proved; what is not decided is counted.
    let ofNumbers (numbers: ComplexNumbers) : ComplexSet =
        let p =
            numbers.Correlation
            |> Array.map (fun (x, y) ->
                { Re = Interval.ofRational x
                  Im = Interval.ofRational y })
        let b = numbers.ResponsePower |> Array.map Interval.ofRational
        let near, far = chart p b, chart (Array.rev p) (Array.rev b)
        let inner, openInner = zerosIn near
        let outer, openOuter = zerosIn far
        let power = Interval.ofRational numbers.TaskPower

        // Seen from both charts: its image lies in the region of a known zero. And w = 0 is no finite b.
        let isNew (found: PlaneZero, isSilent: bool) =
            let z = inverse (ofBox found.Place)
            let image = { X = z.Re; Y = z.Im }

            Double.IsFinite(z.Re.Low)
            && not (inner |> List.exists (fun (known, silent) -> silent = isSilent && known.Region.Contains image))

        let points =
            (inner |> List.map (pointAt power near near false))
            @ (outer |> List.filter isNew |> List.map (pointAt power near far true))

        let x, y = Array.last numbers.Correlation
        let limit = (numbers.TaskPower - x * x - y * y) / Rational.OfInt 2
        let lowest = points |> List.fold (fun e p -> min e p.Energy.High) (Interval.ofRational limit).High

        { Points =
            points
            |> List.map (fun p ->
                { p with
                    IsLowest = (p.Kind <> PlaneSaddle && p.Energy.Low <= lowest) })
            |> List.sortBy (fun p -> p.B.Re.Middle, p.B.Im.Middle)
          Limit = limit
          Undecided = openInner + openOuter }
