namespace LrnnSymbolic.Emission

open System
open LrnnSymbolic.Algebra

type private Token =
    | Command of string
    | Letter of char
    | Digits of string
    | Sign of char

/// Presentation MathML of the LaTeX that this toolkit prints, for what is no expression: left-hand sides and matrices.
[<RequireQualifiedAccess>]
module internal LatexMath =
    let private element tag content = $"<{tag}>{content}</{tag}>"
    let private escaped (text: string) = text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;")
    let private operator (text: string) = element "mo" (escaped text)

    let private letters = dict [ "infty", "∞"; "partial", "∂"; "ell", "ℓ" ]

    let private signs =
        dict
            [ "sum", "∑"
              "cdot", "⋅"
              "otimes", "⊗"
              "neq", "≠"
              "leq", "≤"
              "le", "≤"
              "geq", "≥"
              "ge", "≥"
              "to", "→"
              "top", "⊤"
              "dagger", "†"
              "ast", "∗"
              "star", "⋆"
              "mid", "∣"
              "lfloor", "⌊"
              "rfloor", "⌋"
              "langle", "⟨"
              "rangle", "⟩"
              "cdots", "⋯"
              "lvert", "|"
              "rvert", "|" ]

    let private accents = dict [ "dot", "˙"; "hat", "^"; "bar", "¯"; "overline", "¯"; "tilde", "~" ]
    let private spaces = [ ","; ";"; ":"; "!"; " "; "quad"; "qquad" ]
    let private words = [ "mathrm"; "operatorname"; "text"; "mathcal"; "mathbf" ]
    let private functions =
        [ "exp"; "log"; "sin"; "cos"; "tan"; "tanh"; "arctan"; "lim"; "max"; "min"; "det" ]

    let private tokens (latex: string) =
        let rec from k =
            if k >= latex.Length then
                []
            else
                match latex[k] with
                | '\\' ->
                    let isWord c = Char.IsAsciiLetter c
                    let length = latex.Substring(k + 1) |> Seq.takeWhile isWord |> Seq.length |> max 1
                    Command(latex.Substring(k + 1, length)) :: from (k + 1 + length)
                | c when Char.IsAsciiDigit c ->
                    let number =
                        latex.Substring k
                        |> Seq.takeWhile (fun c -> Char.IsAsciiDigit c || c = '.')
                        |> Array.ofSeq
                        |> String
                    Digits number :: from (k + number.Length)
                | c when Char.IsAsciiLetter c -> Letter c :: from (k + 1)
                | c when Char.IsWhiteSpace c -> from (k + 1)
                | c -> Sign c :: from (k + 1)

        from 0

    let private unknown (what: string) = raise (UnsupportedOperation $"'{what}' has no MathML")

    // The letters of a word in braces, and what follows.
    let private word (rest: Token list) =
        let rec gather (found: string) rest =
            match rest with
            | Sign '}' :: rest -> found, rest
            | Letter c :: rest -> gather (found + string c) rest
            | Digits d :: rest -> gather (found + d) rest
            | Sign c :: rest -> gather (found + string c) rest
            | Command "_" :: rest -> gather (found + "_") rest
            | Command " " :: rest -> gather (found + " ") rest
            | other -> unknown $"%A{other}"

        match rest with
        | Sign '{' :: rest -> gather "" rest
        | other -> unknown $"%A{other}"

    let private delimiter token =
        match token with
        | Sign '.' -> ""
        | Sign c -> operator (string c)
        | Command("{" | "}" as brace) -> operator brace
        | Command name when signs.ContainsKey name -> operator signs[name]
        | other -> unknown $"%A{other}"

    let rec private row (rest: Token list) : string * Token list =
        let rec gather (found: string list) rest =
            match rest with
            | []
            | Sign('}' | '&') :: _
            | Command("right" | "end" | "\\") :: _ -> String.concat "" (List.rev found), rest
            | _ ->
                let item, rest = scripted rest
                gather (item :: found) rest

        let content, rest = gather [] rest
        element "mrow" content, rest

    and private group (rest: Token list) =
        match rest with
        | Sign '{' :: rest ->
            match row rest with
            | content, Sign '}' :: rest -> content, rest
            | _ -> unknown "a brace that stays open"
        | single -> atom single

    and private atom (rest: Token list) : string * Token list =
        match rest with
        | Sign '{' :: _ -> group rest
        | Letter c :: rest -> element "mi" (string c), rest
        | Digits d :: rest -> element "mn" d, rest
        | Sign '-' :: rest -> operator "−", rest
        | Sign ''' :: rest -> operator "′", rest
        | Sign c :: rest -> operator (string c), rest
        | Command "frac" :: rest ->
            let over, rest = group rest
            let under, rest = group rest
            element "mfrac" (over + under), rest
        | Command "binom" :: rest ->
            let over, rest = group rest
            let under, rest = group rest
            let fraction = $"<mfrac linethickness=\"0\">{over}{under}</mfrac>"
            element "mrow" (operator "(" + fraction + operator ")"), rest
        | Command "begin" :: rest ->
            match word rest with
            | "pmatrix", rest ->
                let content, rest = table rest
                element "mrow" (operator "(" + element "mtable" content + operator ")"), rest
            | name, _ -> unknown name
        | Command "sqrt" :: rest ->
            let content, rest = group rest
            element "msqrt" content, rest
        | Command "left" :: opening :: rest ->
            match row rest with
            | content, Command "right" :: closing :: rest -> element "mrow" (delimiter opening + content + delimiter closing), rest
            | _ -> unknown "\\left without \\right"
        | Command name :: rest when accents.ContainsKey name ->
            let content, rest = group rest
            $"<mover accent=\"true\">{content}{operator accents[name]}</mover>", rest
        | Command name :: rest when List.contains name words ->
            let text, rest = word rest

            let letter =
                match name, text with
                | "mathcal", "L" -> element "mi" "ℒ"
                | "mathrm", _ when text.Length = 1 -> $"<mi mathvariant=\"normal\">{escaped text}</mi>"
                | _ -> element "mi" (escaped text)

            letter, rest
        | Command name :: rest when List.contains name functions -> element "mi" name, rest
        | Command name :: rest when List.contains name spaces -> "<mspace width=\"0.2em\"/>", rest
        | Command name :: rest when letters.ContainsKey name -> element "mi" letters[name], rest
        | Command name :: rest when Greek.isName name -> element "mi" (Greek.character name).Value, rest
        | Command name :: rest when signs.ContainsKey name -> operator signs[name], rest
        | Command("{" | "}" as brace) :: rest -> operator brace, rest
        | Command name :: _ -> unknown $"\\{name}"
        | [] -> "<mrow></mrow>", []

    // The rows of a matrix up to its end.
    and private table (rest: Token list) =
        let rec cells (found: string) rest =
            let cell, rest = row rest
            let found = found + element "mtd" cell

            match rest with
            | Sign '&' :: rest -> cells found rest
            | rest -> element "mtr" found, rest

        let line, rest = cells "" rest

        match rest with
        | Command "\\" :: rest ->
            let below, rest = table rest
            line + below, rest
        | Command "end" :: rest -> line, snd (word rest)
        | _ -> unknown "a matrix that stays open"

    and private scripted (rest: Token list) =
        let isSum =
            match rest with
            | Command("sum" | "lim") :: _ -> true
            | _ -> false

        let nucleus, rest = atom rest

        let below, rest =
            match rest with
            | Sign '_' :: rest -> let content, rest = group rest in Some content, rest
            | rest -> None, rest

        let above, rest =
            match rest with
            | Sign '^' :: rest -> let content, rest = group rest in Some content, rest
            | rest -> None, rest

        let tag (aside: string) (stacked: string) = if isSum then stacked else aside

        match below, above with
        | None, None -> nucleus, rest
        | Some x, None -> element (tag "msub" "munder") (nucleus + x), rest
        | None, Some y -> element (tag "msup" "mover") (nucleus + y), rest
        | Some x, Some y -> element (tag "msubsup" "munderover") (nucleus + x + y), rest

    /// The content of a math element; a command that this toolkit does not print is an UnsupportedOperation.
    let content (latex: string) : string =
        match row (tokens latex) with
        | content, [] -> content
        | _, rest -> unknown $"%A{rest.Head}"
