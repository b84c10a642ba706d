namespace LrnnSymbolic.Theory

open System
open System.Numerics
open LrnnSymbolic.Algebra

/// The values of a task with exact numbers for all its parameters, each rounded once. Safe to use from several threads.
[<Sealed>]
type internal ExactTask(task: TaskDynamics, exact: (string * Expr) list) =
    let values = ExactValue exact
    let names = TaskDynamics.formals task.Setting |> List.map _.Name

    /// The value for an output at a step, or why there is none.
    member _.At(output: int, step: int) : Result<Complex, string> =
        let steps = if task.Setting.Outputs = Last then [ step ] else [ output; step ]

        match values.At(task.Formula, List.zip names steps) with
        | Result.Ok z when not (Complex.IsFinite z) -> Result.Error Evaluation.beyondRange
        | Result.Ok z when task.Setting.Modes = RealModes && z.Imaginary <> 0.0 ->
            Result.Error "it is complex, but singular values are real"
        | result -> result

/// What the compiled equations of a task are given: for short trajectories a table of its exact values, which they only read.
[<RequireQualifiedAccess>]
module internal ValueTable =
    // A longer sum is cheaper in closed form.
    let private mostTerms = 4096.0

    // All the values of a table: some ten seconds.
    let private mostWork = 20_000_000L

    // How many terms the sums within a value have.
    let rec private termsWithin (steps: float) (e: Expr) : float =
        let mutable most = 1.0

        let look part =
            most <- max most (termsWithin steps part)
            part

        match e.Node with
        | IndexedSum sum ->
            let terms =
                match sum.Lower.Node, sum.Upper.Node with
                | Number lower, Number upper -> max 1.0 ((upper - lower).ToDouble())
                | _ -> steps / 2.0 |> max 1.0

            terms * termsWithin steps sum.Body
        | _ ->
            Substitution.mapChildren look e |> ignore
            most

    /// Is a task of a length computed from a table of its values? Where rounding could decide otherwise it always is; a task that is
    /// a table has no formula to evaluate.
    let suit (task: TaskDynamics) (steps: int) =
        let values =
            match task.Setting.Outputs with
            | Last -> float steps
            | Every -> float steps * float (steps + 1) / 2.0

        Properties.isFreeOf (TaskDynamics.singularValueOf task.Setting.Modes) task.Formula
        && (values * termsWithin (float steps) task.Formula <= mostTerms || TaskDomain.isDelicate task)

    /// The outputs that count with the steps up to them, in the order of a table.
    let places (setting: Setting) (steps: int) : struct (int * int) seq =
        seq {
            for output in (if setting.Outputs = Last then steps else 1) .. steps do
                for step in 1..output -> struct (output, step)
        }

    /// All values in the order of the places, complex ones as re, im, re, im, ...; or the first place without one and why.
    let table (task: TaskDynamics) (steps: int) (exact: (string * Expr) list) : Result<float[], struct (int * int * string)> =
        let values = ExactTask(task, exact)
        let numbers = Collections.Generic.List<float>()
        let mutable place = Seq.head (places task.Setting steps)

        let problemAt (struct (output, step) as here) =
            place <- here

            match values.At(output, step) with
            | Result.Error reason -> Some(struct (output, step, reason))
            | Result.Ok z ->
                numbers.Add z.Real
                if task.Setting.Modes = ComplexModes then numbers.Add z.Imaginary
                None

        let problem =
            match Work.within mostWork (fun () -> places task.Setting steps |> Seq.tryPick problemAt) with
            | Some found -> found
            | None -> let struct (output, step) = place in Some(struct (output, step, Evaluation.tooMuchWork))

        match problem with
        | Some problem -> Result.Error problem
        | None -> Result.Ok(numbers.ToArray())

    /// The task whose values are a table: what the equations are compiled for where a table suits.
    let tabulated (task: TaskDynamics) = TaskDynamics.tabulatedFor task.Setting task.Name
