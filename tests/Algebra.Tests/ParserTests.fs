module ParserTests

open System
open System.Threading
open Expecto
open LrnnSymbolic.Algebra
open Draw

let private parse text = Parser.parse Vocabulary.real text

let private read text =
    match parse text with
    | Ok e -> e
    | Error failure -> failtest $"{failure}"

let private same (x: Expr) (y: Expr) = Expect.isTrue (obj.ReferenceEquals(x, y)) $"{Infix.print x} and {Infix.print y}"

/// The text fails at the position, with one line that contains the part.
let private fails text position (part: string) =
    match parse text with
    | Ok e -> failtest $"{text} was read as {Infix.print e}"
    | Error failure ->
        Expect.equal failure.Position position $"where {text} fails: {failure.Message}"
        Expect.stringContains failure.Message part text
        Expect.isFalse (failure.Message |> String.exists Char.IsControl) "one line"
        let lines = failure.ToString().Split '\n'
        Expect.equal lines.Length 3 "message, text, caret"
        Expect.equal (lines[2].IndexOf '^') (position + 2) "the caret is under the character"

let private x, y, z =
    Canonical.symbol (Vocabulary.real "x"), Canonical.symbol (Vocabulary.real "y"), Canonical.symbol (Vocabulary.real "z")
let private number (q: Rational) = Canonical.number q

[<Tests>]
let tests =
    testList
        "Parser"
        [ test "numbers are exact" {
              for text, value in
                  [ "0.1", ratio 1 10
                    "1e-3", ratio 1 1000
                    "1.5E+2", ofInt 150
                    "1/3", ratio 1 3
                    ".5", ratio 1 2
                    "007", ofInt 7
                    "0.1 + 0.2", ratio 3 10
                    "1e3", ofInt 1000
                    "12345678901234567890", integer "12345678901234567890"
                    "0.30000000000000000001",
                    Rational.Create(Numerics.BigInteger.Parse "30000000000000000001", Numerics.BigInteger.Pow(Numerics.BigInteger 10, 20)) ] do
                  same (read text) (number value)
          }

          test "precedence" {
              same (read "-x^2") (Canonical.negate (Canonical.power x (Canonical.ofInt 2)))
              same (read "(-x)^2") (Canonical.power x (Canonical.ofInt 2))
              same (read "2^-1") (number (ratio 1 2))
              same (read "2^3^2") (Canonical.ofInt 512)
              same (read "x^-y^2") (Canonical.power x (Canonical.negate (Canonical.power y (Canonical.ofInt 2))))
              same (read "x/y*z") (Canonical.multiply (Canonical.divide x y) z)
              same (read "x/y/z") (Canonical.divide x (Canonical.multiply y z))
              same (read "x-y-z") (Canonical.subtract (Canonical.subtract x y) z)
              same (read "x-y+z") (Canonical.add (Canonical.subtract x y) z)
              same (read "x - -y") (Canonical.add x y)
              same (read "--x") x
              same (read "+x") x
              same (read "2*-x") (Canonical.scale (ofInt -2) x)
              same (read "1 - 2*3^2/6") (Canonical.ofInt -2)
              same (read " \t\n x \r\n+ y ") (Canonical.add x y)
          }

          test "names" {
              for name in [ "phi_1"; "x2"; "a_b_c"; "Lambda"; "sinus"; "e"; "i_1"; "x_" ] do
                  same (read name) (Canonical.symbol (Vocabulary.real name))

              same (read "pi") Canonical.pi
              same (read "I*I") (Canonical.ofInt -1)
              Expect.equal (Vocabulary.real "t").Assumptions.Domain Integer "t is a whole number"
              Expect.equal (Vocabulary.real "x").Assumptions.Domain Real "x is real"
              Expect.equal (Vocabulary.complex "x").Assumptions.Domain Domain.Complex "x is complex"
              Expect.isTrue (Properties.isPositive (read "T")) "T is at least 1"
          }

          test "brackets and chains" {
              same (read "[1 <= t < T]") (Canonical.multiply (read "[1 <= t]") (read "[t < T]"))
              same (read "[x = y = z]") (Canonical.multiply (read "[x = y]") (read "[y = z]"))
              same (read "[t != 1]") (Canonical.subtract Canonical.one (read "[t = 1]"))
              same (read "[3 >= 2 > 1]") Canonical.one
          }

          test "the index of a sum is its own" {
              same
                  (read "sum(k, k, 1, 3)")
                  (Canonical.sumOver (Vocabulary.index "k") Canonical.one (Canonical.ofInt 3) (Canonical.symbol (Vocabulary.index "k")))
              // Outside the sum, and in its bounds, x is the real x.
              let k = Canonical.symbol (Vocabulary.index "x")
              same (read "x + sum(x, x, 1, x)") (Canonical.add x (Canonical.sumOver (Vocabulary.index "x") Canonical.one x k))
              same
                  (read "sum(sum(k, k, 1, k), k, 1, 3)")
                  (Canonical.sumOver
                      (Vocabulary.index "k")
                      Canonical.one
                      (Canonical.ofInt 3)
                      (read "sum(k, k, 1, n)"
                       |> fun inner -> Substitution.symbol (Vocabulary.real "n") (Canonical.symbol (Vocabulary.index "k")) inner))
              // T as an index has no bound of its own.
              Expect.isFalse
                  (match (read "sum(x^T, T, t, 3)").Node with
                   | IndexedSum s -> Properties.isPositive (Canonical.symbol s.Index)
                   | _ -> true)
                  "the index T"
          }

          test "every failure has one message and its position" {
              fails "" 0 "unexpected end"
              fails "   " 3 "unexpected end"
              fails "x +" 3 "unexpected end"
              fails "(x" 2 "unexpected end"
              fails "x)" 1 "unexpected ')'"
              fails "x y" 2 "unexpected 'y'"
              fails "2x" 1 "unexpected 'x'"
              fails "x ** y" 3 "unexpected '*'"
              fails "T = 2 =" 2 "unexpected '='"
              fails "[T = 2 =" 8 "unexpected end"
              fails "[t]" 2 "comparison"
              fails "[t = ]" 5 "unexpected ']'"
              fails "s[]" 2 "unexpected ']'"
              fails "sin()" 4 "unexpected ')'"
              fails "f(x)" 0 "unknown function 'f'"
              fails "1 + foo(x, y)" 4 "unknown function 'foo'"
              fails "sin(x, y)" 0 "sin takes 1 argument, not 2"
              fails "x + atan2(y)" 4 "atan2 takes 2 arguments, not 1"
              fails "exp(x, y)" 0 "exp takes 1 argument, not 2"
              fails "sin + 1" 0 "sin is a function"
              fails "sum(x, k, 1)" 0 "sum takes"
              fails "sum(x, 2, 1, 3)" 0 "sum takes"
              fails "sum(pi, pi, 1, 3)" 8 "pi"
              fails "sum(sin, sin, 1, 3)" 9 "sin"
              fails "1/0" 1 "division by zero"
              fails "x*y/(z - z)" 3 "division by zero"
              fails "1/2/0" 3 "division by zero"
              fails "0^-1" 1 "undefined"
              fails "x + log(0)" 4 "undefined"
              fails "factorial(-1)" 0 "undefined"
              fails "0^t*0^(-t - 1)" 3 "undefined"
              fails "1e99999" 0 "1e99999"
              fails "1..2" 2 "unexpected"
              fails "x + λ" 4 "unexpected 'λ'"
              fails "x + 🙂" 4 "unexpected '🙂'"
              fails "x\u0000" 1 "U+0000"
              fails "\u2028x" 0 "unexpected"
              fails "x\r\n  + )" 7 "unexpected ')'"
              fails "\tx +\t+* y" 6 "unexpected '*'"
          }

          test "the message says what would be right" {
              match parse "x +" with
              | Error failure -> Expect.stringContains failure.Message "a number" "what may follow"
              | Ok _ -> failtest "was read"

              match parse "sine(x)" with
              | Error failure -> Expect.stringContains failure.Message "sin" "the functions there are"
              | Ok _ -> failtest "was read"
          }

          test "long and deep texts are read or refused, on a small stack too" {
              let repeat (n: int) (s: string) = String.replicate n s

              let texts =
                  [ repeat 30000 "x + " + "x", Some(Canonical.scale (ofInt 30001) x)
                    repeat 30000 "x - " + "x", None
                    repeat 20000 "x*" + "x", Some(Canonical.power x (Canonical.ofInt 20001))
                    repeat 20000 "2/" + "2", None
                    (String.concat " + " [ for k in 1..20000 -> $"x{k}" ]), None
                    repeat 100 "(" + "x" + repeat 100 ")", Some x
                    repeat 150 "-" + "x", Some x ]

              let refused =
                  [ repeat 100000 "("
                    repeat 100000 "-" + "x"
                    repeat 100000 "x^" + "x"
                    repeat 100000 "sin("
                    repeat 100000 "["
                    repeat 100000 "s["
                    repeat 100000 "+"
                    repeat 100000 "(" + "x" + repeat 100000 ")"
                    repeat 5000 "x^-(" ]

              let mutable problem: string option = None

              let work () =
                  for text, expected in texts do
                      match parse text, expected with
                      | Ok e, Some expected when not (obj.ReferenceEquals(e, expected)) ->
                          problem <- Some $"{text.Substring(0, 20)}... is {Infix.bounded 100 e}"
                      | Error failure, _ -> problem <- Some failure.Message
                      | _ -> ()

                  for text in refused do
                      match parse text with
                      | Ok _ -> problem <- Some $"{text.Substring(0, 20)}... was read"
                      | Error failure when not (failure.Message.Contains "nesting") -> problem <- Some failure.Message
                      | Error _ -> ()

              let thread = Thread(work, 1 <<< 20)
              let clock = Diagnostics.Stopwatch.StartNew()
              thread.Start()
              thread.Join()
              Expect.equal problem None "problem"
              Expect.isLessThan clock.Elapsed.TotalSeconds 20.0 "seconds"
          }

          test "no text makes the parser throw" {
              let random = Random 81
              let pieces =
                  [| "x"
                     "t"
                     "T"
                     "s["
                     "]"
                     "["
                     "("
                     ")"
                     "+"
                     "-"
                     "*"
                     "/"
                     "^"
                     "="
                     "<"
                     "<="
                     "!="
                     ","
                     "1"
                     "0"
                     "2.5"
                     "1e"
                     "e"
                     "sum("
                     "sin("
                     "log("
                     "exp("
                     "factorial("
                     "binomial("
                     "geometric("
                     "conj("
                     "pi"
                     "I"
                     " "
                     "k"
                     "λ"
                     "."
                     "abs("
                     "atan2(" |]

              let mutable readable = 0

              for _ in 1 .. trials 8000 do
                  let text = String.concat "" [ for _ in 1 .. random.Next(1, 8) -> pick random pieces ]

                  match parse text with
                  | Ok e ->
                      readable <- readable + 1
                      Expect.equal (CanonicalForm.flaw e) None text
                      Expect.isTrue
                          (match parse (Infix.print e) with
                           | Ok back -> obj.ReferenceEquals(back, e)
                           | Error _ -> false)
                          $"{text}, printed as {Infix.print e}"
                  | Error failure -> Expect.isTrue (failure.Position >= 0 && failure.Position <= text.Length) text

              Expect.isGreaterThan readable 300 "too few texts were expressions"
          } ]
