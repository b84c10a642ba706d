namespace LrnnSymbolic.Algebra

open System.Numerics

/// How near to 0 a number that is not 0 can be, by its expression in rationals, radicals, and sines and cosines of rational multiples
/// of pi: a number nearer to 0 is 0.
///
/// Let E be of a field of degree d, let every conjugate of E be at most U >= 1 in size, and let L E be an algebraic integer for a whole
/// number L >= 1. If E is not 0, the norm of L E is a whole number that is not 0, so 1 <= L^d |E| U^(d-1), which bounds |E| from below.
/// This is the argument of the bound BFMSS (Burnikel, Funke, Mehlhorn, Schirra, Schmitt: A separation bound for real algebraic
/// expressions, ESA 2001), which treats real radicals; the rules below are those of conjugates and norms.
[<RequireQualifiedAccess>]
module internal AlgebraicZero =
    /// Bounds from above, as logarithms to base 2.
    [<NoEquality; NoComparison>]
    type private Size =
        {
            /// Of some L for which L E is an algebraic integer.
            Denominator: float
            /// Of the sizes of all conjugates and 1.
            Conjugates: float
            /// The radicals in it, each a root of some order of a number in it.
            Radicals: (Expr * int) list
            /// An order for which its sines, cosines and roots of 1 are in the field of the roots of 1 of that order.
            Order: BigInteger
        }

    let private logOf (n: BigInteger) = if n.IsOne || n.IsZero then 0.0 else float ((n - BigInteger.One).GetBitLength())

    let private plain =
        { Denominator = 0.0
          Conjugates = 0.0
          Radicals = []
          Order = BigInteger.One }

    let private ofRational (q: Rational) =
        { plain with
            Denominator = logOf q.Denominator
            // |q| is at most the next whole number.
            Conjugates = logOf (-(-q.Abs).Floor) }

    let private lcm (m: BigInteger) (n: BigInteger) = m / BigInteger.GreatestCommonDivisor(m, n) * n

    /// Both in one field; the denominators multiply at most.
    let private together (conjugates: float) (x: Size) (y: Size) =
        let isNew (b: Expr, order: int) = not (x.Radicals |> List.exists (fun (c, n) -> obj.ReferenceEquals(b, c) && n = order))

        { Denominator = x.Denominator + y.Denominator
          Conjugates = conjugates
          Radicals = x.Radicals @ List.filter isNew y.Radicals
          Order = lcm x.Order y.Order }

    // Beyond this no field is of a degree with which bits are worked out.
    let private highestOrder = BigInteger 100_000

    // Euler's phi, the degree of the field of the n-th roots of 1.
    let private totient (n: int) =
        let rec go p rest result =
            if rest = 1 then
                result
            elif p * p > rest then
                result / rest * (rest - 1)
            elif rest % p = 0 then
                let rec without m = if m % p = 0 then without (m / p) else m
                go (p + 1) (without rest) (result / p * (p - 1))
            else
                go (p + 1) rest result

        go 2 n n

    /// At least the degree of the field: a root of order k adds a factor of k at most.
    let private degree (size: Size) : float =
        if size.Order > highestOrder then
            infinity
        else
            size.Radicals |> List.fold (fun d (_, order) -> d * float order) (float (totient (int size.Order)))

    /// With B = L E and N the norm of B, 1/E is L (N/B) / N, where N/B is the product of the other conjugates of B.
    let private inverse (size: Size) =
        let whole = size.Denominator + size.Conjugates
        let d = degree size

        { size with
            Denominator = d * whole
            Conjugates = size.Denominator + (d - 1.0) * whole }

    /// (B/L)^(1/k) is (B L^(k-1))^(1/k) / L, and its conjugates are roots of those of B/L.
    let private root (e: Expr) (order: int) (size: Size) =
        if order = 1 then
            size
        else
            { size with
                Conjugates = size.Conjugates / float order
                Radicals =
                    List.filter (fun (b, n) -> not (obj.ReferenceEquals(b, e) && n = order)) size.Radicals
                    @ [ e, order ] }

    let private times (n: int) (size: Size) =
        { size with
            Denominator = float n * size.Denominator
            Conjugates = float n * size.Conjugates }

    let private product (x: Size) (y: Size) = together (x.Conjugates + y.Conjugates) x y

    // A sum of n is at most n times the largest.
    let private sum (parts: Size list) =
        let all = parts |> List.reduce (fun x y -> together (max x.Conjugates y.Conjugates) x y)
        { all with
            Conjugates = all.Conjugates + logOf (BigInteger parts.Length) }

    /// Twice a sine or cosine of a rational multiple of pi is an algebraic integer, and its conjugates are of the same kind.
    let private ofTurn (isSine: bool) (q: Rational) =
        { plain with
            Denominator = 1.0
            Order = lcm (if isSine then BigInteger 4 else BigInteger.One) (BigInteger 2 * q.Denominator) }

    let rec private sizeOf (e: Expr) : Size option =
        match e.Node with
        | Number q -> Some(ofRational q)
        | Constant ImaginaryUnit -> Some { plain with Order = BigInteger 4 }
        | Sum(constant, terms) ->
            let term (t: Term) = sizeOf t.Expr |> Option.map (product (ofRational t.Coefficient))
            let start = if constant.IsZero then [] else [ Some(ofRational constant) ]
            combined sum (start @ [ for t in terms -> term t ])
        | Product factors -> combined (List.reduce product) [ for f in factors -> powerOf f ]
        | Power f -> powerOf f
        | Function((Sin | Cos | Tan) as id, [| x |]) ->
            match Functions.multipleOfPi x with
            | ValueSome q when id = Tan -> Some(product (ofTurn true q) (inverse (ofTurn false q)))
            | ValueSome q -> Some(ofTurn (id = Sin) q)
            | ValueNone -> None
        | Function(Abs, [| x |]) when Properties.isReal x -> sizeOf x
        | _ -> None

    and private combined how (sizes: Size option list) : Size option =
        if sizes |> List.forall Option.isSome then
            Some(how (sizes |> List.map Option.get))
        else
            None

    and private powerOf (f: Factor) : Size option =
        match f.Base.Node, f.Exponent.Node with
        | Number q, Number p when q = Rational.OfInt -1 ->
            Some
                { plain with
                    Order = BigInteger 2 * p.Denominator }
        | Number q, Number p when p.Sign < 0 && not q.IsZero ->
            powerOf
                { Base = Canonical.number q.Reciprocal
                  Exponent = Canonical.number -p }
        | _, Number p ->
            match (Rational.OfInteger p.Numerator).Abs.TryInt, (Rational.OfInteger p.Denominator).TryInt, sizeOf f.Base with
            | ValueSome n, ValueSome order, Some size ->
                let power = size |> root f.Base order |> times n
                Some(if p.Sign < 0 then inverse power else power)
            | _ -> None
        | _ -> None

    /// A number of bits b, at most so many, for which the expression is 0 if it is below 2^-b in size. None where none is known.
    let separation (most: int) (e: Expr) : int option =
        sizeOf e
        |> Option.bind (fun size ->
            let d = degree size
            let bits = d * size.Denominator + (d - 1.0) * size.Conjugates
            if bits < float most - 2.0 then Some(int bits + 2) else None)
