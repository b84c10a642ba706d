namespace LrnnSymbolic.Theory

open System.Collections.Concurrent
open LrnnSymbolic.Algebra

/// The two parts of the energy and how they trade: growth, limit and pull of the effective regularization against the data
/// (theory: (9), (159), Section 4).
[<RequireQualifiedAccess>]
module Regularization =
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

    // Not negative wherever lower <= index <= upper: an affine factor is smallest at an end.
    let private isNonnegativeOver (index: Symbol) (lower: Expr) (upper: Expr) (factor: Expr) =
        let atEnd (e: Expr) = Properties.isNonnegative (Substitution.symbol index e factor)
        let slope = Derivative.by (Canonical.symbol index) factor
        Properties.isNonnegative factor
        || (Properties.isFreeOf index slope && atEnd lower && atEnd upper)

    /// Is this, for certain, a sum of products of factors that are not negative? Indices run upwards from 1.
    let rec private isManifestlyNonnegative (e: Expr) =
        match e.Node with
        | IndexedSum sum ->
            // Inside, the index is at least its lower bound.
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
            let body = Substitution.symbol sum.Index (Canonical.symbol index) sum.Body
            let isFine = isNonnegativeOver index sum.Lower sum.Upper
            match body.Node with
            | IndexedSum _ -> isManifestlyNonnegative body
            | Product factors -> factors |> Array.forall (fun f -> isFine (Canonical.power f.Base f.Exponent))
            | _ -> isFine body
        | Product factors ->
            factors
            |> Array.forall (fun f ->
                Properties.isNonnegative (Canonical.power f.Base f.Exponent)
                || (Canonical.isOne f.Exponent && isManifestlyNonnegative f.Base))
        | Sum(constant, terms) ->
            constant.Sign >= 0
            && terms |> Array.forall (fun t -> t.Coefficient.Sign > 0 && isManifestlyNonnegative t.Expr)
        | _ -> Properties.isNonnegative e

    // |a|^2 |c|^2 is a number that is not negative, whatever a and c are.
    let private withoutModes (setting: Setting) (e: Expr) =
        let mode = Mode.ofKind setting.Modes
        e /. (Energy.modulusSquared mode.A *. Energy.modulusSquared mode.C)

    let private monotone (setting: Setting) =
        let q = square false
        let slope = Derivative.by (Canonical.symbol q) (ofSquare setting q)
        let verdict =
            if isManifestlyNonnegative (withoutModes setting slope) then
                Proved "every term is a product of factors that are not negative, and for T > 1 some term is positive off u = 0"
            else
                Unknown "the sign of the terms"

        Equation.make
            "slope"
            ""
            ("0 <= d(regularization)/d(|b|^2)", "0 \\le \\mathrm{d}E_{\\mathrm{reg}}/\\mathrm{d}|b|^2")
            (written setting q slope)
            "differentiate by |b|^2: a sum of terms that are not negative, so the regularization grows with |b|"
            verdict

    let private limit (setting: Setting) =
        let q = square true
        let perOutput, text, latex =
            match setting.Outputs with
            | Last -> one, "limit(regularization, T, oo)", "\\lim_{T \\to \\infty} E_{\\mathrm{reg}}"
            | Every -> T, "limit(regularization/T, T, oo)", "\\lim_{T \\to \\infty} E_{\\mathrm{reg}}/T"

        let below = one -. Energy.modulusSquared (Mode.ofKind setting.Modes).B
        let ratio = ofSquare setting q /. perOutput

        // The closed form, q < 1, whose other cases the condition excludes.
        let generic = (ClosedSum.close ratio).Cases |> Result.map (fun cases -> cases.Head.Value)

        match generic |> Result.bind (Limit.ofLargeCount Vocabulary.trajectoryLength) with
        | Ok(Finite value) ->
            [ Equation.make
                  "limit"
                  ""
                  (text, latex)
                  (written setting q (RationalForm.cancel value))
                  "close the sum; powers of |b| < 1 vanish against the rest"
                  Equation.byConstruction
              |> Equation.wherePositive [ below ] ],
            []
        | Ok _ -> [], [ "The regularization grows without bound with T." ]
        | Error reason -> [], [ $"No limit of the regularization for large T was found: {reason}." ]

    let private atOne (setting: Setting) =
        let q = square false
        let value = Substitution.symbol q one (ofSquare setting q)
        Equation.derived
            "at |b| = 1"
            ""
            ("regularization(|b|=1)", "E_{\\mathrm{reg}}(|b|=1)")
            (ClosedSum.close value).Stable
            "put |b| = 1: every counted step has the same weight; with the sign of the slope, a lower bound for all |b| >= 1"

    let private known = ConcurrentDictionary<Setting, Lazy<Equation list * string list>>()

    // No task enters here.
    let private ofNetwork (setting: Setting) =
        let derive (setting: Setting) =
            lazy
                (let limits, remarks = limit setting
                 [ yield monotone setting; yield atOne setting; yield! limits ], remarks)

        known.GetOrAdd(setting, derive).Value

    // ---- Against the data -------------------------------------------------------------------------------------------------

    let private balance (task: TaskDynamics) =
        let mode = Mode.ofKind task.Setting.Modes
        let energy = Energy.ofTask task
        let by (e: Expr) = Derivative.by (Energy.partner mode.B) e
        let data, regularization = Energy.dataTerm mode energy, Energy.effectiveRegularization mode energy
        let A, B = Energy.correlationOf mode energy, Energy.responsePowerOf mode energy
        let half = Canonical.number (Rational.ofRatio 1 2)

        let variable, latex, pulled =
            match task.Setting.Modes with
            | RealModes -> "db", "\\mathrm{d}b", half *. A *. by B
            | ComplexModes -> "dconj(b)", "\\mathrm{d}\\bar{b}", A *. by B

        let slope name (latexName: string) (e: Expr) =
            Equation.derived
                name
                ""
                ($"d({name})/{variable}", $"\\mathrm{{d}}E_{{\\mathrm{{{latexName}}}}}/{latex}")
                (by e)
                "differentiate under the sum"

        [ { slope "data" "data" data with Name = "slope.data" }
          { slope "regularization" "reg" regularization with
              Name = "slope.regularization" }
          Equation.derived
              "balance"
              ""
              ("0", "0")
              (B *. by A -. pulled)
              "b stands still where the two slopes cancel; at the best u = A/B for a given b, and A != 0, this is B A' = A B'/2 (A B' for complex modes)" ],
        [ "The balance is where the gain of correlation with the task pays for the growth of the response's own power." ]

    /// The section "regularization".
    let section (task: TaskDynamics) =
        let mode = Mode.ofKind task.Setting.Modes
        let energy = Energy.ofTask task
        let number = if task.Setting.Outputs = Last then "(9)" else "(159)"
        let growth, growthRemarks = ofNetwork task.Setting
        let trade, tradeRemarks = balance task

        Section.make
            "regularization"
            "Data-driven term and effective regularization"
            ([ Equation.derived
                   "data"
                   number
                   ("data", "E_{\\mathrm{data}}")
                   (Energy.dataTerm mode energy)
                   "the part of E that is constant or linear in c"
               Equation.derived
                   "regularization"
                   number
                   ("regularization", "E_{\\mathrm{reg}}")
                   (Energy.effectiveRegularization mode energy)
                   "the part of E that is quadratic in c; E is a quadratic polynomial in c, so the two are all of it" ]
             @ growth
             @ trade)
            ("The regularization knows nothing of the task: it draws b towards 0, and the data term alone draws it away."
             :: growthRemarks
             @ tradeRemarks)
