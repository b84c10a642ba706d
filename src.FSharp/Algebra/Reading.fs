namespace LrnnSymbolic.Algebra

open System
open System.Numerics
open LrnnSymbolic.Algebra.Properties

/// One summand as it is read: a sign, a positive coefficient, and the rest (absent for a plain number).
[<NoEquality; NoComparison>]
type SignedTerm =
    { Negative: bool
      Magnitude: Rational
      Rest: Expr option }

/// A product as it is read: coefficient * numerator factors / denominator factors, all exponents shown positive.
[<NoEquality; NoComparison>]
type Quotient =
    { Negative: bool
      Numerator: BigInteger
      Denominator: BigInteger
      Over: Factor list
      Under: Factor list }

/// The order in which people read sums, products and comparisons, shared by every printer. It depends on structure alone.
[<RequireQualifiedAccess>]
module Reading =
    let private one = Canonical.one

    let private signed (coefficient: Rational) rest =
        { Negative = coefficient.Sign < 0
          Magnitude = coefficient.Abs
          Rest = rest }

    /// Terms in order, the first one positive if any is: T - i - 1, but 1 - b^2.
    let sum (constant: Rational) (terms: Term[]) : SignedTerm list =
        let terms = [ for t in terms -> signed t.Coefficient (Some t.Expr) ]
        let constant = if constant.IsZero then [] else [ signed constant None ]

        let all =
            match constant, terms with
            | [ c ], first :: _ when not c.Negative && first.Negative -> c :: terms
            | _ -> terms @ constant

        match all |> List.tryFindIndex (fun t -> not t.Negative) with
        | Some k when k > 0 -> all[k] :: List.removeAt k all
        | _ -> all

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

    let private readingOrder (f: Factor) (g: Factor) =
        match compare (group f) (group g) with
        | 0 ->
            match String.CompareOrdinal(name f, name g) with
            | 0 -> Expr.Compare(f.Base, g.Base)
            | order -> order
        | order -> order

    let private ordered (factors: Factor list) =
        match factors with
        | []
        | [ _ ] -> factors
        | _ -> List.sortWith readingOrder factors

    let private factorsOf (e: Expr) =
        match e.Node with
        | Product factors -> List.ofArray factors
        | Power f -> [ f ]
        | _ -> [ { Base = e; Exponent = one } ]

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
        let factors = if Canonical.isOne e then [] else factorsOf e
        let under, over =
            if factors |> List.exists (fun f -> isNegativeNumber f.Exponent) then
                factors |> List.partition (fun f -> isNegativeNumber f.Exponent)
            else
                [], factors

        { Negative = coefficient.Sign < 0
          Numerator = BigInteger.Abs coefficient.Numerator
          Denominator = coefficient.Denominator
          Over = ordered over
          Under =
            ordered (
                under
                |> List.map (fun f ->
                    { Base = f.Base
                      Exponent = Canonical.negate f.Exponent })
            ) }

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
