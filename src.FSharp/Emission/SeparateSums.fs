namespace LrnnSymbolic.Emission

open System
open System.Collections.Generic
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Properties

/// How the sums of an expression are computed.
type SumForm =
    /// In closed form where there is one: the cost does not grow with the length of the sum.
    | Closed
    /// As loops: nothing is proved first, and short sums are as fast.
    | Loops

/// Sums as coefficients times sums of single terms, so that equal sums are computed once and each can be closed or nested.
[<RequireQualifiedAccess>]
module internal SeparateSums =
    // A power of a sum may have more terms than are worth it.
    let private mostTerms = 256.0

    /// The expression rewritten from the innermost parts, each distinct part once.
    let private rewritten (work: Expr -> Expr) : Expr -> Expr =
        let known = Dictionary<Expr, Expr>(HashIdentity.Reference)

        let rec go (e: Expr) =
            match known.TryGetValue e with
            | true, result -> result
            | _ ->
                let result = work (Substitution.mapChildren go e)
                known[e] <- result
                result

        go

    /// At most how many terms an expression has once it is multiplied out.
    let rec private terms (e: Expr) : float =
        match e.Node with
        | Sum(constant, parts) -> Array.sumBy (fun (t: Term) -> terms t.Expr) parts + (if constant.IsZero then 0.0 else 1.0)
        | Product factors -> factors |> Array.fold (fun n f -> n * termsOfPower f) 1.0
        | Power f -> termsOfPower f
        | _ -> 1.0

    and private termsOfPower (f: Factor) =
        match f.Exponent.Node with
        | Number n when n.IsInteger && n.Sign > 0 -> Math.Pow(terms f.Base, n.ToDouble())
        | _ -> 1.0

    /// Multiplied out as far as the unknowns are involved. What is free of them stays in one piece: (T - t)^3 written out would be
    /// a difference of large numbers.
    let rec private parts (unknowns: Symbol list) (e: Expr) : Expr list =
        let isFree (x: Expr) = unknowns |> List.forall (fun s -> isFreeOf s x)

        let times (xs: Expr list) (ys: Expr list) =
            [ for x in xs do
                  for y in ys -> Canonical.multiply x y ]

        let ofPower (f: Factor) =
            match f.Exponent.Node with
            | Number n when n.TryInt.IsSome && n.Sign > 0 ->
                let one = parts unknowns f.Base
                Seq.fold times [ Canonical.one ] (Seq.replicate n.TryInt.Value one)
            | _ -> [ Canonical.power f.Base f.Exponent ]

        match e.Node with
        | _ when isFree e -> [ e ]
        | Sum(constant, terms) ->
            let free, bound = terms |> Array.partition (fun t -> isFree t.Expr)
            let rest =
                Canonical.addAll (Canonical.number constant :: [ for t in free -> Canonical.scale t.Coefficient t.Expr ])

            [ for t in bound do
                  yield! parts unknowns t.Expr |> List.map (Canonical.scale t.Coefficient)
              if not (obj.ReferenceEquals(rest, Canonical.zero)) then yield rest ]
        | Product factors -> factors |> Array.fold (fun products f -> times products (ofPower f)) [ Canonical.one ]
        | Power f -> ofPower f
        | _ -> [ e ]

    let private apart (unknowns: Symbol list) (sum: IndexedSum) =
        let over body = Canonical.sumOver sum.Index sum.Lower sum.Upper body

        if terms sum.Body > mostTerms then
            over sum.Body
        else
            parts unknowns sum.Body |> List.map over |> Canonical.addAll

    /// Every indexed sum of several terms in the unknowns as several sums.
    let asLoops (unknowns: Symbol list) : Expr -> Expr =
        rewritten (fun e ->
            match e.Node with
            | IndexedSum sum -> apart unknowns sum
            | _ -> e)

    // Each derivative adds a variable, and kernels know homogeneous sums of up to six.
    let private mostVariables = 4

    /// Are there programs for every part of a closed form, of numbers of this kind, and small enough ones for its second derivatives?
    let private hasProgram (isComplex: bool) (e: Expr) =
        let mutable has = true

        let look (part: Expr) =
            match part.Node with
            | Constant ImaginaryUnit -> has <- false
            | Conjugate _ when not isComplex -> has <- false
            | Function((Homogeneous | Wave), _) when isComplex -> has <- false
            | Function(Homogeneous, arguments) when arguments.Length - 1 > mostVariables -> has <- false
            | _ -> ()

            part

        rewritten look e |> ignore
        has

    /// Every indexed sum in closed form that has one for all values of its bounds. What has none is separated.
    let closed (unknowns: Symbol list) (e: Expr) : Expr =
        try
            let closed = ClosedSum.close e
            let isComplex = unknowns |> List.exists (fun s -> s.Assumptions.Domain = Complex)

            if closed.Requires.IsEmpty && hasProgram isComplex closed.Stable then
                closed.Stable
            else
                e
        with
        | UndefinedExpression _
        | UnsupportedOperation _ -> e
        |> asLoops unknowns

    let inForm (form: SumForm) (unknowns: Symbol list) (e: Expr) : Expr =
        match form with
        | Closed -> closed unknowns e
        | Loops -> asLoops unknowns e
