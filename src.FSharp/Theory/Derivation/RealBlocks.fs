namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// A pair of conjugate modes re +- i im as a real 2x2 block [[re, -im], [im, re]]: the flow of its two real numbers
/// (theory: Section 12; source paper: Appendix O).
[<RequireQualifiedAccess>]
module internal RealBlocks =
    let private real (name: string) = Canonical.symbol (Vocabulary.real name)
    let private mode = Mode.ofKind ComplexModes

    let private parts (s: Symbol) = real (s.Name + "_re"), real (s.Name + "_im")
    let private joined (re: Expr, im: Expr) = re +. Canonical.i *. im
    let private inParts (e: Expr) = Substitution.symbols [ for s in mode.Symbols -> s, joined (parts s) ] e

    // ---- The block of a number --------------------------------------------------------------------------------------------

    let private block (re: Expr, im: Expr) = [ [ re; Canonical.negate im ]; [ im; re ] ]

    let private product (x: Expr list list) (y: Expr list list) =
        [ for row in x -> [ for k in 0..1 -> List.map2 (fun entry (other: Expr list) -> entry *. other[k]) row y |> Canonical.addAll ] ]

    /// The blocks multiply as the numbers do, and the transpose is the block of the conjugate: so block(z)^n = block(z^n) by
    /// induction, and every equation in z, conj(z) and their powers is one in blocks and their transposes.
    let homomorphism =
        lazy
            (let z, w = (real "x", real "y"), (real "v", real "w")
             let zw = Expand.expand (joined z *. joined w)
             let re, im = ComplexForms.re zw, ComplexForms.im zw
             let claims =
                 List.map2 (List.map2 Equality.equal) (product (block z) (block w)) (block (Expand.expand re, Expand.expand im))

             match List.concat claims |> List.tryFind (fun v -> not v.IsProved) with
             | None -> Verdict.ByInduction "the four entries are equal; powers by induction"
             | Some other -> other)

    // block(z), which notation calls M(z).
    let private blockOf (z: Formula list) = Row [ Named(Word "block", Glyph "M"); Formula.parenthesized z ]

    let private blockEquations () =
        let z, w = Letter "z", Letter "w"

        [ Equation.derived
              "block"
              ""
              (blockOf [ z ])
              (Block(block (parts (Vocabulary.complex "z"))))
              "a rotation and a scaling of the plane that the two conjugate modes span"
          Equation.make
              "block.product"
              ""
              (Row [ blockOf [ z ]; Gap; blockOf [ w ] ])
              (blockOf [ z; Gap; w ])
              "multiply entry by entry"
              homomorphism.Value ]

    // ---- The flow of the parts --------------------------------------------------------------------------------------------

    // b^n as Re(b^n) + I Im(b^n), written bre[n] + I bim[n]; d[i] in its parts.
    let private powerParts (n: Expr) = Canonical.indexed (Vocabulary.real "bre") [ n ], Canonical.indexed (Vocabulary.real "bim") [ n ]

    let rec private withRealPowers (e: Expr) =
        let ofFactor (f: Factor) =
            let base' = joined (parts mode.Symbols[1])
            if obj.ReferenceEquals(f.Base, base') then
                joined (powerParts f.Exponent)
            elif obj.ReferenceEquals(f.Base, Functions.conjugate base') then
                Functions.conjugate (joined (powerParts f.Exponent))
            else
                Canonical.power (withRealPowers f.Base) f.Exponent

        match e.Node with
        | Power f -> ofFactor f
        | Product factors -> factors |> Array.map ofFactor |> Canonical.multiplyAll
        | _ -> Substitution.mapChildren withRealPowers e

    let private valuesInParts (setting: Setting) (e: Expr) =
        let formals = TaskDynamics.formals setting
        let part (name: string) = Canonical.indexed (Vocabulary.real name) (formals |> List.map Canonical.symbol)
        Substitution.indexedSymbol (TaskDynamics.singularValueOf ComplexModes) formals (joined (part "dre", part "dim")) e

    let private written (setting: Setting) (e: Expr) = e |> valuesInParts setting |> inParts |> withRealPowers |> Expand.expand

    let private steps (setting: Setting) =
        match setting.Outputs with
        | Last -> [ Mode.i ]
        | Every -> [ Mode.t; Mode.i ]

    // n = T - i, how long ago a step was; a letter of its own, so that it stays a factor.
    let private ago = Vocabulary.index "n"

    // The error of a step, r = d - c b^n a, by its parts: E = 1/2 sum (Re r)^2 + (Im r)^2 over the counted steps.
    let private errorParts (setting: Setting) =
        let value = Canonical.indexed (TaskDynamics.singularValueOf ComplexModes) (steps setting)
        let response = Canonical.multiplyAll [ mode.C; Canonical.power mode.B (Canonical.symbol ago); mode.A ]
        let r = valuesInParts setting (value -. response) |> inParts
        ComplexForms.re r, ComplexForms.im r

    let private derive (setting: Setting) =
        let re, im = errorParts setting
        let named (name: string) = Canonical.indexed (Vocabulary.real name) (steps setting)
        let flow = GradientFlow.ofEnergy mode (Energy.general setting) |> List.map (written setting)
        let counted = Mode.counted setting.Outputs
        let real (e: Expr) = Expand.expand (withRealPowers e)
        let placed (e: Expr) = Substitution.symbol ago (counted -. Mode.i) e
        let partsOfB = parts mode.Symbols[1]
        let isOfB part = obj.ReferenceEquals(part, fst partsOfB) || obj.ReferenceEquals(part, snd partsOfB)

        // tau x' = -dE/dx = -sum (Re r dRe r/dx + Im r dIm r/dx): the gradient flow of the real numbers themselves. By a part
        // of b everything has the factor n, and the last step does not count.
        let slope (part: Expr) (ofRe: Expr) (ofIm: Expr) =
            let factor, last =
                if isOfB part then
                    Canonical.symbol ago, counted -. Canonical.one
                else
                    Canonical.one, counted
            let by e = Expand.expand (real (Derivative.by part e) /. factor)
            let summand = placed (Canonical.negate factor *. (ofRe *. by re +. ofIm *. by im))
            let inner = Canonical.sumOver Mode.index Canonical.one last summand

            match setting.Outputs with
            | Last -> inner
            | Every -> Canonical.sumOver Mode.outputStep Canonical.one Mode.T inner

        let equations (s: Symbol) (velocity: Expr) =
            let explicitly part = slope part (real re) (real im)
            let x, y = parts s
            let verdict = Equality.isZero (Expand.expand (joined (explicitly x, explicitly y) -. velocity))
            let equation label part =
                Equation.make
                    $"{s.Name}_{label}'"
                    ""
                    (Quantity.rate $"{s.Name}_{label}")
                    (Scalar(slope part (named "rre") (named "rim")))
                    $"-dE/d{s.Name}_{label} of the real network, E = 1/2 sum `rre`^2 + `rim`^2; equal to the part of the complex flow"
                    verdict

            [ equation "re" x; equation "im" y ]

        let error name part e =
            let at = steps setting |> List.map Scalar |> Quantity.list
            let notation = Row [ Word part; Thin; Below(Glyph "r", at) ]
            Equation.derived name "" (Named(Scalar(named name), notation)) (Scalar(placed (real e))) "a part of d - c b^n a"

        [ error "rre" "Re" re; error "rim" "Im" im ]
        @ (List.map2 equations mode.Symbols flow |> List.concat)

    let private modeEquations = Setting.once derive

    /// The real flow of a pair of conjugate modes, each equation with the proof that it is the part of the complex one.
    let equations (setting: Setting) : Equation list * Prose list =
        blockEquations () @ modeEquations setting |> List.map Equation.general,
        [ "Each mode and its conjugate are one real 2x2 block of each weight matrix, in the real and imaginary parts of the frames' columns: there conj is the transpose, and the complex flow is the flow of the blocks."
          "`bre[n]` and `bim[n]` are the real and imaginary parts of b^`n` (`bre[0]` = 1, `bim[0]` = 0, and each further pair is block(b) times the last); `dre` and `dim` those of the task." ]
        |> List.map Prose.read

    /// What the letters of these equations stand for.
    let letters =
        [ "z", "any complex number, such as a mode"
          "w", "another"
          "z_n", "the real and imaginary parts of z, z_re and z_im"
          "a_n", "the parts of a"
          "b_n", "the parts of b"
          "c_n", "the parts of c"
          "bre", "the real part of b^n"
          "bim", "the imaginary part of b^n"
          "dre", "the real part of d"
          "dim", "the imaginary part of d"
          "rre", "the real part of d - c b^n a"
          "rim", "the imaginary part of d - c b^n a" ]
