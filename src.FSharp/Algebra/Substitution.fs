namespace LrnnSymbolic.Algebra

open System.Collections.Generic
open LrnnSymbolic.Algebra.Properties

/// Replacing parts of an expression; the result is canonical again.
[<RequireQualifiedAccess>]
module Substitution =
    /// The expression with its children passed through f, rebuilt only when one of them changed.
    /// A summation index is not renamed here: f must leave it alone.
    let mapChildren (f: Expr -> Expr) (e: Expr) : Expr =
        Nesting.check ()

        let same (x: Expr) (y: Expr) = obj.ReferenceEquals(x, y)

        let factor (g: Factor) =
            let b = f g.Base
            let exponent = f g.Exponent
            if same b g.Base && same exponent g.Exponent then
                ValueNone
            else
                ValueSome(Canonical.power b exponent)

        match e.Node with
        | Number _
        | Constant _
        | Symbol _ -> e
        | Indexed(s, indices) ->
            let mapped = indices |> Array.map f
            if Array.forall2 same indices mapped then
                e
            else
                Canonical.indexed s (List.ofArray mapped)
        | Sum(constant, terms) ->
            let mapped = terms |> Array.map (fun t -> f t.Expr)

            if Array.forall2 (fun (t: Term) m -> same t.Expr m) terms mapped then
                e
            else
                Seq.append [ Rational.One, Canonical.number constant ] (Seq.map2 (fun (t: Term) m -> t.Coefficient, m) terms mapped)
                |> Canonical.linear
        | Product factors ->
            // Brackets first: one that becomes 0 silences the others, whether they have a value there or not.
            let brackets = factors |> Array.map (fun g -> if isSilencing g then factor g else ValueNone)

            let isSilent (m: Expr voption) =
                match m with
                | ValueSome value -> Canonical.isZero value
                | ValueNone -> false

            if Array.exists isSilent brackets then
                Canonical.zero
            else
                let mapped = Array.map2 (fun (g: Factor) m -> if isSilencing g then m else factor g) factors brackets

                if mapped |> Array.forall _.IsNone then
                    e
                else
                    Array.map2
                        (fun (g: Factor) m -> m |> ValueOption.defaultWith (fun () -> Canonical.power g.Base g.Exponent))
                        factors
                        mapped
                    |> Canonical.multiplyAll
        | Power g -> factor g |> ValueOption.defaultValue e
        | Function(id, arguments) ->
            let mapped = arguments |> Array.map f
            if Array.forall2 same arguments mapped then
                e
            else
                Functions.apply id (List.ofArray mapped)
        | IndexedSum sum ->
            let lower = f sum.Lower
            let upper = f sum.Upper
            let body = f sum.Body

            if same lower sum.Lower && same upper sum.Upper && same body sum.Body then
                e
            else
                Canonical.sumOver sum.Index lower upper body
        | Indicator(relation, x) ->
            let y = f x
            if same x y then e else Canonical.bracket relation y
        | Conjugate x ->
            let y = f x
            if same x y then e else Functions.conjugate y

    /// A symbol like the given one whose name is not among those taken: i, i_1, i_2, ...
    let fresh (taken: Symbol seq) (like: Symbol) =
        let names = HashSet(taken |> Seq.map _.Name)

        Seq.initInfinite (fun k -> $"{like.Name}_{k + 1}")
        |> Seq.find (names.Contains >> not)
        |> fun name -> Symbol.Of(name, like.Assumptions)

    /// Simultaneous replacement of symbols by expressions. Summation indices are bound: they are never replaced, and
    /// are renamed where a replacement would be captured.
    let rec symbols (replacements: (Symbol * Expr) list) (e: Expr) : Expr =
        let mask = replacements |> List.fold (fun m (s, _) -> m ||| s.Mask) 0UL
        let isConcerned (e: Expr) = e.Mask &&& mask <> 0UL && replacements |> List.exists (fun (s, _) -> contains s e)

        let inSum go (sum: IndexedSum) =
            let outside = replacements |> List.filter (fun (s, _) -> not (obj.ReferenceEquals(s, sum.Index)))
            let used = outside |> List.filter (fun (s, _) -> contains s sum.Body)

            let index, body =
                if used |> List.exists (fun (_, value) -> contains sum.Index value) then
                    let taken =
                        Seq.concat [ freeSymbols sum.Body |> seq; used |> Seq.collect (fun (_, v) -> freeSymbols v) ]
                    let renamed = fresh taken sum.Index
                    renamed, symbols [ sum.Index, Canonical.symbol renamed ] sum.Body
                else
                    sum.Index, sum.Body

            Canonical.sumOver index (go sum.Lower) (go sum.Upper) (if used.IsEmpty then body else symbols used body)

        let replace go (e: Expr) =
            match e.Node with
            | Symbol s ->
                match replacements |> List.tryFind (fun (r, _) -> obj.ReferenceEquals(r, s)) with
                | Some(_, value) -> value
                | None -> e
            | IndexedSum sum -> inSum go sum
            | _ -> mapChildren go e

        SharedWalk.within isConcerned replace e

    let symbol (s: Symbol) (value: Expr) (e: Expr) = symbols [ s, value ] e

    /// Replaces s[x, ...] by definition with formals := x, ...; indices are replaced inside out.
    let indexedSymbol (s: Symbol) (formals: Symbol list) (definition: Expr) (e: Expr) : Expr =
        let replace go (e: Expr) =
            match e.Node with
            | Indexed(t, indices) when obj.ReferenceEquals(s, t) && indices.Length = formals.Length ->
                symbols (List.zip formals (indices |> Array.map go |> Array.toList)) definition
            | IndexedSum sum when
                contains sum.Index definition
                && not (formals |> List.exists (fun f -> obj.ReferenceEquals(f, sum.Index)))
                ->
                let taken = Seq.append (freeSymbols sum.Body) (freeSymbols definition)
                let renamed = fresh taken sum.Index
                let body = symbols [ sum.Index, Canonical.symbol renamed ] sum.Body
                Canonical.sumOver renamed (go sum.Lower) (go sum.Upper) (go body)
            | _ -> mapChildren go e

        SharedWalk.within (contains s) replace e

    let private mostUnrolled = Rational.OfInt 10000

    /// The terms of a sum with numeric bounds written out; None where the bounds are not whole numbers or too many terms apart.
    let unroll (sum: IndexedSum) =
        match sum.Lower.Node, sum.Upper.Node with
        | Number lower, Number upper when lower.IsInteger && upper.IsInteger && (upper - lower).Abs < mostUnrolled ->
            let term k = symbol sum.Index (Canonical.number (lower + Rational.OfInt k)) sum.Body
            Some [ for k in 0 .. int (upper - lower + Rational.One).Numerator - 1 -> term k ]
        | _ -> None
