namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Polynomials in the modes that no task's flow changes, found by linear algebra (theory: Section 3).
[<RequireQualifiedAccess>]
module ConservedQuantities =
    let private symbol (name: string) = Canonical.symbol (Vocabulary.real name)

    // The task enters through A, B and their derivatives by b. A quantity conserved for every task is conserved with
    // these four as independent unknowns.
    let private A, private dA, private B, private dB = symbol "A", symbol "dA", symbol "B", symbol "dB"

    /// tau (a', b', c') of a task that is not specified.
    let private flow =
        let response = Mode.a *. Mode.c -. Canonical.zero
        let balance = A -. response *. B
        [ Mode.c *. balance
          response *. dA
          -. Canonical.number (Rational.ofRatio 1 2) *. Canonical.power response (Canonical.ofInt 2) *. dB
          Mode.a *. balance ]

    let private monomials (degree: int) =
        [ for total in 1..degree do
              for p in 0..total do
                  for q in 0 .. total - p do
                      let part (z: Expr) n = Canonical.power z (Canonical.ofInt n)
                      Canonical.multiplyAll [ part Mode.a p; part Mode.b q; part Mode.c (total - p - q) ] ]

    let private alongFlow (e: Expr) =
        List.map2 (fun (s: Symbol) slope -> Derivative.by (Canonical.symbol s) e *. slope) Mode.state flow
        |> Canonical.addAll
        |> Expand.expand

    /// Each expanded derivative as coefficients by monomial.
    let private coefficients (e: Expr) =
        match e.Node with
        | Sum(constant, terms) -> (Canonical.one, constant) :: [ for t in terms -> t.Expr, t.Coefficient ]
        | Number q -> [ Canonical.one, q ]
        | _ -> [ e, Rational.One ]
        |> List.filter (fun (_, q) -> not q.IsZero)

    /// A basis of the null space of a matrix of rationals, given as rows, by Gauss-Jordan elimination.
    let private nullSpace (columns: int) (rows: Rational[] list) =
        let rows = rows |> List.map Array.copy |> List.toArray
        let pivots = ResizeArray<int>()
        let mutable rank = 0

        for column in 0 .. columns - 1 do
            match Seq.tryFind (fun r -> not (rows[r].[column].IsZero)) (seq { rank .. rows.Length - 1 }) with
            | None -> ()
            | Some r ->
                let pivotRow = rows[r]
                rows[r] <- rows[rank]
                rows[rank] <- pivotRow |> Array.map (fun q -> q / pivotRow[column])

                for other in 0 .. rows.Length - 1 do
                    if other <> rank && not (rows[other].[column].IsZero) then
                        let factor = rows[other][column]
                        rows[other] <- Array.map2 (fun x y -> x - factor * y) rows[other] rows[rank]

                pivots.Add column
                rank <- rank + 1

        [ for free in 0 .. columns - 1 do
              if not (pivots.Contains free) then
                  let vector = Array.create columns Rational.Zero
                  vector[free] <- Rational.One

                  for k in 0 .. pivots.Count - 1 do
                      vector[pivots[k]] <- -rows[k][free]

                  vector ]

    /// All invariants of at most the degree, up to linear combinations and a constant.
    let find (degree: int) : Expr list =
        let candidates = monomials degree
        let images = candidates |> List.map (alongFlow >> coefficients)
        let keys = images |> List.collect (List.map fst) |> List.distinct

        let rows =
            [ for key in keys ->
                  [| for image in images ->
                         image
                         |> List.tryPick (fun (e, q) -> if obj.ReferenceEquals(e, key) then Some q else None)
                         |> Option.defaultValue Rational.Zero |] ]

        nullSpace candidates.Length rows
        |> List.map (fun vector ->
            let e = Seq.map2 (fun q m -> q, m) vector candidates |> Canonical.linear
            // Signs as people write them: the first mode positive.
            match e.Node with
            | Sum(_, terms) when terms[0].Coefficient.Sign < 0 -> Canonical.negate e
            | _ -> e)

    let private degree = 3

    let section =
        lazy
            (let found = find degree

             let equations =
                 found
                 |> List.mapi (fun k e ->
                     Equation.make
                         (if found.Length = 1 then "invariant" else $"invariant.{k + 1}")
                         ""
                         ("constant", "\\mathrm{const}")
                         e
                         $"the null space of the derivative along the flow, on polynomials of degree at most {degree}"
                         (Equality.isZero (alongFlow e)))

             Section.make
                 "conserved"
                 "Conserved quantities"
                 equations
                 [ $"These are all polynomials of degree at most {degree} that are constant along the flow of every task."
                   "a = c stays a = c, and whichever of |a| and |c| is larger stays the larger." ])
