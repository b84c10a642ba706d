/// Sums stay sums: what is derived does not grow with T.
module LrnnSymbolic.Theory.Tests.SizeTests

open System
open System.Collections.Generic
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

let private nodes (e: Expr) =
    let seen = HashSet<Expr>(HashIdentity.Reference)

    let rec look (e: Expr) =
        if seen.Add e then
            Substitution.mapChildren
                (fun child ->
                    look child
                    child)
                e
            |> ignore

    look e
    seen

let private derived (task: TaskDynamics) =
    let energy = Energy.ofTask task

    [ "energy", energy
      "data", Energy.dataTerm Mode.real energy
      "regularization", Energy.effectiveRegularization Mode.real energy
      "A", Energy.correlation energy
      "B", Energy.responsePower energy
      for k, e in List.indexed (GradientFlow.ofEnergy Mode.real energy) do
          $"flow {k}", e
      for k, e in List.indexed (List.concat (GradientFlow.hessian energy)) do
          $"hessian {k}", e ]

let private parsed text =
    match ParameterValues.parse text with
    | Ok values -> values
    | Error(InputProblem problem) -> failwith problem

let private withValues text task =
    match TaskDynamics.withValues (parsed text) task with
    | Ok task -> task
    | Error(InputProblem problem) -> failwith problem

let private isSum (e: Expr) =
    match e.Node with
    | IndexedSum _ -> true
    | _ -> false

let private sizes (task: TaskDynamics) =
    test task.Name {
        let sizeAt (length: int) = [ for name, e in derived (withValues $"T={length}" task) -> name, (nodes e).Count ]

        Expect.equal (sizeAt 977) (sizeAt 13) "as many nodes for T = 977 as for T = 13"

        // b^2 and b^(T-i) can only come from a sum over the trajectory.
        let B = List.find (fun (name, _) -> name = "B") (derived task) |> snd
        Expect.isTrue (nodes B |> Seq.exists isSum) "B(b) is a sum for symbolic T"
        Expect.isLessThan (nodes B).Count 20 "B(b) is short"
    }

let private numericValues (task: TaskDynamics) =
    test task.Name {
        let random = Random 11

        for length in [ 1; 2; 3; 7 ] do
            let parameters = Tasks.values random task

            let text =
                String.Join(
                    ",",
                    ("T", string length) :: [ for name, value in parameters -> name, string value ]
                    |> List.map (fun (n, v) -> $"{n}={v}")
                )

            let data = Tasks.data random length

            for a, b, c in Tasks.states random parameters do
                let modes = [ "a", a; "b", b; "c", c ]

                let numeric = [ for name, e in derived (withValues text task) -> name, Exact.value data modes e ]

                let at = ("T", Rational.OfInt length) :: modes @ parameters
                let symbolic = [ for name, e in derived task -> name, Exact.value data at e ]
                Expect.equal numeric symbolic $"{text} at a={a}, b={b}, c={c}"
    }

[<Tests>]
let tests =
    testList
        "size"
        [ testList "does not depend on T" (Tasks.all |> List.map sizes)
          testList "values put in early or late are the same" (Tasks.all |> List.map numericValues) ]
