namespace LrnnSymbolic.Algebra

open System
open System.Runtime.CompilerServices
open System.Numerics
open LrnnSymbolic.Algebra.Properties

/// The functions that the algebra knows, applied to expressions. What holds without a condition is rewritten.
[<RequireQualifiedAccess>]
module Functions =
    let private number = Canonical.number
    let private ofInt = Canonical.ofInt
    let private half = Rational.ofRatio 1 2

    /// Does the expression read as the negative of a simpler one?
    let private isNegated (e: Expr) =
        match e.Node with
        | Number q -> q.Sign < 0
        | Sum(_, terms) -> terms[0].Coefficient.Sign < 0
        | _ -> false

    /// The q of q * pi.
    let internal multipleOfPi (e: Expr) =
        let struct (coefficient, rest) = Canonical.splitContent e
        if obj.ReferenceEquals(rest, Canonical.pi) then ValueSome coefficient
        elif Canonical.isZero e then ValueSome Rational.Zero
        else ValueNone

    /// sin(q pi), by its value for multiples of pi/4 and pi/6, and otherwise as a sine or cosine of an angle below pi/4.
    let private sineOfPi (q: Rational) : Expr =
        let two = Rational.OfInt 2
        // sin(x + pi) = -sin x and sin(pi - x) = sin x bring q into [0, 1/2].
        let period = q - two * Rational.OfInteger (q / two).Floor
        let sign, q = if period >= Rational.One then -1, period - Rational.One else 1, period
        let q = if q > half then Rational.One - q else q
        let of' id (q: Rational) = Canonical.functionNode id [| Canonical.scale q Canonical.pi |]

        match (q * Rational.OfInt 12).TryInt with
        | ValueSome 0 -> Canonical.zero
        | ValueSome 2 -> number half
        | ValueSome 3 -> Canonical.scale half (Canonical.squareRoot (ofInt 2))
        | ValueSome 4 -> Canonical.scale half (Canonical.squareRoot (ofInt 3))
        | ValueSome 6 -> Canonical.one
        | _ when q + q > half -> of' Cos (half - q)
        | _ -> of' Sin q
        |> Canonical.scale (Rational.OfInt sign)

    let private odd (f: Expr -> Expr) (known: Expr -> Expr voption) (arguments: Expr[]) =
        match known arguments[0] with
        | ValueNone when isNegated arguments[0] -> ValueSome(Canonical.negate (f (Canonical.negate arguments[0])))
        | value -> value

    let private raw id (arguments: Expr list) = Canonical.functionNode id (List.toArray arguments)

    /// An angle as rest + q pi + n pi with a number q and whole n for certain.
    let internal splitTurns (x: Expr) : struct (Expr * Rational * Expr) =
        match x.Node with
        | Sum _
        | Product _
        | Constant Pi ->
            let mutable q = Rational.Zero
            let whole = System.Collections.Generic.List<Expr>()
            let rest = System.Collections.Generic.List<Expr>()

            for t in Canonical.termsOf x do
                match multipleOfPi t with
                | ValueSome c -> q <- q + c
                | ValueNone ->
                    let hasPi =
                        let struct (_, product) = Canonical.splitContent t

                        match product.Node with
                        | Product factors -> factors |> Array.exists (fun f -> obj.ReferenceEquals(f.Base, Canonical.pi))
                        | _ -> false

                    let n = if hasPi then Canonical.divide t Canonical.pi else t
                    if hasPi && isInteger n then whole.Add n else rest.Add t

            if q.IsZero && whole.Count = 0 then
                struct (x, q, Canonical.zero)
            else
                struct (Canonical.addAll rest, q, Canonical.addAll whole)
        | _ -> struct (x, Rational.Zero, Canonical.zero)

    /// sin(x + quarters pi/2), x starting with a positive term: the turns leave, and of the others less than a quarter stays.
    let private sineAfter (quarters: int) (x: Expr) : Expr =
        let struct (rest, q, whole) = splitTurns x
        let q = q + Rational.ofRatio quarters 2
        let sign n = if Canonical.isZero n then Canonical.one else Canonical.power (ofInt -1) n

        if Canonical.isZero rest then
            Canonical.multiply (sign whole) (sineOfPi q)
        else
            // sin(q pi - x) = sin((1 - q) pi + x)
            let rest, q, whole =
                if isNegated rest then
                    Canonical.negate rest, Rational.One - q, Canonical.negate whole
                else
                    rest, q, whole

            let quarters = (q + q).Floor
            let left = q - Rational.Create(quarters, BigInteger 2)
            let angle = [| Canonical.add rest (Canonical.scale left Canonical.pi) |]
            let turn = int (((quarters % BigInteger 4) + BigInteger 4) % BigInteger 4)
            let value = Canonical.functionNode (if turn % 2 = 0 then Sin else Cos) angle
            Canonical.multiply (sign whole) (if turn >= 2 then Canonical.negate value else value)

    let private sine (x: Expr) = sineAfter 0 x
    let private cosine (x: Expr) = sineAfter 1 x

    let private oddFunction id (atZero: Expr) =
        let rec apply (x: Expr) =
            odd apply (fun x -> if Canonical.isZero x then ValueSome atZero else ValueNone) [| x |]
            |> ValueOption.defaultWith (fun () -> raw id [ x ])

        apply

    let private tangent =
        let elsewhere = oddFunction Tan Canonical.zero

        fun (x: Expr) ->
            match multipleOfPi x with
            | ValueSome q when not q.IsZero ->
                let cosine = sineOfPi (q + half)

                match (q * Rational.OfInt 12).TryInt with
                | _ when Canonical.isZero cosine -> raise (UndefinedExpression $"tan({q}*pi)")
                // Multiples of pi/4 and pi/6 have sines that are written out.
                | ValueSome twelfths when twelfths % 2 = 0 || twelfths % 3 = 0 -> Canonical.divide (sineOfPi q) cosine
                | _ -> elsewhere x
            | _ -> elsewhere x

    let private hyperbolicTangent = oddFunction Tanh Canonical.zero
    let private arcTangent = oddFunction Atan Canonical.zero

    let private logarithm (x: Expr) =
        match x.Node with
        | Number q when q.IsOne -> Canonical.zero
        | Number q when q.IsZero -> raise (UndefinedExpression "log(0)")
        | Constant E -> Canonical.one
        | Power { Base = b; Exponent = e } when obj.ReferenceEquals(b, Canonical.constant E) && isReal e -> e
        | _ -> raw Log [ x ]

    let private absolute = Canonical.absolute

    let rec private signum (x: Expr) : Expr =
        match x.Node with
        | Number q -> ofInt q.Sign
        | _ when isPositive x -> Canonical.one
        | _ when isPositive (Canonical.negate x) -> ofInt -1
        | _ when isNegated x -> Canonical.negate (signum (Canonical.negate x))
        | Function(Sign, _) -> x
        | _ ->
            let struct (content, rest) = Canonical.splitContent x
            if content.IsOne then raw Sign [ x ] else signum rest

    /// low * (low + 1) * ... * high, by halves so that large factors meet large factors; 1 when empty.
    let rec private productOfRange (low: BigInteger) (high: BigInteger) =
        Work.spend 1

        if high < low then
            BigInteger.One
        elif high - low < BigInteger 16 then
            Seq.fold (fun product k -> product * (low + BigInteger(k: int))) low (seq { 1 .. int (high - low) })
        else
            let middle = (low + high) / BigInteger 2
            productOfRange low middle * productOfRange (middle + BigInteger.One) high

    let private factorialOf (n: int) = productOfRange BigInteger.One (BigInteger n)

    let private factorial (n: Expr) =
        match n.Node with
        | Number q when q.IsInteger && q.Sign < 0 -> raise (UndefinedExpression $"factorial({q})")
        | Number q ->
            match q.TryInt with
            | ValueSome n when n <= 5000 -> number (Rational.OfInteger(factorialOf n))
            | _ -> raw Factorial [ n ]
        | _ -> raw Factorial [ n ]

    // x (x-1) ... (x-k+1), and 1 / ((x+1) ... (x-k)) for k below 0, in any arithmetic.
    let private fallingFactorial (x: Expr) (k: Expr) =
        let product (offsets: int seq) = offsets |> Seq.map (fun j -> Canonical.add x (ofInt j)) |> Canonical.multiplyAll

        match k.Node with
        | Number q when q.IsInteger && q.Abs <= Rational.OfInt 200 ->
            let k = int q.Numerator
            if k >= 0 then
                product (seq { for j in 0 .. k - 1 -> -j })
            else
                Canonical.power (product (seq { 1 .. -k })) (ofInt -1)
        | _ -> raw FallingFactorial [ x; k ]

    /// C(top, k) for a whole number k, unless it would have millions of digits.
    let private binomialOf (top: Rational) (k: BigInteger) : Rational voption =
        let zero = BigInteger.Zero
        // A symmetric coefficient is cheaper from its near end.
        let k =
            if top.IsInteger && top.Sign >= 0 && k >= zero then
                min k (top.Numerator - k)
            else
                k

        if k < zero then
            ValueSome Rational.Zero
        elif k * BigInteger(max (top.Numerator.GetBitLength()) (top.Denominator.GetBitLength())) > BigInteger 200000 then
            ValueNone
        else
            let count = int k
            let numerators = seq { for j in 0 .. count - 1 -> top.Numerator - BigInteger j * top.Denominator }
            let numerator = numerators |> Seq.fold (fun product n -> product * n) BigInteger.One
            ValueSome(Rational.Create(numerator, BigInteger.Pow(top.Denominator, count) * factorialOf count))

    let private binomial (n: Expr) (k: Expr) =
        let written =
            match n.Node, k.Node with
            | _, Number k when k.IsInteger && k.Sign < 0 -> ValueSome Rational.Zero
            | Number n, Number k when k.IsInteger -> binomialOf n k.Numerator
            | _ -> ValueNone

        match written, k.Node with
        | ValueSome value, _ -> number value
        | _, Number q when q.IsZero -> Canonical.one
        | _, Number q when q.IsOne -> n
        | _ when obj.ReferenceEquals(n, k) && isInteger n && isNonnegative n -> Canonical.one
        | _ -> raw Binomial [ n; k ]

    /// floor(n/d). For integer terms whole parts leave, so that floor((2j+1)/2) is j, and what is left has no common factor.
    let rec private wholeQuotient (n: Expr) (d: Expr) : Expr =
        match n.Node, d.Node with
        | Number n, Number d when not d.IsZero -> number (Rational.OfInteger (n / d).Floor)
        | _, Number d when d.IsOne && isInteger n -> n
        | _, Number divisor when divisor.IsInteger && divisor.Sign > 0 && isInteger n ->
            let constant, terms =
                match n.Node with
                | Sum(constant, terms) -> constant, terms
                | _ -> Rational.Zero, [| { Coefficient = Rational.One; Expr = n } |]

            if
                not constant.IsInteger
                || terms |> Array.exists (fun t -> not (t.Coefficient.IsInteger && isInteger t.Expr))
            then
                raw WholeQuotient [ n; d ]
            else
                let wholePart (q: Rational) = Rational.OfInteger (q / divisor).Floor
                let rest (q: Rational) = q - divisor * wholePart q
                let linear f constant = Canonical.linear ((constant, Canonical.one) :: [ for t in terms -> f t.Coefficient, t.Expr ])
                let common =
                    terms
                    |> Array.fold (fun g t -> BigInteger.GreatestCommonDivisor(g, (rest t.Coefficient).Numerator)) divisor.Numerator
                    |> Rational.OfInteger
                let whole = linear wholePart (wholePart constant)

                let left =
                    if common.IsOne then
                        raw WholeQuotient [ linear rest (rest constant); d ]
                    else
                        wholeQuotient
                            (linear (fun q -> rest q / common) (Rational.OfInteger (rest constant / common).Floor))
                            (number (divisor / common))

                Canonical.add whole left
        | _ -> raw WholeQuotient [ n; d ]

    /// floor x: whole parts leave, and what is left over whole numbers is a quotient of theirs.
    let private wholePart (x: Expr) : Expr =
        let halves (t: Expr) =
            match t.Node with
            | Number q -> let whole = Rational.OfInteger q.Floor in number whole, number (q - whole)
            | _ when isInteger t -> t, Canonical.zero
            | _ -> Canonical.zero, t

        let whole, rest = Canonical.termsOf x |> List.map halves |> List.unzip
        let rest = Canonical.addAll rest

        let left =
            let terms = Canonical.termsOf rest |> List.map Canonical.splitContent

            if terms |> List.forall (fun (struct (_, t)) -> isInteger t) then
                let denominator =
                    terms
                    |> List.fold
                        (fun d (struct (c, _)) -> d * c.Denominator / BigInteger.GreatestCommonDivisor(d, c.Denominator))
                        BigInteger.One
                    |> Rational.OfInteger

                wholeQuotient (Canonical.scale denominator rest) (number denominator)
            else
                raw Floor [ rest ]

        Canonical.add (Canonical.addAll whole) left

    // Sums of numbers are numbers where those stay short.
    let private longestExactSum = 64L

    let private geometricOfNumbers (k: Expr) (q: Expr) (n: Expr) : Rational voption =
        match k.Node, q.Node, n.Node with
        | Number order, Number ratio, Number terms when order.IsInteger && order.Sign >= 0 && terms.IsInteger ->
            match order.TryInt, terms.TryInt with
            | ValueSome order, ValueSome terms when terms > 0 && order < terms ->
                let bits = max (ratio.Numerator.GetBitLength()) (ratio.Denominator.GetBitLength())
                if int64 terms * bits <= longestExactSum then
                    GeometricSum.exact order ratio terms
                else
                    ValueNone
            | _ -> ValueNone
        | _ -> ValueNone

    let private geometric (k: Expr) (q: Expr) (n: Expr) =
        match k.Node, n.Node with
        | _ when (geometricOfNumbers k q n).IsSome -> number (geometricOfNumbers k q n).Value
        | Number order, Number terms when order.IsInteger && terms.IsInteger && terms <= order -> Canonical.zero
        | Number order, Number terms when order.IsInteger && terms = order + Rational.One -> Canonical.one
        | Number order, _ when
            Canonical.isOne q
            && order.IsInteger
            && order.Sign >= 0
            && order < Rational.OfInt 200
            && isInteger n
            && isNonnegative n
            ->
            // sum_j C(j,k) = C(n,k+1), written as a polynomial in n; an empty sum for negative n is no polynomial.
            let k = int order.Numerator
            Canonical.scale (Rational.OfInteger(factorialOf (k + 1))).Reciprocal (fallingFactorial n (ofInt (k + 1)))
        | _ -> raw Geometric [ k; q; n ]

    /// The binomial coefficient C(n, k) as a polynomial in n.
    let binomialPolynomial (n: Expr) (k: int) =
        Canonical.scale (Rational.OfInteger(factorialOf k)).Reciprocal (fallingFactorial n (ofInt k))

    // h_d(1, q, ..., q) is a geometric sum; h_d of one variable, r times, is C(d+r-1, r-1) x^d; zeros leave.
    let private homogeneous (arguments: Expr[]) =
        let degree = arguments[0]
        let variables = arguments |> Array.skip 1 |> Array.filter (Canonical.isZero >> not)
        System.Array.Sort(variables, fun x y -> Expr.Compare(x, y))
        let ones = variables |> Array.filter Canonical.isOne |> Array.length
        let others = variables |> Array.filter (Canonical.isOne >> not)
        let same (xs: Expr[]) = xs.Length > 0 && xs |> Array.forall (fun x -> obj.ReferenceEquals(x, xs[0]))

        let repeated () =
            Canonical.multiply
                (binomialPolynomial (Canonical.add degree (ofInt (variables.Length - 1))) (variables.Length - 1))
                (Canonical.power variables[0] degree)

        match degree.Node with
        | Number d when d.Sign < 0 -> Canonical.zero
        | Number d when d.IsZero -> Canonical.one
        | _ when ones = 1 && same others -> geometric (ofInt (others.Length - 1)) others[0] (Canonical.add degree (ofInt others.Length))
        // Of no variables only h_0 is not 0.
        | _ when variables.Length = 0 -> Canonical.bracket Equal degree
        | _ when same variables && (Canonical.isOne variables[0] || isNonnegative degree) -> repeated ()
        | _ -> raw Homogeneous (degree :: List.ofArray variables)

    let private quarterTurn = Canonical.scale half Canonical.pi

    let private wave (k: Expr) (q: Expr) (omega: Expr) (phi: Expr) (n: Expr) =
        match k.Node, n.Node with
        | Number order, Number terms when terms.IsInteger && terms <= order -> Canonical.zero
        | _ when Canonical.isZero omega -> Canonical.multiply (cosine phi) (geometric k q n)
        | _ ->
            // A whole turn of the frequency changes nothing.
            let struct (rest, turns, whole) = splitTurns omega
            let two = Rational.OfInt 2
            let turns = turns - two * Rational.OfInteger (turns / two).Floor
            let isWhole = isEven whole
            let frequency =
                Canonical.addAll
                    [ rest
                      Canonical.scale turns Canonical.pi
                      (if isWhole then Canonical.zero else Canonical.multiply whole Canonical.pi) ]

            if Canonical.isZero frequency then
                Canonical.multiply (cosine phi) (geometric k q n)
            elif obj.ReferenceEquals(frequency, Canonical.pi) then
                // q^(j-k) cos(pi j + phi) = (-1)^k (-q)^(j-k) cos phi
                Canonical.multiplyAll [ Canonical.power (ofInt -1) k; cosine phi; geometric k (Canonical.negate q) n ]
            elif Canonical.isZero rest && isWhole && turns > Rational.One then
                raw Wave [ k; q; Canonical.scale (two - turns) Canonical.pi; Canonical.negate phi; n ]
            elif isNegated frequency then
                raw Wave [ k; q; Canonical.negate frequency; Canonical.negate phi; n ]
            else
                raw Wave [ k; q; frequency; phi; n ]

    let private waveOfComplex (x: Complex[]) (asInt: float -> int) =
        let k, n = asInt x[0].Real, asInt x[4].Real

        // cos as half the sum of two exponentials
        let part (sign: float) =
            let turn = Complex(0.0, sign) * x[2]
            let ratio = x[1] * Complex.Exp turn
            let variables = Array.append (Array.create (k + 1) ratio) [| Complex.One |]
            Complex.Exp(Complex(0.0, sign) * x[3] + Complex(float k, 0.0) * turn)
            * CompleteHomogeneous.complex variables (n - 1 - k)

        (part 1.0 + part -1.0) / Complex(2.0, 0.0)

    let private orderOf (k: Expr) =
        match k.Node with
        | Number q when q.IsInteger && q.Sign >= 0 -> int q.Numerator
        | _ -> raise (UnsupportedOperation "geometric needs a whole number as its first argument")

    let private onlyAt (at: Rational) (value: int) (x: Rational[]) = if x[0] = at then ValueSome(Rational.OfInt value) else ValueNone
    let private real (f: float -> float) (x: Complex[]) =
        if x[0].Imaginary = 0.0 then
            Complex(f x[0].Real, 0.0)
        else
            raise (UnsupportedOperation "this function takes real arguments only")
    let private reals (f: float[] -> float) (x: Complex[]) =
        if x |> Array.forall (fun z -> z.Imaginary = 0.0) then
            Complex(f (x |> Array.map _.Real), 0.0)
        else
            raise (UnsupportedOperation "this function takes real arguments only")

    let private asInt (x: float) =
        if x = Math.Floor x && abs x < 1e9 then
            int x
        else
            raise (UnsupportedOperation $"{x} is not a whole number of at most nine digits")

    // Products end early where they cannot change any more.
    let private productOf (count: int) (factor: int -> float) =
        let mutable value = 1.0
        let mutable j = 0

        while j < count && value <> 0.0 && Double.IsFinite value do
            value <- value * factor j
            j <- j + 1

        value

    let private factorialOfReal (x: float) =
        let n = asInt x
        if n < 0 then raise (UndefinedExpression $"factorial({n})")
        elif n > 170 then infinity
        else (Rational.OfInteger(factorialOf n)).ToDouble()

    let private binomialOfReals (x: float[]) =
        let n, k = x[0], asInt x[1]
        let k =
            if n >= 0.0 && n = Math.Floor n && k >= 0 then
                (if float k > n then -1 else int (min (float k) (n - float k)))
            else
                k
        if k < 0 then 0.0 else productOf k (fun j -> (n - float j) / float (j + 1))

    let private fallingOfReals (x: float[]) =
        let k = asInt x[1]
        if k >= 0 then
            productOf k (fun j -> x[0] - float j)
        else
            1.0 / productOf -k (fun j -> x[0] + float (j + 1))

    let private exactFalling (x: Rational) (k: int) =
        let product (offsets: int seq) = offsets |> Seq.fold (fun p j -> p * (x + Rational.OfInt j)) Rational.One

        if x.IsInteger && x.Sign >= 0 && Rational.OfInt k > x then
            ValueSome Rational.Zero
        elif abs (int64 k) > 10000L then
            ValueNone
        elif k >= 0 then
            ValueSome(product (seq { for j in 0 .. k - 1 -> -j }))
        else
            let under = product (seq { 1 .. -k })
            if under.IsZero then raise (UndefinedExpression $"falling({x}, {k})")
            ValueSome under.Reciprocal

    let private square (x: Expr) = Canonical.power x (ofInt 2)
    let private inverse (x: Expr) = Canonical.power x (ofInt -1)

    /// The derivative of |x|: sign x on the reals, else the Wirtinger derivative conj(x) / (2 |x|).
    let private slopeOfAbsolute (x: Expr) =
        if isReal x then
            signum x
        else
            Canonical.multiplyAll [ number half; Canonical.conjugateNode x; inverse (absolute x) ]

    /// No derivative adds more variables than this to homogeneous.
    let private mostVariables = 24

    let private errorFunction = oddFunction Erf Canonical.zero

    /// erf of a real number: 2/sqrt(pi) e^(-x^2) sum_n 2^n x^(2n+1) / (1*3*...*(2n+1)), whose terms have one sign and cancel nothing.
    let private erfOfBall (bits: int) (x: Ball) : Ball =
        // |y| < 2^top y
        let top (y: Ball) = int64 y.Exponent + (BigInteger.Abs y.Middle + y.Radius).GetBitLength()
        let scaled (m: BigInteger) =
            let drop = int (max 0L (m.GetBitLength() - 60L))
            Math.ScaleB(float (m >>> drop), x.Exponent + drop)
        let least = if top x > 100L then BigInteger.Abs x.Middle - x.Radius else BigInteger.Zero

        if top x > 100L && least.Sign <= 0 then raise TooFewDigits

        let near, far =
            scaled (BigInteger.Abs x.Middle - x.Radius), scaled (BigInteger.Abs x.Middle + x.Radius + BigInteger.One)

        if near > 0.0 && near * near > float (bits + 8) then
            // 1 - erf x < e^(-x^2) < 2^(-x^2)
            let one =
                { Middle = BigInteger.One <<< (bits + 8)
                  Radius = BigInteger.One
                  Exponent = -(bits + 8) }

            if x.Middle.Sign > 0 then one else Ball.negate one
        elif far > 1000.0 then
            raise TooFewDigits
        else
            let bits = bits + 32
            let ratio = Ball.multiply bits (Ball.ofRational bits (Rational.OfInt 2)) (Ball.multiply bits x x)
            let mutable term = x
            let mutable sum = x
            let mutable n = 0
            // From here on each term is at most half of the one before, so that what is left out is at most the last term.
            let halves () = 4.0 * far * far <= float (2 * n + 1)

            while not (halves () && top term < top sum - int64 bits) && not (term.Middle.IsZero && term.Radius.IsZero) do
                n <- n + 1
                term <- Ball.multiply bits (Ball.multiply bits term ratio) (Ball.ofRational bits (Rational.ofRatio 1 (2 * n + 1)))
                sum <- Ball.add bits sum term

            let rest =
                { Middle = BigInteger.Zero
                  Radius = BigInteger.One
                  Exponent = int (top term) }

            let half = Rational.ofRatio 1 2 |> Ball.ofRational bits
            let rootOfPi = Ball.exp bits (Ball.multiply bits half (Ball.log bits (Ball.pi bits)))
            let decay = Ball.exp bits (Ball.negate (Ball.multiply bits half ratio))
            let factor = Ball.multiply bits decay (Ball.inverse bits (Ball.multiply bits half rootOfPi))
            Ball.multiply bits factor (if term.Radius.IsZero && term.Middle.IsZero then sum else Ball.add bits sum rest)

    let private certainErf bits (x: Certain) =
        match Certain.requireReal x with
        | Real.Exact q when q.IsZero -> x
        | y -> Certain.real (Real.Near(erfOfBall bits (Certain.near bits y)))

    // Rounded once.
    let private erfOfReal (x: float) =
        if x = 0.0 || Double.IsNaN x then
            x
        elif abs x > 6.0 then
            float (sign x)
        else
            let nearest bits = Ball.toDouble (erfOfBall bits (Ball.ofRational bits (Rational.OfDouble x)))

            [ 96; 192 ]
            |> List.tryPick (fun bits ->
                match nearest bits with
                | ValueSome value -> Some value
                | ValueNone -> None)
            |> Option.defaultWith (fun () -> raise TooFewDigits)

    // ---- What the rows share -------------------------------------------------------------------------------------------------

    let private of1 (f: Expr -> Expr) (x: Expr[]) = f x[0]
    let private special (f: Expr -> Expr) (x: Expr[]) = ValueSome(f x[0])
    let private double (f: float -> float) (x: float[]) = f x[0]
    let private complex (f: Complex -> Complex) (x: Complex[]) = f x[0]
    let private certain (f: int -> Certain -> Certain) bits (x: Certain[]) = f bits x[0]

    /// Real where the arguments are, and nothing else.
    let private facts =
        { IsReal = Array.forall isReal
          IsInteger = fun _ -> false
          Sign = ValueSign.Any
          Bound = ValueNone
          CommutesWithConjugate = true
          IsNonzeroAt = fun _ -> false }

    // Pi is irrational, so that sines vanish at no rational number but 0.
    let private zeroAtZero =
        { facts with
            IsNonzeroAt = fun q -> not q.IsZero }

    let private ofReals kernel =
        { Kernel = kernel
          OfComplex = ValueNone
          IsLong = false }

    let private long kernel = { ofReals kernel with IsLong = true }
    let private ofParts kernel program =
        { ofReals kernel with
            OfComplex = ValueSome program }

    let private operator (name: string) takesPower = FunctionNotation.Operator("\\" + name, takesPower)

    // ---- Complex numbers in programs -----------------------------------------------------------------------------------------

    let private imaginary (p: PartsOperations) (x: Parts) = x.Im |> ValueOption.defaultWith (fun () -> p.Literal 0.0)
    let private inParts re im = { Re = re; Im = ValueSome im }

    // With x + i y: sin x cosh y + i cos x sinh y, cos x cosh y - i sin x sinh y. sinh y = tanh y cosh y keeps its digits near 0.
    let private circular (p: PartsOperations) (x: Parts) =
        let y = imaginary p x
        let cosh =
            let half = p.Literal 0.5
            let growing = p.Exponential y
            p.Multiply half (p.Add growing (p.Exponential(p.Negate y)))
        let sinh = p.Multiply (p.Call Tanh y) cosh
        let sin = p.Call Sin x.Re
        let cos = p.Call Cos x.Re
        inParts (p.Multiply sin cosh) (p.Multiply cos sinh), inParts (p.Multiply cos cosh) (p.Negate(p.Multiply sin sinh))

    // (t + i s)/(1 + i t s) with t = tanh x, s = tan y, both parts of the last multiplied by cos y, which may be 0.
    let private tanhInParts (p: PartsOperations) (x: Parts) =
        let t = p.Call Tanh x.Re
        let y = imaginary p x
        let cos, sin = p.Call Cos y, p.Call Sin y
        p.Divide (inParts (p.Multiply t cos) sin) (inParts cos (p.Multiply t sin))

    // ---- Rational arguments --------------------------------------------------------------------------------------------------

    let private anywhere (random: Random) = [ Rational.ofRatio (random.Next(-40, 41)) 16 ]
    let private between low high (random: Random) = [ Rational.OfInt(random.Next(low, high)) ]
    let private drawn (parts: (Random -> Rational list) list) (random: Random) = parts |> List.collect (fun part -> part random)

    // ---- The rows ------------------------------------------------------------------------------------------------------------

    let internal rows: FunctionRow list =
        [ { Id = Log
            Name = "log"
            Arity = 1
            MostArguments = 1
            Special = special logarithm
            Parity = Parity.Neither
            Partials = [ Some(of1 inverse) ]
            Series = SeriesRule.Logarithm
            Double = double Math.Log
            Complex = complex Complex.Log
            Exact = onlyAt Rational.One 0
            Certain = certain Certain.log
            Facts =
              { facts with
                  IsReal = fun x -> isPositive x[0]
                  CommutesWithConjugate = false // the cut is not symmetric on the negative axis
                  IsNonzeroAt = fun q -> not q.IsOne }
            Domain = FunctionDomain.Positive
            Decides = Decision.Nothing
            Notation = operator "log" true
            Meaning = ValueNone
            Program = ofParts "Math.Log" (fun p x -> p.Logarithm x)
            Draw = fun random -> [ Rational.ofRatio (random.Next(1, 80)) 16 ] }

          { Id = Sin
            Name = "sin"
            Arity = 1
            MostArguments = 1
            Special = special sine
            Parity = Parity.Odd
            Partials = [ Some(of1 cosine) ]
            Series = SeriesRule.Sine
            Double = double Math.Sin
            Complex = complex Complex.Sin
            Exact = onlyAt Rational.Zero 0
            Certain = certain (fun bits x -> let struct (sine, _) = Certain.sinCos bits x in sine)
            Facts = zeroAtZero
            Domain = FunctionDomain.Everywhere
            Decides = Decision.Nothing
            Notation = operator "sin" true
            Meaning = ValueNone
            Program = ofParts "Math.Sin" (fun p x -> fst (circular p x))
            Draw = anywhere }

          { Id = Cos
            Name = "cos"
            Arity = 1
            MostArguments = 1
            Special = special cosine
            Parity = Parity.Even
            Partials = [ Some(of1 (sine >> Canonical.negate)) ]
            Series = SeriesRule.Cosine
            Double = double Math.Cos
            Complex = complex Complex.Cos
            Exact = onlyAt Rational.Zero 1
            Certain = certain (fun bits x -> let struct (_, cosine) = Certain.sinCos bits x in cosine)
            Facts = zeroAtZero
            Domain = FunctionDomain.Everywhere
            Decides = Decision.Nothing
            Notation = operator "cos" true
            Meaning = ValueNone
            Program = ofParts "Math.Cos" (fun p x -> snd (circular p x))
            Draw = anywhere }

          { Id = Tan
            Name = "tan"
            Arity = 1
            MostArguments = 1
            Special = special tangent
            Parity = Parity.Odd
            Partials = [ Some(of1 (fun x -> Canonical.add Canonical.one (square (tangent x)))) ]
            Series = SeriesRule.Written(fun x -> Canonical.divide (sine x) (cosine x))
            Double = double Math.Tan
            Complex = complex Complex.Tan
            Exact = onlyAt Rational.Zero 0
            Certain = certain Certain.tan
            Facts = zeroAtZero
            Domain = FunctionDomain.WhereItHasValue
            Decides = Decision.Nothing
            Notation = operator "tan" true
            Meaning = ValueNone
            Program = ofParts "Math.Tan" (fun p x -> let sine = fst (circular p x) in p.Divide sine (snd (circular p x)))
            Draw = anywhere }

          { Id = Tanh
            Name = "tanh"
            Arity = 1
            MostArguments = 1
            Special = special hyperbolicTangent
            Parity = Parity.Odd
            Partials = [ Some(of1 (fun x -> Canonical.subtract Canonical.one (square (hyperbolicTangent x)))) ]
            Series =
              SeriesRule.Written(fun x ->
                  let square = Canonical.exponential (Canonical.scale (Rational.OfInt 2) x)
                  Canonical.divide (Canonical.subtract square Canonical.one) (Canonical.add square Canonical.one))
            Double = double Math.Tanh
            Complex = complex Complex.Tanh
            Exact = onlyAt Rational.Zero 0
            Certain = certain Certain.tanh
            Facts = zeroAtZero
            Domain = FunctionDomain.Everywhere
            Decides = Decision.Nothing
            Notation = operator "tanh" true
            Meaning = ValueNone
            Program = ofParts "Math.Tanh" tanhInParts
            Draw = anywhere }

          { Id = Atan
            Name = "atan"
            Arity = 1
            MostArguments = 1
            Special = special arcTangent
            Parity = Parity.Odd
            Partials = [ Some(of1 (fun x -> inverse (Canonical.add Canonical.one (square x)))) ]
            Series = SeriesRule.Integrated
            Double = double Math.Atan
            Complex = complex Complex.Atan
            Exact = onlyAt Rational.Zero 0
            Certain = certain Certain.atan
            Facts =
              { zeroAtZero with
                  CommutesWithConjugate = false }
            Domain = FunctionDomain.Everywhere
            Decides = Decision.Nothing
            Notation = operator "arctan" false
            Meaning = ValueNone
            Program = ofReals "Math.Atan"
            Draw = anywhere }

          { Id = Atan2
            Name = "atan2"
            Arity = 2
            MostArguments = 2
            Special =
              fun x ->
                  if Canonical.isZero x[0] && isPositive x[1] then
                      ValueSome Canonical.zero
                  else
                      ValueNone
            Parity = Parity.Neither
            Partials =
              (let radius (x: Expr[]) = inverse (Canonical.add (square x[0]) (square x[1]))

               [ Some(fun x -> Canonical.multiply x[1] (radius x))
                 Some(fun x -> Canonical.negate (Canonical.multiply x[0] (radius x))) ])
            Series = SeriesRule.Absent
            Double = fun x -> Math.Atan2(x[0], x[1])
            Complex = reals (fun x -> Math.Atan2(x[0], x[1]))
            Exact = fun x -> if x[0].IsZero && x[1].Sign > 0 then ValueSome Rational.Zero else ValueNone
            Certain = fun bits x -> Certain.atan2 bits x[0] x[1]
            Facts =
              { facts with
                  CommutesWithConjugate = false }
            Domain = FunctionDomain.WhereItHasValue
            Decides = Decision.Nothing
            Notation = FunctionNotation.Operator("\\operatorname{atan2}", false)
            Meaning = ValueNone
            Program = ofReals "Math.Atan2"
            Draw = drawn [ anywhere; anywhere ] }

          { Id = Abs
            Name = "abs"
            Arity = 1
            MostArguments = 1
            Special = special absolute
            Parity = Parity.Even
            Partials = [ Some(of1 slopeOfAbsolute) ]
            Series = SeriesRule.Absent
            Double = double abs
            Complex = complex (fun x -> Complex(Complex.Abs x, 0.0))
            Exact = fun x -> ValueSome x[0].Abs
            Certain = certain Certain.absolute
            Facts =
              { facts with
                  IsReal = fun _ -> true
                  IsInteger = Array.forall isInteger
                  Sign = ValueSign.Nonnegative
                  CommutesWithConjugate = false }
            Domain = FunctionDomain.Everywhere
            Decides = Decision.Jump
            Notation = FunctionNotation.Between(("\\left|", "\\right|"), ("|", "|"))
            Meaning = ValueNone
            Program = ofParts "Math.Abs" (fun p x -> { Re = p.Modulus x; Im = ValueNone })
            Draw = anywhere }

          { Id = Sign
            Name = "sign"
            Arity = 1
            MostArguments = 1
            Special = special signum
            Parity = Parity.Odd
            Partials = [ Some(fun _ -> Canonical.zero) ]
            Series = SeriesRule.Absent
            Double = double (fun x -> if Double.IsNaN x then nan else float (sign x))
            Complex = real (fun x -> float (sign x))
            Exact = fun x -> ValueSome(Rational.OfInt x[0].Sign)
            Certain = certain (fun _ x -> Certain.sign x)
            Facts =
              { facts with
                  IsReal = fun _ -> true
                  IsInteger = Array.forall isReal
                  CommutesWithConjugate = false }
            Domain = FunctionDomain.Everywhere
            Decides = Decision.Jump
            Notation = FunctionNotation.Operator("\\operatorname{sgn}", false)
            Meaning = ValueNone
            Program = ofReals "KernelFunctions.Sign"
            Draw = anywhere }

          { Id = Factorial
            Name = "factorial"
            Arity = 1
            MostArguments = 1
            Special = special factorial
            Parity = Parity.Neither
            Partials = [ None ]
            Series = SeriesRule.Absent
            Double = double factorialOfReal
            Complex = real factorialOfReal
            Exact =
              fun x ->
                  match x[0].TryInt with
                  | ValueSome n when n >= 0 && n <= 1000000 -> ValueSome(Rational.OfInteger(factorialOf n))
                  | _ -> ValueNone
            Certain = certain (fun bits n -> Certain.factorial bits (Certain.whole "factorial" n))
            Facts =
              { facts with
                  IsInteger = Array.forall isInteger
                  Sign = ValueSign.Positive }
            Domain = FunctionDomain.WhereItHasValue
            Decides = Decision.Whole
            Notation = FunctionNotation.Behind "!"
            Meaning = ValueNone
            Program = long "KernelFunctions.Factorial"
            Draw = between 0 15 }

          { Id = Binomial
            Name = "binomial"
            Arity = 2
            MostArguments = 2
            Special = fun x -> ValueSome(binomial x[0] x[1])
            Parity = Parity.Neither
            Partials =
              [ Some(fun x ->
                    // d/dn C(n,k) = sum_{j=1..k} (-1)^(j+1) C(n,k-j) / j, for a written-out k: a polynomial, with no excluded n
                    match x[1].Node with
                    | Number q when q.IsInteger && q <= Rational.OfInt 5000 ->
                        Canonical.linear
                            [ for j in 1 .. int q.Numerator ->
                                  Rational.ofRatio (if j % 2 = 1 then 1 else -1) j, binomial x[0] (ofInt (int q.Numerator - j)) ]
                    | _ -> raise (UnsupportedOperation "binomial(n, k) is differentiated by n only for a whole number k"))
                None ]
            Series = SeriesRule.Absent
            Double = binomialOfReals
            Complex = reals binomialOfReals
            Exact = fun x -> if x[1].IsInteger then binomialOf x[0] x[1].Numerator else ValueNone
            Certain = fun bits x -> Certain.binomial bits x[0] (Certain.whole "binomial" x[1])
            Facts =
              { facts with
                  IsInteger = Array.forall isInteger }
            Domain = FunctionDomain.WhereItHasValue
            Decides = Decision.Whole
            Notation = FunctionNotation.Stacked
            Meaning = ValueNone
            Program = long "KernelFunctions.Binomial"
            Draw = drawn [ anywhere; between -2 7 ] }

          { Id = FallingFactorial
            Name = "falling"
            Arity = 2
            MostArguments = 2
            Special = fun x -> ValueSome(fallingFactorial x[0] x[1])
            Parity = Parity.Neither
            Partials = [ None; None ]
            Series = SeriesRule.Absent
            Double = fallingOfReals
            Complex = reals fallingOfReals
            Exact =
              fun x ->
                  match x[1].TryInt with
                  | ValueSome k -> exactFalling x[0] k
                  | ValueNone -> ValueNone
            Certain = fun bits x -> Certain.falling bits x[0] (Certain.whole "falling" x[1])
            Facts =
              { facts with
                  IsInteger = Array.forall isInteger }
            Domain = FunctionDomain.WhereItHasValue
            Decides = Decision.Whole
            Notation = FunctionNotation.Indexed
            Meaning = ValueNone
            Program = long "KernelFunctions.Falling"
            Draw = drawn [ anywhere; between 0 7 ] }

          { Id = WholeQuotient
            Name = "quotient"
            Arity = 2
            MostArguments = 2
            Special = fun x -> ValueSome(wholeQuotient x[0] x[1])
            Parity = Parity.Neither
            Partials = [ None; None ]
            Series = SeriesRule.Absent
            Double = fun x -> Math.Floor(x[0] / x[1])
            Complex = reals (fun x -> Math.Floor(x[0] / x[1]))
            Exact =
              fun x ->
                  if x[1].IsZero then
                      raise (UndefinedExpression $"quotient({x[0]}, 0)")
                  else
                      ValueSome(Rational.OfInteger (x[0] / x[1]).Floor)
            Certain = fun bits x -> Certain.wholeQuotient bits x[0] x[1]
            Facts =
              { facts with
                  IsInteger = Array.forall isReal
                  Bound =
                      ValueSome(fun fromBelow x ->
                          match x[1].Node, (if fromBelow then lowerBound x[0] else upperBound x[0]) with
                          | Number d, Some b when d.Sign > 0 ->
                              Some
                                  { Value = Rational.OfInteger (b.Value / d).Floor
                                    Strict = false }
                          | _ -> None) }
            Domain = FunctionDomain.WhereItHasValue
            Decides = Decision.WholePart(fun x -> Canonical.divide x[0] x[1])
            Notation = FunctionNotation.Between(("\\left\\lfloor ", "\\right\\rfloor"), ("⌊", "⌋"))
            Meaning = ValueNone
            Program = ofReals "KernelFunctions.Quotient"
            Draw = drawn [ anywhere; between 1 7 ] }

          { Id = Geometric
            Name = "geometric"
            Arity = 3
            MostArguments = 3
            Special = fun x -> ValueSome(geometric x[0] x[1] x[2])
            Parity = Parity.Neither
            Partials =
              [ None
                Some(fun x ->
                    let next = Canonical.add x[0] Canonical.one
                    Canonical.multiply next (geometric next x[1] x[2]))
                None ]
            Series = SeriesRule.Derivatives
            Double = fun x -> GeometricSum.value (asInt x[0]) x[1] (int64 (asInt x[2]))
            Complex =
              fun x ->
                  let k = asInt x[0].Real
                  let variables = Array.append (Array.create (k + 1) x[1]) [| Complex.One |]
                  CompleteHomogeneous.complex variables (asInt x[2].Real - 1 - k)
            Exact =
              fun x ->
                  match x[0].TryInt, x[2].TryInt with
                  | ValueSome k, ValueSome n when k >= 0 -> GeometricSum.exact k x[1] n
                  | _ -> ValueNone
            Certain = fun bits x -> Certain.geometric bits (Certain.whole "geometric" x[0]) x[1] (Certain.whole "geometric" x[2])
            Facts = facts
            Domain = FunctionDomain.WholeNumbers
            Decides = Decision.Nothing
            Notation = FunctionNotation.Letter "G"
            Meaning =
              ValueSome
                  "`G_k`(`q`, `n`), in plain text geometric(`k`, `q`, `n`), is the sum of C(`j`,`k`) `q`^(`j`-`k`) over `j` = 0..`n`-1, a polynomial in `q`"
            Program = long "KernelFunctions.Geometric"
            Draw = drawn [ between 0 4; anywhere; between 0 9 ] }

          { Id = Homogeneous
            Name = "homogeneous"
            Arity = 2
            MostArguments = mostVariables + 1
            Special = fun x -> ValueSome(homogeneous x)
            Parity = Parity.Neither
            Partials =
              // The derivative by a variable has that variable once more, and a degree less.
              None
              :: List.init mostVariables (fun k ->
                  Some(fun x ->
                      let lower = Canonical.subtract x[0] Canonical.one
                      homogeneous (Array.concat [ [| lower |]; Array.tail x; [| x[k + 1] |] ])))
            Series = SeriesRule.Derivatives
            Double = fun x -> CompleteHomogeneous.value (Array.tail x) (asInt x[0])
            Complex = fun x -> CompleteHomogeneous.complex (Array.tail x) (asInt x[0].Real)
            Exact =
              fun x ->
                  match x[0].TryInt with
                  | ValueSome degree -> ValueSome(CompleteHomogeneous.exact (Array.tail x) degree)
                  | ValueNone -> ValueNone
            Certain = fun bits x -> Certain.homogeneous bits (Certain.whole "homogeneous" x[0]) (Array.tail x)
            Facts = facts
            Domain = FunctionDomain.WholeNumbers
            Decides = Decision.Nothing
            Notation = FunctionNotation.Letter "h"
            Meaning =
              ValueSome
                  "`h_k`(`q_1`, `q_2`, ...), in plain text homogeneous(`k`, `q_1`, `q_2`, ...), is the sum of all products of `k` of the `q`, each as often as it is taken"
            Program = long "KernelFunctions.Homogeneous"
            Draw = drawn [ between 0 7; anywhere; anywhere ] }

          { Id = Wave
            Name = "wave"
            Arity = 5
            MostArguments = 5
            Special = fun x -> ValueSome(wave x[0] x[1] x[2] x[3] x[4])
            Parity = Parity.Neither
            Partials =
              (let turned (x: Expr[]) k = wave (ofInt k) x[1] x[2] (Canonical.add x[3] quarterTurn) x[4]

               [ None
                 Some(fun x ->
                     let next = Canonical.add x[0] Canonical.one
                     Canonical.multiply next (wave next x[1] x[2] x[3] x[4]))
                 Some(fun x ->
                     // j C(j,k) = (k+1) C(j,k+1) + k C(j,k)
                     let k = orderOf x[0]

                     Canonical.add
                         (Canonical.scale (Rational.OfInt(k + 1)) (Canonical.multiply x[1] (turned x (k + 1))))
                         (Canonical.scale (Rational.OfInt k) (turned x k)))
                 Some(fun x -> turned x (orderOf x[0]))
                 None ])
            Series = SeriesRule.Derivatives
            Double = fun x -> CompleteHomogeneous.wave (asInt x[0]) x[1] x[2] x[3] (asInt x[4])
            Complex = fun x -> waveOfComplex x asInt
            Exact =
              fun x ->
                  match x[0].TryInt, x[4].TryInt with
                  | ValueSome k, ValueSome n when k >= 0 && x[2].IsZero && x[3].IsZero -> GeometricSum.exact k x[1] n
                  | _ -> ValueNone
            Certain = fun bits x -> Certain.wave bits (Certain.whole "wave" x[0]) x[1] x[2] x[3] (Certain.whole "wave" x[4])
            Facts = facts
            Domain = FunctionDomain.WholeNumbers
            Decides = Decision.Nothing
            Notation = FunctionNotation.Letter "C"
            Meaning =
              ValueSome
                  "`C_k`(`q`, `omega`, `phi`, `n`), in plain text wave(`k`, `q`, `omega`, `phi`, `n`), is the sum of C(`j`,`k`) `q`^(`j`-`k`) cos(`omega` `j` + `phi`) over `j` = 0..`n`-1"
            Program = long "KernelFunctions.Wave"
            Draw = drawn [ between 0 4; anywhere; anywhere; anywhere; between 0 9 ] }

          { Id = Floor
            Name = "floor"
            Arity = 1
            MostArguments = 1
            Special = special wholePart
            Parity = Parity.Neither
            Partials = [ Some(fun _ -> Canonical.zero) ]
            Series = SeriesRule.Absent
            Double = double Math.Floor
            Complex = real Math.Floor
            Exact = fun x -> ValueSome(Rational.OfInteger x[0].Floor)
            Certain = certain (fun bits x -> Certain.wholeQuotient bits x (Certain.ofRational bits Rational.One))
            Facts =
              { facts with
                  IsInteger = Array.forall isReal
                  Bound =
                      ValueSome(fun fromBelow x ->
                          (if fromBelow then lowerBound x[0] else upperBound x[0])
                          |> Option.map (fun b ->
                              { Value = Rational.OfInteger b.Value.Floor
                                Strict = false })) }
            Domain = FunctionDomain.Everywhere
            Decides = Decision.WholePart(fun x -> x[0])
            Notation = FunctionNotation.Between(("\\left\\lfloor ", "\\right\\rfloor"), ("⌊", "⌋"))
            Meaning = ValueNone
            Program = ofReals "Math.Floor"
            Draw = anywhere }

          { Id = Erf
            Name = "erf"
            Arity = 1
            MostArguments = 1
            Special = special errorFunction
            Parity = Parity.Odd
            Partials =
              [ Some(
                    of1 (fun x ->
                        Canonical.multiplyAll
                            [ ofInt 2; Canonical.power Canonical.pi (number -half); Canonical.exponential (Canonical.negate (square x)) ])
                ) ]
            Series = SeriesRule.Integrated
            Double = double erfOfReal
            Complex = real erfOfReal
            Exact = onlyAt Rational.Zero 0
            Certain = certain certainErf
            Facts =
              { zeroAtZero with
                  Sign = ValueSign.OfArgument
                  Bound =
                      ValueSome(fun fromBelow x ->
                          let side = if fromBelow then x[0] else Canonical.negate x[0]
                          if isNonnegative side then
                              Some
                                  { Value = Rational.Zero
                                    Strict = isPositive side }
                          else
                              Some
                                  { Value = Rational.OfInt(if fromBelow then -1 else 1)
                                    Strict = true }) }
            Domain = FunctionDomain.Everywhere
            Decides = Decision.Nothing
            Notation = FunctionNotation.Operator("\\operatorname{erf}", false)
            Meaning = ValueSome "erf(x) is the error function, 2/sqrt(pi) times the integral of exp(-s^2) over s from 0 to x"
            Program = ofReals "KernelFunctions.Erf"
            Draw = anywhere } ]

    let internal rowOf (id: FunctionId) = FunctionTable.rowOf id
    let internal tryFind (name: string) = rows |> List.tryFind (fun r -> r.Name = name)

    /// f(arguments), with special values and parity taken into account. Arity is the caller's duty.
    let apply (id: FunctionId) (arguments: Expr list) : Expr =
        let arguments = List.toArray arguments

        match (rowOf id).Special arguments with
        | ValueSome value -> value
        | ValueNone -> Canonical.functionNode id arguments

    let sin x = apply Sin [ x ]
    let cos x = apply Cos [ x ]
    let log x = apply Log [ x ]
    let abs x = apply Abs [ x ]
    let geometricSum (k: int) q n = apply Geometric [ ofInt k; q; n ]
    let completeHomogeneous degree (variables: Expr list) = apply Homogeneous (degree :: variables)
    let waveSum (k: int) q omega phi n = apply Wave [ ofInt k; q; omega; phi; n ]
    /// floor(n/d)
    let wholeQuotientOf n (d: Rational) = apply WholeQuotient [ n; number d ]
    let ofBinomial n k = apply Binomial [ n; k ]

    // Of what is shared the conjugate is worked out once.
    let private conjugates = ConditionalWeakTable<Expr, Expr>()

    /// The complex conjugate, pushed down to the complex symbols.
    let rec conjugate (e: Expr) : Expr =
        if isReal e then
            e
        else
            conjugates.GetValue(e, ConditionalWeakTable<Expr, Expr>.CreateValueCallback conjugateOf)

    and private conjugateOf (e: Expr) : Expr =
        match e.Node with
        | Number _
        | Indicator _ -> e
        | Constant ImaginaryUnit -> Canonical.negate e
        | Constant _ -> e
        | Symbol _
        | Indexed _ -> Canonical.conjugateNode e
        | Conjugate x -> x
        | Sum(constant, terms) ->
            terms
            |> Seq.map (fun t -> Canonical.scale t.Coefficient (conjugate t.Expr))
            |> Seq.append [ number constant ]
            |> Canonical.addAll
        | Product factors -> factors |> Seq.map conjugatePower |> Canonical.multiplyAll
        | Power f -> conjugatePower f
        | IndexedSum sum -> Canonical.sumOver sum.Index sum.Lower sum.Upper (conjugate sum.Body)
        | Function(id, arguments) when (rowOf id).Facts.CommutesWithConjugate -> apply id (arguments |> Array.map conjugate |> Array.toList)
        | Function _ -> Canonical.conjugateNode e

    // conj(z^w) = conj(z)^conj(w) off the branch cut; certain for integer powers and for positive bases. On the cut itself
    // (-r)^w = r^w (-1)^w with (-1)^w = exp(i pi w), of which the conjugate is (-1)^(-conj(w)).
    and private conjugatePower (f: Factor) =
        let e = Canonical.power f.Base f.Exponent

        if isReal e then
            e
        elif isInteger f.Exponent then
            Canonical.power (conjugate f.Base) f.Exponent
        elif isPositive f.Base then
            Canonical.power f.Base (conjugate f.Exponent)
        elif isPositive (Canonical.negate f.Base) then
            let exponent = conjugate f.Exponent

            Canonical.multiply (Canonical.power (Canonical.negate f.Base) exponent) (Canonical.power (ofInt -1) (Canonical.negate exponent))
        else
            Canonical.conjugateNode e

type internal RowsOfFunctions() =
    interface IFunctionRows with
        member _.Rows = Functions.rows

module internal RowsDeclared =
    [<assembly: FunctionRows(typeof<RowsOfFunctions>)>]
    do ()
