namespace LrnnSymbolic.Algebra

open System.Numerics
open LrnnSymbolic.Algebra.Properties

/// Left = Right, or Left != Right.
[<NoComparison>]
type Condition =
    { Left: Expr
      Right: Expr
      Equal: bool }

    override c.ToString() =
        let sign = if c.Equal then "=" else "!="
        $"{Infix.print c.Left} {sign} {Infix.print c.Right}"

/// The value of a closed form where the conditions hold.
[<NoComparison>]
type Case =
    { Conditions: Condition list
      /// The equalities solved: any one of these lists of assignments. Empty where there is no equality.
      Solutions: (Expr * Expr) list list
      Value: Expr }

/// The case distinction of an expression with geometric, homogeneous and wave in it, one leaf for each way in which ratios coincide.
[<RequireQualifiedAccess>]
module SumCases =
    /// One leaf: which coincidences hold, with what replaced, and the expression after the replacements, in which the
    /// remaining ratios are all distinct.
    [<NoEquality; NoComparison>]
    type internal Leaf =
        { Decisions: (Coincidence * bool) list
          Replacements: (Symbol * Expr) list
          Expression: Expr }

    let private one = Canonical.one
    let private ofInt = Canonical.ofInt
    let private mostLeaves = 48

    let private isNumeric (e: Expr) = (freeSymbols e).Length = 0

    /// Are two numbers without symbols different for certain? Doubles decide only where they are far apart.
    let private differ (x: Expr) (y: Expr) =
        let at: Point<System.Numerics.Complex> = Evaluation.pointOf []

        match Evaluation.toComplex at (Canonical.subtract x y), Evaluation.toComplex at x with
        | Ok difference, Ok x -> System.Numerics.Complex.Abs difference > 1e-9 * (1.0 + System.Numerics.Complex.Abs x)
        | _ -> false

    // Could a symbol have the value, as far as its assumptions tell?
    let private allows (s: Symbol) (value: Expr) =
        let a = s.Assumptions

        match value.Node with
        | Number q ->
            let above (b: Bound) = if b.Strict then q > b.Value else q >= b.Value
            let below (b: Bound) = if b.Strict then q < b.Value else q <= b.Value

            (a.Domain <> Integer || q.IsInteger)
            && Option.forall above a.Lower
            && Option.forall below a.Upper
            && (not a.ModulusBelowOne || q.Abs < Rational.One)
        | _ -> true

    // All u with u^g = value.
    let private roots (real: bool) (g: int) (value: Expr) : Result<Expr list, string> =
        let root (e: Expr) = Canonical.power e (Canonical.number (Rational.ofRatio 1 g))

        if g = 1 then
            Ok [ value ]
        elif real && isPositive value then
            Ok(if g % 2 = 0 then [ root value; Canonical.negate (root value) ] else [ root value ])
        elif real && isPositive (Canonical.negate value) then
            Ok(if g % 2 = 0 then [] else [ Canonical.negate (root (Canonical.negate value)) ])
        elif g = 2 && Canonical.isOne value then
            Ok [ one; ofInt -1 ]
        else
            Error $"the roots of order {g} of {Infix.print value} are not enumerated"

    /// The solutions of x = y for a symbol in them, when x/y is a product of powers of symbols.
    let private solveAgreement (x: Expr) (y: Expr) : Result<(Symbol * Expr) list list, string> =
        let struct (content, rest) = Canonical.splitContent (Canonical.divide x y)
        let numeric, symbolic = ExponentialPolynomial.factorsOf rest |> List.partition (fun f -> isNumeric (Canonical.power f.Base f.Exponent))

        let powers =
            symbolic
            |> List.map (fun f ->
                match f.Base.Node, f.Exponent.Node with
                | Symbol s, Number q when q.TryInt.IsSome -> Some(s, q.TryInt.Value)
                | _ -> None)

        if powers |> List.exists Option.isNone then
            Error $"{Infix.print x} = {Infix.print y} is not solved"
        else
            let powers = powers |> List.choose id
            let g = powers |> List.fold (fun (g: int) (_, a: int) -> int (BigInteger.GreatestCommonDivisor(BigInteger g, BigInteger a))) 0
            let constant = Canonical.scale content (ExponentialPolynomial.product numeric)

            match powers |> List.tryFind (fun (_, a) -> abs a = g) with
            | None -> Error $"{Infix.print x} = {Infix.print y} is not solved"
            | Some(s, a) ->
                let others = powers |> List.filter (fun (t, _) -> not (obj.ReferenceEquals(s, t)))
                let real = powers |> List.forall (fun (t, _) -> t.Assumptions.Domain <> Domain.Complex)
                let inverse = others |> List.map (fun (t, b) -> Canonical.power (Canonical.symbol t) (ofInt (-b / g))) |> Canonical.multiplyAll

                roots real g (Canonical.power constant (ofInt -1))
                |> Result.map (
                    List.map (fun root -> Canonical.power (Canonical.multiply root inverse) (ofInt (sign a)))
                    >> List.filter (allows s)
                    >> List.map (fun value -> [ s, value ])
                )

    let private solveResonance (q: Expr) (omega: Expr) : Result<(Symbol * Expr) list list, string> =
        let at (ratio: Expr) (frequency: Expr) =
            let ratios = if obj.ReferenceEquals(q, ratio) then Ok [ [] ] elif isNumeric q then Ok [] else solveAgreement q ratio

            match omega.Node with
            | Symbol w -> ratios |> Result.map (List.map (fun replacements -> (w, frequency) :: replacements))
            | _ -> Error $"cos({Infix.print omega}) is not a number known to differ from 1 and -1"

        match at one Canonical.zero, at (ofInt -1) Canonical.pi with
        | Ok x, Ok y -> Ok(x @ y)
        | Error reason, _
        | _, Error reason -> Error reason

    let private solve coincidence =
        match coincidence with
        | Agree(x, y) -> solveAgreement x y
        | Resonate(q, omega) -> solveResonance q omega

    /// Known to be false wherever the expression has a value.
    let private isImpossible coincidence =
        match coincidence with
        | Agree(x, y) -> isNumeric (Canonical.divide x y) && differ (Canonical.divide x y) one
        | Resonate(q, omega) ->
            let unlike (ratio: Expr) = isNumeric q && differ q ratio
            let off (cosine: Expr) = isNumeric omega && differ (Functions.cos omega) cosine
            (unlike one || off one) && (unlike (ofInt -1) || off (ofInt -1))

    let private holds coincidence =
        match coincidence with
        | Agree(x, y) -> obj.ReferenceEquals(x, y)
        | Resonate(q, omega) ->
            let at (ratio: Expr) (frequency: Expr) = obj.ReferenceEquals(q, ratio) && obj.ReferenceEquals(omega, frequency)
            at one Canonical.zero || at (ofInt -1) Canonical.pi

    let private replace replacements coincidence =
        let within = Substitution.symbols replacements

        match coincidence with
        | Agree(x, y) -> Agree(within x, within y)
        | Resonate(q, omega) -> Resonate(within q, within omega)

    // The same coincidence, whichever way it is written.
    let private same c d =
        match c, d with
        | Agree(x, y), Agree(u, v) ->
            let p, q = Canonical.divide x y, Canonical.divide u v
            obj.ReferenceEquals(p, q) || obj.ReferenceEquals(p, Canonical.power q (ofInt -1))
        | Resonate(q, w), Resonate(p, v) -> obj.ReferenceEquals(q, p) && obj.ReferenceEquals(w, v)
        | _ -> false

    let private openCoincidences (settled: Coincidence list) (e: Expr) =
        TextbookForm.rowsIn e
        |> List.collect (fun (_, id, arguments) -> TextbookForm.coincidencesOf id arguments)
        |> List.filter (fun c -> not (isImpossible c) && not (settled |> List.exists (same c)))

    /// All leaves, the one without coincidences first; or why the distinction cannot be made.
    let internal leaves (e: Expr) : Result<Leaf list, string> =
        // `apart` are the coincidences excluded so far, after all replacements.
        let rec split decisions replacements (apart: Coincidence list) (e: Expr) : Result<Leaf list, string> =
            match openCoincidences apart e with
            | [] ->
                Ok
                    [ { Decisions = List.rev decisions
                        Replacements = replacements
                        Expression = e } ]
            | next :: _ ->
                let off () = split ((next, false) :: decisions) replacements (next :: apart) e

                let on solution =
                    let apart = apart |> List.map (replace solution)

                    if apart |> List.exists holds then
                        Ok []
                    else
                        let earlier = replacements |> List.map (fun (s, value) -> s, Substitution.symbols solution value)
                        split ((next, true) :: decisions) (earlier @ solution) apart (Substitution.symbols solution e)

                match solve next with
                | Error reason -> Error reason
                | Ok [] -> split decisions replacements (next :: apart) e
                | Ok solutions -> off () :: List.map on solutions |> List.fold join (Ok [])

        and join xs ys =
            match xs, ys with
            | Ok xs, Ok ys when xs.Length + ys.Length <= mostLeaves -> Ok(xs @ ys)
            | Ok _, Ok _ -> Error $"more than {mostLeaves} cases"
            | Error reason, _
            | _, Error reason -> Error reason

        split [] [] [] e

    // Positive powers on both sides: lambda/b = 1 reads lambda = b.
    let private withoutNegativePowers (x: Expr) (y: Expr) equal =
        let struct (content, rest) = Canonical.splitContent (Canonical.divide x y)
        let sign = Rational.OfInt content.Sign
        let denominator = Canonical.number (sign * Rational.OfInteger content.Denominator)

        let isNegative (f: Factor) =
            match f.Exponent.Node with
            | Number q -> q.Sign < 0
            | _ -> false

        let under, over = (if Canonical.isOne rest then [] else ExponentialPolynomial.factorsOf rest) |> List.partition isNegative
        let inverted = under |> List.map (fun f -> { f with Exponent = Canonical.negate f.Exponent })

        { Left = Canonical.scale (sign * Rational.OfInteger content.Numerator) (ExponentialPolynomial.product over)
          Right = Canonical.multiply denominator (ExponentialPolynomial.product inverted)
          Equal = equal }

    let private orderedForReading (c: Condition) =
        if isNumeric c.Left && not (isNumeric c.Right) then { c with Left = c.Right; Right = c.Left } else c

    /// The conditions of a decision in words of the symbols that the meanings stand for.
    let private conditions (meaning: Expr -> Expr) (coincidence, equal) : Condition list =
        match coincidence with
        | Agree(x, y) -> [ orderedForReading (withoutNegativePowers (meaning x) (meaning y) equal) ]
        | Resonate(q, omega) ->
            let q, omega = meaning q, meaning omega

            if equal then
                [ if not (isNumeric q) then
                      { Left = Canonical.power q (ofInt 2)
                        Right = one
                        Equal = true }
                  { Left = Functions.cos omega
                    Right = q
                    Equal = true } ]
            else
                [ { Left =
                      Canonical.addAll
                          [ one
                            Canonical.multiplyAll [ ofInt -2; q; Functions.cos omega ]
                            Canonical.power q (ofInt 2) ]
                    Right = Canonical.zero
                    Equal = false } ]

    let private sameDecisions (x: Leaf) (y: Leaf) =
        x.Decisions.Length = y.Decisions.Length
        && List.forall2 (fun (c, p) (d, q) -> p = q && same c d) x.Decisions y.Decisions

    // A solution in words of the user's symbols: 1 - eta = 1 reads eta = 0, and exp(alpha) = 1 reads alpha = 0.
    let private solved (left: Expr, right: Expr) : Expr * Expr =
        match left.Node, right.Node with
        | Sum(constant, [| term |]), Number value -> term.Expr, Canonical.number ((value - constant) / term.Coefficient)
        | Power { Base = b; Exponent = x }, Number value when obj.ReferenceEquals(b, Canonical.constant E) && value.IsOne && isReal x ->
            let struct (_, rest) = Canonical.splitContent x
            rest, Canonical.zero
        | _ -> left, right

    // Leaves that differ only in the root taken and have one value are one case.
    let private merge (leaves: (Leaf * Expr) list) =
        let rec go (leaves: (Leaf * Expr) list) =
            match leaves with
            | [] -> []
            | (leaf, value) :: _ ->
                let alike, others =
                    leaves |> List.partition (fun (other, v) -> sameDecisions leaf other && obj.ReferenceEquals(v, value))

                (List.map fst alike, value) :: go others

        go leaves

    /// The textbook form case by case. Placeholders in the expression are translated by `meaning`.
    let internal ofExpression (meaning: Expr -> Expr) (e: Expr) : Result<Case list, string> =
        // An angle is determined by its cosine only up to turns, which is what its condition says.
        let isAngle (leaf: Leaf) (s: Symbol) =
            leaf.Decisions
            |> List.exists (fun (coincidence, _) ->
                match coincidence with
                | Resonate(_, omega) -> obj.ReferenceEquals(omega, Canonical.symbol s)
                | Agree _ -> false)

        let assignments (leaf: Leaf) =
            leaf.Replacements
            |> List.filter (fun (s, _) -> not (isAngle leaf s))
            |> List.map (fun (s, value) -> solved (meaning (Canonical.symbol s), meaning value))

        let build (all: Leaf list) (group: Leaf list, value: Expr) =
            let leaf = group.Head
            let solutions = group |> List.map assignments |> List.filter (List.isEmpty >> not)

            // Where one decision has several outcomes with different values, the solution itself is the condition.
            let isSplit = all |> List.exists (fun other -> sameDecisions leaf other && not (List.exists (fun (g: Leaf) -> obj.ReferenceEquals(g, other)) group))

            { Conditions =
                (leaf.Decisions |> List.collect (conditions meaning))
                @ (if isSplit && group.Length = 1 then
                       assignments leaf |> List.map (fun (l, r) -> { Left = l; Right = r; Equal = true })
                   else
                       [])
              Solutions = solutions
              Value = value }

        leaves e
        |> Result.map (fun leaves ->
            leaves
            |> List.map (fun leaf -> leaf, meaning (TextbookForm.collectFractions (TextbookForm.replaceRows leaf.Expression)))
            |> merge
            |> List.map (build leaves))
