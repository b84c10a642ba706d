namespace LrnnSymbolic.Theory

open System
open System.Text.RegularExpressions
open LrnnSymbolic.Algebra

/// The names that derivations give to quantities of their own. Where a task has a parameter of such a name, the parameter keeps
/// it and the derivation's quantity gets another one: N_0 becomes N_0_1.
///
/// The sections are made for a task whose parameter stands aside under a third name, and both are renamed in what comes out.
[<RequireQualifiedAccess>]
module internal OwnNames =
    let private series =
        [ for n in 1..4 -> $"g_{n}"
          for total in 1..3 do
              for m in 0..total -> $"g_{m}_{total - m}" ]

    /// All of them but those that no task may use, such as a, b, c, u, tau.
    let all: Set<string> =
        [ "i j n m k r x y" // steps, indices, data
          "A B A_1 A_2 A_m B_m B_N u_0 N_0 omega q phi" // the input-output mode, two modes
          "g h N R epsilon" // the recurrent mode, windows
          "u_star b_star D_u D_b" // deviations
          "h_1 h_2 eta_max" // at a solution
          "k_1 k_2 D K K_1 K_x K_h K_y a_1 b_1 c_1" // the kernel
          "E G" // stationary points
          "W_x W_h W_y N_x N_h N_y P X Y Sigma_YX Sigma_XX U V R C S Sigma" // the network
          "z w z_re z_im a_re a_im b_re b_im c_re c_im bre bim dre dim rre rim" ] // real blocks
        |> List.collect (fun line -> List.ofArray (line.Split ' '))
        |> List.append series
        |> Set.ofList

    /// Names in sentences for all of a numbered kind, with the letter that counts them.
    let private families = [ "g_n", "n"; "sum_n", "n"; "G_k", "k"; "C_k", "k"; "h_k", "k" ]

    let private isOwn (name: string) = all.Contains name || families |> List.exists (fun (family, _) -> family = name)

    // A name that is not taken, of a name and a number.
    let private free (taken: Set<string>) (name: string) = Seq.initInfinite (fun k -> $"{name}_{k + 1}") |> Seq.find (taken.Contains >> not)

    let private withName (name: string) (s: Symbol) = Symbol.Of(name, s.Assumptions)

    // ---- Renaming ---------------------------------------------------------------------------------------------------------

    // Every symbol of a name, summation indices among them.
    let rec private inExpr (names: Map<string, string>) (e: Expr) : Expr =
        let symbol (s: Symbol) =
            match names.TryFind s.Name with
            | Some name -> withName name s
            | None -> s

        match e.Node with
        | Symbol s when names.ContainsKey s.Name -> Canonical.symbol (symbol s)
        | Indexed(s, at) -> Canonical.indexed (symbol s) [ for x in at -> inExpr names x ]
        | IndexedSum sum -> Canonical.sumOver (symbol sum.Index) (inExpr names sum.Lower) (inExpr names sum.Upper) (inExpr names sum.Body)
        | _ -> Substitution.mapChildren (inExpr names) e

    let private inText (names: Map<string, string>) (text: string) =
        Regex.Replace(text, "[A-Za-z][A-Za-z0-9_]*", fun word -> names.TryFind word.Value |> Option.defaultValue word.Value)

    // A letter, a Greek one or an upright word, and whether a subscript follows it.
    let private latexName = Regex @"(?<name>\\mathrm\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z])(?<index>_)?"

    // Words that are no names, with their argument.
    let private latexWord = Regex @"\G\\(?:mathcal|operatorname|text|begin|end)\{[^{}]*\}"

    // The end of what begins at a position: a group in braces, a command or a character.
    let private endOfGroup (latex: string) (start: int) =
        let rec closing depth k =
            match latex[k] with
            | '{' -> closing (depth + 1) (k + 1)
            | '}' when depth = 1 -> k + 1
            | '}' -> closing (depth - 1) (k + 1)
            | _ -> closing depth (k + 1)

        if latex[start] = '{' then
            closing 0 start
        else
            start + max 1 (Regex(@"\G\\[A-Za-z]+").Match(latex, start).Length)

    /// LaTeX in which each name of the map is another. A name's subscript belongs to it, so that h_1 is no h with an index, unless no
    /// name of a derivation has that subscript: then it is an index, in which names are renamed too.
    let private inLatex (names: Map<string, string>) (latex: string) =
        let plain (token: string) = token.Replace("{", "").Replace("}", "")
        let renamed =
            [ for KeyValue(name, other) in names -> plain (Latex.name name), Latex.name other ] |> Map.ofList
        let own = all |> Set.map (Latex.name >> plain)

        let rec rename (text: string) =
            let out = Text.StringBuilder()
            let mutable k = 0

            let copy (upTo: int) =
                out.Append(text, k, upTo - k) |> ignore
                k <- upTo

            // An exponent or index of one letter may have no braces, which a longer one needs.
            let put (other: string) (upTo: int) =
                let isRaised = k > 0 && (text[k - 1] = '^' || text[k - 1] = '_')
                out.Append(if isRaised then "{" + other + "}" else other) |> ignore
                k <- upTo

            while k < text.Length do
                let name = latexName.Match(text, k)

                if not name.Success then
                    copy text.Length
                else
                    copy name.Index
                    let word = latexWord.Match(text, k)

                    if word.Success then
                        copy (k + word.Length)
                    else
                        let head = name.Groups["name"].Value
                        let finish = k + head.Length
                        let whole = if name.Groups["index"].Success then endOfGroup text (finish + 1) else finish

                        let token = plain (text.Substring(k, whole - k))
                        let index = text.Substring(min whole (finish + 1), max 0 (whole - finish - 1))
                        let isLabel = plain(index).StartsWith @"\mathrm"

                        match renamed.TryFind token, renamed.TryFind head with
                        | Some other, _ -> put other whole
                        | None, _ when own.Contains token -> copy whole
                        | None, Some other when not isLabel -> put (Latex.indexed other [ rename (plain index) ]) whole
                        | _ -> copy finish

            out.ToString()

        rename latex

    let private inVerdict text (verdict: Verdict) =
        match verdict with
        | Proved reason -> Proved(text reason)
        | Refuted witness -> Refuted(text witness)
        | Unknown reason -> Unknown(text reason)
        | Given what -> Given(text what)
        | Estimated how -> Estimated(text how)
        | Checked _ -> verdict

    let private inEquation names (e: Equation) =
        let expr, text = inExpr names, inText names

        { e with
            Left = text e.Left
            LeftLatex = inLatex names e.LeftLatex
            Right = expr e.Right
            Matrix = e.Matrix |> Option.map (fun (matrix, latex) -> text matrix, inLatex names latex)
            Conditions =
                e.Conditions
                |> List.map (fun c ->
                    { c with
                        Left = expr c.Left
                        Right = expr c.Right })
            Positive = List.map expr e.Positive
            Rule = text e.Rule
            Verdict = inVerdict text e.Verdict }

    let private inSection names (section: Section) =
        { section with
            Equations = section.Equations |> List.map (inEquation names)
            Remarks = section.Remarks |> List.map (inText names) }

    /// What the name begins with under which a task's parameter waits while the derivation uses its name for a quantity of its own.
    let asideName (name: string) = $"{name}_task"

    /// Sections of a task, in which no quantity of the derivation's own has the name of one of the task's parameters.
    let apart (make: TaskDynamics -> Section list) (task: TaskDynamics) : Section list =
        let parameters = TaskDynamics.parameters task

        match parameters |> List.filter (fun p -> isOwn p.Name) with
        | [] -> make task
        | clashing ->
            let taken = parameters |> List.map _.Name |> Set.ofList |> Set.union all
            let aside = [ for p in clashing -> p, withName (free taken (asideName p.Name)) p ]
            let names =
                [ for p, other in aside do
                      other.Name, p.Name
                      p.Name, free taken p.Name ]
                |> Map.ofList

            // Where the letter that counts a kind is another, it is in the kind's name too: g_n is g_n_1.
            let counted =
                [ for family, counter in families do
                      match names.TryFind counter with
                      | Some other when not (names.ContainsKey family) -> family, family.Replace($"_{counter}", $"_{other}")
                      | _ -> () ]

            let names =
                counted
                |> List.fold (fun (names: Map<string, string>) (family, other) -> names.Add(family, other)) names

            { task with
                Formula = Substitution.symbols [ for p, other in aside -> p, Canonical.symbol other ] task.Formula }
            |> make
            |> List.map (inSection names)
