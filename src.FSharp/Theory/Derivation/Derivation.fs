namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// From a task's dynamics to its learning equations, step by step; each step names the rule that made it.
[<RequireQualifiedAccess>]
module Derivation =
    let private equation name number (left, leftLatex) right rule standing =
        { Name = name
          Number = number
          Left = left
          LeftLatex = leftLatex
          Right = right
          Conditions = []
          Rule = rule
          Standing = standing }

    let private task (dynamics: TaskDynamics) =
        { Name = "task"
          Title = "Task dynamics"
          Equations =
            [ equation "s" "(10)" ("s[t]", "s_{t}") dynamics.Formula "the task, as given" Definition ] }

    let private loss =
        let response = Energy.overTrajectory (Mode.response *. Canonical.indexed (Vocabulary.real "x") [ Mode.i ])

        { Name = "loss"
          Title = "Loss of one mode"
          Equations =
            [ equation
                  "output"
                  "(3)"
                  ("yhat", "\\hat{y}_{T}")
                  response
                  "unroll h_{t+1} = b h_t + a x_t from h_1 = 0 and read out yhat = c h_{T+1}"
                  Definition
              equation
                  "loss"
                  "(4)"
                  ("loss", "\\mathcal{L}")
                  (Canonical.number (Rational.ofRatio 1 2)
                   *. Canonical.power (Canonical.symbol (Vocabulary.real "y") -. response) (Canonical.ofInt 2))
                  "squared error of the last output, for one trajectory"
                  Definition ] }

    let private energy (dynamics: TaskDynamics) =
        { Name = "energy"
          Title = "Energy of one mode"
          Equations =
            [ equation
                  "general"
                  "(8)"
                  ("energy", "E")
                  Energy.general
                  "sum the loss over whitened trajectories: sum_p x_i x_j = [i = j], sum_p y x_i = s_i; constants of the data left out"
                  Definition
              equation "energy" "(8)" ("energy", "E") (Energy.ofTask dynamics Energy.general) "insert the task" Identity ] }

    let private flow (dynamics: TaskDynamics) =
        let energy = Energy.ofTask dynamics Energy.general

        let component' (mode: Symbol) number right =
            equation
                (mode.Name + "'")
                number
                ($"tau*{mode.Name}'", "\\tau\\,\\dot{" + mode.Name + "}")
                right
                $"-dE/d{mode.Name}, under the sum"
                Identity

        { Name = "flow"
          Title = "Learning dynamics"
          Equations = List.map3 component' Mode.state [ "(5)"; "(6)"; "(7)" ] (GradientFlow.ofEnergy energy) }

    let private regularization (dynamics: TaskDynamics) =
        let energy = Energy.ofTask dynamics Energy.general

        { Name = "regularization"
          Title = "Data-driven term and effective regularization"
          Equations =
            [ equation
                  "data"
                  "(9)"
                  ("data", "E_{\\mathrm{data}}")
                  (Energy.dataTerm energy)
                  "E at c = 0, and c dE/dc at c = 0"
                  Identity
              equation
                  "regularization"
                  "(9)"
                  ("regularization", "E_{\\mathrm{reg}}")
                  (Energy.effectiveRegularization energy)
                  "c^2/2 d^2E/dc^2; E is quadratic in c, so the two terms are all of it"
                  Identity ] }

    let private sections: (string * (TaskDynamics -> Section)) list =
        [ "task", task
          "loss", (fun _ -> loss)
          "energy", energy
          "regularization", regularization
          "flow", flow ]

    /// The names of the sections, in reading order.
    let sectionNames = sections |> List.map fst

    /// The named sections of a task's derivation, in reading order.
    let derive (names: string list) (dynamics: TaskDynamics) : Section list =
        [ for name, make in sections do
              if List.contains name names then
                  make dynamics ]
