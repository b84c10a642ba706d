namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The sections of a derivation, by what they are about; each prints as its name, "closed-sums".
[<RequireQualifiedAccess>]
type SectionName =
    | Task
    | Loss
    | Gradients
    | Alignment
    | Energy
    | Regularization
    | Flow
    | Conserved
    | ClosedSums
    | InputOutput
    | RecurrentSeries
    | ZeroLoss
    | Stationary
    | Stability
    | Extrapolation
    | Kernel

    override name.ToString() =
        match name with
        | SectionName.Task -> "task"
        | SectionName.Loss -> "loss"
        | SectionName.Gradients -> "gradients"
        | SectionName.Alignment -> "alignment"
        | SectionName.Energy -> "energy"
        | SectionName.Regularization -> "regularization"
        | SectionName.Flow -> "flow"
        | SectionName.Conserved -> "conserved"
        | SectionName.ClosedSums -> "closed-sums"
        | SectionName.InputOutput -> "input-output"
        | SectionName.RecurrentSeries -> "recurrent-series"
        | SectionName.ZeroLoss -> "zero-loss"
        | SectionName.Stationary -> "stationary"
        | SectionName.Stability -> "stability"
        | SectionName.Extrapolation -> "extrapolation"
        | SectionName.Kernel -> "kernel"

/// From a task's dynamics to its learning equations, section by section; each equation names the rule that made it.
[<RequireQualifiedAccess>]
module Derivation =
    let private half = Canonical.number (Rational.ofRatio 1 2)

    let private valueLeft (task: TaskDynamics) =
        let s = TaskDynamics.singularValueOf task.Setting.Modes
        Scalar(Canonical.indexed s (TaskDynamics.formals task.Setting |> List.map Canonical.symbol))

    let private taskSection (task: TaskDynamics) =
        let requirements =
            match TaskDomain.requirementsOf task with
            | Ok requirements -> requirements @ TaskDomain.ofParameters task
            | Error(InputProblem problem) -> raise (UndefinedExpression problem)

        let conditions: Condition list =
            [ for requirement in requirements do
                  match requirement with
                  | NonZero e ->
                      { Left = e
                        Right = Canonical.zero
                        Equal = false }
                  | _ -> () ]
            |> List.distinct

        Section.make
            "task"
            "Task dynamics"
            [ Equation.derived "s" "(10)" (valueLeft task) (Scalar task.Formula) "the task, as given"
              |> Equation.given "the task"
              |> Equation.where conditions ]
            (TaskDomain.sentences requirements)

    let private loss (task: TaskDynamics) =
        let mode = Mode.ofKind task.Setting.Modes
        // The output of a complex mode is complex, and so are its target and what it reads of the inputs.
        let data = Mode.vocabulary task.Setting.Modes
        let x = data "x"
        let counted = Mode.counted task.Setting.Outputs
        let output =
            Canonical.sumOver Mode.index Canonical.one counted (Mode.response task.Setting.Outputs mode *. Canonical.indexed x [ Mode.i ])
        let target = Canonical.indexed (data "y") [ counted ]
        let squared = half *. Energy.modulusSquared (target -. output)

        let summed =
            match task.Setting.Outputs with
            | Last -> squared
            | Every -> Canonical.sumOver Mode.outputStep Canonical.one Mode.T squared

        let prediction = Below(Accented(Hat, Letter "y"), Scalar counted)

        Section.make
            "loss"
            "Loss of one mode"
            [ Equation.derived
                  "output"
                  "(3)"
                  (Named(Row [ Word "yhat["; Scalar counted; Word "]" ], prediction))
                  (Scalar output)
                  "unroll h_{t+1} = b h_t + a x_t from h_1 = 0 and read out yhat = c h_{t+1}"
              Equation.derived
                  "loss"
                  (if task.Setting.Outputs = Last then "(4)" else "(144)")
                  Quantity.loss
                  (Scalar summed)
                  "half the squared error of the counted outputs, for one trajectory"
              |> Equation.given "the definition of the loss" ]
            []
        |> Section.general
        |> Section.explained [ "x", "x[i], the input of step i along the mode"; "y", "the target along the mode" ]

    let private energy (task: TaskDynamics) =
        let number =
            match task.Setting with
            | { Modes = ComplexModes } -> "(163)"
            | { Outputs = Every } -> "(158)"
            | _ -> "(8)"

        Section.make
            "energy"
            "Energy of one mode"
            [ Equation.derived
                  "general"
                  number
                  Quantity.energy
                  (Scalar(Energy.general task.Setting))
                  "sum the loss over whitened trajectories: sum_p x_i x_j = [i = j], sum_p y x_i = s_i; the part of the data that no mode can reach is left out"
              Equation.derived "energy" number Quantity.energy (Scalar(Energy.ofTask task)) "insert the task" ]
            []

    let private flow (task: TaskDynamics) =
        let mode = Mode.ofKind task.Setting.Modes

        let numbers =
            match task.Setting.Modes with
            | RealModes -> [ "(5)"; "(6)"; "(7)" ]
            | ComplexModes -> [ "(182)"; "(183)"; "(184)" ]

        let component' (symbol: Symbol) number right =
            let rule =
                match mode.Kind with
                | RealModes -> $"-dE/d{symbol.Name}, under the sum"
                | ComplexModes -> $"-2 dE/d conj({symbol.Name}), under the sum"

            Equation.derived (symbol.Name + "'") number (Quantity.rate symbol.Name) (Scalar right) rule

        let blocks, remarks =
            match task.Setting.Modes with
            | RealModes -> [], []
            | ComplexModes -> RealBlocks.equations task.Setting

        Section.make
            "flow"
            "Learning dynamics"
            (List.map3 component' mode.Symbols numbers (GradientFlow.ofEnergy mode (Energy.ofTask task)) @ blocks)
            remarks
        |> Section.explained RealBlocks.letters

    let private zeroLoss (task: TaskDynamics) (answer: ZeroLossAnswer) =
        let section = ZeroLossSection.section task answer
        match answer.Decision with
        | Solved _ ->
            { section with
                Equations = section.Equations @ Deviations.equations task.Setting
                Remarks = section.Remarks @ [ Deviations.remark ]
                Letters = Deviations.letters }
        | _ -> section

    /// What a section is made of: the task, or what is known of its solutions without loss besides, which is decided once.
    [<NoEquality; NoComparison>]
    type private Source =
        | Of of (TaskDynamics -> Section)
        | WithSolutions of (TaskDynamics -> ZeroLossAnswer -> Section)

    let private sections: (SectionName * Source) list =
        [ SectionName.Task, Of taskSection
          SectionName.Loss, Of loss
          SectionName.Gradients, Of(fun task -> FromLoss.gradients task.Setting)
          SectionName.Alignment, Of(fun task -> FromLoss.alignment task.Setting)
          SectionName.Energy, Of energy
          SectionName.Regularization, Of Regularization.section
          SectionName.Flow, Of flow
          SectionName.Conserved, Of(fun task -> ConservedQuantities.section task.Setting)
          SectionName.ClosedSums, Of TaskSums.section
          SectionName.InputOutput, Of(fun task -> InputOutputMode.section task.Setting)
          SectionName.RecurrentSeries, Of RecurrentModeSeries.section
          SectionName.ZeroLoss, WithSolutions zeroLoss
          SectionName.Stationary, Of StationarySection.section
          SectionName.Stability, WithSolutions LocalTheory.section
          SectionName.Extrapolation, WithSolutions OtherLengths.section
          SectionName.Kernel, Of(fun task -> NeuralTangentKernel.section task.Setting) ]

    /// The names of the sections, in reading order.
    let sectionNames = [ for name, _ in sections -> string name ]

    // Some tens of seconds, which no section of a task in use comes near.
    let private mostWork = 100_000_000L

    /// The section, or one that says that it is too much work.
    let private withinReach name (make: unit -> Section) =
        Work.within mostWork make
        |> Option.defaultWith (fun () ->
            Section.make name name [] [ Prose.words "Not derived: for this task it takes more work than is done for a section." ])

    /// The named sections of a task's derivation, in reading order.
    let derive (names: string list) (task: TaskDynamics) : Section list =
        let answer = lazy (ZeroLossCases.ofTask task)

        [ for section, source in sections do
              let name = string section

              if List.contains name names then
                  withinReach name (fun () ->
                      match source with
                      | Of make -> make task
                      | WithSolutions make -> make task answer.Value
                      |> Explanation.added task
                      |> OwnNames.apart task) ]
