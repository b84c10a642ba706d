namespace LrnnSymbolic.Algebra

open System
open FParsec

/// Why a text is not an expression, and where: Position counts characters from 0.
type ParseFailure =
    { Text: string
      Position: int
      Message: string }

    /// The message, then the text with a caret under the offending character.
    override f.ToString() = $"{f.Message}\n  {f.Text}\n  {String(' ', f.Position)}^"

/// Which symbol a name stands for.
type Vocabulary = string -> Symbol

[<RequireQualifiedAccess>]
module Vocabulary =
    let private integer = Assumptions.Of Integer
    let index (name: string) = Symbol.Of(name, integer)

    let trajectoryLength =
        Symbol.Of(
            "T",
            { integer with
                Lower = Some { Value = Rational.One; Strict = false } }
        )

    let private ofDomain domain (name: string) =
        match name with
        | "T" -> trajectoryLength
        | "t"
        | "i"
        | "j" -> index name
        | _ -> Symbol.Of(name, Assumptions.Of domain)

    /// T a whole number from 1, t, i, j whole numbers, every other name real.
    let real: Vocabulary = ofDomain Real
    /// The same with every other name complex.
    let complex: Vocabulary = ofDomain Complex

/// What was written, with positions; meaning is given in a second pass, so that both passes report positions.
type internal Syntax =
    | Numeral of string
    | Name of string
    | Call of string * (Syntax * int64) list
    | Element of string * (Syntax * int64) list
    | Binary of char * (Syntax * int64) * (Syntax * int64)
    | Negative of Syntax * int64
    | Bracket of (Syntax * int64) * (string * (Syntax * int64)) list

/// The first pass.
module internal Grammar =
    type P<'a> = Parser<'a, unit>

    let token (p: P<'a>) : P<'a> = p .>> spaces
    let symbol (s: string) : P<unit> = token (skipString s)

    let identifier: P<string> =
        token (many1Satisfy2L Char.IsAsciiLetter (fun c -> Char.IsAsciiLetterOrDigit c || c = '_') "a name")

    let numeral: P<string> =
        let options =
            NumberLiteralOptions.AllowFraction
            ||| NumberLiteralOptions.AllowExponent
            ||| NumberLiteralOptions.AllowFractionWOIntegerPart

        token (numberLiteral options "a number" |>> _.String)

    let expression, expressionRef = createParserForwardedToRef<Syntax * int64, unit> ()

    let positioned (p: P<Syntax>) : P<Syntax * int64> = getPosition .>>. p |>> fun (at, s) -> s, at.Index

    let arguments close = sepBy1 expression (symbol ",") .>> symbol close

    let named: P<Syntax> =
        identifier
        >>= fun name ->
            choice
                [ symbol "(" >>. arguments ")" |>> fun xs -> Call(name, xs)
                  symbol "[" >>. arguments "]" |>> fun xs -> Element(name, xs)
                  preturn (Name name) ]

    let comparison: P<string> =
        token (choice (List.map pstring [ "<="; ">="; "!="; "<"; ">"; "=" ]))
        <?> "a comparison (=, <, <=, >, >=, !=)"

    let bracket: P<Syntax> =
        symbol "[" >>. expression .>>. many1 (comparison .>>. expression) .>> symbol "]" |>> Bracket

    let primary =
        positioned (choice [ numeral |>> Numeral; named; bracket ])
        <|> between (symbol "(") (symbol ")") expression

    // ^ binds tighter than the minus before it and associates to the right; its exponent may carry a minus: 2^-1.
    let power, powerRef = createParserForwardedToRef<Syntax * int64, unit> ()

    let unary, unaryRef = createParserForwardedToRef<Syntax * int64, unit> ()

    let binary (operand: P<Syntax * int64>) (operators: string) =
        let operator = getPosition .>>. token (anyOf operators <?> "an operator")

        chainl1 operand (operator |>> fun (at, op) -> fun left right -> Binary(op, left, right), at.Index)

    do
        powerRef.Value <-
            primary .>>. opt (getPosition .>> (symbol "^" <?> "an operator") .>>. unary)
            |>> fun (b, exponent) ->
                match exponent with
                | None -> b
                | Some(at, e) -> Binary('^', b, e), at.Index

        unaryRef.Value <-
            choice
                [ getPosition .>> symbol "-" .>>. unary |>> fun (at, (x, where)) -> Negative(x, where), at.Index
                  symbol "+" >>. unary
                  power ]

        expressionRef.Value <- binary (binary unary "*/") "+-"

    let complete = spaces >>. expression .>> eof

/// The task grammar: infix arithmetic with exact numbers, functions, Iverson brackets, sum(expr, k, lo, hi), s[t].
[<RequireQualifiedAccess>]
module Parser =
    exception private Meaning of position: int64 * message: string

    let private list (items: string list) =
        match List.rev items with
        | [] -> ""
        | [ single ] -> single
        | last :: others -> String.Join(", ", List.rev others) + " or " + last

    // FParsec's report, as one clause.
    let private describe (text: string) (error: ParserError) =
        let rec gather (messages: ErrorMessageList | null) =
            match messages with
            | null -> []
            | list -> list.Head :: gather list.Tail

        let wanted =
            gather error.Messages
            |> List.choose (function
                | Expected label -> Some label
                | ExpectedString s -> Some $"'{s}'"
                | _ -> None)
            |> List.map (fun label ->
                match label with
                | "end of input" -> "the end"
                | label -> label)
            |> List.distinct
            |> List.sort

        let at = int error.Position.Index

        let found =
            if at >= text.Length then "unexpected end of the expression" else $"unexpected '{text[at]}'"

        if wanted.IsEmpty then found else $"{found}; expected {list wanted}"

    let private names = Functions.rows |> List.map _.Name

    let rec private meaning (vocabulary: Vocabulary) (syntax: Syntax, at: int64) : Expr =
        let fail message = raise (Meaning(at, message))
        let inner = meaning vocabulary

        let guarded (work: unit -> Expr) =
            try
                work ()
            with
            | UndefinedExpression reason -> fail $"undefined: {reason}"
            | :? DivideByZeroException -> fail "division by zero"

        match syntax with
        | Numeral text ->
            match Rational.tryParseDecimal text with
            | Some q -> Canonical.number q
            | None -> fail $"the number {text} cannot be read"
        | Name "pi" -> Canonical.pi
        | Name "I" -> Canonical.i
        | Name name when List.contains name ("exp" :: "sqrt" :: "conj" :: "sum" :: names) ->
            fail $"{name} is a function; write {name}(...)"
        | Name name -> Canonical.symbol (vocabulary name)
        | Element(name, indices) -> Canonical.indexed (vocabulary name) (indices |> List.map inner)
        | Negative(x, where) -> Canonical.negate (inner (x, where))
        | Binary(op, x, y) ->
            let left = inner x
            let right = inner y

            match op with
            | '+' -> Canonical.add left right
            | '-' -> Canonical.subtract left right
            | '*' -> Canonical.multiply left right
            | '/' ->
                if Canonical.isZero right then fail "division by zero"
                guarded (fun () -> Canonical.divide left right)
            | _ -> guarded (fun () -> Canonical.power left right)
        | Bracket(first, rest) ->
            // A chain [1 <= t < T] is the product of its links.
            let operands = first :: List.map snd rest |> List.map inner

            List.map2 (fun (relation, _) (x, y) -> comparisonOf relation x y) rest (List.pairwise operands)
            |> Canonical.multiplyAll
        | Call("sum", [ body; (Name index, _); lower; upper ]) ->
            let bound = Vocabulary.index index
            let extended name = if name = index then bound else vocabulary name
            Canonical.sumOver bound (inner lower) (inner upper) (meaning extended body)
        | Call("sum", _) -> fail "sum takes an expression, the name of its index, and two bounds: sum(s[k], k, 1, T)"
        | Call(("exp" | "sqrt" | "conj" as name), [ x ]) ->
            let x = inner x

            guarded (fun () ->
                match name with
                | "exp" -> Canonical.exponential x
                | "sqrt" -> Canonical.squareRoot x
                | _ -> Functions.conjugate x)
        | Call(("exp" | "sqrt" | "conj" as name), xs) -> fail $"{name} takes 1 argument, not {xs.Length}"
        | Call(name, xs) ->
            match Functions.tryFind name with
            | None ->
                let known = list ("exp" :: "sqrt" :: "conj" :: "sum" :: names |> List.sort)
                fail $"unknown function '{name}'; the functions are {known}"
            | Some row when not (row.Accepts xs.Length) ->
                let noun = if row.Arity = 1 then "argument" else "arguments"
                let least = if row.Id = Homogeneous then "at least " else ""
                fail $"{name} takes {least}{row.Arity} {noun}, not {xs.Length}"
            | Some row -> guarded (fun () -> Functions.apply row.Id (xs |> List.map inner))

    and private comparisonOf (relation: string) (x: Expr) (y: Expr) =
        let difference = Canonical.subtract x y

        match relation with
        | "=" -> Canonical.bracket Equal difference
        | "!=" -> Canonical.subtract Canonical.one (Canonical.bracket Equal difference)
        | "<" -> Canonical.bracket Less difference
        | "<=" -> Canonical.bracket LessOrEqual difference
        | ">" -> Canonical.bracket Less (Canonical.negate difference)
        | _ -> Canonical.bracket LessOrEqual (Canonical.negate difference)

    let private deepest = 200

    // Both passes recurse on nesting; the limit keeps them inside the stack.
    let private tooDeep (text: string) =
        let mutable depth = 0
        let mutable position = None

        text
        |> String.iteri (fun k c ->
            if c = '(' || c = '[' then depth <- depth + 1
            if c = ')' || c = ']' then depth <- depth - 1
            if depth > deepest && position.IsNone then position <- Some k)

        position

    /// Reads an expression; every failure carries its position.
    let parse (vocabulary: Vocabulary) (text: string) : Result<Expr, ParseFailure> =
        let failure (position: int64) message =
            Result.Error
                { Text = text
                  Position = int position
                  Message = message }

        match tooDeep text with
        | Some position -> failure (int64 position) $"more than {deepest} nested brackets"
        | None ->

        match run Grammar.complete text with
        | ParserResult.Failure(_, error, _) -> failure error.Position.Index (describe text error)
        | ParserResult.Success(syntax, _, _) ->
            try
                Result.Ok(meaning vocabulary syntax)
            with Meaning(position, message) ->
                failure position message
