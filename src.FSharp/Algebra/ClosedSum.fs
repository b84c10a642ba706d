namespace LrnnSymbolic.Algebra

open System.Collections.Generic
open LrnnSymbolic.Algebra.Properties

/// Why a closed sum is right: S(n) = sum of the summand from Lower to n, because S(n+1) - S(n) is the summand at n+1 and
/// S(Lower-1) is 0, in every case of coinciding ratios.
[<NoEquality; NoComparison>]
type Telescoping =
    {
        Index: Symbol
        Lower: Expr
        Summand: Expr
        /// S, with the index in the place of n; the whole sum where it is a convolution, whose ends move together.
        PartialSum: Expr
        Verdict: Verdict
    }

/// A sum that stays one, and why.
[<NoEquality; NoComparison>]
type Remainder = { Sum: Expr; Reason: string }

/// An expression with its indexed sums closed.
[<NoEquality; NoComparison>]
type ClosedSum =
    {
        Original: Expr
        /// Valid for all values of the parameters: no excluded points.
        Stable: Expr
        /// The textbook form, case by case; the first case is the generic one. Error says why the cases are not told apart.
        Cases: Result<Case list, string>
        /// Expressions that must be at least 0; those known to be are left out.
        Requires: Expr list
        Remaining: Remainder list
        Certificate: Telescoping list
    }

    /// Proved when no sum remains.
    member closed.Verdict =
        match closed.Remaining with
        | [] when closed.Certificate.IsEmpty -> Verdict.ByIdentity "no sum is left and none had to be telescoped"
        | [] when closed.Certificate.Length = 1 -> Verdict.ByInduction $"the sum by {ClosedSum.ProofOf closed.Certificate.Head}"
        | [] ->
            let ways = closed.Certificate |> List.map ClosedSum.ProofOf |> List.distinct |> String.concat " or "
            Verdict.ByInduction $"{closed.Certificate.Length} sums, each by {ways}"
        | [ { Reason = reason } ] -> Unknown $"one sum remains: {reason}"
        | { Reason = reason } :: _ -> Unknown $"{closed.Remaining.Length} sums remain: {reason}"

    static member private ProofOf(proof: Telescoping) =
        match proof.Verdict with
        | Proved(_, how) -> how
        | verdict -> string verdict

/// Closing the indexed sums of an expression.
[<RequireQualifiedAccess>]
module ClosedSum =
    let private one = Canonical.one
    let private ofInt = Canonical.ofInt

    // For one step: a term, the cases of a sum, the writing out of a summand. About a second.
    let private mostWork = 4_000_000L
    let private tooMuchWork = "closing it takes too much work"

    // What closing an expression brings to light besides its value.
    [<NoEquality; NoComparison>]
    type private Record =
        { Requirements: List<Expr>
          Remainders: List<Remainder>
          Proofs: List<Telescoping> }

    // ---- Summands in terms of one exponential, cosine or inner sum each ----------------------------------------------

    let private halves (x: Expr) (y: Expr) = Canonical.scale (Rational.ofRatio 1 2) (Canonical.add x y)

    /// A product of two sines or cosines as a sum.
    let private productOfWaves (f: FunctionId) (x: Expr) (g: FunctionId) (y: Expr) =
        let sum, difference = Canonical.add x y, Canonical.subtract x y

        match f, g with
        | Cos, Cos -> halves (Functions.cos difference) (Functions.cos sum)
        | Sin, Sin -> halves (Functions.cos difference) (Canonical.negate (Functions.cos sum))
        | Sin, _ -> halves (Functions.sin sum) (Functions.sin difference)
        | _ -> halves (Functions.sin sum) (Canonical.negate (Functions.sin difference))

    /// A sum wave(k, q, omega, phi, n) as two geometric sums.
    let private waveAsGeometric (k: Expr) (q: Expr) (omega: Expr) (phi: Expr) (n: Expr) =
        let part sign =
            let turn = Canonical.exponential (Canonical.multiplyAll [ ofInt sign; Canonical.i; omega ])
            let start = Canonical.exponential (Canonical.multiplyAll [ ofInt sign; Canonical.i; phi ])
            Canonical.multiplyAll [ start; Canonical.power turn k; Functions.apply Geometric [ k; Canonical.multiply q turn; n ] ]

        halves (part 1) (part -1)

    // One rewriting of a product towards the shapes that close; None when there is nothing to rewrite.
    let private rewritten (index: Symbol) (e: Expr) : Expr option =
        let factors = ExponentialPolynomial.factorsOf e

        let waves =
            factors
            |> List.collect (fun f ->
                match f.Base.Node, f.Exponent.Node with
                | Function((Sin | Cos) as id, [| x |]), Number q when contains index x && q.IsInteger && q.Sign > 0 ->
                    List.replicate (min 2 (int q.Numerator)) (f, id, x)
                | _ -> [])

        let without (removed: Factor list) = removed |> List.fold (fun rest (f: Factor) -> Canonical.divide rest f.Base) e

        match waves with
        | (f, id, x) :: (g, id', y) :: _ -> Some(Canonical.multiply (without [ f; g ]) (productOfWaves id x id' y))
        | _ ->
            factors
            |> List.tryPick (fun f ->
                match f.Base.Node with
                // 0^0 is 1, and every other power of 0 that has a value is 0.
                | Number q when q.IsZero && contains index f.Exponent ->
                    let others = factors |> List.filter (fun g -> not (Canonical.isZero g.Base))
                    Some(Canonical.multiply (Canonical.bracket Equal f.Exponent) (ExponentialPolynomial.product others))
                | Function(Binomial, [| x; k |]) when contains index x && Canonical.isOne f.Exponent ->
                    match k.Node with
                    | Number k when k.Sign >= 0 && k.TryInt.IsSome && k <= Rational.OfInt 24 ->
                        Some(Canonical.multiply (without [ f ]) (Functions.binomialPolynomial x k.TryInt.Value))
                    | _ -> None
                | Function(Wave, [| k; q; omega; phi; n |]) when contains index n && Canonical.isOne f.Exponent ->
                    Some(Canonical.multiply (without [ f ]) (waveAsGeometric k q omega phi n))
                | _ -> None)

    let rec private summands (index: Symbol) (e: Expr) : Expr list =
        Canonical.termsOf (ExponentialPolynomial.expandIn index e)
        |> List.collect (fun t ->
            let struct (content, rest) = Canonical.splitContent t

            match rewritten index rest with
            | Some better -> summands index (Canonical.scale content better)
            | None -> [ t ])

    // ---- Supports ---------------------------------------------------------------------------------------------------

    let private splitBrackets (index: Symbol) (e: Expr) =
        let struct (content, rest) = Canonical.splitContent e

        let brackets, others =
            ExponentialPolynomial.factorsOf rest
            |> List.partition (fun f ->
                match f.Base.Node with
                // A bracket to a power that may be 0 makes nothing 0.
                | Indicator(_, x) -> contains index x && isPositive f.Exponent
                | _ -> false)

        let conditions =
            brackets
            |> List.choose (fun f ->
                match f.Base.Node with
                | Indicator(relation, x) -> Some(relation, x)
                | _ -> None)

        conditions, Canonical.scale content (ExponentialPolynomial.product others)

    /// The pieces of the range that the brackets of a summand leave, each with the summand; or the summand, brackets and all.
    let private supports index enclosing lower upper (summand: Expr) =
        let brackets, rest = splitBrackets index summand

        // Where an inner sum is empty nothing is summed; degrees are linear, so that both ends tell of the whole range.
        let mayBeNegativeAt (bound: Expr) degree = not (isNonnegative (Substitution.symbol index bound degree))

        let implied =
            let struct (_, product) = Canonical.splitContent rest

            ExponentialPolynomial.degreesIn index product
            |> List.filter (fun degree -> mayBeNegativeAt lower degree || mayBeNegativeAt upper degree)
            |> List.map (fun degree -> LessOrEqual, Canonical.negate degree)

        let cutAll supports (relation, x) =
            supports
            |> Option.bind (fun (supports: Support list) ->
                let pieces = supports |> List.map (SumRange.cut index enclosing relation x)
                if pieces |> List.forall Option.isSome then
                    Some(pieces |> List.collect Option.get)
                else
                    None)

        match brackets @ implied |> List.fold cutAll (Some [ OverRange(one, lower, upper) ]) with
        | Some pieces -> Ok(pieces |> List.map (fun piece -> piece, rest))
        | None -> Error summand

    // ---- Proof ------------------------------------------------------------------------------------------------------

    let private upperEnd = Symbol.Of("$n", Assumptions.Of Integer)
    let private marker = Canonical.symbol (Symbol.Of("$y", Assumptions.Of Complex))

    /// S(n+1) - S(n) = f(n+1) and S(lower-1) = 0, in every case.
    let private telescopes meaning (lower: Expr) (summandAt: Expr -> Expr) (partialSum: Expr) : Verdict =
        let n = Canonical.symbol upperEnd
        let at x = Substitution.symbol upperEnd x partialSum
        let next = Canonical.add n one
        let step = Canonical.addAll [ at next; Canonical.negate partialSum; Canonical.negate (summandAt next) ]
        let start = at (Canonical.subtract lower one)

        // The marker keeps the two claims apart in one expression: it is zero only if both are.
        match SumCases.leaves meaning (Canonical.add step (Canonical.multiply marker start)) with
        | Error reason -> Unknown reason
        | Ok leaves ->
            // Both sides are polynomials in the ratios, so that they agree at 0 as everywhere if they agree elsewhere.
            leaves
            |> List.filter (fun leaf -> not leaf.HasZero)
            |> List.map (fun leaf ->
                TextbookForm.replaceRows leaf.Expression
                |> ExponentialPolynomial.isZeroUnder (PowerRelation.normalize leaf.Relations))
            |> List.tryFind (function
                | Proved _ -> false
                | _ -> true)
            |> Option.defaultValue (Verdict.ByInduction "telescoping in every case")

    // ---- One range --------------------------------------------------------------------------------------------------

    /// The sum over one range of a term whose shape is known.
    let private closeTerm placeholders index (lower: Expr) (term: WeightedTerm) : Result<Telescoping, string> =
        let n = Canonical.symbol upperEnd

        match ElementarySum.close placeholders index term lower n with
        | Error reason -> Error reason
        | Ok partialSum ->
            match telescopes placeholders.Meaning lower (ElementarySum.valueAt index term) partialSum with
            | Proved _ as verdict ->
                Ok
                    { Index = index
                      Lower = lower
                      Summand = placeholders.Meaning(ElementarySum.valueAt index term (Canonical.symbol index))
                      PartialSum = placeholders.Meaning(Substitution.symbol upperEnd (Canonical.symbol index) partialSum)
                      Verdict = verdict }
            // What remains is in names of the proof, which say nothing to the reader.
            | _ -> Error "its closed form is not proved"

    /// The sum over one range of a term with inner sums that grow in opposite directions.
    let private closeOpposed (placeholders: Placeholders) index (lower: Expr) (upper: Expr) (term: WeightedTerm) =
        ElementarySum.closeOpposed index term lower upper
        |> Result.map (fun sum ->
            let sum = placeholders.Meaning sum

            { Index = index
              Lower = lower
              Summand = placeholders.Meaning(ElementarySum.valueAt index term (Canonical.symbol index))
              PartialSum = sum
              Verdict = Verdict.ByInduction "convolution, in which generating functions multiply (induction on the length)" },
            sum)

    let private describe (factor: Expr) = $"{Infix.bounded 80 factor} is not a power, polynomial, exponential or cosine in the index"

    let private sumFrom (proof: Telescoping) (upper: Expr) = Substitution.symbol proof.Index upper proof.PartialSum

    /// Closed parts, and summands that do not close with their reasons.
    let private closeRange (index: Symbol) (lower: Expr) (upper: Expr) (summands: Expr list) =
        let placeholders = Placeholders()
        let read = summands |> List.map (fun s -> s, ExponentialPolynomial.term index s)

        let shapes = read |> List.choose (fun (_, term) -> Result.toOption term)
        Named.classes placeholders shapes

        let terms =
            shapes
            |> List.map (Named.term placeholders)
            |> ElementarySum.collect index
            |> List.collect (ElementarySum.prepared placeholders)

        let unread =
            read
            |> List.choose (fun (s, term) ->
                match term with
                | Error factor -> Some(s, describe factor)
                | Ok _ -> None)

        // A sum that grows downwards is summed from the upper end.
        let close term =
            if ElementarySum.isOpposed term then
                closeOpposed placeholders index lower upper term
            elif ElementarySum.isDescendingHistory term then
                closeTerm placeholders index (Canonical.negate upper) (ElementarySum.mirrored index term)
                |> Result.map (fun proof -> proof, sumFrom proof (Canonical.negate lower))
            else
                closeTerm placeholders index lower term |> Result.map (fun proof -> proof, sumFrom proof upper)

        let attempt term = Work.within mostWork (fun () -> close term) |> Option.defaultValue (Error tooMuchWork)

        let attempts = terms |> List.map (fun term -> term, attempt term)
        let proofs = attempts |> List.choose (fun (_, attempt) -> Result.toOption attempt)

        let failed =
            attempts
            |> List.choose (fun (term, attempt) ->
                match attempt with
                | Error reason -> Some(placeholders.Meaning(ElementarySum.valueAt index term (Canonical.symbol index)), reason)
                | Ok _ -> None)

        proofs, unread @ failed

    /// What Gosper's algorithm makes of summands that are not exponential polynomials: all of them together, and failing that
    /// those with one kernel at a time.
    let private closeHypergeometric (index: Symbol) (lower: Expr) (upper: Expr) (rest: (Expr * string) list) =
        let attempt (group: (Expr * string) list) =
            match Gosper.antidifference index lower (List.map fst group) with
            | Error reason when group.Length = 1 -> Error [ fst group.Head, $"{snd group.Head}; {reason}" ]
            | Error _ -> Error group
            | Ok g ->
                let at x = Substitution.symbol index x g

                let proof =
                    { Index = index
                      Lower = lower
                      Summand = group |> List.map fst |> Canonical.addAll
                      PartialSum =
                        Canonical.subtract (at (Canonical.add (Canonical.symbol index) one)) (at lower)
                        |> TextbookForm.collectFractions
                      Verdict = Verdict.ByInduction "telescoping of a hypergeometric term" }

                Ok(proof, sumFrom proof upper)

        let separately () =
            let attempts = rest |> List.map (fun part -> attempt [ part ])

            attempts |> List.choose Result.toOption,
            attempts
            |> List.collect (function
                | Error group -> group
                | Ok _ -> [])

        if rest.IsEmpty then
            [], []
        else
            match attempt rest with
            | Ok proof -> [ proof ], []
            | Error _ -> separately ()

    // ---- Whole expressions ------------------------------------------------------------------------------------------

    // The range must not be inverted: known, said by the guard already, said by a bracket, or asked of the user.
    let private require (record: Record) enclosing (guard: Expr) (lower: Expr) (upper: Expr) : Expr =
        let count = SumRange.count lower upper
        let bracket = Canonical.bracket LessOrEqual (Canonical.negate count)

        if SumRange.isNonnegativeWithin enclosing count then
            one
        elif ExponentialPolynomial.factorsOf guard |> List.exists (fun f -> obj.ReferenceEquals(f.Base, bracket)) then
            one
        elif enclosing |> List.exists (fun outer -> contains outer.Of count) then
            bracket
        else
            if not (record.Requirements.Contains count) then record.Requirements.Add count
            one

    let private remain (record: Record) index lower upper (parts: (Expr * string) list) : Expr =
        parts
        |> List.groupBy snd
        |> List.map (fun (reason, group) ->
            let sum = Canonical.sumOver index lower upper (Canonical.addAll (List.map fst group))
            record.Remainders.Add { Sum = sum; Reason = reason }
            sum)
        |> Canonical.addAll

    let private closePiece (record: Record) enclosing index (support: Support, summands: Expr list) : Expr =
        match support with
        | AtPoint(guard, at) ->
            let value = summands |> List.map (Substitution.symbol index at) |> Canonical.addAll
            Canonical.multiply guard value
        | OverRange(guard, lower, upper) when obj.ReferenceEquals(lower, upper) ->
            Canonical.multiply guard (summands |> List.map (Substitution.symbol index lower) |> Canonical.addAll)
        | OverRange(guard, lower, upper) when not (isInteger lower && isInteger upper) ->
            Canonical.multiply
                guard
                (remain record index lower upper (summands |> List.map (fun s -> s, "its bounds are not known to be whole numbers")))
        | OverRange(guard, lower, upper) ->
            let proofs, rest = closeRange index lower upper summands
            let tooLong, rest = rest |> List.partition (fun (_, reason) -> reason = tooMuchWork)
            let hypergeometric, rest = closeHypergeometric index lower upper rest
            let rest = tooLong @ rest
            let proofs = proofs @ hypergeometric
            record.Proofs.AddRange(List.map fst proofs)
            let closed = proofs |> List.map snd |> Canonical.addAll

            let closed =
                if proofs.IsEmpty then
                    closed
                else
                    Canonical.multiply (require record enclosing guard lower upper) closed

            Canonical.multiply guard (Canonical.add closed (remain record index lower upper rest))

    let private sameSupport (s: Support) (t: Support) =
        let same (x: Expr) (y: Expr) = obj.ReferenceEquals(x, y)

        match s, t with
        | OverRange(g, l, u), OverRange(g', l', u') -> same g g' && same l l' && same u u'
        | AtPoint(g, at), AtPoint(g', at') -> same g g' && same at at'
        | _ -> false

    let rec private bySupport (pieces: (Support * Expr) list) =
        match pieces with
        | [] -> []
        | (support, _) :: _ ->
            let group, others = pieces |> List.partition (fun (s, _) -> sameSupport s support)
            (support, List.map snd group) :: bySupport others

    /// The d of the floor((k index + ...)/d) in an expression, as one common multiple; 1 where there is none.
    let private modulus (index: Symbol) (e: Expr) : System.Numerics.BigInteger =
        let seen = HashSet<Expr>(HashIdentity.Reference)
        let divisors = List<System.Numerics.BigInteger>()

        let rec visit (e: Expr) =
            if contains index e && seen.Add e then
                match e.Node with
                | Function(WholeQuotient, [| n; d |]) ->
                    match d.Node, ExponentialPolynomial.linearIn index n |> Option.map (fun (slope, _) -> slope.Node) with
                    | Number d, Some(Number slope) when d.IsInteger && d.Sign > 0 && slope.IsInteger -> divisors.Add d.Numerator
                    | _ -> ()
                | _ -> ()

                Substitution.mapChildren
                    (fun child ->
                        visit child
                        child)
                    e
                |> ignore

        visit e
        divisors
        |> Seq.fold (fun m d -> m * d / System.Numerics.BigInteger.GreatestCommonDivisor(m, d)) System.Numerics.BigInteger.One

    let private largestModulus = System.Numerics.BigInteger 12

    /// The summands, with floor((i + a)/d) in them, over the residues of the index: i = d j + r, in each of which they are linear in j.
    let private residues (index: Symbol) lower upper (summand: Expr) : (Expr * Expr * Expr) list =
        let d = modulus index summand

        if d.IsOne || d > largestModulus then
            [ lower, upper, summand ]
        else
            let d = Rational.OfInteger d

            [ for r in 0 .. int d.Numerator - 1 do
                  let at = Canonical.add (Canonical.scale d (Canonical.symbol index)) (ofInt r)
                  let above = Canonical.add lower (Canonical.number (d - Rational.One - Rational.OfInt r))

                  Functions.wholeQuotientOf above d,
                  Functions.wholeQuotientOf (Canonical.subtract upper (ofInt r)) d,
                  Substitution.symbol index at summand ]

    let rec private closeSum (record: Record) enclosing (index: Symbol) (lower: Expr) (upper: Expr) (body: Expr) : Expr =
        let split, whole =
            summands index body
            |> List.map (fun s -> residues index lower upper s)
            |> List.partition (fun parts -> parts.Length > 1)

        let pieces =
            whole |> List.map (fun parts -> let _, _, s = parts.Head in supports index enclosing lower upper s)

        let uncut =
            pieces
            |> List.choose (fun piece ->
                match piece with
                | Error summand -> Some(summand, "a bracket in it does not cut the range at a known whole number")
                | Ok _ -> None)

        let closed =
            pieces
            |> List.collect (Result.defaultValue [])
            |> bySupport
            |> List.map (closePiece record enclosing index)

        let byResidue =
            List.concat split
            |> List.groupBy (fun (lower, upper, _) -> lower, upper)
            |> List.map (fun ((lower, upper), group) ->
                group
                |> List.map (fun (_, _, s) -> s)
                |> Canonical.addAll
                |> closeSum record enclosing index lower upper)

        Canonical.addAll (remain record index lower upper uncut :: closed @ byResidue)

    /// The index and body of a sum, the index renamed where its bounds mention an outer symbol of that name.
    let private apart (sum: IndexedSum) lower upper =
        if contains sum.Index lower || contains sum.Index upper then
            let taken = Seq.collect freeSymbols [ sum.Body; lower; upper ]
            let renamed = Substitution.fresh taken sum.Index
            renamed, Substitution.symbol sum.Index (Canonical.symbol renamed) sum.Body
        else
            sum.Index, sum.Body

    // Inner sums first, so that an outer summand sees their closed forms.
    let private closeIn (record: Record) (e: Expr) : Expr =
        let rec within enclosing : Expr -> Expr =
            let inSum sum lower upper =
                let index, body = apart sum lower upper
                let inside = { Of = index; From = lower; To = upper }
                closeSum record enclosing index lower upper (within (inside :: enclosing) body)

            SharedWalk.everywhere (fun go e ->
                match e.Node with
                | IndexedSum sum -> inSum sum (go sum.Lower) (go sum.Upper)
                | _ -> Substitution.mapChildren go e)

        within [] e

    /// Closes every indexed sum in the expression that has a closed form, and proves each closed form. What does not close stays
    /// and is listed with the reason.
    let close (e: Expr) : ClosedSum =
        let record =
            { Requirements = List()
              Remainders = List()
              Proofs = List() }

        let closed = TextbookForm.collectExponents (closeIn record e)
        // Without a ratio there are no cases, and a polynomial in the bounds reads best in one piece: T (T + 1)/2.
        let stable =
            if List.isEmpty (TextbookForm.rowsIn closed) then
                Work.within mostWork (fun () -> TextbookForm.collectShortFractions closed)
                |> Option.defaultValue closed
            else
                closed
        let placeholders = Placeholders()

        { Original = e
          Stable = stable
          Cases =
            let named = Named.rows placeholders stable

            if TextbookForm.isLong named then
                Error "its textbook form is too long to be read"
            else
                Work.within (4L * mostWork) (fun () -> SumCases.ofExpression placeholders.Meaning named)
                |> Option.defaultValue (Error "telling its cases apart takes too much work")
          Requires = List.ofSeq record.Requirements
          Remaining = List.ofSeq record.Remainders
          Certificate = List.ofSeq record.Proofs }
