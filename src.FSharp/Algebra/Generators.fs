namespace LrnnSymbolic.Algebra

open System
open System.Collections.Generic
open System.Numerics
open LrnnSymbolic.Algebra.Properties

/// A relation that a generator satisfies: generator^Degree = Value, where Value is a polynomial in generators.
/// (sqrt 2)^2 = 2, I^2 = -1, ((-1)^n)^2 = 1, sin(x)^2 = 1 - cos(x)^2.
[<NoEquality; NoComparison>]
type internal GeneratorRelation =
    { Generator: Expr
      Degree: int
      Value: Expr }

/// What is to be done with a sum to a negative power.
type internal NegativePowers =
    /// It is an unknown of its own.
    | AsGenerator
    /// It is a denominator.
    | AsFraction

/// The unknowns of a polynomial, found in expressions. Powers with related exponents share generators:
/// b^(2T - i + 3) is (b^T)^2 (b^i)^(-1) b^3, since z^(x + y) = z^x z^y and z^(n x) = (z^x)^n for whole n on the principal branch.
[<RequireQualifiedAccess>]
module internal Generators =
    /// base^(coefficient * exponent): the exponent is one or a term without a numeric factor.
    [<Struct; NoEquality; NoComparison>]
    type Part =
        { Base: Expr
          Exponent: Expr
          Coefficient: Rational }

    let private part b exponent coefficient =
        { Base = b
          Exponent = exponent
          Coefficient = coefficient }

    // 12^x = 2^(2x) 3^x, so that 4^T and 2^T are related. Large cofactors stay whole.
    let private primesOf (q: Rational) : (Expr * int) list =
        let rec divide (n: BigInteger) (p: int) found =
            let prime = BigInteger p

            if n.IsOne then
                found
            elif prime * prime > n || p > 1000 then
                (n, 1) :: found
            else
                let rec count n k = if (n % prime).IsZero then count (n / prime) (k + 1) else struct (n, k)
                let struct (rest, k) = count n 0
                divide rest (if p = 2 then 3 else p + 2) (if k > 0 then (prime, k) :: found else found)

        [ for p, k in divide q.Numerator 2 [] -> Canonical.number (Rational.OfInteger p), k
          for p, k in divide q.Denominator 2 [] -> Canonical.number (Rational.OfInteger p), -k ]

    /// The parts of base^exponent.
    let partsOf (b: Expr) (exponent: Expr) : Part list =
        let exponents =
            match exponent.Node with
            | Number q -> [ Canonical.one, q ]
            | Sum(shift, terms) ->
                [ if not shift.IsZero then Canonical.one, shift
                  for t in terms do
                      t.Expr, t.Coefficient ]
            | _ -> [ exponent, Rational.One ]

        match b.Node with
        | Number q when q.Sign > 0 ->
            [ for prime, k in primesOf q do
                  for e, c in exponents do
                      part prime e (c * Rational.OfInt k) ]
        // 0^(T - 1) is not 0^T 0^(-1), which has no value; a bracket may be 0.
        | Number q when q.IsZero -> [ part b exponent Rational.One ]
        | Indicator _ when exponents.Length > 1 -> [ part b exponent Rational.One ]
        | _ -> [ for e, c in exponents -> part b e c ]

    let private isCompound (e: Expr) =
        match e.Node with
        | Sum _
        | Product _
        | Power _ -> true
        | _ -> false

    /// Are roots of the base generators with a relation to the base, rather than the base a power of its root?
    let private hasRelation (b: Expr) =
        isCompound b
        || (match b.Node with
            | Number _ -> true
            | _ -> false)

    // (1 + x + y)^n has C(n + 2, 2) terms; beyond this many a power stays as it is.
    let private mostTerms = 2.0e6

    let isWrittenOut (terms: int) (n: int) =
        let mutable count = 1.0

        for k in 1 .. terms - 1 do
            count <- count * float (n + k) / float k

        count <= mostTerms && n <= 100000

    /// The whole power of a sum that is to be multiplied out.
    let (|WholePower|_|) (f: Factor) =
        match f.Base.Node, f.Exponent.Node with
        | Sum(_, terms), Number q ->
            match q.TryInt with
            | ValueSome n when isWrittenOut (terms.Length + 1) (abs n) -> Some n
            | _ -> None
        | _ -> None

    let private isNameToWholePower (f: Factor) =
        match f.Base.Node, f.Exponent.Node with
        | (Symbol _ | Indexed _), Number q -> q.IsInteger
        | _ -> false

    /// All generators of some expressions, with the least denominators that make every exponent whole.
    [<Sealed>]
    type Table(mode: NegativePowers) =
        let denominators = Dictionary<struct (Expr * Expr), BigInteger>()
        let seen = HashSet<Expr>()
        let relations = List<GeneratorRelation>()
        let mutable generators: Expr[] = [||]
        let positions = Dictionary<Expr, int>()

        let rec visit (e: Expr) =
            match e.Node with
            | Number _ -> ()
            | Sum(_, terms) ->
                for t in terms do
                    visitTerm t.Expr
            | _ -> visitTerm e

        and visitTerm (e: Expr) =
            match e.Node with
            | Number _ -> ()
            | Product factors ->
                for f in factors do
                    visitFactor f
            | Power f -> visitFactor f
            | Sum _ -> visit e
            | _ ->
                visitFactor
                    { Factor.Base = e
                      Exponent = Canonical.one }

        and visitFactor (f: Factor) =
            match f with
            | WholePower n when n > 0 || mode = AsFraction -> if seen.Add f.Base then visit f.Base
            | _ when isNameToWholePower f -> if seen.Add f.Base then note (part f.Base Canonical.one Rational.One)
            | _ ->
                for p in partsOf f.Base f.Exponent do
                    note p

        and note (p: Part) =
            let key = struct (p.Base, p.Exponent)
            let d = p.Coefficient.Denominator

            match denominators.TryGetValue key with
            | true, known -> denominators[key] <- known / BigInteger.GreatestCommonDivisor(known, d) * d
            | _ ->
                denominators[key] <- d
                if Canonical.isOne p.Exponent && hasRelation p.Base then visit p.Base
                visitRelated p

        // A relation brings in its own generators.
        and visitRelated (p: Part) =
            match p.Base.Node with
            | Function(Sin, [| x |]) -> visit (Functions.cos x)
            | _ -> ()

        let rootDegree (key: struct (Expr * Expr)) =
            let struct (b, exponent) = key
            if Canonical.isOne exponent && hasRelation b then 1 else 0

        let generatorOf (key: struct (Expr * Expr)) =
            let struct (b, exponent) = key
            let d = denominators[key]
            Canonical.power b (Canonical.scale (Rational.Create(BigInteger.One, d)) exponent)

        let relationOf (key: struct (Expr * Expr)) (g: Expr) =
            let struct (b, exponent) = key
            let d = int denominators[key]

            let relation degree value =
                relations.Add
                    { Generator = g
                      Degree = degree
                      Value = value }

            match b.Node with
            | _ when rootDegree key = 1 && d > 1 -> relation d b
            | Constant ImaginaryUnit when Canonical.isOne exponent && d = 1 -> relation 2 (Canonical.ofInt -1)
            | Number q when q = Rational.OfInt -1 && d = 1 && isInteger exponent && not (Canonical.isOne exponent) ->
                relation 2 Canonical.one
            | Function(Sin, [| x |]) when Canonical.isOne exponent && d = 1 ->
                relation 2 (Canonical.subtract Canonical.one (Canonical.power (Functions.cos x) (Canonical.ofInt 2)))
            | _ -> ()

        member _.Mode = mode
        member _.Visit(e: Expr) = visit e

        /// To be called once everything has been visited.
        member _.Close() =
            let found = denominators.Keys |> Seq.map (fun key -> key, generatorOf key) |> Seq.toArray
            generators <- found |> Array.map snd |> Array.distinct
            Array.Sort(generators, fun x y -> Expr.Compare(x, y))
            generators |> Array.iteri (fun k g -> positions[g] <- k)

            for key, g in found do
                relationOf key g

        member _.Generators = generators
        member _.Relations = relations

        member private _.ExponentOf(p: Part) : struct (int * int) =
            let d = denominators[struct (p.Base, p.Exponent)]
            let n = p.Coefficient * Rational.OfInteger d

            match n.TryInt with
            | ValueSome n -> struct (positions[generatorOf (struct (p.Base, p.Exponent))], n)
            | ValueNone -> raise (UnsupportedOperation $"the exponent {n} is out of range")

        /// Adds the exponents of a factor that is a product of powers of generators.
        member table.AddExponents(exponents: int[], f: Factor) =
            let mutable k = 0

            if isNameToWholePower f && positions.TryGetValue(f.Base, &k) then
                match f.Exponent.Node with
                | Number q when q.TryInt.IsSome -> exponents[k] <- exponents[k] + q.TryInt.Value
                | _ -> raise (UnsupportedOperation "an exponent is out of range")
            else
                for p in partsOf f.Base f.Exponent do
                    let struct (k, n) = table.ExponentOf p
                    exponents[k] <- exponents[k] + n
