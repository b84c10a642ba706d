/// The verdicts on the printed equations, which come out of running checks, against what is known of them.
module LrnnSymbolic.Theory.Tests.ErrataTests

open System.Text.RegularExpressions
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

let private range first last = [ for n in first..last -> string n ]

let private misprints =
    [ [ "9 text"
        "29"
        "31"
        "42"
        "48"
        "49"
        "52"
        "53"
        "65"
        "66"
        "84"
        "3.3 text"
        "102 text"
        "104"
        "105"
        "106"
        "107 text"
        "111 text" ]
      [ "114"; "115"; "116"; "122" ]
      range 125 134
      [ "142"; "150"; "156"; "158"; "160"; "161"; "162"; "170"; "185"; "187"; "188"; "189" ]
      [ "191"; "192"; "193"; "203"; "204"; "204 text"; "J text"; "P.2 text"; "P.4.3 text" ] ]
    |> List.concat

let private afterConvention =
    [ [ "8"
        "9"
        "27"
        "28"
        "33"
        "34"
        "35"
        "40"
        "43"
        "45"
        "55"
        "57"
        "58"
        "59"
        "60"
        "62"
        "63"
        "67"
        "68" ]
      [ "94"; "95"; "97"; "98"; "99"; "100"; "102"; "102 text, energy"; "103"; "108"; "109"; "110"; "111" ]
      [ "117"
        "118"
        "119"
        "120"
        "121"
        "123"
        "124"
        "136"
        "137"
        "138"
        "139"
        "140"
        "141"
        "143"
        "149"
        "151"
        "159" ]
      [ "167"; "168"; "169"; "186"; "194"; "195"; "196" ] ]
    |> List.concat

let private agreeing =
    [ [ "3"
        "5"
        "6"
        "7"
        "13"
        "16"
        "17"
        "18"
        "23"
        "24"
        "25"
        "30"
        "32"
        "36"
        "37"
        "38"
        "39"
        "41"
        "44"
        "46"
        "47" ]
      [ "50"; "51"; "54"; "56"; "64" ]
      range 70 76
      range 78 83
      range 85 92
      [ "F.1 text"; "101"; "107"; "112"; "113"; "146"; "147"; "148"; "152"; "153"; "154"; "155"; "157"; "M.3 text" ]
      [ "163"; "164"; "165"; "171" ]
      range 172 177
      range 179 184
      [ "O text" ]
      range 197 202 ]
    |> List.concat

/// Section 14 of the theory.
let private knownSlips =
    [ "191"
      "192"
      "193"
      "52"
      "53"
      "49"
      "48"
      "133"
      "162"
      "187"
      "188"
      "189"
      "170"
      "203"
      "204"
      "P.2 text"
      "102 text" ]

let private results = lazy (Errata.equations |> List.map Errata.check)

let private numbersWith verdict =
    [ for r in results.Value do
          if Errata.verdict r = verdict then r.Equation.Number ]

let private sameSet (actual: string list) (expected: string list) name = Expect.equal (List.sort actual) (List.sort expected) name

/// (5) with another right-hand side, checked as the entry is.
let private flowOfA printed =
    PrintedEquation.make "test" "5" printed
    |> ScalarEquation.plainly (fun () -> List.item 0 (FromLoss.modeFlow Last))

[<Tests>]
let tests =
    testSequenced
    <| testList
        "errata"
        [ test "every check gives a verdict" {
              for r in results.Value do
                  match r.Comparison with
                  | NoVerdict reason -> failtest $"({r.Equation.Number}): {reason}"
                  | _ -> ()
          }
          test "the misprints are found, and no others" { sameSet (numbersWith "misprint") misprints "misprints" }
          test "what agrees after a convention does" {
              sameSet (numbersWith "agrees after a convention") afterConvention "after a convention"
          }
          test "what agrees as printed does" { sameSet (numbersWith "agrees") agreeing "as printed" }
          test "the known slips are among them" {
              for number in knownSlips do
                  Expect.contains (numbersWith "misprint") number "found"
          }
          test "numbers are unique" {
              let numbers = Errata.equations |> List.map _.Number
              Expect.equal (List.distinct numbers) numbers "once each"
          }
          test "counterexamples differ, and name their point" {
              for r in results.Value do
                  match r.Comparison with
                  | Misprint(counterexample, corrected) ->
                      let found = Regex.Match(counterexample, "^(.+): right (.+), printed (.+?)( \\(entry .*\\))?$")
                      Expect.isTrue found.Success counterexample
                      Expect.notEqual found.Groups[2].Value found.Groups[3].Value counterexample
                      Expect.notEqual corrected r.Equation.Printed $"({r.Equation.Number}) is corrected"
                  | _ -> ()
          }
          test "several points each" {
              for r in results.Value do
                  match r.Comparison with
                  | Agrees points
                  | AgreesAfter(_, points) when r.Equation.Number <> "107" -> Expect.isGreaterThan points 1 $"({r.Equation.Number})"
                  | _ -> ()
          }
          test "a wrong formula is noticed" {
              let verdict printed = Errata.verdict (Errata.check (flowOfA printed))
              Expect.equal (verdict "tau*a' = sum(c*b^(T - i)*(s[i] - c*b^(T - i)*a), i, 1, T)") "agrees" "as it is"

              for wrong in
                  [ "sum(c*b^(T - i)*(s[i] + c*b^(T - i)*a), i, 1, T)"
                    "sum(c*b^(T - i)*(s[i] - c*b^(T - i)*a), i, 1, T - 1)"
                    "sum(a*b^(T - i)*(s[i] - c*b^(T - i)*a), i, 1, T)"
                    "nonsense +" ] do
                  Expect.equal (verdict ("tau*a' = " + wrong)) "no verdict" wrong
          }
          test "a wrong correction is noticed" {
              let energy corrected =
                  PrintedEquation.make "test" "8" "E = sum((s[i] - c*b^(T - i)*a)^2, i, 1, T)"
                  |> PrintedEquation.corrected corrected
                  |> ScalarEquation.plainly (fun () -> FromLoss.energyOfFlow Last)
                  |> Errata.check
                  |> Errata.verdict

              Expect.equal (energy "E = 1/2*sum((s[i] - c*b^(T - i)*a)^2, i, 1, T)") "misprint" "the right one"
              Expect.equal (energy "E = 1/3*sum((s[i] - c*b^(T - i)*a)^2, i, 1, T)") "no verdict" "a wrong one"
          }
          test "a convention is needed, or it is not reported" {
              let read (reading: Expr -> Expr) printed =
                  PrintedEquation.make "test" "8" printed
                  |> PrintedEquation.convention "half"
                  |> ScalarEquation.against Place.all ScalarEquation.everywhere reading (fun () -> FromLoss.energyOfFlow Last)
                  |> Errata.check
                  |> Errata.verdict

              let half (e: Expr) = e /. Canonical.ofInt 2
              let twice = "E = sum((s[i] - c*b^(T - i)*a)^2, i, 1, T)"
              Expect.equal (read half twice) "agrees after a convention" "twice the energy"
              Expect.equal (read half ("E = 1/2*" + twice.Substring 4)) "agrees" "the energy itself"
              Expect.equal (read id twice) "no verdict" "a convention that does not help"
          } ]
