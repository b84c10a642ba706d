namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The section "stationary": the reduced energy, and every stationary point where all values are numbers.
[<RequireQualifiedAccess>]
module StationarySection =
    let private digits = 10

    // ---- Texts ------------------------------------------------------------------------------------------------------

    /// An algebraic number as text: in radicals where it has simple ones, else as decimals and the root of its polynomial.
    let describe (x: AlgebraicNumber) : string =
        let decimal = AlgebraicNumber.toDecimal digits x

        // Factors of high degree are longer than they tell.
        let radicals =
            if x.Polynomial.Degree <= 24 then
                AlgebraicNumber.tryRadicals x |> Option.map Infix.print
            else
                None

        match radicals with
        // A rational root need not be known as one yet.
        | Some text when x.Polynomial.Degree = 1 || not (text.Contains "sqrt" || text.Contains "^") -> text
        | Some text -> $"{text} = {decimal}"
        | None -> decimal

    let private kind (p: StationaryPoint) =
        match p.Kind with
        | Minimum when p.IsGlobal -> "global minimum"
        | Minimum -> "local minimum"
        | Saddle -> "saddle"
        | Inflection -> "degenerate saddle"

    let private stability (p: StationaryPoint) =
        match p.Stability with
        | 0 -> "|b| = 1"
        | s when s > 0 -> "|b| > 1"
        | _ -> "|b| < 1"

    /// One line for a stationary point.
    let describePoint (p: StationaryPoint) : string =
        let value = AlgebraicValue.toDecimal digits
        // At u = 0 the value is zero exactly, whatever its digits.
        let u = if AlgebraicNumber.signOf p.U.Numerator p.B = 0 then "0" else value p.U
        let degenerate = if p.IsDegenerate && p.Kind = Minimum then ", degenerate" else ""
        $"{kind p}{degenerate} at b = {describe p.B} ({stability p}), u = {u}, E = {value p.Energy}"

    /// What happens as |b| grows without bound, in one line.
    let describeInfinity (infinity: AtInfinity) (attained: bool) : string =
        let role =
            match infinity.IsGlobal, attained with
            | true, false -> "the infimum of the energy, which no point attains"
            | true, true -> "as low as the lowest point"
            | false, _ -> "not the infimum"

        let side = if infinity.IsMinimum then "approached from above on both sides; " else ""
        $"as |b| grows without bound E* tends to {infinity.Energy}: {side}{role}"

    let private describeSet (set: StationarySet) : string list =
        match set with
        | AllSilent -> [ "Every s_t is zero: each point with u = 0 has zero energy." ]
        | OneStep u -> [ $"T = 1: b has no influence; u = {u} has zero energy." ]
        | Points(points, infinity, origin, attained) ->
            [ for p in points do
                  yield describePoint p
              yield $"a = c = 0 is stationary for every b, with E = {origin}: never a minimum"
              yield describeInfinity infinity attained ]

    // ---- Equations --------------------------------------------------------------------------------------------------

    let private two = Canonical.ofInt 2

    let private equations (correlation: Expr) (response: Expr) (power: Expr) =
        let square = Canonical.power correlation two

        [ Equation.derived
              "u*"
              "(101)"
              ("u*", "u^{*}(b)")
              (correlation /. response)
              "the u of lowest energy for a given b: dE/du = u B - A = 0"
          Equation.derived
              "E*"
              "(102)"
              ("E*", "E^{*}(b)")
              ((power -. square /. response) /. two)
              "insert u*: the energy reduced to b; (102) is twice this" ]

    let private landau (energy: ReducedEnergy) =
        let about point name (left: string * string) unit =
            match LandauExpansion.about point 3 energy with
            | Some expansion ->
                let terms =
                    expansion.Coefficients
                    |> List.mapi (fun k c -> c *. Canonical.power Mode.b (Canonical.ofInt (unit * 2 * k)))

                [ Equation.derived
                      name
                      ""
                      left
                      (Canonical.addAll terms)
                      "Landau expansion: E* is even in b; the symmetric point splits where the coefficient after the constant turns negative while the next one is positive" ]
            | None -> []

        about Zero "landau" ("E* up to b^6", "E^{*} + O(b^{8})") 1
        @ about Infinite "landau.infinity" ("E* up to b^-6", "E^{*} + O(b^{-8})") -1

    // Where G is b^m (c0 + c b^n) with symbolic parameters, its roots beside b = 0 are known: b^n = -c0/c.
    let private closedBranch (energy: ReducedEnergy) =
        let parameters =
            Properties.freeSymbols energy.StationaryPolynomial
            |> Array.exists (fun s -> not (obj.ReferenceEquals(s, Mode.recurrent)))

        match Expand.coefficients Mode.b energy.StationaryPolynomial with
        | [ high, c; low, c0 ] when parameters && high > low ->
            [ Equation.derived
                  "branch"
                  ""
                  (if high - low = 1 then "b", "b" else $"b^{high - low}", $"b^{{{high - low}}}")
                  (RationalForm.cancel (Canonical.negate c0 /. c))
                  "the roots of G beside b = 0, stationary points where this has a real root" ]
        | _ -> []

    // A written out for long trajectories tells no one anything.
    let private longestWritten = 20

    let private written (energy: ReducedEnergy) =
        [ yield! equations energy.Correlation energy.ResponsePower energy.TaskPower
          // Of the zero task every b is a stationary point, at u = 0.
          if not (Canonical.isZero energy.Correlation) then
              yield
                  Equation.derived
                      "G"
                      ""
                      ("G", "G(b)")
                      energy.StationaryPolynomial
                      "2 A' B - A B': dE*/db = -A G/(2 B^2), so a stationary point with u != 0 is a root of G, one with u = 0 a root of A"
              yield! closedBranch energy
              yield! landau energy ]

    let private name, title = "stationary", "Stationary points"

    /// For the last output and real modes; other settings get a remark that says so.
    let section (task: TaskDynamics) : Section =
        match ReducedEnergy.ofTask task with
        | _ when task.Setting <> Setting.standard ->
            Section.make name title [] [ "Stationary points are listed for the last output and real modes only." ]
        | Result.Error(InputProblem problem) ->
            let energy = Energy.ofTask task
            Section.make
                name
                title
                (equations (Energy.correlation energy) (Energy.responsePower energy) (Energy.taskPower energy))
                [ $"No stationary points listed: {problem}." ]
        | Result.Ok energy ->
            let shown =
                if energy.Steps <= longestWritten then
                    written energy
                else
                    let general = Energy.ofTask task
                    equations (Energy.correlation general) (Energy.responsePower general) (Energy.taskPower general)

            let remarks =
                match StationaryPoints.ofTask task with
                | Result.Ok set -> describeSet set
                | Result.Error(InputProblem problem) -> [ $"No stationary points listed: {problem}." ]

            Section.make name title shown remarks
