namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The two sums through which a task enters its dynamics, closed where they close (theory: Section 3).
[<NoEquality; NoComparison>]
type TaskSums =
    {
        /// sum |s_i|^2.
        Power: ClosedSum
        /// A(b) = sum_i s_i conj(b)^(T-i).
        Correlation: ClosedSum
        /// B(b) = sum_i |b|^(2(T-i)).
        ResponsePower: ClosedSum
    }

/// Closing the two sums of a task.
[<RequireQualifiedAccess>]
module TaskSums =
    /// Closes a sum; where closing meets an expression without a value the sum stays as it is, with that reason.
    let closeOrKeep (e: Expr) : ClosedSum =
        try
            ClosedSum.close e
        with
        | UndefinedExpression reason
        | UnsupportedOperation reason ->
            { Original = e
              Stable = e
              Cases =
                Ok
                    [ { Conditions = []
                        Solutions = []
                        Value = e } ]
              Requires = []
              Remaining = [ { Sum = e; Reason = reason } ]
              Certificate = [] }

    let close (task: TaskDynamics) : TaskSums =
        let energy, mode = Energy.ofTask task, Mode.ofKind task.Setting.Modes

        { Power = closeOrKeep (Energy.taskPowerOf mode energy)
          Correlation = closeOrKeep (Energy.correlationOf mode energy)
          ResponsePower = closeOrKeep (Energy.responsePowerOf mode energy) }

    /// One equation for each case of a closed sum; a sum that stays open is given as it is, with the reason as a remark.
    let equations name number (left: Formula) (closed: ClosedSum) : Equation list =
        match closed.Cases with
        | Ok cases ->
            let several = cases.Length > 1

            cases
            |> List.mapi (fun k case ->
                let label = if several then $"{name}.{k + 1}" else name

                let verdict =
                    match closed.Remaining with
                    | [] when closed.Certificate.IsEmpty -> Equation.byConstruction
                    | [] -> closed.Verdict
                    | _ -> Verdict.ByInduction "the sum itself; what closes in it is proved by telescoping"

                Equation.make label number left (Scalar case.Value) "close the sum" verdict
                |> Equation.where case.Conditions)
        | Error _ ->
            [ Equation.make name number left (Scalar closed.Stable) "close the sum, in a form without excluded points" closed.Verdict ]

    let remarks (closed: ClosedSum) =
        [ for r in closed.Remaining -> Prose.say $"No closed form for {r.Sum}: {r.Reason}. It stays a sum."
          for e in closed.Requires -> Prose.say $"Requires {e} >= 0." ]

    // sum s^2, A(b) and B(b), as they are called.
    let private lefts (setting: Setting) =
        let called name argument = Named(Letter name, Formula.of' (Letter name) argument)
        let b = Letter "b"
        let modulus (f: Formula) = Row [ Mark "|"; f; Mark "|" ]
        let sumOf (squared: Formula) = Named(Row [ Word "sum("; squared; Word ")" ], Row [ Mark "sum"; Gap; squared ])

        match setting.Modes with
        | RealModes -> sumOf (Above(Letter "s", Mark "2")), called "A" b, called "B" b
        | ComplexModes -> sumOf (Above(modulus (Letter "d"), Mark "2")), called "A" (Accented(Bar, b)), called "B" (modulus b)

    let section (task: TaskDynamics) =
        let sums = close task
        let power, correlation, response = lefts task.Setting
        let number = if task.Setting.Outputs = Last then "(9)" else "(159)"
        let energy = Energy.ofTask task
        let regularization =
            closeOrKeep (Energy.effectiveRegularization (Mode.ofKind task.Setting.Modes) energy)

        let all =
            [ "s2", "", power, sums.Power
              "A", "", correlation, sums.Correlation
              "B", number, response, sums.ResponsePower
              "regularization", number, Quantity.regularization, regularization ]

        let meaning =
            match task.Setting.Modes with
            | RealModes -> "energy = sum(s^2)/2 - a*c*`A` + (a*c)^2*`B`/2."
            | ComplexModes -> "energy = sum(|d|^2)/2 - Re(conj(a*c)*`A`) + |a*c|^2*`B`/2."

        Section.make
            "closed-sums"
            "Sums of the task in closed form"
            [ for name, number, left, closed in all do
                  yield! equations name number left closed ]
            (Prose.read meaning
             :: (all |> List.collect (fun (_, _, _, closed) -> remarks closed) |> List.distinctBy _.Text))
