namespace LrnnSymbolic.Algebra

open System.Collections.Generic

/// Walks that look at each distinct subexpression once, however often it occurs.
[<RequireQualifiedAccess>]
module internal SharedWalk =
    /// The rewriting whose result at an expression `work` gives, from the rewriting itself, which it applies to the parts.
    /// What is not inside stays as it is.
    let within (inside: Expr -> bool) (work: (Expr -> Expr) -> Expr -> Expr) : Expr -> Expr =
        let known = Dictionary<Expr, Expr>()

        let rec go (e: Expr) =
            if not (inside e) then
                e
            else
                match known.TryGetValue e with
                | true, result -> result
                | _ ->
                    Nesting.check ()
                    let result = work go e
                    known[e] <- result
                    result

        go

    let everywhere (work: (Expr -> Expr) -> Expr -> Expr) : Expr -> Expr = within (fun _ -> true) work
