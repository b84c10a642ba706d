/// Draws problems from a fixed seed, solves them with the algebra, and prints one JSON line for each: what check.py compares
/// with SymPy. The problems are drawn as text, so that reading them is checked as well.
module LrnnSymbolic.CrossCheck.Program

open System
open System.Collections.Generic
open System.Text.Encodings.Web
open System.Text.Json
open LrnnSymbolic.Algebra

let private random = Random 20240607
let private below n = random.Next n
let private between low high = random.Next(low, high + 1)
let private oneOf (xs: 'a list) = xs[below xs.Length]
let private nonzero most = between 1 most * oneOf [ 1; -1 ]

// ---- Problems as text -----------------------------------------------------------------------------------------------

let private numeral () =
    match below 3 with
    | 0 -> $"({nonzero 9}/{between 2 7})"
    | _ -> $"({nonzero 6})"

/// A polynomial with the given most terms and degree in each variable, and a constant term.
let private polynomial (variables: string list) terms degree =
    let term () =
        numeral ()
        :: [ for v in variables do
                 match between 0 degree with
                 | 0 -> ()
                 | 1 -> v
                 | n -> $"{v}^{n}" ]
        |> String.concat "*"

    numeral () :: [ for _ in 1 .. between 1 terms -> term () ] |> String.concat " + "

let rec private smooth depth =
    if depth = 0 then
        oneOf [ "x"; "x"; "y"; numeral () ]
    else
        let inner () = smooth (below depth)

        match below 9 with
        | 0 -> $"({inner ()} + {inner ()})"
        | 1 -> $"({inner ()} - {inner ()})"
        | 2 -> $"({smooth (depth - 1)})*({inner ()})"
        | 3 -> $"({smooth (depth - 1)})/({inner ()})"
        | 4 -> $"({smooth (depth - 1)})^({oneOf [ -3; -2; 2; 3; 4 ]})"
        | 5 -> $"exp({smooth (depth - 1)})"
        | 6 -> $"log(({smooth (depth - 1)})^2 + {between 1 4})"
        | 7 -> $"sin({smooth (depth - 1)})"
        | _ -> $"cos({smooth (depth - 1)})"

let private product (factors: string list) = factors |> List.map (fun f -> $"({f})") |> String.concat "*"

let private bivariate () = polynomial [ "x"; "y" ] 2 2

/// A sum of polynomials to small whole powers, multiplied.
let private unexpanded () =
    let part () = [ for _ in 1 .. between 1 3 -> $"({bivariate ()})^{between 1 3}" ] |> product

    $"{part ()} - {part ()}"

/// Fractions with common factors, added.
let private fractions () =
    let common, p, q, r = bivariate (), bivariate (), bivariate (), bivariate ()

    match below 3 with
    | 0 -> $"{product [ common; p ]}/({product [ common; q ]})"
    | 1 -> $"{product [ common; p ]}/({product [ common; common; q ]}) + ({r})/({q})"
    | _ -> $"({p})/({product [ common; q ]}) - ({r})/({common})"

/// A polynomial of x with rational coefficients, a product of small ones.
let private composite () =
    let part () = polynomial [ "x" ] 3 3
    [ for _ in 1 .. between 1 3 -> $"({part ()})^{between 1 2}" ] |> product

let private summand () =
    let ratio = oneOf [ "2"; "3"; "(1/2)"; "(2/3)"; "(-1)"; "(-3/4)"; "(5/4)"; "1" ]

    match between 0 5 with
    | 0 -> $"{numeral ()}*{ratio}^i"
    | k -> $"i^{k}*{ratio}^i"

/// A function with a power series at 0.
let private analytic () =
    let small () = $"({numeral ()}*x + {numeral ()}*x^2)"

    let unit () =
        oneOf [ $"exp{small ()}"; $"sin{small ()}"; $"cos{small ()}"; $"log(1 + {small ()})"; $"1/(1 + {small ()})" ]

    $"{unit ()}*{unit ()}"

// ---- Points ---------------------------------------------------------------------------------------------------------

type private Point = Dictionary<string, string>

let private plane () : Point list = [ for _ in 1..3 -> Dictionary(dict [ "x", $"{between 11 97}/37"; "y", $"{-(between 11 97)}/41" ]) ]

let private nowhere () : Point list = [ Dictionary() ]

let private ends () : Point list = [ for t in [ 1; between 2 6; between 7 15 ] -> Dictionary(dict [ "T", string t ]) ]

// ---- Answers --------------------------------------------------------------------------------------------------------

let private x = Symbol.Of("x", Assumptions.Of Real)
let private xs = Canonical.symbol x

let private read (text: string) =
    match Parser.parse Vocabulary.real text with
    | Ok e -> e
    | Error failure -> raise (UndefinedExpression failure.Message)

let private univariate (text: string) =
    match Univariate.ofExpr xs (read text) with
    | Ok p -> p
    | Error reason -> failwith reason

let private closed (e: Expr) =
    let closed = ClosedSum.close e

    match closed.Remaining, closed.Cases with
    | [], Ok [ case ] -> case.Value
    | [], Ok cases -> failwith $"{cases.Length} cases"
    | [], Error reason -> failwith $"no cases: {reason}"
    | first :: _, _ -> failwith $"not closed: {first.Reason}"

let private series order (e: Expr) =
    match Series.expand x (ExpansionPoint.Point Canonical.zero) order e with
    | Ok s -> Series.toExpr x (ExpansionPoint.Point Canonical.zero) s
    | Error reason -> failwith reason

let private options = JsonSerializerOptions(Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)

let private print kind (problem: string) (at: Point list) (fields: (string * objnull) list) =
    let line = Dictionary<string, objnull>(dict [ "kind", box kind; "problem", box problem; "at", box at ])
    for name, value in fields do
        line[name] <- value
    Console.Out.WriteLine(JsonSerializer.Serialize(line, options))

/// One problem and its answer. What is undefined is no problem; any other failure is printed as one.
let private solve kind (draw: unit -> string * (unit -> (string * objnull) list)) (points: unit -> Point list) =
    let rec attempt left =
        let problem, answer = draw ()
        let at = points ()

        try
            print kind problem at (answer ())
        with
        | UndefinedExpression _ when left > 0 -> attempt (left - 1)
        | error -> print kind problem at [ "error", error.Message ]

    attempt 20

let private ours (e: Expr) : (string * objnull) list = [ "ours", box (Infix.print e) ]

let private times n kind draw answer points =
    for _ in 1..n do
        solve
            kind
            (fun () ->
                let problem = draw ()
                problem, (fun () -> ours (answer (read problem))))
            points

/// Problems of two polynomials; one in so many has a common factor.
let private pairs n kind rare points (answer: Univariate -> Univariate -> Expr) =
    for _ in 1..n do
        solve
            kind
            (fun () ->
                let common, p, q = polynomial [ "x" ] 2 2, composite (), composite ()
                let p, q = if below rare = 0 then product [ common; p ], product [ common; q ] else p, q
                $"{kind}({p}, {q})", (fun () -> ours (answer (univariate p) (univariate q))))
            points

let private factored (text: string) =
    let content, factors = Factorization.factor (univariate text)
    let factors = factors |> List.map (fun (f, n) -> Infix.print (Univariate.toExpr xs f), n)

    let whole =
        $"({Infix.print (Canonical.number content)})" :: (factors |> List.map (fun (f, n) -> $"({f})^{n}"))
        |> String.concat "*"

    [ "ours", box whole; "multiplicities", box (factors |> List.map snd) ]

[<EntryPoint>]
let main arguments =
    // All problems, or one in so many of each kind.
    let share = if arguments.Length > 0 then int arguments[0] else 1
    let times n = times (n / share)
    let pairs n = pairs (n / share)

    times 200 "derivative" (fun () -> smooth (between 2 4)) (Derivative.by xs) plane
    times 80 "expand" unexpanded Expand.expand plane
    times 80 "cancel" fractions RationalForm.cancel plane
    times 80 "sum" (fun () -> $"sum({summand ()} + {summand ()}, i, {between 0 1}, T)") closed ends
    times 40 "series" analytic (series 5) plane

    for _ in 1 .. 60 / share do
        solve
            "factor"
            (fun () ->
                let problem = composite ()
                problem, (fun () -> factored problem))
            plane

    pairs 40 "gcd" 2 plane (fun p q -> Univariate.toExpr xs (Univariate.monic (Univariate.gcd p q)))
    pairs 40 "resultant" 8 nowhere (fun p q -> Canonical.number (Resultant.ofUnivariate p q))
    0
