/// What is printed of a derivation.
module LrnnSymbolic.Theory.Tests.DerivationTests

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
        for section, equation in equationsIn sections task |> List.filter (fun (_, e) -> e.Matrix.IsNone) do
            let place = $"{section.Name}/{equation.Name}"
            let infix = Infix.print equation.Right

            match Parser.parse Vocabulary.real infix with
            | Ok parsed ->
                Expect.equal (Infix.print parsed) infix $"{place}: reads as it is written"

                Expect.isTrue (obj.ReferenceEquals(parsed, equation.Right)) $"{place}: {infix} parses back to the same node"
            | Error failure -> failtest $"{place}: {infix}: {failure}"

            for latex in [ Latex.print equation.Right; equation.LeftLatex ] do
                Expect.isTrue (bracesBalance latex) $"{place}: braces of {latex}"
                Expect.equal (count "\\left" latex) (count "\\right" latex) $"{place}: \\left and \\right of {latex}"
                Expect.isNotEmpty latex $"{place} has LaTeX"

            Expect.isNotEmpty equation.Rule $"{place} names its rule"
    }

let private names (task: TaskDynamics) =
    test task.Name {
        for section in Derivation.derive Derivation.sectionNames task do
            let names = section.Equations |> List.map _.Name
            Expect.equal (List.distinct names) names $"names in {section.Name}"
            Expect.isFalse (section.Equations.IsEmpty && section.Remarks.IsEmpty) $"{section.Name} says something"
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
              let named name = equationsOf task |> List.find (fun (_, e) -> e.Name = name) |> fun (_, e) -> e.Right
              let flow = [ for mode in [ "a'"; "b'"; "c'" ] -> named mode ]
              Expect.equal flow (GradientFlow.ofEnergy Mode.real (named "energy")) "minus the gradient"
              Expect.equal (named "s") task.Formula "the task"
          }
          test "the energy is the loss summed over whitened trajectories" {
              // One trajectory of length 3 whose inputs are unit vectors in turn: the loss at x = e_i, y = s_i, summed over i.
              let loss =
                  equationsOf (Tasks.read "constant")
                  |> List.find (fun (_, e) -> e.Name = "loss")
                  |> fun (_, e) -> e.Right

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
