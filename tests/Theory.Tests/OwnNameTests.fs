/// A task's parameters keep their names, and no quantity of the derivation's own has the name of one.
module LrnnSymbolic.Theory.Tests.OwnNameTests

open System
open System.Text.RegularExpressions
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

let private real = { Outputs = Last; Modes = RealModes }
let private every = { Outputs = Every; Modes = RealModes }
let private complexLast = { Outputs = Last; Modes = ComplexModes }
let private complexEvery =
    { Outputs = Every
      Modes = ComplexModes }

let private formula (setting: Setting) (name: string) = if setting.Outputs = Last then $"delta*{name}^t" else $"delta*{name}^(t - i)"

let private tryRead (setting: Setting) (name: string) = TaskDynamics.parseFor setting (formula setting name)

let private derivation (setting: Setting) (name: string) =
    match tryRead setting name with
    | Ok task -> Derivation.derive Derivation.sectionNames task
    | Error(InputProblem problem) -> failtest problem

let private words (text: string) = [ for word in Regex.Matches(text, "[A-Za-z][A-Za-z0-9_]*") -> word.Value ]

// Every symbol's name, summation indices and symbols with an index among them.
let rec private namesIn (e: Expr) : Set<string> =
    let parts = ResizeArray [ Set.empty ]

    let look part =
        parts.Add(namesIn part)
        part

    match e.Node with
    | Symbol s -> Set.singleton s.Name
    | Indexed(s, at) -> at |> Array.map namesIn |> Set.unionMany |> Set.add s.Name
    | IndexedSum sum -> [ sum.Lower; sum.Upper; sum.Body ] |> List.map namesIn |> Set.unionMany |> Set.add sum.Index.Name
    | _ ->
        Substitution.mapChildren look e |> ignore
        Set.unionMany parts

let private ofEquation (e: Equation) =
    [ yield! e.Positive
      for c in e.Conditions do
          c.Left
          c.Right ]
    |> List.map namesIn
    |> List.append
        [ (if e.Right.IsScalar then
               namesIn e.Value
           else
               Set.ofSeq (Formula.letters e.Right)) ]
    |> Set.unionMany

let private equations (sections: Section list) =
    [ for section in sections do
          for e in section.Equations -> $"{section.Name}/{e.Name}", e ]

// Words of the left-hand sides that are operations, not quantities.
let private operations =
    set
        [ "limit"
          "oo"
          "sum"
          "block"
          "conj"
          "dt"
          "db"
          "dA"
          "dconj"
          "dagger"
          "d"
          "re"
          "im"
          "mod"
          "constant" ]

let private known =
    test "each symbol of a derivation is known to be its own, or no task may use it" {
        let unknown = ResizeArray()

        for setting in [ real; every; complexLast; complexEvery ] do
            for place, e in equations (derivation setting "zeta") do
                for name in Set.union (ofEquation e) (Set.ofList (words e.Left.Text)) do
                    let isTasks = List.contains name [ "delta"; "zeta"; "T"; "t"; "s"; "d" ]
                    let isRefused = (tryRead setting name).IsError
                    let isIdentity = name.StartsWith("I_", StringComparison.Ordinal)
                    let isWeight = Regex.IsMatch(name, "^d?W_[xhy]$")
                    let isDerivative = Regex.IsMatch(name, "^d(A|B)$")

                    if
                        not (
                            isTasks
                            || isRefused
                            || isWeight
                            || isIdentity
                            || isDerivative
                            || operations.Contains name
                            || OwnNames.all.Contains name
                        )
                    then
                        unknown.Add $"{name} in {place}: {e.Left.Text} = {e.Right.Text}"

        Expect.equal (String.concat "; " unknown) "" "unknown names"
    }

// A value for each name: whole where the name stands for whole numbers.
let private valueOf (name: string) =
    match name with
    | "T" -> 5.0
    | "T_1" -> 4.0
    | "t" -> 4.0
    | "t_1" -> 3.0
    | "i" -> 2.0
    | "j"
    | "n" -> 1.0
    | _ -> 0.5 + Random(Seq.fold (fun h c -> (h * 31 + int c) % 100003) 7 name).NextDouble()

// Values of which conditions such as b = zeta or A = 0 ask, where an equation has one.
let private places (e: Equation) =
    if e.Conditions |> List.exists _.Equal then
        [ for b in [ 0.0; 1.0; 2.0; -0.5 ] do
              for zeta in [ 0.0; 1.0; -1.0; 2.0; 0.5; -0.5 ] do
                  for other in [ 0.0; 1.0 ] -> Map [ "b", b; "zeta", zeta; "b_star", other; "A", other; "k", other; "D_b", other ] ]
    else
        [ Map.empty ]

let private evaluate (place: Map<string, float>) (role: string -> string) (e: Expr) =
    let value name = place.TryFind(role name) |> Option.defaultWith (fun () -> valueOf (role name))

    let point =
        { Evaluation.pointOf [ for name in namesIn e -> name, Numerics.Complex(value name, 0.0) ] with
            Indexed = fun s at -> ValueSome(Numerics.Complex(valueOf (role s.Name) + 0.1 * float (Array.sum at), 0.0)) }

    Evaluation.toComplex point e

let private isMet place (c: Condition) =
    match evaluate place id (Canonical.subtract c.Left c.Right) with
    | Ok x -> (Numerics.Complex.Abs x < 1e-12) = c.Equal
    | Error _ -> false

let private agree (x: Result<Numerics.Complex, string>) (y: Result<Numerics.Complex, string>) =
    match x, y with
    | Ok x, Ok y ->
        Numerics.Complex.Abs(x - y) <= 1e-9 * (1.0 + Numerics.Complex.Abs x)
        || (Numerics.Complex.IsNaN x && Numerics.Complex.IsNaN y)
    | Error _, Error _ -> true
    | _ -> false

let private free (name: string) =
    Seq.initInfinite (fun k -> $"{name}_{k + 1}")
    |> Seq.find (fun other -> not (OwnNames.all.Contains other))

let private renamed (setting: Setting) (plain: Lazy<(string * Equation) list>) (name: string) =
    let other = free name
    let found = equations (derivation setting name)
    // What a name means in the derivation of zeta.
    let role word =
        if word = name then "zeta"
        elif word = other then name
        else word

    Expect.equal (List.map fst found) (List.map fst plain.Value) $"{name}: the same equations"

    for (place, e), (_, original) in List.zip found plain.Value do
        let left =
            Regex.Replace(
                original.Left.Text,
                "[A-Za-z][A-Za-z0-9_]*",
                fun word ->
                    if word.Value = name then other
                    elif word.Value = "d" + name then "d" + other
                    else word.Value
            )
        Expect.equal e.Left.Text left $"{name}: {place}"

        if e.Right.IsScalar then
            // zeta has the value of a real number, also where the parameter is a whole one.
            let met = places original |> List.filter (fun values -> List.forall (isMet values) original.Conditions)
            Expect.isNonEmpty met $"{place}: its conditions hold somewhere"

            for values in met do
                let x, y = evaluate values role e.Value, evaluate values id original.Value
                Expect.isTrue (agree x y) $"{name}: {place}: {Infix.print e.Value} and {Infix.print original.Value}"

        Expect.equal (e.Conditions.Length, e.Positive.Length) (original.Conditions.Length, original.Positive.Length) $"{name}: {place}"

let private renaming (setting: Setting) (title: string) (names: string list) =
    test $"a parameter of any of these names gives the same derivation ({title})" {
        let plain = lazy (equations (derivation setting "zeta"))
        for name in names do
            renamed setting plain name
    }

let private chosen =
    [ "A"; "B"; "k"; "g"; "x"; "y"; "omega"; "D_u"; "u_0"; "bre"; "g_1_0"; "phi"; "K_x"; "N" ]

let private texts =
    test "the parameter keeps its name in texts, the derivation's quantity gets another" {
        let sections = derivation real "omega"
        let input = sections |> List.find (fun s -> s.Name = "input-output")
        let omega = input.Equations |> List.find (fun e -> e.Name = "omega")
        Expect.equal omega.Left.Text "omega_1" "left"
        Expect.equal omega.Left.Latex "\\omega_{1}" "left in LaTeX"
        Expect.stringContains omega.Rule.Text "+omega_1, -omega_1" "rule"
        let extrapolation = sections |> List.find (fun s -> s.Name = "zero-loss")
        Expect.contains extrapolation.RemarkTexts "Where omega = 0 every value is 0: u = 0 with any b." "remark"
        let b = extrapolation.Equations |> List.find (fun e -> e.Name = "b")
        Expect.equal (Infix.print b.Value) "1/omega" "b"
        Expect.equal (List.ofSeq b.ConditionTexts) [ "omega != 0" ] "condition"
    }

// Left-hand sides and matrices, which hold no parameter of a task.
let private ownLatex (e: Equation) = e.Left.Latex + (if e.Right.IsScalar then "" else e.Right.Latex)

let private inLatex =
    test "in LaTeX names are renamed whole: neither within another name nor with a second subscript" {
        let letters (text: string) = Regex.Replace(text, "[{}_\\[\\], ]", "")
        let plain = equations (derivation real "zeta")

        for name in OwnNames.all do
            match tryRead real name with
            | Error _ -> ()
            | Ok _ ->
                let own, other = Latex.name name, Latex.name (free name)

                for (place, e), (_, original) in List.zip (equations (derivation real name)) plain do
                    let latex = ownLatex e
                    Expect.isFalse (Regex.IsMatch(latex, @"_\{\d+\}_|(?<!\\hat)\{[^{}]*_\{\d+\}\}_")) $"{name}: {place}: {latex}"
                    Expect.equal (letters (latex.Replace(other, own))) (letters (ownLatex original)) $"{name}: {place}"

        let latexOf name section equation =
            derivation real name
            |> List.find (fun s -> s.Name = section)
            |> fun s -> s.Equations |> List.find (fun e -> e.Name = equation)
            |> ownLatex

        for parameter in [ "h"; "W"; "x"; "y" ] do
            Expect.stringContains (latexOf parameter "alignment" "W_h") "W_{h}" parameter

        Expect.equal (latexOf "h" "stability" "trace") "h_{1} + h_{2}" "h_1 is no h with an index"
        Expect.equal (latexOf "h" "recurrent-series" "remainder") @"\sum_{n>N} B_{n} h_{3}^{n}" "h"
        Expect.equal (latexOf "n" "recurrent-series" "remainder") @"\sum_{n_{1}>N} B_{n_{1}} h^{n_{1}}" "n"
        Expect.equal (latexOf "E" "regularization" "regularization") @"E_{\mathrm{reg}}" "a label is no index"
        Expect.equal (latexOf "E" "energy" "energy") "E_{1}" "E"
    }

let private refused =
    test "names of the theory are refused in one line" {
        for name in [ "T_1"; "t_1"; "a"; "b"; "c"; "u"; "tau"; "s"; "energy"; "loss" ] do
            match tryRead real name with
            | Error(InputProblem problem) ->
                Expect.stringContains problem $"'{name}' is" name
                Expect.isFalse (problem.Contains '\n') "one line"
            | Ok _ -> failtest $"{name} is accepted"
    }

[<Tests>]
let tests =
    testList
        "own names"
        [ known
          renaming real "last output, real modes" (OwnNames.all |> Set.filter (fun n -> not (List.contains n [ "i"; "j" ])) |> Set.toList)
          renaming every "every output, real modes" chosen
          renaming complexLast "last output, complex modes" chosen
          renaming complexEvery "every output, complex modes" [ "A"; "omega"; "dre"; "n" ]
          texts
          inLatex
          refused ]
