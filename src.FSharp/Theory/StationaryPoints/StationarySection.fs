namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The section "stationary": the reduced energy, and every stationary point where all values are numbers.
[<RequireQualifiedAccess>]
module internal StationarySection =
    let private describeSet (set: StationarySet) : Prose list =
        List.map Prose.words
        <| match set with
           | AllSilent energy ->
               [ $"A = 0: no b has to do with the task; each point with u = 0 has the lowest energy, {PointTexts.fraction energy}." ]
           | OneStep u -> [ $"T = 1: b has no influence; u = {PointTexts.fraction u} has zero energy." ]
           | Points(points, infinity, origin, attained) ->
               [ for p in points do
                     yield PointTexts.describePoint p
                 yield $"a = c = 0 is stationary for every b, with E = {PointTexts.fraction origin}: never a minimum"
                 yield PointTexts.describeInfinity infinity attained ]

    // ---- Equations --------------------------------------------------------------------------------------------------

    let private two = Canonical.ofInt 2

    let private equations (outputs: Outputs) (correlation: Expr) (response: Expr) (power: Expr) =
        let square = Canonical.power correlation two

        let numbers, remark =
            match outputs with
            | Last -> ("(101)", "(102)"), "; (102) is twice this"
            | Every -> ("", ""), ""

        [ Equation.derived
              "u*"
              (fst numbers)
              (Quantity.starred "u")
              (Scalar(correlation /. response))
              "the u of lowest energy for a given b: d`E`/du = u `B` - `A` = 0"
          Equation.derived
              "E*"
              (snd numbers)
              (Quantity.starred "E")
              (Scalar((power -. square /. response) /. two))
              $"insert u*: the energy reduced to b{remark}" ]

    let private ofEnergy (task: TaskDynamics) =
        let energy = Energy.ofTask task
        equations task.Setting.Outputs (Energy.correlation energy) (Energy.responsePower energy) (Energy.taskPower energy)

    // E*, of which powers of b up to the last are kept.
    let private upTo (last: int) (next: int) =
        let power n = Above(Letter "b", Mark $"{n}")
        let starred = Above(Letter "E", Mark "*")
        Named(Row [ Letter "E"; Word "* up to b^"; Mark $"{last}" ], Row [ starred; Mark " + "; Formula.of' (Glyph "O") (power next) ])

    let private landau (energy: ReducedEnergy) =
        let about point name unit =
            match LandauExpansion.about point 3 energy with
            | Some expansion ->
                let terms =
                    expansion.Coefficients
                    |> List.mapi (fun k c -> c *. Canonical.power Mode.b (Canonical.ofInt (unit * 2 * k)))

                [ Equation.derived
                      name
                      ""
                      (upTo (6 * unit) (8 * unit))
                      (Scalar(Canonical.addAll terms))
                      "Landau expansion: E* is even in b; the symmetric point splits where the coefficient after the constant turns negative while the next one is positive" ]
            | None -> []

        about Zero "landau" 1 @ about Infinite "landau.infinity" -1

    // Where G is b^m (c0 + c b^n) with symbolic parameters, its roots beside b = 0 are known: b^n = -c0/c.
    let private closedBranch (energy: ReducedEnergy) =
        let parameters =
            Properties.freeSymbols energy.StationaryPolynomial
            |> Array.exists (fun s -> not (obj.ReferenceEquals(s, Mode.recurrent)))

        match Expand.coefficients Mode.b energy.StationaryPolynomial with
        | [ high, c; low, c0 ] when parameters && high > low ->
            let struct (_, primitive) = Canonical.splitContent c

            [ Equation.derived
                  "branch"
                  ""
                  (Scalar(Canonical.power Mode.b (Canonical.ofInt (high - low))))
                  (Scalar(RationalForm.cancel (Canonical.negate c0 /. c)))
                  "the roots of `G` other than b = 0, stationary points where this has a real root"
              |> Equation.where
                  [ if not (Properties.freeSymbols c |> Array.isEmpty) then
                        { Left = primitive
                          Right = Canonical.zero
                          Equal = false } ] ]
        | _ -> []

    // A written out for long trajectories tells no one anything.
    let private longestWritten = 20

    let private written (energy: ReducedEnergy) =
        [ yield! equations energy.Task.Setting.Outputs energy.Correlation energy.ResponsePower energy.TaskPower
          // Of the zero task every b is a stationary point, at u = 0.
          if not (Canonical.isZero energy.Correlation) then
              yield
                  Equation.derived
                      "G"
                      ""
                      (Named(Letter "G", Quantity.at "G" "b"))
                      (Scalar energy.StationaryPolynomial)
                      "2 `A`' `B` - `A` `B`': d`E`*/db = -`A` `G`/(2 `B`^2), so a stationary point with u != 0 is a root of `G`, one with u = 0 a root of `A`"
              yield! closedBranch energy
              yield! landau energy ]

    let private name, title = "stationary", "Stationary points"

    let private letters = [ "b_n", "b of the n-th stationary point"; "u_n", "u there" ]

    let private unlisted (InputProblem problem) = Prose.words $"No stationary points listed: {problem}."

    let private ofReduced (energy: ReducedEnergy) =
        let shown = if energy.Steps <= longestWritten then written energy else ofEnergy energy.Task

        match StationaryPoints.numbersOf energy with
        | Result.Error problem ->
            Section.make
                name
                title
                shown
                [ unlisted problem
                  Prose.read "Those with u != 0 are the roots of `G`, those with u = 0 the roots of `A`(b)." ]
        | Result.Ok numbers when StationaryPoints.isRounded energy ->
            Section.make
                name
                title
                shown
                (Prose.words
                    "Irrational values are rounded to 70 decimals: the points are worked out exactly for the rounded task, not proved for the true one."
                 :: describeSet (StationaryPoints.ofNumbers numbers))
        | Result.Ok numbers ->
            let set = StationaryPoints.ofNumbers numbers
            let points, records = PointEquations.ofSet longestWritten energy numbers set

            { Section.make name title (shown @ points) (describeSet set) with
                Records = records }

    /// The reduced energy for either loss, with every stationary point where all values are numbers.
    let section (task: TaskDynamics) : Section =
        match task.Setting.Modes with
        | ComplexModes ->
            let equations, remarks, records = ComplexSection.content task

            { Section.make name title equations remarks with
                Letters = letters
                Records = records }
        | RealModes ->
            match ReducedEnergy.ofTask task with
            | Result.Error problem -> Section.make name title (ofEnergy task) [ unlisted problem ]
            | Result.Ok energy -> ofReduced energy
            |> Section.explained letters
