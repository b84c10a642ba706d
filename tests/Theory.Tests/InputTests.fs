/// What users may type for tasks and values, and what they are told when it cannot be used.
module LrnnSymbolic.Theory.Tests.InputTests

open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

let private valuesOf text =
    match ParameterValues.parse text with
    | Ok values -> values
    | Error(InputProblem problem) -> failwith $"{text}: {problem}"

let private problemOf (result: Result<'a, InputProblem>) =
    match result with
    | Ok value -> failtest $"accepted as {value}"
    | Error(InputProblem problem) -> problem

/// One line, or for an expression that cannot be read one line and the caret's two.
let private expectProblem (result: Result<'a, InputProblem>) (words: string list) =
    let problem = problemOf result
    let lines = problem.Split '\n'
    Expect.contains [ 1; 3 ] lines.Length $"one line (and a caret): {problem}"

    if lines.Length = 3 then Expect.stringEnds problem "^" "the caret is last"

    for word in words do
        Expect.stringContains problem word "says what, where and what would be right"

let private parsesTo name (expected: Expr) text =
    test $"{text}" { Expect.equal (ParameterValues.forMode 0 name (valuesOf text)) (Ok expected) "exact value" }

let private refuses words text = test $"'{text}' is refused" { expectProblem (ParameterValues.parse text) words }

let private values =
    testList
        "values"
        [ parsesTo "delta" (Canonical.number (Exact.q 1 10)) "delta=0.1"
          parsesTo "delta" (Canonical.number (Exact.q 1 3)) " T=6 , delta = 1/3 "
          parsesTo "delta" (Canonical.number (Exact.q -1 2)) "delta=-0.5"
          parsesTo "delta" (Canonical.number (Exact.q 3 2000)) "delta=1.5e-3"
          parsesTo "phi" (Canonical.scale (Exact.q 1 6) Canonical.pi) "phi=pi/6"
          parsesTo "phi" (Canonical.squareRoot (Canonical.ofInt 2)) "phi=sqrt(2)"
          parsesTo "phi" (Functions.apply Atan2 [ Canonical.one; Canonical.ofInt 2 ]) "delta=1,phi=atan2(1,2)"
          test "commas of a sum" {
              let value = ParameterValues.forMode 0 "delta" (valuesOf "delta=sum(k,k,1,3),T=2")
              Expect.equal (value |> Result.bind (ParameterValues.toDouble "delta")) (Ok 6.0) "1 + 2 + 3"
          }
          parsesTo "lambda_1" Canonical.one "lambda_1=1"
          refuses [ "'delta'"; "name=value" ] "delta"
          refuses [ "''"; "name=value" ] "T=6,"
          refuses [ "''"; "not a name" ] "=3"
          refuses [ "'del ta'"; "not a name" ] "del ta=3"
          refuses [ "T"; "twice"; "T=value:value" ] "T=6,delta=1,T=7"
          refuses [ "value of delta"; "is empty" ] "delta=1,kappa=2,delta="
          refuses [ "value of delta"; "unexpected end" ] "delta=1+"
          refuses [ "value of delta"; "division by zero" ] "delta=1/0"
          refuses [ "value of delta"; "undefined" ] "delta=0^-1"
          refuses [ "value of delta"; "kappa" ] "delta=2*kappa"
          refuses [ "value of delta"; "unknown function 'foo'" ] "delta=foo(1)"
          refuses [ "value of delta" ] "delta=1:"
          refuses [ "value of delta" ] "delta=(1,lambda=2"

          test "an empty text gives no values" {
              Expect.equal (valuesOf "  ").Values [] "none"
              Expect.equal (valuesOf "").ModeCount 1 "one mode"
          }
          test "several modes" {
              let values = valuesOf "T=6,delta=1.1:0.5:1/4,lambda=1/2"
              Expect.equal values.ModeCount 3 "three modes"
              let delta = [ for mode in 0..2 -> ParameterValues.forMode mode "delta" values ]
              let expected = [ Exact.q 11 10; Exact.q 1 2; Exact.q 1 4 ] |> List.map (Canonical.number >> Ok)
              Expect.equal delta expected "each its own"

              Expect.equal (ParameterValues.forMode 2 "lambda" values) (Ok(Canonical.number (Exact.q 1 2))) "a single value serves all"
          }
          test "lists of different lengths" {
              let values = valuesOf "delta=1:2,lambda=1:2:3"
              expectProblem (ParameterValues.forMode 2 "delta" values) [ "delta"; "2 values"; "3 modes" ]
          }
          test "a missing value" {
              expectProblem (ParameterValues.forMode 0 "kappa" (valuesOf "T=6")) [ "kappa"; "no value"; "give it one, as in kappa=1" ]
          }
          test "unknown names" {
              Expect.equal (ParameterValues.unused [ "T"; "delta" ] (valuesOf "T=1,gamma=2,delta=3,I=4")) [ "gamma"; "I" ] "in order"
          }
          test "doubles" {
              Expect.equal
                  (ParameterValues.toDouble "phi" (Canonical.scale (Exact.q 1 6) Canonical.pi))
                  (Ok 0.5235987755982989)
                  "pi/6, rounded once: not the sixth of a rounded pi"

              expectProblem (ParameterValues.toDouble "delta" Canonical.i) [ "I"; "delta"; "complex" ]

              expectProblem (ParameterValues.toDouble "delta" (Functions.log (Canonical.ofInt -1))) [ "log(-1)"; "delta"; "complex" ]
          } ]

let private lengths =
    let accepts text length =
        test $"{text} is {length}" { Expect.equal (ParameterValues.trajectoryLength (valuesOf text)) (Ok length) "read" }

    let refuses text words =
        test $"{text} is no length" {
            expectProblem (ParameterValues.trajectoryLength (valuesOf text)) ("T " :: words)
            // A derivation for that length is refused alike.
            if text <> "delta=1" then
                expectProblem (TaskDynamics.withValues (valuesOf text) (Tasks.read "constant")) [ "T" ]
        }

    testList
        "T"
        [ accepts "T=6" 6
          accepts "T=1" 1
          accepts "T=6.0" 6
          accepts "T=12/2" 6
          accepts "T=1e3" 1000
          accepts "T=1000000" 1000000
          refuses "T=0" [ "whole number from 1"; "not 0" ]
          refuses "T=-3" [ "whole number from 1"; "not -3" ]
          refuses "T=2.5" [ "whole number from 1"; "not 5/2" ]
          refuses "T=pi" [ "whole number from 1"; "not pi" ]
          refuses "T=1000001" [ "whole number from 1"; "1000001" ]
          refuses "T=10^30" [ "whole number from 1" ]
          refuses "T=6:7" [ "one value" ] ]

let private names =
    let reserved name =
        test $"{name} is reserved" { expectProblem (TaskDynamics.parse $"delta*{name}^t") [ $"'{name}'"; "cannot be a parameter" ] }

    let parametersOf text = TaskDynamics.parameters (Tasks.read text) |> List.map _.Name

    testList
        "names"
        [ yield! List.map reserved [ "a"; "b"; "c"; "u"; "tau"; "s" ]
          test "s[t] is the tabulated singular value, and no parameter" {
              Expect.equal (parametersOf "delta*s[t]") [ "delta" ] "delta only"
          }
          test "only s has an index, and only one" {
              expectProblem (TaskDynamics.parse "delta[t]*t") [ "delta[t]"; "s[t]" ]
              expectProblem (TaskDynamics.parse "s[t, 1]") [ "s[t, 1]"; "s[t]" ]
              expectProblem (TaskDynamics.parse "sum(x[k], k, 1, t)") [ "x[k]"; "s[t]" ]
          }
          test "an index of a sum may be any letter" { Expect.equal (parametersOf "sum(a^2*sum(s*a, s, 1, a), a, 1, t)") [] "all bound" }
          test "t and T are no parameters, pi and I are numbers, e is a name" {
              Expect.equal (parametersOf "pi*e*t^T + E") [ "E"; "e" ] "e and E are ordinary names"
          }
          test "values for t do not replace the step" {
              let task = Tasks.read "delta*t"
              let filled = TaskDynamics.withValues (valuesOf "t=3,delta=2") task

              match filled with
              | Ok filled -> Expect.equal filled.Formula (Tasks.read "2*t").Formula "t stays the step"
              | Error(InputProblem problem) -> Expect.stringContains problem "t" "or is refused"
          }
          test "i and j are whole numbers" {
              for name in [ "i"; "j" ] do
                  let task = Tasks.read $"delta*{name}*t"
                  Expect.equal (parametersOf $"delta*{name}*t") [ "delta"; name ] "a parameter"
                  let values = valuesOf $"{name}=2.5,delta=1"
                  expectProblem (ParameterValues.forMode 0 name values) [ name; "whole number"; "5/2" ]
                  expectProblem (TaskDynamics.withValues values task) [ name; "whole number"; "5/2" ]
                  Expect.isOk (ParameterValues.forMode 0 name (valuesOf $"{name}=-2")) "whole"
          }
          test "values of real parameters are real" {
              expectProblem (TaskDynamics.withValues (valuesOf "delta=I") (Tasks.read "constant")) [ "delta"; "complex" ]
          }
          test "values at which the task has none" {
              expectProblem (TaskDynamics.withValues (valuesOf "beta=0") (Tasks.read "dirac-ratio")) [ "dirac-ratio"; "no value" ]
          }
          test "several modes have no common derivation" {
              expectProblem (TaskDynamics.withValues (valuesOf "delta=1:2") (Tasks.read "constant")) [ "delta"; "2 values"; "one mode" ]
          } ]

let private texts =
    let refuses text words = test $"{text} is refused" { expectProblem (TaskDynamics.parse text) words }

    testList
        "formulas"
        [ refuses "delta*lambda^(T-" [ "unexpected end"; "delta*lambda^(T-" ]
          refuses "" [ "unexpected end" ]
          refuses "foo(t)" [ "unknown function 'foo'" ]
          refuses "1/0" [ "division by zero" ]
          refuses "invers-exponential" [ "no preset 'invers-exponential'"; "inverse-exponential" ]
          refuses "delta*I^t" [ "I"; "real" ]
          test "the preset's name is kept" { Expect.equal (Tasks.read " inverse-exponential ").Name "inverse-exponential" "trimmed" }
          test "a name is one line" { Expect.isFalse ((Tasks.read "delta\n + t").Name.Contains '\n') "no line break" }
          test "a preset is its formula" {
              for name, formula, _ in Presets.all do
                  Expect.equal (Tasks.read name).Formula (Tasks.read formula).Formula name
          } ]

[<Tests>]
let tests = testList "input" [ values; lengths; names; texts ]
