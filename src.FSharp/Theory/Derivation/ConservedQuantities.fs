namespace LrnnSymbolic.Theory

open System.Collections.Generic
open LrnnSymbolic.Algebra

/// Polynomials in the modes that no task's flow changes, found by linear algebra (theory: Section 3).
[<RequireQualifiedAccess>]
module internal ConservedQuantities =
    // A variable of the flow and tau times its velocity. A complex mode and its conjugate are two variables.
    let private withPartner (z: Expr, velocity: Expr) =
        let partner = Energy.partner z
        if obj.ReferenceEquals(partner, z) then
            [ z, velocity ]
        else
            [ z, velocity; partner, Functions.conjugate velocity ]

    /// The flow of a task that is not specified. It enters through A(b), B(b) and their slopes by b (by conj(b) for complex
    /// modes); a quantity conserved for every task is conserved with these four as independent unknowns.
    let private flow (kind: ModeKind) =
        let mode = Mode.ofKind kind
        let unknown (name: string) = Canonical.symbol (Mode.vocabulary kind name)
        // B is real, its slope by b is not.
        let A, dA, B, dB = unknown "A", unknown "dA", Canonical.symbol (Vocabulary.real "B"), unknown "dB"
        let response = mode.A *. mode.C
        let balance = A -. response *. B
        let conj = Functions.conjugate
        let half = Canonical.number (Rational.ofRatio 1 2)

        let pull =
            match kind with
            | RealModes -> half *. Energy.modulusSquared response *. dB
            | ComplexModes -> Energy.modulusSquared response *. dB

        [ mode.A, conj mode.C *. balance; mode.B, conj response *. dA -. pull; mode.C, conj mode.A *. balance ]
        |> List.collect withPartner

    let private monomials (variables: Expr list) (degree: int) =
        let rec powers (variables: Expr list) (total: int) =
            match variables with
            | [] -> if total = 0 then [ Canonical.one ] else []
            | z :: rest ->
                [ for n in 0..total do
                      for other in powers rest (total - n) -> Canonical.power z (Canonical.ofInt n) *. other ]

        [ for total in 1..degree do
              yield! powers variables total ]

    let private alongFlow (flow: (Expr * Expr) list) (e: Expr) =
        [ for z, velocity in flow -> Derivative.by z e *. velocity ] |> Canonical.addAll |> Expand.expand

    /// Each expanded derivative as coefficients by monomial.
    let private coefficients (e: Expr) =
        match e.Node with
        | Sum(constant, terms) -> (Canonical.one, constant) :: [ for t in terms -> t.Expr, t.Coefficient ]
        | _ ->
            let struct (content, rest) = Canonical.splitContent e
            [ rest, content ]
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

    /// All invariants of at most the degree, up to linear combinations and a constant; for complex modes polynomials in the
    /// modes and their conjugates, which are the polynomials in their real and imaginary parts.
    let find (kind: ModeKind) (degree: int) : Expr list =
        let flow = flow kind
        let candidates = monomials (List.map fst flow) degree
        let rows = Dictionary<Expr, Rational[]>(HashIdentity.Reference)

        candidates
        |> List.iteri (fun column candidate ->
            for key, q in coefficients (alongFlow flow candidate) do
                match rows.TryGetValue key with
                | true, row -> row[column] <- row[column] + q
                | _ ->
                    let row = Array.create candidates.Length Rational.Zero
                    row[column] <- q
                    rows[key] <- row)

        nullSpace candidates.Length (List.ofSeq rows.Values)
        |> List.map (fun vector ->
            let e = Seq.map2 (fun q m -> q, m) vector candidates |> Canonical.linear
            // Signs as people write them: the first mode positive.
            match e.Node with
            | Sum(_, terms) when terms[0].Coefficient.Sign < 0 -> Canonical.negate e
            | _ -> e)

    let private degree = 3

    let private make (kind: ModeKind) =
        let found = find kind degree
        let flow = flow kind

        let equations =
            found
            |> List.mapi (fun k e ->
                Equation.make
                    (if found.Length = 1 then "invariant" else $"invariant.{k + 1}")
                    ""
                    (Named(Word "constant", Word "const"))
                    (Scalar e)
                    $"the null space of the derivative along the flow, on polynomials of degree at most {degree}"
                    (Equality.isZero (alongFlow flow e)))

        let remarks =
            match kind with
            | RealModes ->
                [ $"These are all polynomials of degree at most {degree} that are constant along the flow of every task."
                  "a = c stays a = c, and whichever of |a| and |c| is larger stays the larger." ]
            | ComplexModes ->
                [ $"These are all polynomials of degree at most {degree} in the real and imaginary parts of the modes that are constant along the flow of every task."
                  "|a| = |c| stays so, and whichever of the two is larger stays the larger." ]

        Section.make "conserved" "Conserved quantities" equations (List.map Prose.words remarks)
        |> Section.general

    let private ofModes = Setting.once make

    /// The section "conserved": the same for every task, whichever outputs count.
    let section (setting: Setting) = ofModes setting.Modes
