module SubstitutionTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests
open Draw

let private parse = Readers.real

let private symbolOf name = Vocabulary.real name
let private same (x: Expr) (y: Expr) = Expect.isTrue (obj.ReferenceEquals(x, y)) $"{Infix.print x} and {Infix.print y}"

let private becomes (replacements: (string * string) list) text expected =
    let result =
        Substitution.symbols (replacements |> List.map (fun (name, value) -> symbolOf name, parse value)) (parse text)
    Expect.equal (CanonicalForm.flaw result) None text
    same result (parse expected)

let private indexedBecomes name formals definition text expected =
    let result =
        Substitution.indexedSymbol (symbolOf name) (formals |> List.map symbolOf) (parse definition) (parse text)
    Expect.equal (CanonicalForm.flaw result) None text
    same result (parse expected)

let private valueAt (point: (string * Rational) list) e =
    let at = Evaluation.pointOf point |> Evaluation.withIndexed "s" (fun k -> ValueSome(elementValue k[0]))

    match Evaluation.toRational at e with
    | Ok q -> q
    | Error reason -> failtest $"{Infix.print e}: {reason}"

[<Tests>]
let tests =
    testList
        "Substitution"
        [ test "all at once" {
              becomes [ "x", "y"; "y", "x" ] "x - 2*y + x^y" "y - 2*x + y^x"
              becomes [ "x", "x + 1" ] "x^2" "(x + 1)^2"
              becomes [ "x", "y"; "y", "3" ] "x*y" "3*y"
              becomes [ "x", "0" ] "x^0 + 0^x + cos(x)" "3"
              becomes [ "x", "-2" ] "abs(x)*sqrt(x^2) + x^3" "-4"
              becomes [] "x" "x"
          }

          test "an index is bound in the body of its own sum, and only there" {
              becomes [ "i", "5" ] "i + sum(i^2, i, 1, i)" "5 + sum(i^2, i, 1, 5)"
              becomes [ "i", "t" ] "sum(sum(i*j, j, 1, i), i, 1, T)" "sum(sum(i*j, j, 1, i), i, 1, T)"
              becomes [ "j", "3" ] "sum(i*j, i, 1, j)" "3*sum(i, i, 1, 3)"
              // The inner sum has the same index; its bound is in the scope of the outer one.
              becomes [ "x", "2" ] "sum(x^i*sum(x^i, i, 1, i), i, 1, T)" "sum(2^i*sum(2^i, i, 1, i), i, 1, T)"
          }

          test "a replacement that mentions an index is not captured" {
              becomes [ "x", "i" ] "sum(x^i, i, 1, T)" "sum(i^i_1, i_1, 1, T)"
              becomes [ "x", "i + i_1" ] "sum(x^i, i, 1, T)" "sum((i + i_1)^i_2, i_2, 1, T)"
              becomes [ "x", "i" ] "sum(x*j, j, 1, T)" "i*sum(j, j, 1, T)"
              becomes [ "x", "j" ] "sum(sum(x^(i + j), j, 1, i), i, 1, T)" "sum(sum(j^(i + j_1), j_1, 1, i), i, 1, T)"
              becomes [ "x", "i"; "i", "7" ] "sum(x^i, i, i, T)" "sum(i^i_1, i_1, 7, T)"
          }

          test "nothing is renamed where nothing is replaced" {
              let e = parse "sum(x^i, i, 1, T)"
              same (Substitution.symbol (symbolOf "y") (parse "i") e) e
              same (Substitution.indexedSymbol (symbolOf "s") [ symbolOf "t" ] (parse "i") e) e
              // Many names, so that two share a bit of the symbol masks.
              for k in 1..300 do
                  same (Substitution.symbol (symbolOf $"name{k}") (parse "i") e) e
          }

          test "capture and shadowing, by value" {
              let random = Random 51

              for _ in 1 .. trials 800 do
                  let inner = pick random [| "i"; "j"; "i + j"; "x*i"; "i_1 - j"; "j*i_1 + y" |]
                  let outer =
                      pick
                          random
                          [| "sum(x^2*i, i, 1, 3)"
                             "sum((x + i)^2, i, 1, i + 2)"
                             "sum(sum((x - i*j)^2, j, 1, i), i, 1, 3)"
                             "sum(sum((x + i)^2, i, 1, i), i, 1, 3)"
                             "i*sum(x^i, i, 1, j)"
                             "sum(i_1*(x + i + i_1)^2, i, 1, 3)"
                             "sum(s[i]*(x + i)^2 + x, i, i, 4)" |]

                  let point =
                      [ for name in [ "x"; "y" ] -> name, smallRational random ]
                      @ [ for name in [ "i"; "j"; "i_1" ] -> name, ofInt (random.Next(1, 4)) ]
                  let x = valueAt point (parse inner)
                  let moved = ("x", x) :: List.filter (fun (name, _) -> name <> "x") point
                  let substituted = Substitution.symbol (symbolOf "x") (parse inner) (parse outer)
                  Expect.equal
                      (valueAt point substituted)
                      (valueAt moved (parse outer))
                      $"{outer} with x := {inner} is {Infix.print substituted}"
          }

          test "a task formula for an indexed symbol" {
              indexedBecomes
                  "s"
                  [ "i" ]
                  "delta*lambda^(T - i)"
                  "sum(s[i]*b^(T - i), i, 1, T)"
                  "sum(delta*lambda^(T - i)*b^(T - i), i, 1, T)"
              indexedBecomes "s" [ "i" ] "delta*lambda^(T - i)" "s[T - i]" "delta*lambda^i"
              indexedBecomes "s" [ "t" ] "t^2" "s[s[t + 1]]" "(t + 1)^4"
              indexedBecomes "s" [ "t" ] "x*[t = T]" "sum(s[t]*b^t, t, 1, T)" "x*sum([t = T]*b^t, t, 1, T)"
              indexedBecomes "s" [ "t"; "i" ] "b^(t - i)" "sum(sum(s[t, i], i, 1, t), t, 1, T)" "sum(sum(b^(t - i), i, 1, t), t, 1, T)"
              // Only elements with as many indices are meant, and another symbol is not.
              indexedBecomes "s" [ "t" ] "t" "s[1, 2] + r[3] + s[4]" "s[1, 2] + r[3] + 4"
              // The formula may mention the symbol again; it is applied once.
              indexedBecomes "s" [ "t" ] "s[t - 1]" "s[5]" "s[4]"
          }

          test "the formula's own names are not captured by a sum" {
              // x in the formula is a parameter i of the outside.
              indexedBecomes "s" [ "t" ] "i + t" "sum(s[i], i, 1, T)" "sum(i + i_1, i_1, 1, T)"
          }

          test "a formula that is itself a sum" {
              let definition = parse "sum(x^j*t, j, 1, t)"
              let e =
                  Substitution.indexedSymbol (symbolOf "s") [ symbolOf "t" ] definition (parse "sum(s[j]*j, j, 1, 4)")
              let x = ratio 2 3
              let s t = Seq.fold (fun sum j -> sum + Rational.Pow(x, j) * ofInt t) Rational.Zero (seq { 1..t })
              let expected = Seq.fold (fun sum j -> sum + s j * ofInt j) Rational.Zero (seq { 1..4 })
              Expect.equal (valueAt [ "x", x ] e) expected (Infix.print e)
          }

          test "a sum written out has the sum's value" {
              match (parse "sum(x^i*s[i], i, 2, 5)").Node with
              | IndexedSum sum ->
                  let terms = (Substitution.unroll sum).Value
                  Expect.equal terms.Length 4 "terms"
                  same (Canonical.addAll terms) (parse "x^2*s[2] + x^3*s[3] + x^4*s[4] + x^5*s[5]")
              | _ -> failtest "not a sum"

              match (parse "sum(x^i, i, 1, T)").Node with
              | IndexedSum sum -> Expect.isNone (Substitution.unroll sum) "symbolic bound"
              | _ -> failtest "not a sum"
          }

          test "a value that does not exist raises" {
              Expect.throwsT<UndefinedExpression>
                  (fun () -> Substitution.symbol (symbolOf "x") Canonical.zero (parse "1/x") |> ignore)
                  "1/0"
              Expect.throwsT<UndefinedExpression>
                  (fun () -> Substitution.symbol (symbolOf "x") Canonical.zero (parse "log(x)") |> ignore)
                  "log 0"
          } ]
