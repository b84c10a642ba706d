/// What is printed of a derivation.
module LrnnSymbolic.Theory.Tests.DerivationTests

open System
open System.Text.RegularExpressions
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

let private equationsIn (names: string list) (task: TaskDynamics) =
    [ for section in Derivation.derive names task do
          for equation in section.Equations do
              section, equation ]

/// The sections that every task has, up to its learning equations.
let private learning = [ "task"; "loss"; "energy"; "regularization"; "flow" ]
let private equationsOf = equationsIn learning

/// The depth of braces never falls below zero and ends there; \{ and \} are characters.
let private bracesBalance (latex: string) =
    let plain = latex.Replace("\\\\", "").Replace("\\{", "").Replace("\\}", "")

    let depths =
        plain
        |> Seq.scan
            (fun depth c ->
                depth
                + (match c with
                   | '{' -> 1
                   | '}' -> -1
                   | _ -> 0))
            0
        |> Seq.toList

    List.min depths = 0 && List.last depths = 0

let private count (word: string) (text: string) = (text.Split word).Length - 1

let private printed (sections: string list) (task: TaskDynamics) =
    test task.Name {
        for section, equation in equationsIn sections task |> List.filter (fun (_, e) -> e.Right.IsScalar) do
            let place = $"{section.Name}/{equation.Name}"
            let infix = Infix.print equation.Value

            match Parser.parse Vocabulary.real infix with
            | Ok parsed ->
                Expect.equal (Infix.print parsed) infix $"{place}: reads as it is written"

                Expect.isTrue (obj.ReferenceEquals(parsed, equation.Value)) $"{place}: {infix} parses back to the same node"
            | Error failure -> failtest $"{place}: {infix}: {failure}"

            for latex in [ Latex.print equation.Value; equation.Left.Latex ] do
                Expect.isTrue (bracesBalance latex) $"{place}: braces of {latex}"
                Expect.equal (count "\\left" latex) (count "\\right" latex) $"{place}: \\left and \\right of {latex}"
                Expect.isNotEmpty latex $"{place} has LaTeX"

            Expect.isNotEmpty equation.Rule.Text $"{place} names its rule"
    }

let private names (task: TaskDynamics) =
    test task.Name {
        for section in Derivation.derive Derivation.sectionNames task do
            let names = section.Equations |> List.map _.Name
            Expect.equal (List.distinct names) names $"names in {section.Name}"
            Expect.isFalse (section.Equations.IsEmpty && section.RemarkTexts.IsEmpty) $"{section.Name} says something"
    }

[<Tests>]
let tests =
    testList
        "derivation"
        [ testList "prints" (Tasks.all |> List.map (printed learning))
          testList "prints all sections" (Tasks.presets |> List.map (Tasks.read >> printed Derivation.sectionNames))
          testList "names its equations" (Tasks.presets |> List.map (Tasks.read >> names))
          test "sections come in reading order, only those asked for" {
              let task = Tasks.read "constant"
              let sections names = Derivation.derive names task |> List.map _.Name
              Expect.equal (sections Derivation.sectionNames) Derivation.sectionNames "all"
              Expect.equal (sections [ "flow"; "energy" ]) [ "energy"; "flow" ] "two"
              Expect.equal (sections [ "nothing" ]) [] "none"
          }
          test "the energy printed is the one that flows" {
              let task = Tasks.read "inverse-exponential"
              let named name = equationsOf task |> List.find (fun (_, e) -> e.Name = name) |> fun (_, e) -> e.Value
              let flow = [ for mode in [ "a'"; "b'"; "c'" ] -> named mode ]
              Expect.equal flow (GradientFlow.ofEnergy Mode.real (named "energy")) "minus the gradient"
              Expect.equal (named "s") task.Formula "the task"
          }
          test "the energy is the loss summed over whitened trajectories" {
              // One trajectory of length 3 whose inputs are unit vectors in turn: the loss at x = e_i, y = s_i, summed over i.
              let loss =
                  equationsOf (Tasks.read "constant")
                  |> List.find (fun (_, e) -> e.Name = "loss")
                  |> fun (_, e) -> e.Value

              let modes = [ "a", Exact.q 2 3; "b", Exact.q -3 5; "c", Exact.q 7 4; "T", Exact.q 3 1 ]
              let s = [| Exact.q 1 2; Exact.q -5 3; Exact.q 4 1 |]

              let k = Vocabulary.index "k"
              let isStep i = Canonical.bracket Equal (Canonical.subtract (Canonical.symbol k) (Canonical.ofInt i))

              let lossAt i =
                  loss
                  |> Substitution.indexedSymbol (Vocabulary.real "x") [ k ] (isStep i)
                  |> Substitution.indexedSymbol (Vocabulary.real "y") [ k ] (Canonical.number s[i - 1])
                  |> Exact.value [||] modes

              Expect.equal (Exact.sum [ for i in 1..3 -> lossAt i ]) (Exact.value s modes (Energy.general Setting.standard)) "equal"
          } ]

let private settings =
    [ for outputs in [ Last; Every ] do
          for modes in [ RealModes; ComplexModes ] -> { Outputs = outputs; Modes = modes } ]

let private inSetting (setting: Setting) (steps: int option) (text: string) =
    match TaskDynamics.parseFor setting text with
    | Error _ -> None
    | Ok task ->
        match steps with
        | None -> Some task
        | Some steps ->
            Some
                { task with
                    Formula = Substitution.symbol TaskDynamics.trajectoryLength (Canonical.ofInt steps) task.Formula
                    Length = Canonical.ofInt steps }

/// Every letter has a meaning that can be read: everywhere's, the task's own, a left-hand side's, or one that the section gives.
let private everyLetterIsExplained (sections: string list) (task: TaskDynamics) =
    test $"{task.Name} {task.Setting.Outputs} {task.Setting.Modes} T = {Infix.print task.Length}" {
        for section in Derivation.derive sections task do
            for name in Explanation.ofSection task section do
                let entry = Regex $@"[ ,]{Regex.Escape name}(, \w+)*: "
                let isExplained (remark: string) = remark.StartsWith "Letters: " && entry.IsMatch remark
                Expect.exists section.RemarkTexts isExplained $"{section.Name}: {name}"
    }

/// What the project's own functions are called in plain text is said wherever they are printed.
let private everyFunctionIsExplained (task: TaskDynamics) =
    test $"{task.Name} {task.Setting.Outputs} {task.Setting.Modes}: functions" {
        for section in Derivation.derive Derivation.sectionNames task do
            for call in [ "geometric("; "homogeneous("; "wave(" ] do
                let isPrinted = section.Equations |> List.exists (fun e -> e.Right.Text.Contains call)
                let explained =
                    section.RemarkTexts |> List.filter (fun remark -> remark.Contains(call + "k, q")) |> List.length
                Expect.equal explained (if isPrinted then 1 else 0) $"{section.Name}: {call}"
    }

/// An assumption, the task and an estimate are not proved, whatever follows from them is.
[<Tests>]
let posited =
    let isPosited (rule: string) =
        [ "Assumption "
          "as given"
          "Cauchy-Hadamard"
          "a geometric series for h < R"
          "at most twice its first term" ]
        |> List.exists rule.Contains

    testList
        "what is put in"
        [ for setting in settings do
              match inSetting setting None "exponential" with
              | None -> ()
              | Some task ->
                  test $"{setting.Outputs} {setting.Modes}" {
                      let equations =
                          Derivation.derive [ "task"; "loss"; "gradients"; "alignment"; "flow"; "recurrent-series" ] task
                          |> List.collect _.Equations

                      for e in equations do
                          let isGiven, isEstimated = e.Verdict.IsGiven, e.Verdict.IsEstimated

                          if isPosited e.Rule.Text then
                              Expect.isTrue (isGiven || isEstimated) $"{e.Name}: {e.Verdict}"

                          if isGiven || isEstimated then
                              Expect.isFalse e.Verdict.IsSettled e.Name
                              Expect.isFalse ((string e.Verdict).Contains "proved:" && isGiven) e.Name

                          Expect.contains [ "identity"; "induction"; "numeric" ] (Equation.verified e) e.Name

                      Expect.isNonEmpty (equations |> List.filter _.Verdict.IsGiven) "some are given"
                      Expect.isNonEmpty (equations |> List.filter _.Verdict.IsEstimated) "some are estimates"
                      Expect.isTrue (equations |> List.exists (fun e -> e.Name = "a'" && e.Verdict.IsProved)) "the flow is proved"
                  } ]

/// Sections that take no long search for a drawn task; the others have the same letters for every task.
let private quick = [ "gradients"; "alignment"; "input-output"; "recurrent-series"; "kernel" ]

[<Tests>]
let letters =
    testList
        "letters"
        [ for text in Tasks.presets do
              for setting in settings do
                  match inSetting setting None text with
                  | Some task -> everyFunctionIsExplained task
                  | None -> ()

                  for steps in [ None; Some 3 ] do
                      match inSetting setting steps text with
                      | Some task -> everyLetterIsExplained Derivation.sectionNames task
                      | None -> ()
          for task in Tasks.all do
              if not (List.contains task.Name Tasks.presets) then
                  everyLetterIsExplained (learning @ quick) task ]

/// Requirements of steps, decided for the formula and tried out step by step.
let private requirementsOf text (steps: int option) =
    match inSetting Setting.standard steps text with
    | Some task -> TaskDomain.requirementsOf task
    | None -> failtest text

[<Tests>]
let domain =
    testList
        "steps without a value"
        [ for text, steps, says in
              [ "1/(t - 2)", Some 4, "no value at t = 2"
                "1/(t - 2)", None, "no value at t = 2"
                "sqrt(t - 3)", Some 4, "no value at t = 1"
                "sqrt(t - 3)", None, "no value at t = 1"
                "log(t - 1)", Some 4, "no value at t = 1"
                "delta/(T - t)", None, "no value at t = T"
                "sum(1/(k - 2), k, 1, t)", Some 3, "no value at t = 2" ] do
              test $"{text}, T = {steps} is refused" {
                  match requirementsOf text steps with
                  | Error(InputProblem problem) -> Expect.stringContains problem says text
                  | Ok _ -> failtest "accepted"
              }
          for text, steps in
              [ "1/(t - 5)", Some 4
                "1/t", None
                "1/(T - t + 1)", None
                "sqrt(T - t)", None
                "[t < 3]/(t - 3)", Some 4
                "sum(delta/k, k, 1, t)", None
                "delta*lambda^(T - t)", None ] do
              test $"{text}, T = {steps} has a value at every step" {
                  match requirementsOf text steps with
                  | Ok requirements -> Expect.isEmpty (TaskDomain.sentences requirements) text
                  | Error(InputProblem problem) -> failtest problem
              }
          for text, says in
              [ "1/(t - 20)", "t - 20 must not be 0"
                "sqrt(20 - t)", "20 - t must not be below 0"
                "1/(delta + t)", "delta + t must not be 0" ] do
              test $"{text} says its condition" {
                  match requirementsOf text None with
                  | Ok requirements ->
                      Expect.stringContains (TaskDomain.sentences requirements |> List.map _.Text |> String.concat " ") says text
                  | Error(InputProblem problem) -> failtest problem
              } ]
