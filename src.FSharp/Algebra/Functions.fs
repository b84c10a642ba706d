namespace LrnnSymbolic.Algebra

open System
open System.Runtime.CompilerServices
open System.Numerics
open LrnnSymbolic.Algebra.Properties

/// One row of the function table.
[<NoEquality; NoComparison>]
type internal FunctionRow =
    {
        Id: FunctionId
        /// The name in the task grammar.
        Name: string
        /// How many arguments; for homogeneous, how many at least.
        Arity: int
        /// Rewrites that hold without any condition, for canonical arguments.
        Special: Expr[] -> Expr voption
        /// Partial derivative by each argument; None where there is none in this algebra (integer arguments).
        Partials: (Expr[] -> Expr) option list
        Double: float[] -> float
        Complex: Complex[] -> Complex
        /// The exact value at rational arguments, where it is rational.
        Exact: Rational[] -> Rational voption
    }

    /// Does it take so many arguments?
    member row.Accepts(count: int) = count = row.Arity || (row.Id = Homogeneous && count > row.Arity && count <= row.Partials.Length)

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

    let private noExact (_: Rational[]) : Rational voption = ValueNone
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

    let private one1 (f: Expr -> Expr) (x: Expr[]) = f x[0]

    let private row id name special partial (double: float -> float) complex exact =
        { Id = id
          Name = name
          Arity = 1
          Special = fun x -> ValueSome(special x[0])
          Partials = [ partial ]
          Double = fun x -> double x[0]
          Complex = complex
          Exact = exact }

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

    let internal rows: FunctionRow list =
        [ row Log "log" logarithm (Some(one1 inverse)) Math.Log (fun x -> Complex.Log x[0]) (onlyAt Rational.One 0)
          row Sin "sin" sine (Some(one1 cosine)) Math.Sin (fun x -> Complex.Sin x[0]) (onlyAt Rational.Zero 0)
          row Cos "cos" cosine (Some(one1 (sine >> Canonical.negate))) Math.Cos (fun x -> Complex.Cos x[0]) (onlyAt Rational.Zero 1)
          row
              Tan
              "tan"
              tangent
              (Some(one1 (fun x -> Canonical.add Canonical.one (square (tangent x)))))
              Math.Tan
              (fun x -> Complex.Tan x[0])
              (onlyAt Rational.Zero 0)
          row
              Tanh
              "tanh"
              hyperbolicTangent
              (Some(one1 (fun x -> Canonical.subtract Canonical.one (square (hyperbolicTangent x)))))
              Math.Tanh
              (fun x -> Complex.Tanh x[0])
              (onlyAt Rational.Zero 0)
          row
              Atan
              "atan"
              arcTangent
              (Some(one1 (fun x -> inverse (Canonical.add Canonical.one (square x)))))
              Math.Atan
              (fun x -> Complex.Atan x[0])
              (onlyAt Rational.Zero 0)
          row Abs "abs" absolute (Some(one1 slopeOfAbsolute)) abs (fun x -> Complex(Complex.Abs x[0], 0.0)) (fun x -> ValueSome x[0].Abs)
          row
              Sign
              "sign"
              signum
              (Some(fun _ -> Canonical.zero))
              (fun x -> if Double.IsNaN x then nan else float (sign x))
              (real (fun x -> float (sign x)))
              (fun x -> ValueSome(Rational.OfInt x[0].Sign))
          row Factorial "factorial" factorial None factorialOfReal (real factorialOfReal) (fun x ->
              match x[0].TryInt with
              | ValueSome n when n >= 0 && n <= 1000000 -> ValueSome(Rational.OfInteger(factorialOf n))
              | _ -> ValueNone)

          { Id = Atan2
            Name = "atan2"
            Arity = 2
            Special =
              fun x ->
                  if Canonical.isZero x[0] && isPositive x[1] then
                      ValueSome Canonical.zero
                  else
                      ValueNone
            Partials =
              (let radius (x: Expr[]) = inverse (Canonical.add (square x[0]) (square x[1]))

               [ Some(fun x -> Canonical.multiply x[1] (radius x))
                 Some(fun x -> Canonical.negate (Canonical.multiply x[0] (radius x))) ])
            Double = fun x -> Math.Atan2(x[0], x[1])
            Complex = reals (fun x -> Math.Atan2(x[0], x[1]))
            Exact = fun x -> if x[0].IsZero && x[1].Sign > 0 then ValueSome Rational.Zero else ValueNone }

          { Id = Binomial
            Name = "binomial"
            Arity = 2
            Special = fun x -> ValueSome(binomial x[0] x[1])
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
            Double = binomialOfReals
            Complex = reals binomialOfReals
            Exact = fun x -> if x[1].IsInteger then binomialOf x[0] x[1].Numerator else ValueNone }

          { Id = FallingFactorial
            Name = "falling"
            Arity = 2
            Special = fun x -> ValueSome(fallingFactorial x[0] x[1])
            Partials = [ None; None ]
            Double = fallingOfReals
            Complex = reals fallingOfReals
            Exact =
              fun x ->
                  match x[1].TryInt with
                  | ValueSome k -> exactFalling x[0] k
                  | ValueNone -> ValueNone }

          { Id = WholeQuotient
            Name = "quotient"
            Arity = 2
            Special = fun x -> ValueSome(wholeQuotient x[0] x[1])
            Partials = [ None; None ]
            Double = fun x -> Math.Floor(x[0] / x[1])
            Complex = reals (fun x -> Math.Floor(x[0] / x[1]))
            Exact =
              fun x ->
                  if x[1].IsZero then
                      raise (UndefinedExpression $"quotient({x[0]}, 0)")
                  else
                      ValueSome(Rational.OfInteger (x[0] / x[1]).Floor) }

          { Id = Geometric
            Name = "geometric"
            Arity = 3
            Special = fun x -> ValueSome(geometric x[0] x[1] x[2])
            Partials =
              [ None
                Some(fun x ->
                    let next = Canonical.add x[0] Canonical.one
                    Canonical.multiply next (geometric next x[1] x[2]))
                None ]
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
                  | _ -> ValueNone }

          { Id = Homogeneous
            Name = "homogeneous"
            Arity = 2
            Special = fun x -> ValueSome(homogeneous x)
            Partials =
              // The derivative by a variable has that variable once more, and a degree less.
              None
              :: List.init mostVariables (fun k ->
                  Some(fun x ->
                      let lower = Canonical.subtract x[0] Canonical.one
                      homogeneous (Array.concat [ [| lower |]; Array.tail x; [| x[k + 1] |] ])))
            Double = fun x -> CompleteHomogeneous.value (Array.tail x) (asInt x[0])
            Complex = fun x -> CompleteHomogeneous.complex (Array.tail x) (asInt x[0].Real)
            Exact =
              fun x ->
                  match x[0].TryInt with
                  | ValueSome degree -> ValueSome(CompleteHomogeneous.exact (Array.tail x) degree)
                  | ValueNone -> ValueNone }

          { Id = Wave
            Name = "wave"
            Arity = 5
            Special = fun x -> ValueSome(wave x[0] x[1] x[2] x[3] x[4])
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
            Double = fun x -> CompleteHomogeneous.wave (asInt x[0]) x[1] x[2] x[3] (asInt x[4])
            Complex = fun x -> waveOfComplex x asInt
            Exact =
              fun x ->
                  match x[0].TryInt, x[4].TryInt with
                  | ValueSome k, ValueSome n when k >= 0 && x[2].IsZero && x[3].IsZero -> GeometricSum.exact k x[1] n
                  | _ -> ValueNone } ]

    let private byId = rows |> List.map (fun r -> r.Id, r) |> dict
    let internal rowOf (id: FunctionId) = byId[id]
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
        | Function(Log, _) -> Canonical.conjugateNode e // the branch cut of log is not symmetric on the negative axis
        | Function((Sin | Cos | Tan | Tanh | Geometric | Homogeneous | Wave | Binomial | FallingFactorial | WholeQuotient | Factorial) as id,
                   arguments) -> apply id (arguments |> Array.map conjugate |> Array.toList)
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
