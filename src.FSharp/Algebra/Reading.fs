namespace LrnnSymbolic.Algebra

open System
open System.Collections.Generic
open System.Numerics
open LrnnSymbolic.Algebra.Properties

/// One summand as it is read: a sign, a positive coefficient, and the rest (absent for a plain number).
[<Struct; NoEquality; NoComparison>]
type internal SignedTerm =
    { Negative: bool
      Magnitude: Rational
      Rest: Expr voption }

/// A product as it is read: coefficient * numerator factors / denominator factors, all exponents shown positive.
[<NoEquality; NoComparison>]
type internal Quotient =
    { Negative: bool
      Numerator: BigInteger
      Denominator: BigInteger
      Over: Factor[]
      Under: Factor[] }

/// The order in which people read sums, products and comparisons, shared by every printer. It depends on structure alone.
[<RequireQualifiedAccess>]
module internal Reading =
    let private one = Canonical.one

    let private signed (coefficient: Rational) rest =
        { Negative = coefficient.Sign < 0
          Magnitude = coefficient.Abs
          Rest = rest }

    /// Terms in order, the first one positive if any is: T - i - 1, but 1 - b^2.
    let sum (constant: Rational) (terms: Term[]) : SignedTerm[] =
        let hasConstant = not constant.IsZero
        let leads = hasConstant && constant.Sign > 0 && terms.Length > 0 && terms[0].Coefficient.Sign < 0
        let all = Array.zeroCreate (terms.Length + (if hasConstant then 1 else 0))
        let start = if leads then 1 else 0

        for k in 0 .. terms.Length - 1 do
            all[start + k] <- signed terms[k].Coefficient (ValueSome terms[k].Expr)

        if hasConstant then
            all[if leads then 0 else terms.Length] <- signed constant ValueNone

        let mutable positive = 0

        while positive < all.Length && all[positive].Negative do
            positive <- positive + 1

        if positive > 0 && positive < all.Length then
            let first = all[positive]
            Array.Copy(all, 0, all, 1, positive)
            all[0] <- first

        all

    // Plain names first and in alphabetical order whatever their exponent, then functions, sums, indexed sums.
    let private group (f: Factor) =
        match f.Base.Node with
        | Number _ -> 0
        | Constant Pi
        | Constant ImaginaryUnit -> 1
        | Symbol _
        | Conjugate _
        | Indexed _ -> 2
        | Constant E -> 3
        | Power _
        | Product _
        | Function _ -> 4
        | Indicator _ -> 6
        | Sum _ -> 5
        | IndexedSum _ -> 7

    let private name (f: Factor) =
        match f.Base.Node with
        | Symbol s
        | Indexed(s, _) -> s.Name
        | Conjugate x ->
            match x.Node with
            | Symbol s -> s.Name + "*"
            | _ -> ""
        | _ -> ""

    let private readingOrder =
        Comparer<Factor>.Create(fun f g ->
            match compare (group f) (group g) with
            | 0 ->
                match String.CompareOrdinal(name f, name g) with
                | 0 -> Expr.Compare(f.Base, g.Base)
                | order -> order
            | order -> order)

    let private inOrder (factors: Factor[]) =
        Canonical.sortFactors readingOrder (factors.AsSpan())
        factors

    let private factorsOf (e: Expr) =
        match e.Node with
        | Product factors -> Array.copy factors
        | Power f -> [| f |]
        | _ when Canonical.isOne e -> [||]
        | _ -> [| { Base = e; Exponent = one } |]

    /// A power as it is read: (10/9)^(-n) is (9/10)^n.
    let power (f: Factor) : Factor =
        match f.Base.Node, f.Exponent.Node with
        | Number q, Sum(_, terms) when not q.IsInteger && terms[0].Coefficient.Sign < 0 ->
            { Base = Canonical.number q.Reciprocal
              Exponent = Canonical.negate f.Exponent }
        | _ -> f

    let private isNegativeNumber (e: Expr) =
        match e.Node with
        | Number q -> q.Sign < 0
        | _ -> false

    /// coefficient * e as one fraction.
    let quotient (coefficient: Rational) (e: Expr) : Quotient =
        let isUnder (f: Factor) = isNegativeNumber f.Exponent
        let factors = factorsOf e
        let under, over =
            if factors |> Array.exists isUnder then
                factors |> Array.partition isUnder
            else
                [||], factors

        let inverse (f: Factor) =
            { Base = f.Base
              Exponent = Canonical.negate f.Exponent }

        { Negative = coefficient.Sign < 0
          Numerator = BigInteger.Abs coefficient.Numerator
          Denominator = coefficient.Denominator
          Over = inOrder over
          Under = inOrder (under |> Array.map inverse) }

    /// Both sides of a bracket, negative terms moved to the right; integers compare by < where that is shorter.
    let comparison (relation: Relation) (e: Expr) : Expr * string * Expr =
        let terms =
            match e.Node with
            | Sum(constant, terms) -> (constant, Canonical.one) :: [ for t in terms -> t.Coefficient, t.Expr ]
            | _ -> [ Rational.One, e ]

        let left, right = terms |> List.partition (fun (c, _) -> c.Sign > 0)
        let left, right = Canonical.linear left, Canonical.negate (Canonical.linear right)

        match relation, left.Node with
        | LessOrEqual, (Sum(c, _) | Number c) when c.IsOne && isInteger e -> Canonical.subtract left one, "<", right
        | LessOrEqual, _ -> left, "<=", right
        | Less, _ -> left, "<", right
        | Equal, _ -> left, "=", right
