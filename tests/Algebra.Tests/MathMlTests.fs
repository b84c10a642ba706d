module LrnnSymbolic.Algebra.Tests.MathMlTests

open System.Xml.Linq
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests

let private parse = Readers.real

let private printed text = MathMl.print false (parse text)

let private count (tag: string) (xml: string) =
    XDocument.Parse(xml.Replace("&#x2061;", "").Replace("&#x2062;", "")).Descendants()
    |> Seq.filter (fun e -> e.Name.LocalName = tag)
    |> Seq.length

[<Tests>]
let tests =
    testList
        "MathML"
        [ for text, tag, expected in
              [ "delta*lambda^(T - t)", "msup", 1
                "(1 - b^(2*T))/(1 - b^2)", "mfrac", 1
                "1/2*sum((s[i] - a*b^(T - i)*c)^2, i, 1, T)", "munderover", 1
                "[t < T]*delta + [t = T]*kappa", "mo", 9
                "sqrt(k^2 + 4*u^2)", "msqrt", 1
                "phi_1 + s[t]", "msub", 2
                "binomial(T, k)*geometric(1, b^2, T)", "mfrac", 1
                "-3/2*x", "mfrac", 1 ] do
              test $"{text} has {expected} {tag}" {
                  // Parsing fails on markup that is not well formed.
                  let xml = printed text
                  Expect.equal (count tag xml) expected xml
              }
          test "a comparison is escaped" { Expect.stringContains (printed "[t < T]") "&lt;" "less" }
          test "numbers, signs and letters in order" {
              let text = XDocument.Parse(printed "T - i - 1").Root
              match text with
              | null -> failtest "no document"
              | root -> Expect.equal root.Value "T−i−1" "reading order"
          }
          test "a sum before another term keeps its own body" {
              let parentheses (text: string) = (printed text).Split("<mo>(</mo>").Length - 1
              Expect.equal (parentheses "sum(b^i, i, 1, T) + sum(c^i, i, 1, T)") 1 "the first of two sums"
              Expect.equal (parentheses "x + sum(b^i, i, 1, T)") 0 "the last term"
              Expect.equal (parentheses "a*sum(b^i, i, 1, T) + x") 1 "a factor"
          }
          test "every function is set" {
              for row in Functions.rows do
                  let arguments = [ for k in 1 .. row.Arity -> $"x_{k}" ] |> String.concat ", "
                  let xml = printed $"{row.Name}({arguments})"
                  Expect.isGreaterThanOrEqual (count "msub" xml) row.Arity row.Name
          } ]
