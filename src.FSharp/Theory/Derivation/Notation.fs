namespace LrnnSymbolic.Theory

open System
open System.Text.RegularExpressions
open LrnnSymbolic.Algebra

/// What the letters of a section stand for, so that each can be read by itself.
[<RequireQualifiedAccess>]
module internal Notation =
    /// Letters with one meaning everywhere (README, "Letters"): modes, steps, the task's values, the timescale.
    let everywhere = [ "a"; "b"; "c"; "u"; "t"; "i"; "T"; "tau"; "s"; "d" ]

    let private weights =
        [ "W_x", "the input weights"
          "W_h", "the recurrent weights"
          "W_y", "the output weights"
          "X", "X[i], the inputs of step i, a column a trajectory" ]

    let private taskSums =
        [ "A", "the task's sum A(b)"; "B", "the network's own sum B(b)"; "u_0", "u at learning time 0" ]

    // A name with "_n" stands for all its numbered letters.
    let private bySection: (string * (string * string) list) list =
        [ "loss", [ "x", "x[i], the input of step i along the mode"; "y", "the target along the mode" ]
          "gradients",
          weights
          @ [ "Y", "the targets, a column a trajectory"
              "Sigma_XX", "the correlation of inputs, X X' of two steps"
              "Sigma_YX", "the correlation of target and input, Y X'" ]
          "alignment",
          weights
          @ [ "Sigma_YX", "the correlation of target and input"
              "U", "the orthogonal frame of the outputs"
              "V", "the orthogonal frame of the inputs"
              "R", "the orthogonal frame of the hidden units"
              "A", "the diagonal matrix of the modes a"
              "B", "the diagonal matrix of the modes b"
              "C", "the diagonal matrix of the modes c"
              "S", "the diagonal matrix of the values s"
              "D", "the diagonal matrix of the values d" ]
          "flow",
          [ "z", "any complex number, such as a mode"
            "w", "another"
            "z_n", "the real and imaginary parts of z, z_re and z_im"
            "a_n", "the parts of a"
            "b_n", "the parts of b"
            "c_n", "the parts of c"
            "bre", "the real part of b^n"
            "bim", "the imaginary part of b^n"
            "dre", "the real part of d"
            "dim", "the imaginary part of d"
            "rre", "the real part of d - c b^n a"
            "rim", "the imaginary part of d - c b^n a" ]
          "input-output", taskSums @ [ "k", "a^2 - c^2, which learning conserves (in modulus squares for complex modes)" ]
          "recurrent-series",
          [ "g_n", "the n-th derivative of g"
            "B_n", "the size of the n-th coefficient of the series in h, |b^(n)|/n!"
            "B_N", "that of the last term that is kept"
            "B_m", "that of an earlier term"
            "N", "the number of the last term"
            "m", "the number of an earlier term that is not 0, m < N"
            "h", "the step in learning time"
            "epsilon", "the error that is allowed" ]
          "zero-loss",
          [ "D_u", "the deviation of u from the solution"
            "D_b", "the deviation of b from the solution"
            "u_star", "u of the solution"
            "b_star", "b of the solution" ]
          "stability",
          taskSums
          @ [ "A_n", "A of two modes that are compared"
              "x", "A/(B*u_0) - 1, the growth of u up to half of its final value A/B" ]
          "stationary", [ "b_n", "b of the n-th stationary point"; "u_n", "u there" ]
          "extrapolation", [ "T_1", "the other trajectory length" ]
          "kernel",
          weights
          @ [ "I_N_y", "the identity on the outputs"
              "t_1", "another output step"
              "a_n", "the input mode of a second network"
              "b_n", "the recurrent mode of a second network"
              "c_n", "the output mode of a second network" ] ]

    /// The word that a letter of a section stands for.
    let meaning (section: string) (name: string) : string option =
        let find name =
            bySection
            |> List.tryFind (fun (known, _) -> known = section)
            |> Option.bind (snd >> List.tryFind (fst >> (=) name) >> Option.map snd)

        find name
        |> Option.orElseWith (fun () ->
            match name.IndexOf '_' with
            | -1 -> if name = "i" then Some "a step" else None
            | at -> find (name.Substring(0, at) + "_n"))

    // Operations and summation indices of matrix expressions are no letters to explain.
    let private ofMatrix (text: string) =
        let words = [ for m in Regex.Matches(text, @"[A-Za-z]\w*") -> m.Value ]
        let indices = [ for m in Regex.Matches(text, @"sum_\{(\w+)=") -> m.Groups[1].Value ]
        List.except ([ "sum_"; "tr"; "kron"; "conj"; "dagger"; "vec"; "block" ] @ indices) words

    /// The letters of an equation's right-hand side and conditions, without repetition.
    let letters (equation: Equation) : string list =
        match equation.Matrix with
        | Some(text, _) -> List.distinct (ofMatrix text)
        | None ->
            equation.Right :: equation.Positive
            @ (equation.Conditions |> List.collect (fun c -> [ c.Left; c.Right ]))
            |> Seq.collect Properties.freeSymbols
            |> Seq.map _.Name
            |> Seq.distinct
            |> List.ofSeq

    /// Letters that are explained nowhere else: not everywhere's, not the task's own, not on a left-hand side of the section.
    let ofSection (task: TaskDynamics) (section: Section) : string list =
        let parameters = TaskDynamics.parameters task |> List.map _.Name

        // A letter that the task has too gets another name, which must be explained.
        let isAside (letter: string) = parameters |> List.exists _.StartsWith(OwnNames.asideName letter, System.StringComparison.Ordinal)

        let known =
            (everywhere |> List.filter (isAside >> not)) @ parameters @ (section.Equations |> List.map _.Left)

        section.Equations
        |> List.collect letters
        |> List.distinct
        |> List.except known
        |> List.sortWith (fun x y -> String.CompareOrdinal(x, y))

    /// What the project's own functions in a section stand for, a sentence each.
    let functions (section: Section) : string list =
        let used =
            [ for e in section.Equations do
                  if e.Matrix.IsNone then
                      for part in TaskDynamics.parts e.Right do
                          match part.Node with
                          | Function(id, _) -> id
                          | _ -> () ]

        [ for row in FunctionTable.rows () do
              match row.Meaning with
              | ValueSome text when List.contains row.Id used -> text + "."
              | _ -> () ]

    /// The section with last remarks on its functions and its letters.
    let explain (task: TaskDynamics) (section: Section) : Section =
        // Letters with one meaning, such as numbered ones, share an entry.
        let entries =
            ofSection task section
            |> List.choose (fun name -> meaning section.Name name |> Option.map (fun text -> name, text))
            |> List.groupBy snd
            |> List.map (fun (text, names) -> names |> List.map fst |> String.concat ", " |> (fun letters -> $"{letters}: {text}"))

        let letters =
            if entries.IsEmpty then
                []
            else
                [ "Letters: " + String.concat "; " entries + "." ]

        { section with
            Remarks = section.Remarks @ functions section @ letters }
