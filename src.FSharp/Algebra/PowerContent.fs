namespace LrnnSymbolic.Algebra

open System
open System.Runtime.CompilerServices
open LrnnSymbolic.Algebra.Properties

/// The canonical form takes the content out of a sum under a power, (1 + r/100)^t = (100 + r)^t 100^(-t), and closed sums keep it
/// outside: 100^(-T) homogeneous(T - 1, 100 b, 100 + r). Where numbers are computed these belong together again, since each by
/// itself may be far beyond the range of doubles: q^d x^d = (q x)^d, and q^d homogeneous(d, x, y, ...) = homogeneous(d, q x, q y, ...).
[<RequireQualifiedAccess>]
module internal PowerContent =
    /// What takes content in.
    [<NoEquality; NoComparison>]
    type private Target =
        {
            Factor: Factor
            /// The factor with q^Degree in it.
            With: Expr -> Factor
            Degree: Expr
            Variables: Expr list
            /// Powers that go along with the content, r^(k Degree + n) as r^k inside and r^n outside.
            Powers: (Factor * int * int) list
        }

    // Powers of numbers that are this large are no content.
    let private largest = 64

    let private splitConstant (e: Expr) : struct (Rational * Expr) =
        match e.Node with
        | Number q -> struct (q, Canonical.zero)
        | Sum(q, _) -> struct (q, Canonical.subtract e (Canonical.number q))
        | _ -> struct (Rational.Zero, e)

    /// What grows in an exponent.
    let private growth (e: Expr) =
        let struct (_, rest) = splitConstant e
        rest

    // The whole number k with x = k y.
    let private multipleOf (y: Expr) (x: Expr) =
        let struct (p, rest) = Canonical.splitSigned x
        let struct (q, other) = Canonical.splitSigned y

        match
            (if q.IsZero || not (obj.ReferenceEquals(rest, other)) then
                 ValueNone
             else
                 (p / q).TryInt)
        with
        | ValueSome k when abs k <= largest -> ValueSome k
        | _ -> ValueNone

    let private isOpen (e: Expr) = not (Canonical.isZero (growth e))

    let private contentOf (f: Factor) =
        match f.Base.Node with
        | Number q when q.Sign > 0 && isOpen f.Exponent -> ValueSome q
        | _ -> ValueNone

    let rec private target (f: Factor) : Target option =
        let made degree variables scaled =
            if isOpen degree then
                Some
                    { Factor = f
                      With = fun q -> { f with Base = scaled q }
                      Degree = degree
                      Variables = variables
                      Powers = [] }
            else
                None

        let homogeneous degree (variables: Expr list) =
            made (Canonical.multiply f.Exponent degree) variables (fun q ->
                Functions.completeHomogeneous degree (variables |> List.map (Canonical.multiply q)))

        match f.Base.Node, f.Exponent.Node with
        | (Number _ | Constant _), _ -> None
        | Function(Homogeneous, arguments), Number n when n.IsInteger -> homogeneous arguments[0] (List.ofArray arguments[1..])
        // It is homogeneous(n - 1 - k, 1, x, ..., x) with k + 1 times x.
        | Function(Geometric, [| order; x; n |]), Number whole when whole.IsInteger && not (isOpen order) ->
            let struct (k, _) = splitConstant order
            let count = int k.Numerator + 1
            homogeneous (Canonical.subtract n (Canonical.ofInt count)) (Canonical.one :: List.replicate count x)
        | Function(Abs, [| x |]), Number _ ->
            target { f with Base = x }
            |> Option.map (fun inner ->
                { inner with
                    Factor = f
                    With =
                        fun q ->
                            { f with
                                Base = Functions.abs (inner.With q).Base } })
        | _, Number _ -> None
        | _ when isBracketed f.Base -> None
        | _ -> made f.Exponent [ f.Base ] (fun q -> Canonical.multiply q f.Base)

    /// The logarithm of the largest number in an expression: what symbols may be of a usual size beside.
    let rec private size (e: Expr) : float =
        match e.Node with
        | Number q -> log (q.Abs.ToDouble())
        | Sum(constant, terms) ->
            Seq.append
                (if constant.IsZero then [] else [ log (constant.Abs.ToDouble()) ])
                [ for t in terms -> log (t.Coefficient.Abs.ToDouble()) + size t.Expr ]
            |> Seq.max
        | Product factors -> factors |> Array.sumBy (fun f -> size (Canonical.power f.Base f.Exponent))
        | Power f ->
            match f.Exponent.Node with
            | Number n -> n.ToDouble() * size f.Base
            | _ -> 0.0
        | _ -> 0.0

    /// Of what is to the power of the degree.
    let private sizeOf (t: Target) =
        (t.Variables |> List.map size |> List.max)
        + (t.Powers |> List.sumBy (fun (f, k, _) -> float k * size f.Base))

    /// One for all that grow alike, since only their product is certain to be of a usual size.
    let private gathered (found: Target list) : Target list =
        let isPower (t: Target) = isOpen t.Factor.Exponent

        let rank (t: Target) =
            let struct (constant, growing) = splitConstant t.Degree
            let struct (slope, _) = Canonical.splitSigned growing
            struct (isPower t, slope.Abs, constant)

        // Roots and absolute values split off what is positive alone.
        let takes (t: Target) (b: Expr) =
            let isAbsolute =
                match t.Factor.Base.Node with
                | Function(Abs, _) -> true
                | _ -> false

            isPositive b || isInteger t.Degree && not isAbsolute

        let along (t: Target) (other: Target) =
            let struct (own, _) = splitConstant t.Degree
            let struct (constant, _) = splitConstant other.Degree

            match multipleOf (growth t.Degree) (growth other.Degree) with
            | ValueSome k when isPower other && takes t other.Factor.Base ->
                let n = constant - Rational.OfInt k * own
                let smaller = abs (sizeOf t + float k * size other.Factor.Base) < abs (sizeOf t)

                // Its base may be 0: what is left of it stays above. What grows the other way belongs here if it takes numbers away.
                if n.IsInteger && n.Sign >= 0 && (k > 0 || n.IsZero && smaller) then
                    Some(other.Factor, k, int n.Numerator)
                else
                    None
            | _ -> None

        let gather (targets: Target list) (next: Target) =
            match targets |> List.tryFindIndex (fun t -> (along t next).IsSome) with
            | None -> targets @ [ next ]
            | Some at ->
                let t = targets[at]
                targets
                |> List.updateAt
                    at
                    { t with
                        Powers = (along t next).Value :: t.Powers }

        found |> List.sortBy rank |> List.fold gather []

    /// A target by its position, what grows in its degree, and its size.
    [<NoEquality; NoComparison>]
    type private Place = { At: int; Growth: Expr; Size: float }

    let private areMixed (growing: Expr) =
        match growing.Node with
        | Sum(_, terms) -> terms |> Array.distinctBy (fun t -> t.Coefficient.Sign) |> Array.length > 1
        | _ -> false

    /// q^growing as a product of q^(k degree), one k for each place: what leaves least outside, and of that what leaves the places
    /// with numbers closest to 1.
    let private shares (places: Place list) (number: Rational) (growing: Expr) : (int * int) list =
        let q = number.ToDouble()

        let slope (place: Place) =
            let struct (slope, _) = Canonical.splitSigned place.Growth
            slope.Abs.ToDouble()

        let moved k (place: Place) =
            { place with
                Size = place.Size + float k * log q }

        // The terms that are left, the sizes, and the shares.
        let rec best (free: Place list) (growing: Expr) : struct (int * float * (int * int) list) =
            let rest = free |> List.sumBy (fun p -> slope p * abs p.Size)
            let left = Canonical.termsOf growing

            let steps =
                [ for place in free do
                      for own, term in List.allPairs (Canonical.termsOf place.Growth) left do
                          match multipleOf own term with
                          | ValueSome whole ->
                              // All of it, or as much as makes its numbers 1.
                              let usual = int (Math.Clamp(round (-place.Size / log q), min 0.0 (float whole), max 0.0 (float whole)))

                              for k in List.distinct [ whole; usual ] do
                                  if k <> 0 then
                                      let others = free |> List.filter (fun other -> other.At <> place.At)
                                      let remaining = Canonical.subtract growing (Canonical.scale (Rational.OfInt k) place.Growth)
                                      let struct (terms, sizes, more) = best others remaining
                                      struct (terms, sizes + slope place * abs (moved k place).Size, (place.At, k) :: more)
                          | ValueNone -> () ]

            struct (left.Length, rest, []) :: steps
            |> List.minBy (fun (struct (terms, sizes, taken)) -> struct (terms, sizes, taken.Length))

        let struct (terms, _, taken) = best places growing

        // What rises and falls in one exponent keeps the power small together.
        if terms > 0 && areMixed growing then [] else taken

    let private joined (factors: Factor[]) : Factor[] =
        let isContent (f: Factor) = (contentOf f).IsSome
        let contents, others = Array.partition isContent factors
        let targets = others |> Seq.choose target |> List.ofSeq |> gathered |> Array.ofList
        let into = Array.create targets.Length Canonical.one

        // Numbers to one power, or to its reciprocal: where they cancel, nothing grows.
        let share (growing: Expr) (numbers: Factor list) =
            let sign (f: Factor) = if obj.ReferenceEquals(growth f.Exponent, growing) then 1 else -1
            let number =
                numbers
                |> List.fold (fun product f -> product * Rational.Pow((contentOf f).Value, sign f)) Rational.One

            let places =
                [ for at in 0 .. targets.Length - 1 ->
                      let t = targets[at]

                      { At = at
                        Growth = growth t.Degree
                        Size = size into[at] + sizeOf t } ]

            let taken = if number.IsOne then [] else shares places number growing

            for at, k in taken do
                into[at] <- Canonical.multiply into[at] (Canonical.number (Rational.Pow(number, k)))

            // What does not grow stays, and what is nobody's.
            let degree =
                if number.IsOne then
                    growing
                else
                    Canonical.linear [ for at, k in taken -> Rational.OfInt k, targets[at].Degree ]

            [ for f in numbers -> Canonical.power f.Base (Canonical.subtract f.Exponent (Canonical.scale (Rational.OfInt(sign f)) degree)) ]

        let outside =
            contents
            |> List.ofArray
            |> List.groupBy (fun f ->
                let struct (slope, rest) = Canonical.splitSigned (growth f.Exponent)
                slope.Abs, rest)
            |> List.collect (fun (_, numbers) -> share (growth numbers.Head.Exponent) numbers)
            |> Canonical.multiplyAll

        let before = [ for f in contents -> Canonical.power f.Base f.Exponent ] |> Canonical.multiplyAll

        let filled =
            [ for t, q in Array.zip targets into do
                  if not (Canonical.isOne q) || t.Powers |> List.exists (fun (_, k, _) -> k < 0) then
                      t, q ]

        if filled.IsEmpty && obj.ReferenceEquals(outside, before) then
            factors
        else
            let gone =
                [ for t, _ in filled do
                      yield t.Factor
                      for f, _, _ in t.Powers do
                          yield f ]

            let isGone (f: Factor) =
                gone
                |> List.exists (fun g -> obj.ReferenceEquals(g.Base, f.Base) && obj.ReferenceEquals(g.Exponent, f.Exponent))

            let inside =
                [ for t, q in filled ->
                      t.With(Canonical.multiplyAll (q :: [ for f, k, _ in t.Powers -> Canonical.power f.Base (Canonical.ofInt k) ])) ]

            let beside =
                [ for t, _ in filled do
                      for f, _, n in t.Powers do
                          if n > 0 then { f with Exponent = Canonical.ofInt n } ]

            [| yield! others |> Array.filter (isGone >> not)
               yield! inside
               yield! beside
               match outside.Node with
               | Product own -> yield! own
               | Power own -> yield own
               | _ when Canonical.isOne outside && others.Length > 0 -> ()
               | _ ->
                   yield
                       { Base = outside
                         Exponent = Canonical.one } |]

    // Evaluation asks at each value of an index.
    let private known = ConditionalWeakTable<Factor[], Factor[]>()

    let private isSum (f: Factor) =
        match f.Base.Node with
        | Function((Homogeneous | Geometric), _) -> true
        | _ -> false

    /// The factors, with powers of numbers inside what they are the content of.
    let rejoined (factors: Factor[]) : Factor[] =
        if factors.Length > 1 && factors |> Array.exists (fun f -> isSum f || (contentOf f).IsSome) then
            known.GetValue(factors, ConditionalWeakTable<Factor[], Factor[]>.CreateValueCallback joined)
        else
            factors
