namespace LrnnSymbolic.Algebra

open System.Text

/// The task grammar as output. What is printed parses back to the same node.
[<RequireQualifiedAccess>]
module Infix =
    // Binding strengths; a subexpression weaker than its place asks for gets parentheses.
    let private additive = 1
    let private multiplicative = 2
    let private atomic = 4

    let private half = Rational.ofRatio 1 2

    let rec private write (out: StringBuilder) (limit: int) (place: int) (e: Expr) : unit =
        if out.Length > limit then
            ()
        else
            let strength = strengthOf e

            if strength < place then
                out.Append '(' |> ignore
                bare out limit e
                out.Append ')' |> ignore
            else
                bare out limit e

    and private strengthOf (e: Expr) =
        match e.Node with
        | Number q ->
            if q.Sign < 0 then additive
            elif q.IsInteger then atomic
            else multiplicative
        | Sum(constant, [| term |]) when constant.IsZero -> if term.Coefficient.Sign < 0 then additive else multiplicative
        | Sum _ -> additive
        | Product _ -> multiplicative
        | Power f when isExponential f || isRoot f -> atomic
        | Power f ->
            match f.Exponent.Node with
            | Number q when q.Sign < 0 -> multiplicative
            | _ -> 3
        | _ -> atomic

    and private isExponential (f: Factor) =
        match f.Base.Node with
        | Constant E -> not (Canonical.isOne f.Exponent)
        | _ -> false

    and private isRoot (f: Factor) =
        match f.Exponent.Node with
        | Number q -> q = half
        | _ -> false

    and private list (out: StringBuilder) limit (es: Expr seq) =
        es
        |> Seq.iteri (fun k e ->
            if k > 0 then out.Append ", " |> ignore
            write out limit 0 e)

    and private bare (out: StringBuilder) limit (e: Expr) : unit =
        Nesting.check ()
        let text (s: string) = out.Append s |> ignore

        match e.Node with
        | Number q -> text (q.ToString())
        | Constant E -> text "exp(1)"
        | Constant Pi -> text "pi"
        | Constant ImaginaryUnit -> text "I"
        | Symbol s -> text s.Name
        | Indexed(s, indices) ->
            text s.Name
            text "["
            list out limit indices
            text "]"
        | Sum(constant, terms) ->
            Reading.sum constant terms
            |> Array.iteri (fun k term ->
                if k = 0 then
                    (if term.Negative then text "-")
                else
                    text (if term.Negative then " - " else " + ")

                match term.Rest with
                | ValueNone -> text (term.Magnitude.ToString())
                | ValueSome rest -> quotient out limit (Reading.quotient term.Magnitude rest))
        | Product _ -> quotient out limit (Reading.quotient Rational.One e)
        | Power f ->
            match f.Exponent.Node with
            | Number q when q.Sign < 0 -> quotient out limit (Reading.quotient Rational.One e)
            | _ -> factor out limit f
        | Function(id, arguments) ->
            text (Functions.rowOf id).Name
            text "("
            list out limit arguments
            text ")"
        | IndexedSum sum ->
            text "sum("
            list out limit [ sum.Body; Canonical.symbol sum.Index; sum.Lower; sum.Upper ]
            text ")"
        | Indicator(relation, x) ->
            let left, sign, right = Reading.comparison relation x
            text "["
            write out limit 0 left
            text $" {sign} "
            write out limit 0 right
            text "]"
        | Conjugate x ->
            text "conj("
            write out limit 0 x
            text ")"

    and private factor (out: StringBuilder) limit (f: Factor) =
        let text (s: string) = out.Append s |> ignore
        let f = Reading.power f

        if isExponential f then
            text "exp("
            write out limit 0 f.Exponent
            text ")"
        elif isRoot f then
            text "sqrt("
            write out limit 0 f.Base
            text ")"
        elif Canonical.isOne f.Exponent then
            write out limit multiplicative f.Base
        else
            write out limit atomic f.Base
            text "^"
            write out limit atomic f.Exponent

    and private quotient (out: StringBuilder) limit (q: Quotient) =
        let text (s: string) = out.Append s |> ignore
        if q.Negative then text "-"
        let mutable first = true

        let separate () = if first then first <- false else text "*"

        if not q.Numerator.IsOne || q.Over.Length = 0 then
            separate ()
            text (string q.Numerator)

        for f in q.Over do
            separate ()
            // A quotient inside a product needs no care on its left, but does on its right: all factors are atoms or powers.
            factor out limit f

        let under = (if q.Denominator.IsOne then 0 else 1) + q.Under.Length

        if under > 0 then
            text (if under > 1 then "/(" else "/")
            let mutable firstUnder = true

            if not q.Denominator.IsOne then
                text (string q.Denominator)
                firstUnder <- false

            for f in q.Under do
                if not firstUnder then text "*"
                firstUnder <- false
                factor out limit f

            if under > 1 then text ")"

    /// At most about `limit` characters; a longer expression is cut and ends in "...".
    let bounded (limit: int) (e: Expr) : string =
        let out = StringBuilder()
        write out limit 0 e
        if out.Length > limit then out.ToString(0, limit) + "..." else out.ToString()

    let print (e: Expr) : string = bounded System.Int32.MaxValue e
