/// Drawn numbers and expressions. An expression is drawn as a tree with a naive meaning of its own, which the algebra,
/// whatever it merges and cancels, must reproduce.
module Draw

open System
open System.Numerics
open LrnnSymbolic.Algebra

let ofInt = Rational.OfInt
let ratio (n: int) (d: int) = Rational.ofRatio n d
let integer (text: string) = Rational.OfInteger(BigInteger.Parse text)

let pick (random: Random) (items: 'a[]) = items[random.Next items.Length]

let private edges =
    [| 0L
       1L
       -1L
       2L
       3L
       int64 Int32.MaxValue
       int64 Int32.MinValue
       Int64.MaxValue
       Int64.MaxValue - 1L
       Int64.MinValue
       Int64.MinValue + 1L
       1L <<< 62
       -(1L <<< 62)
       1L <<< 32
       (1L <<< 53) + 1L
       3037000500L
       3037000499L |]

/// Whole numbers of all sizes, the borders of int32 and int64 and their neighbourhood often.
let wholeNumber (random: Random) : BigInteger =
    match random.Next 5 with
    | 0 -> BigInteger(random.Next(-20, 21))
    | 1 -> BigInteger(pick random edges)
    | 2 -> BigInteger(pick random edges) + BigInteger(random.Next(-2, 3))
    | 3 -> BigInteger(random.NextInt64(Int64.MinValue, Int64.MaxValue))
    | _ ->
        let bytes = Array.zeroCreate (random.Next(1, 40))
        random.NextBytes bytes
        BigInteger(ReadOnlySpan bytes)

let rec nonzero (random: Random) =
    let n = wholeNumber random
    if n.IsZero then nonzero random else n

/// A rational number with a numerator and a denominator of any size.
let rational (random: Random) = Rational.Create(wholeNumber random, nonzero random)

/// A small rational number, as suits evaluation.
let smallRational (random: Random) = ratio (random.Next(-9, 10)) (random.Next(1, 6))

// ---- Trees ----------------------------------------------------------------------------------------------------

type Tree =
    | Num of Rational
    | Sym of string
    | Element of string * Tree
    | Add of Tree * Tree
    | Sub of Tree * Tree
    | Mul of Tree * Tree
    | Div of Tree * Tree
    /// The exponent has a whole-number value.
    | Pow of Tree * Tree
    | AbsOf of Tree
    | SignOf of Tree
    | BinomialOf of Tree * int
    | FallingOf of Tree * int
    | GeometricOf of int * Tree * Tree
    | Compare of string * Tree * Tree
    | SumOver of Tree * string * Tree * Tree

/// The tree has no value at the point.
exception Undefined

/// A truncated Taylor series in one variable: exact derivatives of every order that it keeps.
type Jet = Rational[]

module Jet =
    let constant (order: int) (q: Rational) : Jet = Array.init (order + 1) (fun k -> if k = 0 then q else Rational.Zero)

    let variable order q : Jet =
        Array.init (order + 1) (fun k ->
            if k = 0 then q
            elif k = 1 then Rational.One
            else Rational.Zero)

    let multiply (x: Jet) (y: Jet) : Jet =
        Array.init x.Length (fun k -> Seq.fold (fun s j -> s + x[j] * y[k - j]) Rational.Zero (seq { 0..k }))

    let inverse (x: Jet) : Jet =
        if x[0].IsZero then raise Undefined
        let y: Jet = Array.create x.Length Rational.Zero
        y[0] <- x[0].Reciprocal

        for k in 1 .. x.Length - 1 do
            let s = Seq.fold (fun s j -> s + x[j] * y[k - j]) Rational.Zero (seq { 1..k })
            y[k] <- -s / x[0]

        y

    let rec power (x: Jet) (n: int) : Jet =
        if n < 0 then inverse (power x -n)
        elif n = 0 then constant (x.Length - 1) Rational.One
        else multiply x (power x (n - 1))

    let scale (q: Rational) (x: Jet) : Jet = x |> Array.map ((*) q)

/// Values of symbols, and of elements s[k].
[<NoEquality; NoComparison>]
type Values =
    { Symbols: Map<string, Jet>
      Element: string -> int -> Jet
      Order: int }

let rec value (at: Values) (tree: Tree) : Jet =
    let constant = Jet.constant at.Order
    let whole t =
        let x = value at t
        if x |> Array.skip 1 |> Array.exists (fun q -> not q.IsZero) then
            raise Undefined
        match x[0].TryInt with
        | ValueSome n when abs n < 40 -> n
        | _ -> raise Undefined

    // The sign of x, where it does not change nearby.
    let signOf (x: Jet) =
        if x[0].IsZero && at.Order > 0 then raise Undefined
        x[0].Sign

    match tree with
    | Num q -> constant q
    | Sym s -> at.Symbols[s]
    | Element(s, k) -> at.Element s (whole k)
    | Add(x, y) -> Array.map2 (+) (value at x) (value at y)
    | Sub(x, y) -> Array.map2 (-) (value at x) (value at y)
    | Mul(x, y) -> Jet.multiply (value at x) (value at y)
    | Div(x, y) -> Jet.multiply (value at x) (Jet.inverse (value at y))
    | Pow(x, n) -> Jet.power (value at x) (whole n)
    | AbsOf x ->
        let x = value at x
        Jet.scale (ofInt (signOf x)) x
    | SignOf x -> constant (ofInt (signOf (value at x)))
    | BinomialOf(n, k) ->
        let falling = value at (FallingOf(n, k))
        Jet.scale (Seq.fold (fun f j -> f * ofInt j) Rational.One (seq { 1..k })).Reciprocal falling
    | FallingOf(x, k) ->
        let x = value at x
        Seq.fold (fun p j -> Jet.multiply p (Array.map2 (-) x (constant (ofInt j)))) (constant Rational.One) (seq { 0 .. k - 1 })
    | GeometricOf(k, q, n) ->
        let q = value at q
        let terms =
            seq { k .. whole n - 1 }
            |> Seq.map (fun j -> Jet.multiply ((value at (BinomialOf(Num(ofInt j), k)))) (Jet.power q (j - k)))
        Seq.fold (Array.map2 (+)) (constant Rational.Zero) terms
    | Compare(relation, x, y) ->
        let x, y = value at x, value at y
        let order = compare x[0] y[0]
        if order = 0 && at.Order > 0 && x <> y then raise Undefined

        let holds =
            match relation with
            | "=" -> order = 0
            | "!=" -> order <> 0
            | "<" -> order < 0
            | "<=" -> order <= 0
            | ">" -> order > 0
            | _ -> order >= 0

        constant (if holds then Rational.One else Rational.Zero)
    | SumOver(body, index, lower, upper) ->
        let lower, upper = whole lower, whole upper
        let term (k: int) =
            value
                { at with
                    Symbols = at.Symbols.Add(index, constant (ofInt k)) }
                body
        // The terms of an empty sum are asked for as well: what has no value there may have left the sum as a factor.
        if upper < lower then term lower |> ignore
        Seq.fold (fun s k -> Array.map2 (+) s (term k)) (constant Rational.Zero) (seq { lower..upper })

/// The value, if there is one.
let tryValue (at: Values) (tree: Tree) : Jet option =
    try
        Some(value at tree)
    with Undefined ->
        None

/// The same through the constructors of the algebra.
let rec build (vocabulary: Vocabulary) (tree: Tree) : Expr =
    let inner = build vocabulary

    match tree with
    | Num q -> Canonical.number q
    | Sym s -> Canonical.symbol (vocabulary s)
    | Element(s, k) -> Canonical.indexed (vocabulary s) [ inner k ]
    | Add(x, y) -> Canonical.add (inner x) (inner y)
    | Sub(x, y) -> Canonical.subtract (inner x) (inner y)
    | Mul(x, y) -> Canonical.multiply (inner x) (inner y)
    | Div(x, y) -> Canonical.divide (inner x) (inner y)
    | Pow(x, n) -> Canonical.power (inner x) (inner n)
    | AbsOf x -> Functions.abs (inner x)
    | SignOf x -> Functions.apply Sign [ inner x ]
    | BinomialOf(n, k) -> Functions.ofBinomial (inner n) (Canonical.ofInt k)
    | FallingOf(x, k) -> Functions.apply FallingFactorial [ inner x; Canonical.ofInt k ]
    | GeometricOf(k, q, n) -> Functions.geometricSum k (inner q) (inner n)
    | Compare(relation, x, y) ->
        let difference = Canonical.subtract (inner x) (inner y)

        match relation with
        | "=" -> Canonical.bracket Equal difference
        | "!=" -> Canonical.subtract Canonical.one (Canonical.bracket Equal difference)
        | "<" -> Canonical.bracket Less difference
        | "<=" -> Canonical.bracket LessOrEqual difference
        | ">" -> Canonical.bracket Less (Canonical.negate difference)
        | _ -> Canonical.bracket LessOrEqual (Canonical.negate difference)
    | SumOver(body, index, lower, upper) ->
        let bound = Vocabulary.index index
        let scoped name = if name = index then bound else vocabulary name
        Canonical.sumOver bound (inner lower) (inner upper) (build scoped body)

/// The expression, unless the algebra says that the tree has no value anywhere.
let tryBuild (vocabulary: Vocabulary) (tree: Tree) : Expr option =
    try
        Some(build vocabulary tree)
    with UndefinedExpression _ ->
        None

/// The tree in the task grammar, every operation in parentheses.
let rec text (tree: Tree) : string =
    match tree with
    | Num q -> $"({q})"
    | Sym s -> s
    | Element(s, k) -> $"{s}[{text k}]"
    | Add(x, y) -> $"({text x} + {text y})"
    | Sub(x, y) -> $"({text x} - {text y})"
    | Mul(x, y) -> $"({text x}*{text y})"
    | Div(x, y) -> $"({text x}/{text y})"
    | Pow(x, n) -> $"({text x}^{text n})"
    | AbsOf x -> $"abs({text x})"
    | SignOf x -> $"sign({text x})"
    | BinomialOf(n, k) -> $"binomial({text n}, {k})"
    | FallingOf(x, k) -> $"falling({text x}, {k})"
    | GeometricOf(k, q, n) -> $"geometric({k}, {text q}, {text n})"
    | Compare(relation, x, y) -> $"[{text x} {relation} {text y}]"
    | SumOver(body, index, lower, upper) -> $"sum({text body}, {index}, {text lower}, {text upper})"

/// A whole-number tree of the steps and T.
let rec wholeTree (random: Random) (indices: string list) depth : Tree =
    let inner () = wholeTree random indices (depth - 1)

    match (if depth <= 0 then random.Next 2 else random.Next 6) with
    | 0 -> Num(ofInt (random.Next(0, 4)))
    | 1 -> Sym(pick random (Array.ofList ("T" :: "t" :: indices)))
    | 2 -> Add(inner (), inner ())
    | 3
    | 4 -> Sub(inner (), inner ())
    | _ -> Mul(Num(ofInt (random.Next(-2, 3))), inner ())

let relations = [| "="; "!="; "<"; "<="; ">"; ">=" |]

/// A drawn tree over the reals x, y, the steps t, i, j, the length T and the elements s[...].
let rec tree (random: Random) (indices: string list) depth : Tree =
    let inner () = tree random indices (depth - 1)
    let whole () = wholeTree random indices 2

    if depth <= 0 then
        match random.Next 6 with
        | 0
        | 1 -> Num(smallRational random)
        | 2
        | 3 -> Sym(pick random [| "x"; "y" |])
        | 4 -> Element("s", whole ())
        | _ -> whole ()
    else
        match random.Next 26 with
        | 0
        | 1
        | 2
        | 3 -> Add(inner (), inner ())
        | 4
        | 5
        | 6 -> Sub(inner (), inner ())
        | 7
        | 8
        | 9
        | 10
        | 11 -> Mul(inner (), inner ())
        | 12
        | 13 -> Div(inner (), inner ())
        | 14
        | 15 -> Pow(inner (), Num(ofInt (random.Next(-3, 4))))
        | 16
        | 17 -> Pow(inner (), whole ())
        | 18 -> AbsOf(inner ())
        | 19 -> SignOf(inner ())
        | 20 -> BinomialOf(inner (), random.Next(0, 4))
        | 21 -> FallingOf(inner (), random.Next(0, 4))
        | 22 -> GeometricOf(random.Next(0, 3), inner (), whole ())
        | 23 -> Compare(pick random relations, (if random.Next 2 = 0 then whole () else inner ()), whole ())
        | _ ->
            let index = pick random [| "i"; "j"; "k" |]
            SumOver(tree random (index :: indices) (depth - 1), index, whole (), whole ())

/// The elements s[k], different at each index, without a zero.
let elementValue (k: int) = ratio (2 * k + 7 * (k * k) + 1) 5

/// The same point for the evaluator.
let pointOf (symbols: Map<string, Rational>) : Point<Rational> =
    { Symbols =
        fun s ->
            match symbols.TryFind s.Name with
            | Some q -> ValueSome q
            | None -> ValueNone
      Indexed = fun _ at -> ValueSome(elementValue at[0]) }

/// A point for the trees; derivatives by the variable, if any, up to the order.
let valuesOf (symbols: Map<string, Rational>) (variable: string) order : Values =
    { Symbols =
        symbols
        |> Map.map (fun name q -> if name = variable then Jet.variable order q else Jet.constant order q)
      Element = fun _ k -> Jet.constant order (elementValue k)
      Order = order }

let drawSymbols (random: Random) =
    Map.ofList
        [ "x", smallRational random
          "y", smallRational random
          "t", ofInt (random.Next(1, 5))
          "T", ofInt (random.Next(1, 6)) ]

/// How often the fuzz tests draw: LRNN_FUZZ overrides the number that suits every run of the suite.
let trials (usual: int) =
    match Environment.GetEnvironmentVariable "LRNN_FUZZ" with
    | null
    | "" -> usual
    | text -> int text

/// The seed of a fuzz test: LRNN_FUZZ_SEED moves all of them, for draws that no run of the suite has made.
let seed (usual: int) =
    match Environment.GetEnvironmentVariable "LRNN_FUZZ_SEED" with
    | null
    | "" -> usual
    | text -> usual + 1000 * int text
