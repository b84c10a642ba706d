namespace LrnnSymbolic.Algebra

open System
open FParsec

/// Why a text is not an expression, and where: Position counts characters from 0.
type ParseFailure =
    { Text: string
      Position: int
      Message: string }

    /// The message, then the text with a caret under the offending character.
    override f.ToString() =
        // One line whatever the text holds, so that the caret keeps its place.
        let line = f.Text |> String.map (fun c -> if Char.IsControl c then ' ' else c)
        $"{f.Message}\n  {line}\n  {String(' ', f.Position)}^"

/// Which symbol a name stands for.
type Vocabulary = string -> Symbol

/// What names stand for when text is read.
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
        // A second trajectory length, and a second output step.
        | "T_1" -> Symbol.Of(name, trajectoryLength.Assumptions)
        | "t_1"
        | "t"
        | "i"
        | "j" -> index name
        | _ -> Symbol.Of(name, Assumptions.Of domain)

    /// T and T_1 whole numbers from 1, t, t_1, i, j whole numbers, every other name real.
    let real: Vocabulary = ofDomain Real
    /// The same with every other name complex.
    let complex: Vocabulary = ofDomain Complex

/// What was written, with positions; meaning is given in a second pass, so that both passes report positions.
[<RequireQualifiedAccess>]
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
    /// The state of the parser is the depth of nesting.
    type P<'a> = Parser<'a, int>

    let deepest = 200

    /// One level deeper. Both passes recurse on nesting; the limit keeps them inside the stack.
    let nested (p: P<'a>) : P<'a> =
        fun stream ->
            let depth = stream.UserState
            let index = stream.Index
            let tag = stream.StateTag

            if depth >= deepest then
                Reply(FatalError, messageError $"more than {deepest} levels of nesting")
            else
                stream.UserState <- depth + 1
                let reply = p stream
                stream.UserState <- depth
                // The depth does not count as input that was read.
                if stream.Index = index then stream.StateTag <- tag
                reply

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

    let expression, expressionRef = createParserForwardedToRef<Syntax * int64, int>()

    let positioned (p: P<Syntax>) : P<Syntax * int64> = getPosition .>>. p |>> fun (at, s) -> s, at.Index

    let arguments close = sepBy1 expression (symbol ",") .>> symbol close

    let named: P<Syntax> =
        identifier
        >>= fun name ->
            choice
                [ symbol "(" >>. arguments ")" |>> fun xs -> Syntax.Call(name, xs)
                  symbol "[" >>. arguments "]" |>> fun xs -> Syntax.Element(name, xs)
                  preturn (Syntax.Name name) ]

    let comparison: P<string> =
        token (choice (List.map pstring [ "<="; ">="; "!="; "<"; ">"; "=" ]))
        <?> "a comparison (=, <, <=, >, >=, !=)"

    let bracket: P<Syntax> =
        symbol "[" >>. expression .>>. many1 (comparison .>>. expression) .>> symbol "]" |>> Syntax.Bracket

    let primary =
        positioned (choice [ numeral |>> Syntax.Numeral; named; bracket ])
        <|> between (symbol "(") (symbol ")") expression

    // ^ binds tighter than the minus before it and associates to the right; its exponent may carry a minus: 2^-1.
    let power, powerRef = createParserForwardedToRef<Syntax * int64, int>()

    let unary, unaryRef = createParserForwardedToRef<Syntax * int64, int>()

    let binary (operand: P<Syntax * int64>) (operators: string) =
        let operator = getPosition .>>. token (anyOf operators <?> "an operator")

        chainl1 operand (operator |>> fun (at, op) -> fun left right -> Syntax.Binary(op, left, right), at.Index)

    do
        powerRef.Value <-
            primary .>>. opt (getPosition .>> (symbol "^" <?> "an operator") .>>. unary)
            |>> fun (b, exponent) ->
                match exponent with
                | None -> b
                | Some(at, e) -> Syntax.Binary('^', b, e), at.Index

        unaryRef.Value <-
            choice
                [ getPosition .>> symbol "-" .>>. unary
                  |>> fun (at, (x, where)) -> Syntax.Negative(x, where), at.Index
                  symbol "+" >>. unary
                  power ]
            |> nested

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

        let messages = gather error.Messages

        let wanted =
            messages
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
            if at >= text.Length then
                "unexpected end of the expression"
            else
                match Text.Rune.TryGetRuneAt(text, at) with
                | true, rune when not (Text.Rune.IsControl rune) -> $"unexpected '{rune}'"
                | true, rune -> $"unexpected character U+{rune.Value:X4}"
                | _ -> $"unexpected character U+{int text[at]:X4}"

        match
            messages
            |> List.tryPick (function
                | Message m -> Some m
                | _ -> None)
        with
        | Some message -> message
        | None ->

            if wanted.IsEmpty then found else $"{found}; expected {list wanted}"

    let private names = Functions.rows |> List.map _.Name

    let private functionNames = "exp" :: "sqrt" :: "conj" :: "sum" :: names

    // a op b op c ..., read from the left: a, then each operator with its place and operand. A long chain is no deep nesting.
    let private chain (operators: string) (whole: Syntax * int64) =
        let rec back rest (syntax: Syntax * int64) =
            match syntax with
            | Syntax.Binary(op, x, y), at when operators.Contains op -> back ((op, at, y) :: rest) x
            | first -> first, rest

        back [] whole

    let rec private meaning (vocabulary: Vocabulary) (syntax: Syntax, at: int64) : Expr =
        let fail message = raise (Meaning(at, message))

        // What has no value fails at the innermost operation that has none.
        try
            work vocabulary (syntax, at)
        with
        | UndefinedExpression reason -> fail $"undefined: {reason}"
        | UnsupportedOperation reason -> fail reason
        | :? DivideByZeroException -> fail "division by zero"

    and private work (vocabulary: Vocabulary) (syntax: Syntax, at: int64) : Expr =
        let fail message = raise (Meaning(at, message))
        let inner = meaning vocabulary

        match syntax with
        | Syntax.Numeral text ->
            match Rational.tryParseDecimal text with
            | Some q -> Canonical.number q
            | None -> fail $"the number {text} cannot be read"
        | Syntax.Name "pi" -> Canonical.pi
        | Syntax.Name "I" -> Canonical.i
        | Syntax.Name name when List.contains name functionNames -> fail $"{name} is a function; write {name}(...)"
        | Syntax.Name name -> Canonical.symbol (vocabulary name)
        | Syntax.Element(name, indices) -> Canonical.indexed (vocabulary name) (indices |> List.map inner)
        | Syntax.Negative(x, where) -> Canonical.negate (inner (x, where))
        | Syntax.Binary(('+' | '-'), _, _) ->
            let first, rest = chain "+-" (syntax, at)

            inner first :: [ for op, _, y in rest -> if op = '+' then inner y else Canonical.negate (inner y) ]
            |> Canonical.addAll
        | Syntax.Binary(('*' | '/'), _, _) ->
            let first, rest = chain "*/" (syntax, at)

            let factor (op, at, y) =
                let right = inner y
                if op = '*' then right
                elif Canonical.isZero right then raise (Meaning(at, "division by zero"))
                else Canonical.power right (Canonical.ofInt -1)

            inner first :: List.map factor rest |> Canonical.multiplyAll
        | Syntax.Binary(_, x, y) -> Canonical.power (inner x) (inner y)
        | Syntax.Bracket(first, rest) ->
            // A chain [1 <= t < T] is the product of its links.
            let operands = first :: List.map snd rest |> List.map inner

            List.map2 (fun (relation, _) (x, y) -> comparisonOf relation x y) rest (List.pairwise operands)
            |> Canonical.multiplyAll
        | Syntax.Call("sum", [ _; (Syntax.Name("pi" | "I" as index), where); _; _ ]) ->
            raise (Meaning(where, $"{index} is a number, not an index"))
        | Syntax.Call("sum", [ _; (Syntax.Name index, where); _; _ ]) when List.contains index functionNames ->
            raise (Meaning(where, $"{index} is a function, not an index"))
        | Syntax.Call("sum", [ body; (Syntax.Name index, _); lower; upper ]) ->
            let bound = Vocabulary.index index
            let extended name = if name = index then bound else vocabulary name
            Canonical.sumOver bound (inner lower) (inner upper) (meaning extended body)
        | Syntax.Call("sum", _) -> fail "sum takes an expression, the name of its index, and two bounds: sum(s[k], k, 1, T)"
        | Syntax.Call(("exp" | "sqrt" | "conj" as name), [ x ]) ->
            match name with
            | "exp" -> Canonical.exponential (inner x)
            | "sqrt" -> Canonical.squareRoot (inner x)
            | _ -> Functions.conjugate (inner x)
        | Syntax.Call(("exp" | "sqrt" | "conj" as name), xs) -> fail $"{name} takes 1 argument, not {xs.Length}"
        | Syntax.Call(name, xs) ->
            match Functions.tryFind name with
            | None ->
                let known = list (List.sort functionNames)
                fail $"unknown function '{name}'; the functions are {known}"
            | Some row when not (row.Accepts xs.Length) ->
                let noun = if row.Arity = 1 then "argument" else "arguments"
                let least = if row.IsVariadic then "at least " else ""
                fail $"{name} takes {least}{row.Arity} {noun}, not {xs.Length}"
            | Some row -> Functions.apply row.Id (xs |> List.map inner)

    and private comparisonOf (relation: string) (x: Expr) (y: Expr) =
        let difference = Canonical.subtract x y

        match relation with
        | "=" -> Canonical.bracket Equal difference
        | "!=" -> Canonical.subtract Canonical.one (Canonical.bracket Equal difference)
        | "<" -> Canonical.bracket Less difference
        | "<=" -> Canonical.bracket LessOrEqual difference
        | ">" -> Canonical.bracket Less (Canonical.negate difference)
        | _ -> Canonical.bracket LessOrEqual (Canonical.negate difference)

    /// Reads an expression; every failure carries its position.
    let parse (vocabulary: Vocabulary) (text: string) : Result<Expr, ParseFailure> =
        let failure (position: int64) message =
            Result.Error
                { Text = text
                  Position = int position
                  Message = message }

        match runParserOnString Grammar.complete 0 "" text with
        | ParserResult.Failure(_, error, _) -> failure error.Position.Index (describe text error)
        | ParserResult.Success(syntax, _, _) ->
            try
                Result.Ok(meaning vocabulary syntax)
            with Meaning(position, message) ->
                failure position message
