namespace LrnnSymbolic.Algebra

open System.Collections.Concurrent
open System.Numerics

/// A real number: a rational that is not too long, or a ball.
[<RequireQualifiedAccess; NoEquality; NoComparison>]
type internal Real =
    | Exact of Rational
    | Near of Ball

/// A complex number of such parts; a real number has the exact imaginary part 0.
[<NoEquality; NoComparison>]
type internal Certain = { RealPart: Real; ImaginaryPart: Real }

/// Arithmetic in which every comparison is certain, to a number of bits. Raises TooFewDigits where more may decide it,
/// UndefinedExpression where there is no value, BeyondRange where there is none of any size that balls have.
[<RequireQualifiedAccess>]
module internal Certain =
    // Longer rationals cost more than balls.
    let private longest = 4096L

    let private length (q: Rational) = max (q.Numerator.GetBitLength()) (q.Denominator.GetBitLength())

    // ---- Real numbers --------------------------------------------------------------------------------------------

    let private near bits (x: Real) =
        match x with
        | Real.Exact q -> Ball.ofRational bits q
        | Real.Near ball -> ball

    let private kept bits (q: Rational) = if length q <= longest then Real.Exact q else Real.Near(Ball.ofRational bits q)

    let private isZero (x: Real) =
        match x with
        | Real.Exact q -> q.IsZero
        | Real.Near _ -> false

    let signOf (x: Real) =
        match x with
        | Real.Exact q -> q.Sign
        | Real.Near ball -> Ball.sign ball

    let private nothing = Real.Exact Rational.Zero
    let private unit = Real.Exact Rational.One

    let private addReal bits x y =
        match x, y with
        | Real.Exact p, Real.Exact q -> kept bits (p + q)
        | Real.Exact p, z
        | z, Real.Exact p when p.IsZero -> z
        | _ -> Real.Near(Ball.add bits (near bits x) (near bits y))

    let private multiplyReal bits x y =
        match x, y with
        | Real.Exact p, Real.Exact q -> kept bits (p * q)
        | Real.Exact p, _
        | _, Real.Exact p when p.IsZero -> nothing
        | Real.Exact p, z
        | z, Real.Exact p when p.IsOne -> z
        | _ -> Real.Near(Ball.multiply bits (near bits x) (near bits y))

    let private negateReal x =
        match x with
        | Real.Exact q -> Real.Exact(-q)
        | Real.Near ball -> Real.Near(Ball.negate ball)

    let private inverseReal bits x =
        match x with
        | Real.Exact q when q.IsZero -> raise (UndefinedExpression "0 to a negative power")
        | Real.Exact q -> Real.Exact q.Reciprocal
        | Real.Near ball -> Real.Near(Ball.inverse bits ball)

    let private expReal bits x =
        match x with
        | Real.Exact q when q.IsZero -> unit
        | _ -> Real.Near(Ball.exp bits (near bits x))

    let private logReal bits x =
        match x with
        | Real.Exact q when q.IsOne -> nothing
        | _ -> Real.Near(Ball.log bits (near bits x))

    let private sinCosReal bits x : struct (Real * Real) =
        match x with
        | Real.Exact q when q.IsZero -> struct (nothing, unit)
        | _ ->
            let struct (sine, cosine) = Ball.sinCos bits (near bits x)
            struct (Real.Near sine, Real.Near cosine)

    let private rootReal bits x =
        match x with
        | Real.Exact q when q.IsZero -> nothing
        | _ -> Real.Near(Ball.exp bits (Ball.multiply bits (Ball.log bits (near bits x)) (Ball.ofRational bits (Rational.ofRatio 1 2))))

    /// The whole number below, where it is certain.
    let private floorReal (x: Real) =
        match x with
        | Real.Exact q -> q.Floor
        | Real.Near ball ->
            let floor (m: BigInteger) =
                if ball.Exponent > 4096 then raise TooFewDigits
                elif ball.Exponent >= 0 then m <<< ball.Exponent
                else m >>> -ball.Exponent

            let low, high = floor (ball.Middle - ball.Radius), floor (ball.Middle + ball.Radius)
            if low = high then low else raise TooFewDigits

    // The angle of a point, in (-pi, pi].
    let private angle bits (y: Real) (x: Real) =
        let quotient a b = Ball.atan bits (near bits (multiplyReal bits a (inverseReal bits b)))
        let pi = Ball.pi bits
        let half = { pi with Exponent = pi.Exponent - 1 }

        match signOf x, signOf y with
        | 0, 0 -> nothing
        | 1, 0 -> nothing
        | -1, 0 -> Real.Near pi
        | 0, side -> Real.Near(if side > 0 then half else Ball.negate half)
        | 1, _ -> Real.Near(quotient y x)
        | _, side -> Real.Near(Ball.add bits (quotient y x) (if side > 0 then pi else Ball.negate pi))

    // ---- Complex numbers -----------------------------------------------------------------------------------------

    let private real (x: Real) =
        { RealPart = x
          ImaginaryPart = nothing }
    let ofRational bits (q: Rational) = real (kept bits q)
    let isReal (z: Certain) = isZero z.ImaginaryPart

    let private requireReal (z: Certain) =
        if isReal z then
            z.RealPart
        else
            raise (UnsupportedOperation "this function takes real arguments only")

    let private add bits z w =
        { RealPart = addReal bits z.RealPart w.RealPart
          ImaginaryPart = addReal bits z.ImaginaryPart w.ImaginaryPart }

    let private multiply bits z w =
        let product = multiplyReal bits

        if isReal z && isReal w then
            real (product z.RealPart w.RealPart)
        else
            { RealPart = addReal bits (product z.RealPart w.RealPart) (negateReal (product z.ImaginaryPart w.ImaginaryPart))
              ImaginaryPart = addReal bits (product z.RealPart w.ImaginaryPart) (product z.ImaginaryPart w.RealPart) }

    let private squaredModulus bits z =
        addReal bits (multiplyReal bits z.RealPart z.RealPart) (multiplyReal bits z.ImaginaryPart z.ImaginaryPart)

    let private inverse bits z =
        if isReal z then
            real (inverseReal bits z.RealPart)
        else
            let scale = inverseReal bits (squaredModulus bits z)
            { RealPart = multiplyReal bits z.RealPart scale
              ImaginaryPart = negateReal (multiplyReal bits z.ImaginaryPart scale) }

    let private exp bits z =
        let size = expReal bits z.RealPart

        if isReal z then
            real size
        else
            let struct (sine, cosine) = sinCosReal bits z.ImaginaryPart
            { RealPart = multiplyReal bits size cosine
              ImaginaryPart = multiplyReal bits size sine }

    let private log bits z =
        let modulus () = multiplyReal bits (Real.Exact(Rational.ofRatio 1 2)) (logReal bits (squaredModulus bits z))

        if not (isReal z) then
            { RealPart = modulus ()
              ImaginaryPart = angle bits z.ImaginaryPart z.RealPart }
        else
            match signOf z.RealPart with
            | 0 -> raise (UndefinedExpression "log(0)")
            | 1 -> real (logReal bits z.RealPart)
            | _ ->
                { RealPart = logReal bits (negateReal z.RealPart)
                  ImaginaryPart = Real.Near(Ball.pi bits) }

    let rec private wholePower bits z (n: BigInteger) : Certain =
        if n.Sign < 0 then
            inverse bits (wholePower (bits + 8) z -n)
        elif n.IsZero then
            real unit
        else
            match z with
            | { RealPart = Real.Exact q
                ImaginaryPart = Real.Exact im } when
                im.IsZero && (q.IsZero || q.Abs.IsOne || n * BigInteger(length q) <= BigInteger longest)
                ->
                if q.Abs.IsOne then
                    real (Real.Exact(if q.Sign < 0 && not n.IsEven then q else Rational.One))
                elif q.IsZero then
                    z
                else
                    real (Real.Exact(Rational.Pow(q, int n)))
            | _ when isReal z -> real (Real.Near(Ball.power bits (near bits z.RealPart) n))
            | _ when n.IsEven -> let half = wholePower bits z (n >>> 1) in multiply bits half half
            | _ when n.IsOne -> z
            | _ -> multiply bits z (wholePower bits z (n - BigInteger.One))

    // The constant e is one object for each precision, so that e^x takes no logarithm.
    let private euler = ConcurrentDictionary<int, Real>()
    let private e bits = euler.GetOrAdd(bits, (fun bits -> Real.Near(Ball.exp bits (Ball.ofRational bits Rational.One))))

    let private power bits z w =
        match w with
        | { RealPart = Real.Exact n
            ImaginaryPart = Real.Exact im } when im.IsZero && n.IsInteger ->
            if isReal z && isZero z.RealPart && n.Sign < 0 then
                raise (UndefinedExpression "0 to a negative power")
            wholePower bits z n.Numerator
        | _ when isReal z && isZero z.RealPart ->
            if isReal w && signOf w.RealPart > 0 then
                real nothing
            else
                raise (UndefinedExpression "0 to a negative power")
        | _ when obj.ReferenceEquals(z.RealPart, e bits) -> exp bits w
        | _ -> exp bits (multiply bits w (log bits z))

    // ---- Functions -----------------------------------------------------------------------------------------------

    let private whole what (z: Certain) : BigInteger =
        match z with
        | { RealPart = Real.Exact q
            ImaginaryPart = Real.Exact im } when im.IsZero && q.IsInteger -> q.Numerator
        | { RealPart = Real.Exact _
            ImaginaryPart = Real.Exact _ } -> raise (UndefinedExpression $"{what} takes whole numbers only")
        | _ -> raise TooFewDigits

    // Beyond this a sum or product of so many factors is not gone through.
    let private mostTerms = 10_000_000

    let private count (n: BigInteger) =
        if BigInteger.Abs n > BigInteger mostTerms then
            raise (UnsupportedOperation $"{n} terms are too many")
        else
            int n

    let private product bits (factors: Certain seq) = Seq.fold (multiply bits) (real unit) factors
    let private shifted bits z (n: int) = add bits z (real (Real.Exact(Rational.OfInt n)))

    let private falling bits x (k: BigInteger) =
        let k = count k

        if k >= 0 then
            product bits (seq { for j in 0 .. k - 1 -> shifted bits x -j })
        else
            inverse bits (product bits (seq { for j in 1 .. -k -> shifted bits x j }))

    let private factorial bits (n: BigInteger) =
        if n.Sign < 0 then raise (UndefinedExpression $"factorial({n})")
        product bits (seq { for k in 2 .. count n -> real (Real.Exact(Rational.OfInt k)) })

    // sum_{j<n} C(j, k) q^(j-k) by Horner's rule with its derivatives over k!.
    let private geometric bits (k: BigInteger) q (n: BigInteger) =
        if k.Sign < 0 then
            raise (UndefinedExpression "a derivative of a geometric sum has an order from 0 on")

        if n <= k then
            real nothing
        else
            let order = count k
            let values = Array.create (order + 1) (real nothing)

            for _ in 1 .. count n do
                for j in order .. -1 .. 1 do
                    values[j] <- add bits (multiply bits values[j] q) values[j - 1]
                values[0] <- add bits (multiply bits values[0] q) (real unit)

            values[order]

    let private homogeneous bits (degree: BigInteger) (variables: Certain[]) =
        if degree.Sign < 0 then
            real nothing
        else
            let sums = Array.create (count degree + 1) (real nothing)
            sums[0] <- real unit

            for x in variables do
                for d in 1 .. sums.Length - 1 do
                    sums[d] <- add bits sums[d] (multiply bits x sums[d - 1])

            sums[sums.Length - 1]

    let private i =
        { RealPart = nothing
          ImaginaryPart = unit }
    let private half = real (Real.Exact(Rational.ofRatio 1 2))

    let private sinCos bits z : struct (Certain * Certain) =
        if isReal z then
            let struct (sine, cosine) = sinCosReal bits z.RealPart
            struct (real sine, real cosine)
        else
            // sin z = (w - 1/w) / 2i and cos z = (w + 1/w) / 2 for w = e^(iz)
            let w = exp bits (multiply bits i z)
            let v = inverse bits w
            let minus x =
                { RealPart = negateReal x.RealPart
                  ImaginaryPart = negateReal x.ImaginaryPart }
            let sine = multiply bits (multiply bits half (minus i)) (add bits w (minus v))
            struct (sine, multiply bits half (add bits w v))

    let private tan bits z =
        let struct (sine, cosine) = sinCos bits z
        multiply bits sine (inverse bits cosine)

    // tanh x = -i tan(ix), and for real x by the exponential that cannot be large.
    let private tanh bits z =
        if isReal z then
            let side = signOf z.RealPart
            let size = if side < 0 then negateReal z.RealPart else z.RealPart
            let small = exp bits (real (multiplyReal bits (Real.Exact(Rational.OfInt -2)) size))
            let ratio =
                multiply
                    bits
                    (add
                        bits
                        (real unit)
                        { small with
                            RealPart = negateReal small.RealPart })
                    (inverse bits (add bits (real unit) small))
            if side < 0 then real (negateReal ratio.RealPart) else ratio
        else
            let turned = tan bits (multiply bits i z)
            { RealPart = turned.ImaginaryPart
              ImaginaryPart = negateReal turned.RealPart }

    let private wave bits (k: BigInteger) q omega phi n =
        let part side =
            let turn = multiply bits (multiply bits (real (Real.Exact(Rational.OfInt side))) i)
            let ratio = multiply bits q (exp bits (turn omega))
            let start = add bits phi (multiply bits (ofRational bits (Rational.OfInteger k)) omega)
            multiply bits (exp bits (turn start)) (geometric bits k ratio n)

        let sum = multiply bits half (add bits (part 1) (part -1))
        // The two parts are conjugate where all is real.
        if isReal q && isReal omega && isReal phi then real sum.RealPart else sum

    let private apply bits (id: FunctionId) (x: Certain[]) : Certain =
        match id, x with
        | Log, _ -> log bits x[0]
        | Sin, _ -> let struct (sine, _) = sinCos bits x[0] in sine
        | Cos, _ -> let struct (_, cosine) = sinCos bits x[0] in cosine
        | Tan, _ -> tan bits x[0]
        | Tanh, _ -> tanh bits x[0]
        | Atan, _ ->
            match requireReal x[0] with
            | y when isZero y -> real nothing
            | y -> real (Real.Near(Ball.atan bits (near bits y)))
        | Atan2, _ -> real (angle bits (requireReal x[0]) (requireReal x[1]))
        | Abs, _ when isReal x[0] -> real (if signOf x[0].RealPart < 0 then negateReal x[0].RealPart else x[0].RealPart)
        | Abs, _ -> real (rootReal bits (squaredModulus bits x[0]))
        | Sign, _ -> real (Real.Exact(Rational.OfInt(signOf (requireReal x[0]))))
        | Factorial, _ -> factorial bits (whole "factorial" x[0])
        | Binomial, _ ->
            match whole "binomial" x[1], x[0] with
            | k, _ when k.Sign < 0 -> real nothing
            | k,
              { RealPart = Real.Exact n
                ImaginaryPart = Real.Exact im } when im.IsZero && n.IsInteger && n.Sign >= 0 && k > n.Numerator -> real nothing
            | k,
              { RealPart = Real.Exact n
                ImaginaryPart = Real.Exact im } when im.IsZero && n.IsInteger && n.Sign >= 0 ->
                let k = BigInteger.Min(k, n.Numerator - k)
                multiply bits (falling bits x[0] k) (inverse bits (factorial bits k))
            | k, _ -> multiply bits (falling bits x[0] k) (inverse bits (factorial bits k))
        | FallingFactorial, _ -> falling bits x[0] (whole "falling" x[1])
        | WholeQuotient, _ ->
            match requireReal x[0], requireReal x[1] with
            | Real.Exact n, d when isZero d -> raise (UndefinedExpression $"quotient({n}, 0) is a division by zero")
            | n, d -> real (Real.Exact(Rational.OfInteger(floorReal (multiplyReal bits n (inverseReal bits d)))))
        | Geometric, _ -> geometric bits (whole "geometric" x[0]) x[1] (whole "geometric" x[2])
        | Homogeneous, _ -> homogeneous bits (whole "homogeneous" x[0]) (Array.tail x)
        | Wave, _ -> wave bits (whole "wave" x[0]) x[1] x[2] x[3] (whole "wave" x[4])

    /// The arithmetic to a number of bits.
    let arithmetic (bits: int) : IArithmetic<Certain> =
        { new IArithmetic<Certain> with
            member _.OfRational q = ofRational bits q

            member _.OfConstant c =
                match c with
                | E -> real (e bits)
                | Pi -> real (Real.Near(Ball.pi bits))
                | ImaginaryUnit -> i

            member _.Add(x, y) = add bits x y
            member _.Multiply(x, y) = multiply bits x y
            member _.Power(x, y) = power bits x y
            member _.Apply(id, x) = apply bits id x
            member _.Conjugate x =
                { x with
                    ImaginaryPart = negateReal x.ImaginaryPart }

            member _.Satisfies(relation, x) =
                match relation with
                | Equal -> signOf x.RealPart = 0 && signOf x.ImaginaryPart = 0
                | Less -> signOf x.RealPart < 0
                | LessOrEqual -> signOf x.RealPart <= 0

            member _.ToInteger x =
                match x with
                | { RealPart = Real.Exact q
                    ImaginaryPart = Real.Exact im } when im.IsZero -> q.TryInt
                | { RealPart = Real.Near _ } -> raise TooFewDigits
                | _ -> ValueNone }

    /// Is it smaller than 2^-bits for certain?
    let isWithin (bits: int) (z: Certain) : bool =
        // Each part by a half.
        let isSmall (x: Real) =
            match x with
            | Real.Exact q -> q.Abs < Rational.Pow(Rational.OfInt 2, -(bits + 1))
            | Real.Near ball ->
                let length = (BigInteger.Abs ball.Middle + ball.Radius).GetBitLength()
                length + int64 ball.Exponent <= int64 -(bits + 1)

        isSmall z.RealPart && isSmall z.ImaginaryPart

    let private double (x: Real) =
        match x with
        | Real.Exact q -> ValueSome(q.ToDouble())
        | Real.Near ball -> Ball.toDouble ball

    /// The nearest doubles of both parts, where they are certain.
    let toComplex (z: Certain) : Complex voption =
        match double z.RealPart, double z.ImaginaryPart with
        | ValueSome re, ValueSome im -> ValueSome(Complex(re, im))
        | _ -> ValueNone
