namespace LrnnSymbolic.Algebra.Matrices

open System.Collections.Generic
open LrnnSymbolic.Algebra

/// The noncommutative algebra: constructors that keep matrix expressions canonical. Powers are of nonnegative exponents
/// unless the base is invertible, and W^0 = I.
///
/// Canonical form of a term:
///   Word    neighbours that are powers of one letter are merged, runs of diagonal letters sorted, Kronecker products
///           multiplied factor by factor, (B^T kron A) vec X written vec(A X B); no letter has exponent 0.
///   Traces  least among their rotations and transposes; sorted.
///   Ranges  none is empty for certain, has one point, ends where an inner sum is empty, or is of an index that only
///           the coefficient mentions; brackets [i = j] are used up. Indices are named #1, #2, ... from the outside in.
[<RequireQualifiedAccess>]
module Matrix =
    let private one = Canonical.one
    let private zero = Canonical.zero
    let private same (x: Expr) (y: Expr) = obj.ReferenceEquals(x, y)
    let private index name = Symbol.Of(name, Assumptions.Of Integer)

    // ---- Shapes -----------------------------------------------------------------------------------------------

    let private shape rows columns = $"{Infix.print rows} by {Infix.print columns}"

    let private mismatch what (r1, c1) (r2, c2) = raise (ShapeMismatch $"{what}: {shape r1 c1} and {shape r2 c2}")

    let private factorShape (factor: MatrixFactor) =
        match factor with
        | MatrixFactor.Leaf(l, _) ->
            if l.Transposed then
                l.Symbol.Columns, l.Symbol.Rows
            else
                l.Symbol.Rows, l.Symbol.Columns
        | MatrixFactor.Composite(b, _) -> b.Rows, b.Columns
        | MatrixFactor.Kronecker(a, b) -> a.Rows *. b.Rows, a.Columns *. b.Columns
        | MatrixFactor.Vec(w, false) -> w.Rows *. w.Columns, one
        | MatrixFactor.Vec(w, true) -> one, w.Rows *. w.Columns

    // ---- Letters ----------------------------------------------------------------------------------------------

    let private leafOf (l: Leaf) : Leaf =
        { l with
            Transposed = l.Transposed && l.Symbol.Structure = Structure.General
            Conjugated = l.Conjugated && l.Symbol.Domain = Complex }

    let internal isDiagonal factor =
        match factor with
        | MatrixFactor.Leaf(l, _) -> l.Symbol.Structure = Structure.Diagonal
        | _ -> false

    let private identityWord n : Word = { Rows = n; Columns = n; Factors = [] }

    /// Free summation indices and other symbols of a list of expressions, with repetitions.
    let rec private slots (factors: MatrixFactor list) : Expr list =
        factors
        |> List.collect (fun factor ->
            match factor with
            | MatrixFactor.Leaf(l, n) -> l.Indices @ [ n ]
            | MatrixFactor.Composite(b, n) -> slotsOf b @ [ n ]
            | MatrixFactor.Kronecker(a, b) -> slots a.Factors @ slots b.Factors
            | MatrixFactor.Vec(w, _) -> slots w.Factors)

    and private termSlots (t: MatrixTerm) = slots t.Word.Factors @ (t.Traces |> List.collect (fun w -> slots w.Factors)) @ [ t.Coefficient ]

    and private slotsOf (e: MatrixExpr) =
        e.Terms
        |> List.collect (fun t ->
            termSlots t @ (t.Ranges |> List.collect (fun r -> [ r.Lower; r.Upper ]))
            |> List.filter (fun slot -> t.Ranges |> List.forall (fun r -> Properties.isFreeOf r.Index slot))
            |> List.append (termFree t |> List.map Canonical.symbol))

    and private termFree (t: MatrixTerm) : Symbol list =
        termSlots t @ (t.Ranges |> List.collect (fun r -> [ r.Lower; r.Upper ]))
        |> List.collect (Properties.freeSymbols >> List.ofArray)
        |> List.filter (fun s -> t.Ranges |> List.forall (fun r -> not (obj.ReferenceEquals(r.Index, s))))
        |> List.distinct

    /// The scalar symbols that occur free in exponents, indices, bounds and coefficients.
    let freeSymbols (e: MatrixExpr) = e.Terms |> List.collect termFree |> List.distinct

    // ---- Words ------------------------------------------------------------------------------------------------

    // The word under construction: letters in reverse, and the traces split off.
    [<NoEquality; NoComparison>]
    type private Stack =
        { Letters: MatrixFactor list
          Split: Word list }

    let private fits (a: Word) (b: Word) = same a.Columns b.Rows

    let rec private push (stack: Stack) (factor: MatrixFactor) : Stack =
        match stack.Letters, factor with
        | _, MatrixFactor.Leaf(_, n)
        | _, MatrixFactor.Composite(_, n) when Canonical.isZero n -> stack
        | MatrixFactor.Leaf(a, m) :: rest, MatrixFactor.Leaf(b, n) when a = b ->
            push { stack with Letters = rest } (MatrixFactor.Leaf(a, m +. n))
        | (MatrixFactor.Leaf(a, _) as top) :: rest, MatrixFactor.Leaf(b, _) when isDiagonal top && isDiagonal factor && compare b a < 0 ->
            push (push { stack with Letters = rest } factor) top
        | MatrixFactor.Composite(a, m) :: rest, MatrixFactor.Composite(b, n) when a = b ->
            push { stack with Letters = rest } (MatrixFactor.Composite(a, m +. n))
        | MatrixFactor.Kronecker(a, b) :: rest, MatrixFactor.Kronecker(c, d) when fits a c && fits b d ->
            let left, right = joined a c, joined b d
            pushKronecker
                { Letters = rest
                  Split = stack.Split @ fst left @ fst right }
                (snd left)
                (snd right)
        | _, MatrixFactor.Kronecker(a, b) when isTrivial a || isTrivial b || (a.Factors.IsEmpty && b.Factors.IsEmpty) ->
            pushKronecker stack a b
        | MatrixFactor.Kronecker(b, a) :: rest, MatrixFactor.Vec(x, false) when fits a x && same b.Columns x.Columns ->
            vecOf { stack with Letters = rest } [ a; x; transposeWord b ] false
        | MatrixFactor.Vec(x, true) :: rest, MatrixFactor.Kronecker(b, a) when same a.Rows x.Rows && same b.Rows x.Columns ->
            vecOf { stack with Letters = rest } [ transposeWord a; x; b ] true
        | MatrixFactor.Vec(x, true) :: rest, MatrixFactor.Vec(y, false) ->
            // vec(X)^T vec(Y) = tr(X^T Y)
            let split, inner = joined (transposeWord x) y
            { Letters = rest
              Split = stack.Split @ split @ [ inner ] }
        | _ ->
            { stack with
                Letters = factor :: stack.Letters }

    and private isTrivial (w: Word) = w.Factors.IsEmpty && Canonical.isOne w.Rows

    // Kronecker products with the number 1, and of identities, are no letters.
    and private pushKronecker stack (a: Word) (b: Word) =
        if isTrivial a then
            List.fold push stack b.Factors
        elif isTrivial b then
            List.fold push stack a.Factors
        elif a.Factors.IsEmpty && b.Factors.IsEmpty then
            stack
        else
            { stack with
                Letters = MatrixFactor.Kronecker(a, b) :: stack.Letters }

    and private vecOf stack (words: Word list) transposed =
        let split, inner =
            words
            |> List.reduce (fun (a: Word) (b: Word) ->
                { a with
                    Columns = b.Columns
                    Factors = a.Factors @ b.Factors })
            |> tidy

        push
            { stack with
                Split = stack.Split @ split }
            (MatrixFactor.Vec(inner, transposed))

    and private joined (a: Word) (b: Word) =
        tidy
            { Rows = a.Rows
              Columns = b.Columns
              Factors = a.Factors @ b.Factors }

    /// The word in canonical form, and the traces that came out of it.
    and private tidy (w: Word) : Word list * Word =
        let stack = w.Factors |> List.fold push { Letters = []; Split = [] }
        stack.Split,
        { w with
            Factors = List.rev stack.Letters }

    and private transposeFactor (factor: MatrixFactor) =
        match factor with
        | MatrixFactor.Leaf(l, n) -> MatrixFactor.Leaf(leafOf { l with Transposed = not l.Transposed }, n)
        | MatrixFactor.Composite(b, n) -> MatrixFactor.Composite(transpose b, n)
        | MatrixFactor.Kronecker(a, b) -> MatrixFactor.Kronecker(transposeWord a, transposeWord b)
        | MatrixFactor.Vec(w, transposed) -> MatrixFactor.Vec(w, not transposed)

    and private transposeWord (w: Word) : Word =
        snd (
            tidy
                { Rows = w.Columns
                  Columns = w.Rows
                  Factors = w.Factors |> List.rev |> List.map transposeFactor }
        )

    // ---- Traces -----------------------------------------------------------------------------------------------

    /// tr(word) as a number times traces that do not come apart: the ends of the word are neighbours too.
    and private cycles (w: Word) : (Expr * Word list) =
        match w.Factors with
        | [] -> w.Rows, []
        | [ MatrixFactor.Kronecker(a, b) ] when same a.Rows a.Columns && same b.Rows b.Columns ->
            let m, left = cycles a
            let n, right = cycles b
            m *. n, left @ right
        | [ _ ] -> one, [ w ]
        | factors ->
            let last = List.last factors
            let (split: Word list), (rotated: Word) = rotate factors
            let mixed = isDiagonal last && isDiagonal factors.Head && not (List.forall isDiagonal factors)

            if rotated.Factors.Length < factors.Length || not split.IsEmpty then
                let m, first = cycles rotated
                let rest = split |> List.map cycles
                Canonical.multiplyAll (m :: List.map fst rest), first @ List.collect snd rest
            elif mixed then
                cycles rotated
            else
                one, [ w ]

    /// The last letter moved to the front.
    and private rotate factors =
        let front, last = List.splitAt (factors.Length - 1) factors
        let n, _ = factorShape last.Head
        tidy
            { Rows = n
              Columns = n
              Factors = last @ front }

    and private rotations (w: Word) =
        let step (w: Word) = snd (rotate w.Factors)
        Seq.scan (fun w _ -> step w) w (seq { 2 .. w.Factors.Length }) |> List.ofSeq

    // ---- Substitution of scalar symbols -----------------------------------------------------------------------

    and private substituteFactor replacements (factor: MatrixFactor) : MatrixFactor list =
        let inside = Substitution.symbols replacements
        let inWord (w: Word) =
            snd (
                tidy
                    { w with
                        Factors = w.Factors |> List.collect (substituteFactor replacements) }
            )

        match factor with
        | MatrixFactor.Leaf(l, n) ->
            [ MatrixFactor.Leaf(
                  { l with
                      Indices = l.Indices |> List.map inside },
                  inside n
              ) ]
        | MatrixFactor.Composite(b, n) -> [ MatrixFactor.Composite(substitute replacements b, inside n) ]
        | MatrixFactor.Kronecker(a, b) -> [ MatrixFactor.Kronecker(inWord a, inWord b) ]
        | MatrixFactor.Vec(w, transposed) -> [ MatrixFactor.Vec(inWord w, transposed) ]

    /// Replacement in everything but the names of the ranges, which may be replaced apart.
    and private replaceIn replacements (rename: Symbol -> Symbol) (t: MatrixTerm) : MatrixTerm =
        let inside = Substitution.symbols replacements
        let inWord (w: Word) =
            tidy
                { w with
                    Factors = w.Factors |> List.collect (substituteFactor replacements) }
        let split, word = inWord t.Word
        let traces = t.Traces |> List.map inWord

        { t with
            Word = word
            Traces = List.concat [ split; List.collect fst traces; List.map snd traces ]
            Coefficient = inside t.Coefficient
            Ranges =
                t.Ranges
                |> List.map (fun r ->
                    { Index = rename r.Index
                      Lower = inside r.Lower
                      Upper = inside r.Upper }) }

    and private renameIndices (names: (Symbol * Symbol) list) (t: MatrixTerm) =
        let changed = names |> List.filter (fun (x, y) -> not (obj.ReferenceEquals(x, y)))

        if changed.IsEmpty then
            t
        else
            let rename (s: Symbol) =
                changed
                |> List.tryFind (fun (x, _) -> obj.ReferenceEquals(x, s))
                |> Option.map snd
                |> Option.defaultValue s

            replaceIn (changed |> List.map (fun (x, y) -> x, Canonical.symbol y)) rename t

    /// The term with indices that are none of the symbols to avoid.
    and private freshen (avoid: Symbol list) (t: MatrixTerm) =
        let taken = HashSet(avoid)
        let clashing = t.Ranges |> List.filter (fun r -> taken.Contains r.Index)

        if clashing.IsEmpty then
            t
        else
            taken.UnionWith(termFree t)
            taken.UnionWith(t.Ranges |> List.map _.Index)

            let names =
                clashing
                |> List.map (fun r ->
                    let name = Seq.initInfinite (fun k -> index $"#{k + 1}") |> Seq.find (taken.Contains >> not)
                    taken.Add name |> ignore
                    r.Index, name)

            renameIndices names t

    /// Simultaneous replacement of free scalar symbols (summation indices are bound).
    and substitute (replacements: (Symbol * Expr) list) (e: MatrixExpr) : MatrixExpr =
        let avoid =
            replacements |> List.collect (fun (s, value) -> s :: List.ofArray (Properties.freeSymbols value))

        e.Terms
        |> List.collect (fun t -> freshen avoid t |> replaceIn replacements id |> normalise)
        |> collect e.Rows e.Columns

    // ---- The canonical form of a term -------------------------------------------------------------------------

    /// One step towards canonical ranges; none when there is nothing left to do.
    and private step (t: MatrixTerm) : MatrixTerm list voption =
        let rec outside (ranges: Range list) before =
            match ranges with
            | [] -> []
            | r :: rest -> (List.rev before, r) :: outside rest (r :: before)

        let nested = outside t.Ranges []

        if Canonical.isZero t.Coefficient || nested |> List.exists (fun (before, r) -> Ranges.isEmpty before r) then
            ValueSome []
        else
            let attempts = [ resolveBracket; splitBrackets; takeOnlyPoint; trimEnds; foldUnused ]
            attempts |> List.tryPick (fun attempt -> attempt t) |> ValueOption.ofOption

    and private withoutRange (range: Range) (t: MatrixTerm) =
        let kept = List.zip t.Ranges t.Names.Written |> List.filter (fun (r, _) -> r <> range)

        { t with
            Ranges = List.map fst kept
            Names = { Written = List.map snd kept } }

    and private fixIndex (range: Range) value (t: MatrixTerm) = withoutRange range t |> replaceIn [ range.Index, value ] id

    and private replaceRange (range: Range) replacement (t: MatrixTerm) =
        { t with
            Ranges = t.Ranges |> List.map (fun r -> if r = range then replacement else r) }

    and private takeOnlyPoint t =
        t.Ranges
        |> List.tryPick (fun r ->
            match Ranges.onlyPoint r with
            | ValueSome value -> Some [ fixIndex r value t ]
            | ValueNone -> None)

    and private bracketOf (e: Expr) =
        match e.Node with
        | Indicator(relation, x) -> Some(relation, x)
        | _ -> None

    and private factorsOf (e: Expr) =
        match e.Node with
        | Product factors -> [ for f in factors -> Canonical.power f.Base f.Exponent ]
        | _ -> [ e ]

    /// A bracket among the factors of the coefficient.
    and private resolveBracket t =
        let struct (content, rest) = Canonical.splitContent t.Coefficient
        let factors = factorsOf rest

        factors
        |> List.tryPick (fun factor ->
            let without () =
                factors
                |> List.filter (fun f -> not (same f factor))
                |> Canonical.multiplyAll
                |> Canonical.scale content

            match bracketOf factor with
            | None -> None
            | Some(relation, x) ->
                match Ranges.resolve t.Ranges relation x with
                | None -> None
                | Some(Ranges.Resolution.Holds) -> Some [ { t with Coefficient = without () } ]
                | Some(Ranges.Resolution.Narrows range) ->
                    let old = t.Ranges |> List.find (fun r -> obj.ReferenceEquals(r.Index, range.Index))
                    Some [ replaceRange old range { t with Coefficient = without () } ]
                | Some(Ranges.Resolution.Fixes(range, value, conditions)) ->
                    Some
                        [ fixIndex
                              range
                              value
                              { t with
                                  Coefficient = Canonical.multiplyAll (without () :: conditions) } ])

    /// A coefficient with brackets in some of its terms is taken apart.
    and private splitBrackets t =
        let bound (e: Expr) = t.Ranges |> List.exists (fun r -> Properties.contains r.Index e)
        let hasBracket (e: Expr) = factorsOf e |> List.exists (fun f -> (bracketOf f).IsSome && bound f)

        match t.Coefficient.Node with
        | Sum(constant, terms) when (terms.Length > 1 || not constant.IsZero) && terms |> Array.exists (fun x -> hasBracket x.Expr) ->
            Canonical.number constant :: [ for x in terms -> Canonical.scale x.Coefficient x.Expr ]
            |> List.map (fun c -> { t with Coefficient = c })
            |> Some
        | _ -> None

    /// As the sums stand, and with each index as far out or as far in as it goes: an end may be empty in one order only.
    and private trimEnds t =
        let moved precedes = t |> withRanges (Ranges.sort precedes t.Ranges)

        let orders =
            t
            :: (t.Ranges
                |> List.collect (fun r ->
                    [ moved (fun x y -> x.Index = r.Index && y.Index <> r.Index)
                      moved (fun x y -> x.Index <> r.Index && y.Index = r.Index) ]))

        let rec trimmed before (ranges: Range list) =
            match ranges with
            | outer :: inside ->
                let shorter = inside |> List.fold (Ranges.trim before) outer
                if shorter <> outer then
                    Some(outer, shorter)
                else
                    trimmed (before @ [ outer ]) inside
            | [] -> None

        orders
        |> List.distinctBy _.Ranges
        |> List.tryPick (fun t -> trimmed [] t.Ranges |> Option.map (fun (outer, shorter) -> [ replaceRange outer shorter t ]))

    and private withRanges ranges (t: MatrixTerm) =
        let written = List.zip (t.Ranges |> List.map _.Index) t.Names.Written |> dict
        { t with
            Ranges = ranges
            Names = { Written = ranges |> List.map (fun r -> written[r.Index]) } }

    /// A sum over an index that no letter and no other bound mentions is a scalar.
    and private foldUnused t =
        let letters = slots t.Word.Factors @ (t.Traces |> List.collect (fun w -> slots w.Factors))
        let inLetters (r: Range) = letters |> List.exists (Properties.contains r.Index)
        let inBounds (s: Range) (r: Range) = Properties.contains r.Index s.Lower || Properties.contains r.Index s.Upper
        let inward = t |> withRanges (t.Ranges |> Ranges.sort (fun x y -> inLetters x && not (inLetters y)))

        List.zip inward.Ranges inward.Names.Written
        |> List.tryFindBack (fun (r, _) -> not (inLetters r) && not (inward.Ranges |> List.exists (fun s -> inBounds s r)))
        |> Option.map (fun (r, name) ->
            [ withoutRange
                  r
                  { inward with
                      Coefficient = scalarSum inward r name } ])

    /// The coefficient summed over a range of its own.
    and private scalarSum (t: MatrixTerm) (r: Range) name =
        let others = t.Ranges |> List.filter (fun s -> s <> r)
        let length = Ranges.length r

        if Properties.isFreeOf r.Index t.Coefficient && Ranges.isNonnegative others length then
            t.Coefficient *. length
        else
            let taken = Properties.freeSymbols t.Coefficient |> Array.except [ r.Index ]
            let named = index name
            let named = if Array.contains named taken then Substitution.fresh taken named else named
            Canonical.sumOver named r.Lower r.Upper (Ranges.at r.Index (Canonical.symbol named) t.Coefficient)

    and private settle (t: MatrixTerm) : MatrixTerm list =
        match step t with
        | ValueNone -> [ t ]
        | ValueSome terms -> terms |> List.collect settle

    /// The letters as they are to somebody who cannot tell one summation index from another.
    and private blind (t: MatrixTerm) (w: Word) : Word =
        let anyone = Canonical.symbol (index "#")
        let isBound (e: Expr) = t.Ranges |> List.exists (fun r -> Properties.contains r.Index e)
        let hide e = if isBound e then anyone else e

        let rec hidden (factor: MatrixFactor) =
            match factor with
            | MatrixFactor.Leaf(l, n) ->
                MatrixFactor.Leaf(
                    { l with
                        Indices = l.Indices |> List.map hide },
                    hide n
                )
            | MatrixFactor.Composite(b, n) -> MatrixFactor.Composite(substitute [ for r in t.Ranges -> r.Index, anyone ] b, hide n)
            | MatrixFactor.Kronecker(a, b) -> MatrixFactor.Kronecker(inWord a, inWord b)
            | MatrixFactor.Vec(v, transposed) -> MatrixFactor.Vec(inWord v, transposed)

        and inWord v =
            { v with
                Factors = v.Factors |> List.map hidden }
        inWord w

    /// The rotations and transposes of a trace that nothing but the names of indices tells apart.
    and private representatives (t: MatrixTerm) (w: Word) =
        let all = rotations w @ rotations (transposeWord w) |> List.distinct |> List.map (fun r -> blind t r, r)
        let least = all |> List.map fst |> List.min
        all |> List.filter (fun (key, _) -> key = least) |> List.map snd

    and private choices (options: Word list list) : Word list list =
        match options with
        | [] -> [ [] ]
        | first :: rest ->
            let tails = choices rest
            [ for word in first do
                  for tail in tails -> word :: tail ]

    /// How an index enters the letters, without its name: slopes in the order of the places.
    and private signature places (r: Range) =
        places
        |> List.map (fun e ->
            match Ranges.slope r.Index e with
            | ValueSome q when q.IsZero -> 2, Rational.Zero
            | ValueSome q -> 1, q
            | ValueNone -> 0, Rational.Zero)

    /// sum_r W^r X W^(n-1-r) is the same read backwards: of the two, r enters with a plus first. Only an index that stands in
    /// exponents alone, in some with a plus and in some with a minus, is turned round.
    and private reflect (t: MatrixTerm) =
        let rec labels factors =
            factors
            |> List.collect (fun factor ->
                match factor with
                | MatrixFactor.Leaf(l, _) -> l.Indices
                | MatrixFactor.Composite(b, _) -> slotsOf b
                | MatrixFactor.Kronecker(a, b) -> labels a.Factors @ labels b.Factors
                | MatrixFactor.Vec(w, _) -> labels w.Factors)

        let words = t.Word :: t.Traces
        let exponentsAndIndices = words |> List.collect (fun w -> slots w.Factors)
        let fixedPlaces = t.Coefficient :: (words |> List.collect (fun w -> labels w.Factors))

        let isBackwards (index: Symbol) =
            let signs = exponentsAndIndices |> List.map (fun e -> Ranges.slope index e |> ValueOption.map _.Sign)

            fixedPlaces |> List.forall (Properties.isFreeOf index)
            && List.forall ValueOption.isSome signs
            && List.contains (ValueSome 1) signs
            && List.find (fun s -> s <> ValueSome 0) signs = ValueSome -1

        // The index must be innermost, so that no other bound sees it turn.
        let turn (t: MatrixTerm) (index: Symbol) =
            let isIt (r: Range) = obj.ReferenceEquals(r.Index, index)
            let inward = t |> withRanges (t.Ranges |> Ranges.sort (fun x y -> not (isIt x) && isIt y))
            let r = inward.Ranges |> List.find isIt
            let isSeen =
                inward.Ranges
                |> List.exists (fun s -> Properties.contains index s.Lower || Properties.contains index s.Upper)

            if isSeen then
                t
            else
                replaceIn [ index, r.Lower +. r.Upper -. Canonical.symbol index ] id inward

        t.Ranges |> List.map _.Index |> List.filter isBackwards |> List.fold turn t

    /// Ranges in order, indices named by place.
    and private nameIndices (t: MatrixTerm) =
        let t = reflect t
        let places = termSlots t
        let signatures = t.Ranges |> List.map (fun r -> r.Index, signature places r) |> dict
        let ranges = t.Ranges |> Ranges.sort (fun x y -> signatures[x.Index] < signatures[y.Index])
        let free = HashSet(termFree t)
        let names =
            Seq.initInfinite (fun k -> index $"#{k + 1}")
            |> Seq.filter (free.Contains >> not)
            |> Seq.take ranges.Length
        let named =
            withRanges ranges t |> renameIndices (List.zip (ranges |> List.map _.Index) (List.ofSeq names))
        { named with
            Traces = List.sort named.Traces }

    and private nameTerm (t: MatrixTerm) =
        if t.Traces.IsEmpty then
            if t.Ranges.IsEmpty then t else nameIndices t
        else
            let sorted =
                t.Traces |> List.map (fun w -> representatives t w) |> List.sortBy (fun r -> blind t r.Head)
            // Ties are rare and short; beyond 64 of them the first is taken.
            choices sorted
            |> List.truncate 64
            |> List.map (fun traces -> nameIndices { t with Traces = traces })
            |> List.min

    /// The canonical terms equal to a term whose indices have any distinct names.
    and private normalise (t: MatrixTerm) : MatrixTerm list =
        let isScalar = Canonical.isOne t.Word.Rows && Canonical.isOne t.Word.Columns

        let t =
            if isScalar && not t.Word.Factors.IsEmpty then
                { t with
                    Traces = t.Word :: t.Traces
                    Word = identityWord one }
            else
                t

        settle t
        |> List.map (fun t ->
            let parts = t.Traces |> List.map cycles

            nameTerm
                { t with
                    Traces = List.collect snd parts
                    Coefficient = Canonical.multiplyAll (t.Coefficient :: List.map fst parts) })

    /// Collects like terms.
    and private collect rows columns (terms: MatrixTerm list) : MatrixExpr =
        let merged =
            terms
            |> List.groupBy (fun t -> t.Traces, t.Word, t.Ranges)
            |> List.map (fun (_, group) ->
                { group.Head with
                    Coefficient = group |> List.map _.Coefficient |> Canonical.addAll })
            |> List.filter (fun t -> not (Canonical.isZero t.Coefficient))
            |> List.sort

        { Rows = rows
          Columns = columns
          Terms = merged }

    and transpose (e: MatrixExpr) : MatrixExpr =
        e.Terms
        |> List.collect (fun t -> normalise { t with Word = transposeWord t.Word })
        |> collect e.Columns e.Rows

    // ---- Symbols ----------------------------------------------------------------------------------------------

    /// A real matrix without structure.
    let real (name: string) rows columns : MatrixSymbol =
        { Name = name
          Rows = rows
          Columns = columns
          Domain = Real
          Structure = Structure.General
          Form = MatrixForm.Name }

    let complex name rows columns =
        { real name rows columns with
            Domain = Complex }

    /// A square diagonal matrix.
    let diagonal name size =
        { real name size size with
            Structure = Structure.Diagonal }

    let setAs form (s: MatrixSymbol) = { s with Form = form }

    let private bare rows columns factors : MatrixExpr =
        let split, word =
            tidy
                { Rows = rows
                  Columns = columns
                  Factors = factors }

        normalise
            { Traces = split
              Word = word
              Ranges = []
              Coefficient = one
              Names = { Written = [] } }
        |> collect rows columns

    /// X[i, ...].
    let indexed (s: MatrixSymbol) (indices: Expr list) : MatrixExpr =
        if s.Structure <> Structure.General && not (same s.Rows s.Columns) then
            raise (ShapeMismatch $"{s.Name} is {s.Structure.ToString().ToLowerInvariant()} and so must be square: {shape s.Rows s.Columns}")

        bare
            s.Rows
            s.Columns
            [ MatrixFactor.Leaf(
                  { Symbol = s
                    Indices = indices
                    Transposed = false
                    Conjugated = false },
                  one
              ) ]

    let ofSymbol s = indexed s []
    let internal ofFactors rows columns factors = bare rows columns factors
    let internal ofFactor factor =
        let rows, columns = factorShape factor
        bare rows columns [ factor ]

    let internal ofWord (w: Word) = bare w.Rows w.Columns w.Factors
    let identity n = ofWord (identityWord n)
    let zeroOf rows columns : MatrixExpr =
        { Rows = rows
          Columns = columns
          Terms = [] }

    // ---- Linear combinations ----------------------------------------------------------------------------------

    let addAll (parts: MatrixExpr list) : MatrixExpr =
        let first = parts.Head

        for part in parts do
            if not (same part.Rows first.Rows && same part.Columns first.Columns) then
                mismatch "A sum of matrices needs equal shapes" (first.Rows, first.Columns) (part.Rows, part.Columns)

        parts |> List.collect _.Terms |> collect first.Rows first.Columns

    let add x y = addAll [ x; y ]

    /// scalar * matrix.
    let scale (c: Expr) (e: MatrixExpr) =
        let avoid = List.ofArray (Properties.freeSymbols c)

        e.Terms
        |> List.collect (fun t ->
            let t = freshen avoid t
            normalise
                { t with
                    Coefficient = c *. t.Coefficient })
        |> collect e.Rows e.Columns

    let negate e = scale (Canonical.ofInt -1) e
    let subtract x y = add x (negate y)

    /// The number as a 1 by 1 expression.
    let ofScalar (c: Expr) = scale c (identity one)

    let isZero (e: MatrixExpr) = e.Terms.IsEmpty
    let isIdentity (e: MatrixExpr) = same e.Rows e.Columns && e = identity e.Rows

    // ---- Products ---------------------------------------------------------------------------------------------

    // Both terms side by side, with word made of theirs.
    let private juxtapose (x: MatrixTerm) (y: MatrixTerm) (wordOf: Word -> Word -> Word) =
        let y = freshen (termFree x @ (x.Ranges |> List.map _.Index)) y
        let x = freshen (termFree y @ (y.Ranges |> List.map _.Index)) x
        let split, word = tidy (wordOf x.Word y.Word)

        normalise
            { Traces = List.concat [ split; x.Traces; y.Traces ]
              Word = word
              Ranges = x.Ranges @ y.Ranges
              Coefficient = x.Coefficient *. y.Coefficient
              Names = { Written = x.Names.Written @ y.Names.Written } }

    let private bilinear rows columns wordOf (x: MatrixExpr) (y: MatrixExpr) =
        [ for s in x.Terms do
              for t in y.Terms do
                  yield! juxtapose s t wordOf ]
        |> collect rows columns

    let multiply (x: MatrixExpr) (y: MatrixExpr) =
        if not (same x.Columns y.Rows) then
            mismatch "A product of matrices needs as many columns on the left as rows on the right" (x.Rows, x.Columns) (y.Rows, y.Columns)

        bilinear
            x.Rows
            y.Columns
            (fun v w ->
                { Rows = v.Rows
                  Columns = w.Columns
                  Factors = v.Factors @ w.Factors })
            x
            y

    let multiplyAll (parts: MatrixExpr list) = List.reduce multiply parts

    /// scalar * matrix for a 1 by 1 expression.
    let scaleBy (scalar: MatrixExpr) (e: MatrixExpr) =
        if not (Canonical.isOne scalar.Rows && Canonical.isOne scalar.Columns) then
            mismatch "A scalar is 1 by 1" (scalar.Rows, scalar.Columns) (one, one)

        bilinear e.Rows e.Columns (fun _ w -> w) scalar e

    let kronecker (x: MatrixExpr) (y: MatrixExpr) =
        let word (v: Word) (w: Word) : Word =
            { Rows = v.Rows *. w.Rows
              Columns = v.Columns *. w.Columns
              Factors = [ MatrixFactor.Kronecker(v, w) ] }

        bilinear (x.Rows *. y.Rows) (x.Columns *. y.Columns) word x y

    let private mapWords rows columns (f: MatrixTerm -> MatrixTerm) (e: MatrixExpr) =
        e.Terms
        |> List.collect (fun t ->
            let t = f t
            let split, word = tidy t.Word
            normalise
                { t with
                    Word = word
                    Traces = split @ t.Traces })
        |> collect rows columns

    /// vec(A), the columns of A one below the other.
    let vec (e: MatrixExpr) =
        let size = e.Rows *. e.Columns
        let isColumn = Canonical.isOne e.Columns
        let stacked (w: Word) : Word =
            let factors =
                if isColumn then w.Factors
                elif Canonical.isOne e.Rows then (transposeWord w).Factors
                else [ MatrixFactor.Vec(w, false) ]

            { Rows = size
              Columns = one
              Factors = factors }

        e |> mapWords size one (fun t -> { t with Word = stacked t.Word })

    /// tr(A), a 1 by 1 expression.
    let trace (e: MatrixExpr) =
        if not (same e.Rows e.Columns) then
            mismatch "A trace is of a square matrix" (e.Rows, e.Columns) (e.Columns, e.Rows)

        if Canonical.isOne e.Rows then
            e
        else
            e
            |> mapWords one one (fun t ->
                { t with
                    Traces = t.Word :: t.Traces
                    Word = identityWord one })

    let rec private conjugateFactor factor =
        match factor with
        | MatrixFactor.Leaf(l, n) -> MatrixFactor.Leaf(leafOf { l with Conjugated = not l.Conjugated }, n)
        | MatrixFactor.Composite(b, n) -> MatrixFactor.Composite(conjugate b, n)
        | MatrixFactor.Kronecker(a, b) -> MatrixFactor.Kronecker(conjugateWord a, conjugateWord b)
        | MatrixFactor.Vec(w, transposed) -> MatrixFactor.Vec(conjugateWord w, transposed)

    and private conjugateWord w =
        { w with
            Factors = w.Factors |> List.map conjugateFactor }

    /// The entries' complex conjugates.
    and conjugate (e: MatrixExpr) : MatrixExpr =
        e
        |> mapWords e.Rows e.Columns (fun t ->
            { t with
                Word = conjugateWord t.Word
                Traces = t.Traces |> List.map conjugateWord
                Coefficient = Functions.conjugate t.Coefficient })

    /// The conjugate transpose.
    let adjoint e = conjugate (transpose e)

    /// ||A||^2 = tr(A^dagger A), the sum of the squared moduli of the entries.
    let squaredNorm e = trace (multiply (adjoint e) e)

    // ---- Sums and powers --------------------------------------------------------------------------------------

    /// sum of body over index = lower..upper, both ends included.
    let sumOver (index: Symbol) lower upper (body: MatrixExpr) : MatrixExpr =
        let range =
            { Index = index
              Lower = lower
              Upper = upper }

        body.Terms
        |> List.collect (fun t ->
            let t = freshen (index :: List.collect (Properties.freeSymbols >> List.ofArray) [ lower; upper ]) t

            normalise
                { t with
                    Ranges = range :: t.Ranges
                    Names = { Written = index.Name :: t.Names.Written } })
        |> collect body.Rows body.Columns

    /// The inner expression in the place of the word of a term: under its sums, with its coefficient and its traces.
    /// Free indices of the inner expression may be bound by the term.
    let internal under (t: MatrixTerm) (inner: MatrixExpr) : MatrixExpr =
        let bound = t.Ranges |> List.map _.Index

        inner.Terms
        |> List.collect (fun u ->
            let u = freshen (bound @ termFree t) u

            normalise
                { u with
                    Ranges = t.Ranges @ u.Ranges
                    Traces = t.Traces @ u.Traces
                    Coefficient = t.Coefficient *. u.Coefficient
                    Names = { Written = t.Names.Written @ u.Names.Written } })
        |> collect inner.Rows inner.Columns

    let private isPlain (t: MatrixTerm) = t.Ranges.IsEmpty && t.Traces.IsEmpty

    let private writtenOut (n: int) (e: MatrixExpr) = List.replicate n e |> multiplyAll

    /// A^n with A^0 = I. A power of one letter, or of commuting ones, is a power of the letters; small whole powers are
    /// multiplied out; what is left is kept as a power.
    let rec power (e: MatrixExpr) (n: Expr) : MatrixExpr =
        if not (Canonical.isOne n || same e.Rows e.Columns) then
            mismatch "A power is of a square matrix" (e.Rows, e.Columns) (e.Columns, e.Rows)

        let whole =
            match n.Node with
            | Number q -> q.TryInt
            | _ -> ValueNone

        match e.Terms, whole with
        | _, ValueSome 0 -> identity e.Rows
        | _, ValueSome 1 -> e
        | [], _ when Properties.isPositive n -> e
        | [], _ -> scale (Canonical.bracket Equal n) (identity e.Rows)
        | [ t ], _ when isPlain t && not (Canonical.isOne t.Coefficient) ->
            scale
                (Canonical.power t.Coefficient n)
                (power
                    { e with
                        Terms = [ { t with Coefficient = one } ] }
                    n)
        | [ t ], _ when isPlain t && (t.Word.Factors.Length <= 1 || List.forall isDiagonal t.Word.Factors) ->
            t.Word.Factors |> List.map (fun f -> factorPower f n) |> List.fold multiply (identity e.Rows)
        | [ t ], ValueSome k when isPlain t && k > 0 && k <= 64 -> writtenOut k e
        | _, ValueSome k when k > 0 && k <= 8 -> writtenOut k e
        | _ -> bare e.Rows e.Columns [ MatrixFactor.Composite(e, n) ]

    and private factorPower factor n =
        match factor with
        | MatrixFactor.Leaf(l, m) ->
            let size = l.Symbol.Rows
            bare size size [ MatrixFactor.Leaf(l, m *. n) ]
        | MatrixFactor.Composite(b, m) -> bare b.Rows b.Columns [ MatrixFactor.Composite(b, m *. n) ]
        | MatrixFactor.Kronecker(a, b) when same a.Rows a.Columns && same b.Rows b.Columns ->
            kronecker (power (ofWord a) n) (power (ofWord b) n)
        | _ ->
            let base' = ofFactor factor
            bare base'.Rows base'.Columns [ MatrixFactor.Composite(base', n) ]

    // ---- Reconstruction ---------------------------------------------------------------------------------------

    /// The expression with every letter passed through f (which sees a letter without its exponent); powers, transposes and
    /// products are formed anew.
    let rec internal mapLeaves (f: Leaf -> MatrixExpr) (e: MatrixExpr) : MatrixExpr =
        match e.Terms with
        | [] -> e
        | terms ->
            terms
            |> List.map (fun t ->
                let scalars = t.Traces |> List.map (fun w -> trace (mapWord f w))
                let word = scalars |> List.fold (fun w s -> scaleBy s w) (mapWord f t.Word)
                under { t with Traces = [] } word)
            |> addAll

    and internal mapWord f (w: Word) : MatrixExpr =
        match w.Factors with
        | [] -> ofWord w
        | factors -> factors |> List.map (mapFactor f) |> multiplyAll

    and private mapFactor f (factor: MatrixFactor) : MatrixExpr =
        match factor with
        | MatrixFactor.Leaf(l, n) -> power (f l) n
        | MatrixFactor.Composite(b, n) -> power (mapLeaves f b) n
        | MatrixFactor.Kronecker(a, b) -> kronecker (mapWord f a) (mapWord f b)
        | MatrixFactor.Vec(w, false) -> vec (mapWord f w)
        | MatrixFactor.Vec(w, true) -> transpose (vec (mapWord f w))

    let internal letter (l: Leaf) = ofFactor (MatrixFactor.Leaf(l, one))

    /// Puts a matrix in the place of a symbol: X[formal, ...] := value, transposed and conjugated where the symbol is.
    let replace (s: MatrixSymbol) (formals: Symbol list) (value: MatrixExpr) (e: MatrixExpr) : MatrixExpr =
        if not (same s.Rows value.Rows && same s.Columns value.Columns) then
            mismatch $"{s.Name} and what replaces it need equal shapes" (s.Rows, s.Columns) (value.Rows, value.Columns)

        e
        |> mapLeaves (fun l ->
            if l.Symbol <> s || l.Indices.Length <> formals.Length then
                letter l
            else
                let value = if formals.IsEmpty then value else substitute (List.zip formals l.Indices) value
                let value = if l.Transposed then transpose value else value
                if l.Conjugated then conjugate value else value)

    // ---- Terms as they are shown ------------------------------------------------------------------------------

    let private successor (name: string) =
        match name with
        | "i" -> "j"
        | "j" -> "k"
        | "k" -> "l"
        | "l" -> "m"
        | "r" -> "q"
        | "q" -> "p"
        | "p" -> "o"
        | _ -> name + "_1"

    let private distinctNames (taken: string list) (names: string list) =
        let choose (taken, chosen) name =
            let name =
                Seq.initInfinite id
                |> Seq.scan (fun n _ -> successor n) name
                |> Seq.find (fun n -> not (List.contains n taken))
            name :: taken, name :: chosen

        names |> List.fold choose (taken, []) |> snd |> List.rev

    /// The term with the names its indices were written with (j for i, and so on, where two would collide), and its sums
    /// in the order of these names where they can be interchanged.
    let internal shown (t: MatrixTerm) : MatrixTerm =
        let free = termFree t |> List.map _.Name
        let names = distinctNames free t.Names.Written
        let named = renameIndices (List.zip (t.Ranges |> List.map _.Index) (names |> List.map index)) t
        let rank (r: Range) = if r.Index.Name = "t" then "" else r.Index.Name
        let ranges = named.Ranges |> Ranges.sort (fun x y -> System.String.CompareOrdinal(rank x, rank y) < 0)
        { named with
            Ranges = ranges
            Names = { Written = ranges |> List.map _.Index.Name } }

/// Arithmetic on matrix expressions, with the precedence of + - *.
[<AutoOpen>]
module MatrixOperators =
    let (+@) x y = Matrix.add x y
    let (-@) x y = Matrix.subtract x y
    let ( *@ ) x y = Matrix.multiply x y
