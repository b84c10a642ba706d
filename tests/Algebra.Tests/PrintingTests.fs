module PrintingTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.Readers
open Draw

let private prints text expected = Expect.equal (Infix.print (real text)) expected text
let private sets text expected = Expect.equal (Latex.print (real text)) expected text

let private symbolOf (e: Expr) =
    match e.Node with
    | Symbol s -> s
    | _ -> failtest $"{e} is no symbol"

let private returns (vocabulary: Vocabulary) (e: Expr) =
    let text = Infix.print e

    match Parser.parse vocabulary text with
    | Ok back -> Expect.isTrue (obj.ReferenceEquals(back, e)) $"{text} is read as {Infix.print back}"
    | Error failure -> failtest $"{failure}"

/// What LaTeX would stumble over, if anything.
let private flawOfLatex (latex: string) =
    let count (part: string) = (latex.Length - latex.Replace(part, "").Length) / part.Length
    let mutable depth = 0
    let mutable lowest = 0

    for c in latex do
        if c = '{' then depth <- depth + 1
        if c = '}' then depth <- depth - 1
        lowest <- min lowest depth

    // \left and \right as brackets of their own.
    let mutable open' = 0
    let mutable crossed = false
    let mutable k = 0

    while k < latex.Length do
        if
            String.CompareOrdinal(latex, k, @"\left", 0, 5) = 0
            && not (String.CompareOrdinal(latex, k, @"\leftarrow", 0, 10) = 0)
        then
            open' <- open' + 1
        if String.CompareOrdinal(latex, k, @"\right", 0, 6) = 0 then
            open' <- open' - 1
            if open' < 0 then crossed <- true
        k <- k + 1

    if depth <> 0 || lowest < 0 then
        Some "braces"
    elif open' <> 0 || crossed then
        Some @"\left and \right"
    elif Text.RegularExpressions.Regex.IsMatch(latex, @"_\{[^{}]*\}_") then
        Some "two subscripts"
    elif Text.RegularExpressions.Regex.IsMatch(latex, @"\^\{[^{}]*\}\^") then
        Some "two superscripts"
    elif Text.RegularExpressions.Regex.IsMatch(latex, @"[0-9] [0-9]") then
        Some "two numbers side by side"
    elif Text.RegularExpressions.Regex.IsMatch(latex, @"[-+] *[-+]") then
        Some "two signs side by side"
    elif count "{}" > 0 then
        Some "an empty group"
    else
        None

[<Tests>]
let tests =
    testList
        "Printing"
        [ test "infix as people write it" {
              prints "x + y - 1" "x + y - 1"
              prints "1 - b^2" "1 - b^2"
              prints "-x - y" "-x - y"
              prints "T - i - 1" "T - i - 1"
              prints "x/2" "x/2"
              prints "-2*x/(3*y*z^2)" "-2*x/(3*y*z^2)"
              prints "(x + y)*(x - y)" "(x - y)*(x + y)"
              prints "x^(-1)" "1/x"
              prints "x^(y + 1)" "x^(y + 1)"
              prints "(-2)^(2*t + 1)" "-2*2^(2*t)"
              prints "(9/10)^t" "(9/10)^t"
              prints "(9/10)^(T - t)" "(9/10)^(T - t)"
              prints "sqrt(x)/exp(y)" "sqrt(x)*exp(-y)"
              prints "[1 <= t < T]" "[t < T]*[0 < t]"
              prints "sum(s[i]*b^(T - i), i, 1, T)" "sum(b^(T - i)*s[i], i, 1, T)"
              prints "I*pi" "pi*I"
          }

          test "every kind of node is read back as the same object" {
              let kinds =
                  [ "3"
                    "-7/2"
                    "10^30"
                    "pi"
                    "I"
                    "exp(1)"
                    "exp(2)"
                    "exp(-1/2)"
                    "x"
                    "phi_1"
                    "s[t]"
                    "s[t - 1, 2*i]"
                    "s_1[t]"
                    "x + 2*y - 1/3"
                    "-x"
                    "-(x + 1)"
                    "x*y^2/z"
                    "1/(x*y)"
                    "(x + 1)/(y + 1)"
                    "-3/(x + 1)^2"
                    "(x + 1)^(1/2)"
                    "1/sqrt(x)"
                    "x^(1/3)"
                    "x^(-2/3)"
                    "x^y^z"
                    "(x^y)^z"
                    "(-x)^(1/3)"
                    "(x*y)^(1/3)"
                    "1/(x*y)^(1/3)"
                    "2^x"
                    "2^(-x)"
                    "(2/3)^x"
                    "(-1)^t"
                    "(-1)^(1/3)"
                    "(-1)^x"
                    "0^t"
                    "sqrt(2)"
                    "2^(1/3)/3"
                    "2^(10^12)"
                    "1/2^(10^12)"
                    "sin(x)^2"
                    "log(x + 1)"
                    "atan2(y, x)"
                    "abs(x - 1)"
                    "sign(x)"
                    "factorial(t)"
                    "binomial(T, t)"
                    "falling(x, t)"
                    "geometric(2, b, T)"
                    "[t = T]"
                    "[t < 3]"
                    "[x < y]"
                    "[x <= 1/2]"
                    "[x != y]"
                    "[-x < 0]"
                    "[0 < x + y]"
                    "[[t = 1] = x]"
                    "1/[t = 1]"
                    "sum(b^i, i, 1, T)"
                    "sum(sum(i*x^j, j, 1, i), i, 1, T)"
                    "x + sum(i^i, i, t, T)*y"
                    "sum(1, i, 1, t)^2"
                    "2*sum(i, i, 1, T)/3"
                    "x^sum(i, i, 1, t)" ]

              for text in kinds do
                  returns Vocabulary.real (real text)
                  returns Vocabulary.complex (complex text)

              for text in
                  [ "conj(z)"
                    "conj(s[t])"
                    "conj(z)^2*z"
                    "conj(log(z))"
                    "conj(sqrt(z))"
                    "conj(z^w)"
                    "conj(abs(z)*z)"
                    "1/conj(z)"
                    "z^conj(w)"
                    "conj(sum(z^i, i, 1, T))"
                    "sqrt(z^2)"
                    "1/sqrt(sqrt(z))"
                    "sqrt(sqrt(z))^3"
                    "exp(z)^(1/2)"
                    "sqrt(z*w)"
                    "conj(atan(z))" ] do
                  returns Vocabulary.complex (complex text)
          }

          test "bounded text is bounded" {
              let e = real (String.concat " + " [ for k in 1..5000 -> $"x{k}" ])
              Expect.isLessThan (Infix.bounded 200 e).Length 220 "infix"
              Expect.isLessThan (Latex.bounded 200 e).Length 400 "LaTeX"
              Expect.equal (Infix.bounded 10000000 e) (Infix.print e) "a wide bound"
              Expect.equal (Latex.bounded 10000000 e) (Latex.print e) "a wide bound"
              Expect.stringEnds (Infix.bounded 200 e) "..." "it says that it was cut"
              Expect.stringContains (Latex.bounded 200 e) @"\cdots" "and so does LaTeX"
              Expect.isLessThan (Latex.bounded 200 (real (String.concat "*" [ for k in 1..5000 -> $"x{k}" ]))).Length 400 "a product"
          }

          test "bounded LaTeX is still LaTeX" {
              let random = Random 71

              for _ in 1..1500 do
                  match tryBuild Vocabulary.real (tree random [] 5) with
                  | Some e ->
                      Expect.equal (flawOfLatex (Latex.print e)) None (Latex.print e)
                      let cut = Latex.bounded (random.Next 60) e
                      Expect.equal (flawOfLatex cut) None cut
                  | None -> ()
          }

          test "LaTeX for papers" {
              sets "x" "x"
              sets "phi_1" @"\phi_{1}"
              sets "phi_1[t]" @"\phi_{1}[t]"
              sets "s[1, t]" "s_{1,t}"
              sets "s_t" @"s_{\mathrm{t}}"
              sets "e^t" "e^{t}"
              sets "x_*x__1" @"\mathrm{x\_} \mathrm{x\_\_1}"
              sets "s[t]" "s_{t}"
              sets "delta*lambda^(T - i)" @"\delta \lambda^{T - i}"
              sets "1/2" @"\frac{1}{2}"
              sets "-x/2" @"-\frac{x}{2}"
              sets "x - y/3" @"x - \frac{y}{3}"
              sets "(x + y)/(x - y)" @"\frac{x + y}{x - y}"
              sets "sqrt(x)" @"\sqrt{x}"
              sets "exp(-x)" @"\mathrm{e}^{-x}"
              sets "sin(x)^2" @"\sin^{2}\left(x\right)"
              sets "sum(b^i, i, 1, T)" @"\sum_{i=1}^{T} b^{i}"
              sets "[t <= x]" @"\left[t \le x\right]"
              sets "2*3^t" @"2 \cdot 3^{t}"
              sets "2*factorial(10^6)" @"2 \cdot 1000000!"
              sets "(9/10)^(T - t)" @"\left(\frac{9}{10}\right)^{T - t}"
          }

          test "different things look different, in LaTeX and in MathML" {
              let names =
                  [ "x"; "x_"; "x__"; "x_1"; "x__1"; "x_1_"; "x_1_2"; "x_12"; "x1"; "x1_2"; "xx"; "x_x"; "e"; "E"; "i"; "pi_1" ]
                  @ [ for k in 1..3 do
                          for index in [ "t"; "i"; "T"; "1"; "t_1" ] do
                              String.concat "_" (List.replicate k "s" @ [ index ]) ]

              let indexed =
                  [ for s in [ "s"; "s_1"; "s_t"; "s_s" ] do
                        for at in [ "t"; "1"; "1, t"; "t, 1"; "t_1"; "1, 2"; "T - 1" ] -> $"{s}[{at}]" ]

              let things =
                  names
                  @ indexed
                  @ [ "exp(1)"; "exp(t)"; "e^t"; "I*t"; "i*t"; "t*x_t"; "x*t"; "abs(x)"; "exp(x)"; "exp(x_)" ]
                  |> List.map complex
                  |> List.distinct

              for print in [ Latex.print; MathMl.print false ] do
                  let alike = things |> List.groupBy print |> List.filter (fun (_, same) -> same.Length > 1)
                  Expect.isEmpty alike "two things of one look"
                  for e in things do
                      Expect.isNone (flawOfLatex (Latex.print e)) (Latex.print e)
          }

          test "an index is no letter of its surroundings" {
              let t = symbolOf (real "t")
              let shared = Substitution.symbol t (Canonical.symbol (Vocabulary.index "i")) (real "sum(i*x, i, 1, t)")
              Expect.equal (Latex.print shared) @"x \sum_{i_{1}=1}^{i} i_{1}" "in its own bound"
              sets "k + sum(k*i, k, 1, T)" @"k + i \sum_{k_{1}=1}^{T} k_{1}"
              sets "sum(sum(k, k, 1, k)*2^k, k, 1, T)" @"\sum_{k=1}^{T} 2^{k} \sum_{k_{1}=1}^{k} k_{1}"
              // Sums side by side may share a name.
              sets "sum(b^i, i, 1, T)*sum(i^2, i, 1, t)" @"\left(\sum_{i=1}^{T} b^{i}\right) \sum_{i=1}^{t} i^{2}"
              Expect.stringContains
                  (MathMl.print false shared)
                  "<munderover><mo>∑</mo><mrow><msub><mi>i</mi><mrow><mn>1</mn></mrow></msub><mo>=</mo>"
                  "in MathML"
          }

          test "roots of even powers have moduli in canonical form" {
              for text in
                  [ "((x - 1)^(2*t))^(1/2)"
                    "((1 - x)^(2*t))^(1/2)"
                    "((2*x - 2*y)^2)^(1/2)"
                    "((x*y)^(2*t))^(1/2)"
                    "(abs(x)^(2*t))^(1/2)"
                    "(0^(2*t))^(1/2)"
                    "((T - 1)^(2*t))^(1/2)"
                    "((-x)^(2*t))^(3/2)" ] do
                  returns Vocabulary.real (real text)

              prints "((2*x)^4)^(1/4)" "2*abs(x)"
              prints "(abs(x - y)^2)^(1/2)" "abs(x - y)"
          }

          test "a sum sign does not swallow the terms after it" {
              sets "sum(b^i, i, 1, T) + x" @"x + \sum_{i=1}^{T} b^{i}"
              let e = Latex.print (real "sum(b^i, i, 1, T) + sum(b^j, j, 1, T)")
              Expect.isTrue (e.StartsWith @"\left[\sum" && e.Contains @"\right] + \sum") e
              sets "sum(i + x, i, 1, T)" @"\sum_{i=1}^{T} \left(i + x\right)"
              let squared = Latex.print (real "sum(b^i, i, 1, T)^2")
              Expect.stringStarts squared @"\left(\sum" "a power of a sum"
              let product = Latex.print (real "sum(b^i, i, 1, T)*sum(b^j, j, 1, t)")
              Expect.stringStarts product @"\left(\sum" "the first of two sums in a product"
          }

          test "text does not depend on what was made before" {
              let texts = [ "y*x + z"; "s[2] + s[1]"; "cos(x) + sin(x)"; "b^2 + b + 1"; "(x + 1)*(y + 1)*x" ]
              let before = texts |> List.map (real >> Infix.print)
              let random = Random 72
              for _ in 1..200 do
                  tryBuild Vocabulary.real (tree random [] 4) |> ignore
              Expect.equal (texts |> List.rev |> List.map (real >> Infix.print) |> List.rev) before "the same texts"
          } ]
