namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The two parts of the energy and how they trade: growth, limit and pull of the effective regularization against the data
/// (theory: (9), (159), Section 4).
[<RequireQualifiedAccess>]
module internal Regularization =
    let private one = Canonical.one
    let private T = Mode.T

    // |b|^2, below 1 in the limit, positive for the sign of the slope.
    let private square bound =
        Symbol.Of(
            "q",
            { Assumptions.Of Real with
                Lower = Some { Value = Rational.Zero; Strict = true }
                ModulusBelowOne = bound }
        )

    /// The regularization as a function of q = |b|^2: it does not know the phase (or sign) of b, which drops out here.
    let private ofSquare (setting: Setting) (q: Symbol) =
        let mode = Mode.ofKind setting.Modes
        let phase =
            match setting.Modes with
            | RealModes -> one
            | ComplexModes -> Canonical.exponential (Canonical.i *. Canonical.symbol (Vocabulary.real "phi"))

        Energy.effectiveRegularization mode (Energy.general setting)
        |> Substitution.symbol mode.Symbols[1] (Canonical.squareRoot (Canonical.symbol q) *. phase)

    let private written (setting: Setting) (q: Symbol) (e: Expr) =
        Substitution.symbol q (Energy.modulusSquared (Mode.ofKind setting.Modes).B) e

    // ---- Sign -------------------------------------------------------------------------------------------------------------

    // 1 where the expression is certainly not negative, -1 where it is not positive, 0 where that is not known.
    let private signOf (e: Expr) =
        if Properties.isNonnegative e then 1
        elif Properties.isNonnegative (Canonical.negate e) then -1
        else 0

    // The same wherever lower <= index <= upper: an affine factor takes its extremes at the ends.
    let private signOver (index: Symbol) (lower: Expr) (upper: Expr) (factor: Expr) =
        let atEnd (e: Expr) = signOf (Substitution.symbol index e factor)

        if
            Properties.isFreeOf index (Derivative.by (Canonical.symbol index) factor)
            && atEnd lower = atEnd upper
        then
            atEnd lower
        else
            signOf factor

    /// The sign of a sum of products, read from the signs of the factors; an index is at least its lower bound.
    let rec private manifestSign (sign: Expr -> int) (e: Expr) : int =
        let struct (content, rest) = Canonical.splitContent e

        content.Sign
        * match rest.Node with
          | IndexedSum sum ->
              let lower =
                  match sum.Lower.Node with
                  | Number q -> Some { Value = q; Strict = false }
                  | _ -> None
              let index =
                  Symbol.Of(
                      sum.Index.Name,
                      { sum.Index.Assumptions with
                          Lower = lower }
                  )
              Substitution.symbol sum.Index (Canonical.symbol index) sum.Body
              |> manifestSign (signOver index sum.Lower sum.Upper)
          | Product factors ->
              factors
              |> Array.map (fun f ->
                  match f.Base.Node with
                  | IndexedSum _ when Canonical.isOne f.Exponent -> manifestSign sign f.Base
                  | _ -> sign (Canonical.power f.Base f.Exponent))
              |> Array.fold (*) 1
          | _ -> sign rest

    let private isManifestlyNonnegative (e: Expr) = manifestSign signOf e > 0

    // |a|^2 |c|^2 is a number that is not negative, whatever a and c are.
    let private withoutModes (setting: Setting) (e: Expr) =
        let mode = Mode.ofKind setting.Modes
        e /. (Energy.modulusSquared mode.A *. Energy.modulusSquared mode.C)

    // d(part)/db, which notation writes without parentheses.
    let private slopeBy (part: Formula) (variable: Formula) =
        let text (f: Formula) = Row [ Word "d("; f; Word ")" ]
        let by =
            match variable with
            | Letter _ -> Quantity.differential variable
            | Named _ -> Row [ Word "d"; variable ]
            | _ -> text variable

        Named(Row [ text part; Mark "/"; by ], Row [ Quantity.differential part; Mark "/"; Quantity.differential variable ])

    let private squaredModulus = Above(Row [ Mark "|"; Letter "b"; Mark "|" ], Mark "2")

    let private monotone (setting: Setting) =
        let q = square false
        let slope = Derivative.by (Canonical.symbol q) (ofSquare setting q)
        let verdict =
            if isManifestlyNonnegative (withoutModes setting slope) then
                Verdict.ByIdentity "every term is a product of factors that are not negative, and for T > 1 some term is positive off u = 0"
            else
                Unknown "the sign of the terms"

        Equation.make
            "slope"
            ""
            (Row [ Mark "0"; Mark " <= "; slopeBy Quantity.regularization squaredModulus ])
            (Scalar(written setting q slope))
            "differentiate by |b|^2: a sum of terms that are not negative, so the regularization grows with |b|"
            verdict

    let private limit (setting: Setting) =
        let q = square true
        let perOutput, limited =
            match setting.Outputs with
            | Last -> one, Quantity.regularization
            | Every -> T, Row [ Quantity.regularization; Mark "/"; Letter "T" ]

        let left =
            let approach = Row [ Letter "T"; Mark " -> "; Mark "oo" ]
            Named(Row [ Word "limit("; limited; Word ", T, oo)" ], Row [ Below(Mark "lim", approach); Gap; limited ])

        let below = one -. Energy.modulusSquared (Mode.ofKind setting.Modes).B
        let ratio = ofSquare setting q /. perOutput

        // The closed form, q < 1, whose other cases the condition excludes.
        let generic = (ClosedSum.close ratio).Cases |> Result.map (fun cases -> cases.Head.Value)

        match generic |> Result.bind (Limit.ofLargeCount Vocabulary.trajectoryLength) with
        | Ok(Finite value) ->
            [ Equation.make
                  "limit"
                  ""
                  left
                  (Scalar(written setting q (RationalForm.cancel value)))
                  "close the sum; powers of |b| < 1 vanish against the rest"
                  Equation.byConstruction
              |> Equation.wherePositive [ below ] ],
            []
        | Ok _ -> [], [ Prose.words "The regularization grows without bound with T." ]
        | Error reason -> [], [ Prose.words $"No limit of the regularization for large T was found: {reason}." ]

    let private atOne (setting: Setting) =
        let q = square false
        let value = Substitution.symbol q one (ofSquare setting q)
        Equation.derived
            "at |b| = 1"
            ""
            (Formula.of' Quantity.regularization (Row [ Mark "|"; Letter "b"; Mark "|=1" ]))
            (Scalar (ClosedSum.close value).Stable)
            "put |b| = 1: every counted step has the same weight; with the sign of the slope, a lower bound for all |b| >= 1"

    let private ofNetwork =
        Setting.once (fun setting ->
            let limits, remarks = limit setting
            [ yield monotone setting; yield atOne setting; yield! limits ], remarks)

    // ---- Against the data -------------------------------------------------------------------------------------------------

    let private balance (task: TaskDynamics) =
        let mode = Mode.ofKind task.Setting.Modes
        let energy = Energy.ofTask task
        let by (e: Expr) = Derivative.by (Energy.partner mode.B) e
        let data, regularization = Energy.dataTerm mode energy, Energy.effectiveRegularization mode energy
        let A, B = Energy.correlationOf mode energy, Energy.responsePowerOf mode energy
        let half = Canonical.number (Rational.ofRatio 1 2)

        let variable, pulled =
            match task.Setting.Modes with
            | RealModes -> Letter "b", half *. A *. by B
            | ComplexModes -> Named(Word "conj(b)", Accented(Bar, Letter "b")), A *. by B

        let slope name part (e: Expr) = Equation.derived name "" (slopeBy part variable) (Scalar(by e)) "differentiate under the sum"

        [ slope "slope.data" Quantity.data data
          slope "slope.regularization" Quantity.regularization regularization
          Equation.derived
              "balance"
              ""
              Formula.zero
              (Scalar(B *. by A -. pulled))
              "b stands still where the two slopes cancel; at the best u = `A`/`B` for a given b, and `A` != 0, this is `B` `A`' = `A` `B`'/2 (`A` `B`' for complex modes)" ],
        [ Prose.words "The balance is where the gain of correlation with the task pays for the growth of the response's own power." ]

    /// The section "regularization".
    let section (task: TaskDynamics) =
        let mode = Mode.ofKind task.Setting.Modes
        let energy = Energy.ofTask task
        let number = if task.Setting.Outputs = Last then "(9)" else "(159)"
        let growth, growthRemarks = ofNetwork task.Setting
        let trade, tradeRemarks = balance task

        // The statements about the network hold for every T; only the limit keeps the letter.
        let growth =
            growth
            |> List.map (fun equation ->
                match equation.Right with
                | Scalar e when equation.Name <> "limit" ->
                    { equation with
                        Right = Scalar(Substitution.symbol TaskDynamics.trajectoryLength task.Length e) }
                | _ -> equation)

        Section.make
            "regularization"
            "Data-driven term and effective regularization"
            ([ Equation.derived
                   "data"
                   number
                   Quantity.data
                   (Scalar(Energy.dataTerm mode energy))
                   "the part of E that is constant or linear in c"
               Equation.derived
                   "regularization"
                   number
                   Quantity.regularization
                   (Scalar(Energy.effectiveRegularization mode energy))
                   "the part of E that is quadratic in c; E is a quadratic polynomial in c, so the two are all of it" ]
             @ growth
             @ trade)
            (Prose.words "The regularization knows nothing of the task: it draws b towards 0, and the data term alone draws it away."
             :: growthRemarks
             @ tradeRemarks)
