namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The names that derivations give to quantities of their own. Where a task has a parameter of such a name, the parameter keeps
/// it and the derivation's quantity gets another one: N_0 becomes N_0_1. Renaming acts on symbols: those of left-hand sides, of
/// equations that hold for every task, and of sentences where they speak of the derivation's own letters.
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

    // Every symbol of a name, summation indices among them.
    let rec private inExpr (names: Map<string, string>) (e: Expr) : Expr =
        let symbol (s: Symbol) =
            match names.TryFind s.Name with
            | Some name -> Symbol.Of(name, s.Assumptions)
            | None -> s

        match e.Node with
        | Symbol s when names.ContainsKey s.Name -> Canonical.symbol (symbol s)
        | Indexed(s, at) -> Canonical.indexed (symbol s) [ for x in at -> inExpr names x ]
        | IndexedSum sum -> Canonical.sumOver (symbol sum.Index) (inExpr names sum.Lower) (inExpr names sum.Upper) (inExpr names sum.Body)
        | _ -> Substitution.mapChildren (inExpr names) e

    let private renamed (names: Map<string, string>) (section: Section) =
        let name text = names.TryFind text |> Option.defaultValue text
        let formula = Formula.rename (inExpr names) name

        { section with
            Equations = section.Equations |> List.map (Equation.rename (inExpr names) name)
            Remarks = section.Remarks |> List.map (Prose.rename formula) }

    /// A section of a task, in which no quantity of the derivation's own has the name of one of the task's parameters.
    let apart (task: TaskDynamics) (section: Section) : Section =
        let parameters = TaskDynamics.parameters task |> List.map _.Name |> Set.ofList

        match parameters |> Set.filter isOwn |> Set.toList with
        | [] -> section
        | clashing ->
            let names = Map.ofList [ for name in clashing -> name, free (Set.union parameters all) name ]

            // Where the letter that counts a kind is another, it is in the kind's name too: g_n is g_n_1.
            let counted =
                [ for family, counter in families do
                      match names.TryFind counter with
                      | Some other when not (names.ContainsKey family) -> family, family.Replace($"_{counter}", $"_{other}")
                      | _ -> () ]

            renamed (Map.ofSeq (Seq.append (Map.toSeq names) counted)) section
