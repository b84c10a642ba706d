namespace LrnnSymbolic.Theory

open System
open LrnnSymbolic.Algebra

/// What the letters and functions of a section stand for, said at its end, so that each section can be read by itself.
[<RequireQualifiedAccess>]
module internal Explanation =
    /// Letters with one meaning everywhere (README, "Letters"): modes, steps, the task's values, the timescale.
    let everywhere = [ "a"; "b"; "c"; "u"; "t"; "i"; "T"; "tau"; "s"; "d" ]

    /// What a letter stands for, among those that the section has for itself; a name with "_n" stands for all its numbered letters.
    let meaning (section: Section) (name: string) : string option =
        let find name = section.Letters |> List.tryFind (fst >> (=) name) |> Option.map snd

        find name
        |> Option.orElseWith (fun () ->
            match name.IndexOf '_' with
            // Explained only where the task has an i of its own.
            | -1 -> if name = "i" then Some "a step" else None
            | at -> find (name.Substring(0, at) + "_n"))

    /// The letters of an equation's right-hand side and conditions.
    let letters (equation: Equation) : string seq =
        Seq.append (Formula.letters equation.Right) (Equation.conditions equation |> Seq.collect Formula.letters)

    // What an equation defines: a letter alone on its left.
    let rec private defined (left: Formula) =
        match left with
        | Letter name -> Some name
        | Named(text, _) -> defined text
        | Scalar e ->
            match e.Node with
            | Symbol s -> Some s.Name
            | _ -> None
        | _ -> None

    /// Letters of the derivation's own that are explained nowhere else: not everywhere's, not on a left-hand side of the section.
    let ofSection (task: TaskDynamics) (section: Section) : string list =
        let parameters = TaskDynamics.parameters task |> List.map _.Name

        let own (equation: Equation) =
            let found = letters equation
            if equation.IsGeneral then found else found |> Seq.except parameters

        section.Equations
        |> Seq.collect own
        |> Seq.distinct
        |> Seq.except (
            List.except parameters everywhere
            @ List.choose (fun (e: Equation) -> defined e.Left) section.Equations
        )
        |> Seq.sortWith (fun x y -> String.CompareOrdinal(x, y))
        |> List.ofSeq

    /// What the project's own functions in a section stand for, a sentence each.
    let functions (section: Section) : Prose list =
        let used =
            [ for e in section.Equations do
                  match e.Right with
                  | Scalar e ->
                      for part in TaskDynamics.parts e do
                          match part.Node with
                          | Function(id, _) -> id
                          | _ -> ()
                  | _ -> () ]

        [ for row in FunctionTable.rows () do
              match row.Meaning with
              | ValueSome text when List.contains row.Id used -> Prose.read (text + ".")
              | _ -> () ]

    /// The section with last remarks on its functions and its letters.
    let added (task: TaskDynamics) (section: Section) : Section =
        // Letters with one meaning, such as numbered ones, share an entry.
        let entries =
            ofSection task section
            |> List.choose (fun name -> meaning section name |> Option.map (fun text -> name, text))
            |> List.groupBy snd
            |> List.map (fun (text, names) ->
                let names = names |> List.map (fun (name, _) -> Prose [ Own(Letter name) ]) |> Prose.concat ", "
                Prose.say $"{names}: {text}")

        let letters =
            if entries.IsEmpty then
                []
            else
                let all = Prose.concat "; " entries
                [ Prose.say $"Letters: {all}." ]

        { section with
            Remarks = section.Remarks @ functions section @ letters }
