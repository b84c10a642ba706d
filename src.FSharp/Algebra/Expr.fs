namespace LrnnSymbolic.Algebra

open System
open System.Collections.Generic
open System.Numerics
open System.Runtime.InteropServices
open System.Threading

/// The set a symbol ranges over. Integer is contained in Real, and Real in Complex.
type Domain =
    | Complex
    | Real
    | Integer

/// One end of a range of real values.
[<Struct>]
type Bound = { Value: Rational; Strict: bool }

/// What is known about a symbol. Assumptions only ever permit rewrites; they are part of the symbol's identity.
type Assumptions =
    {
        Domain: Domain
        Lower: Bound option
        Upper: Bound option
        /// |z| < 1, the condition under which powers z^T vanish as T grows.
        ModulusBelowOne: bool
    }

    static member Of(domain) =
        { Domain = domain
          Lower = None
          Upper = None
          ModulusBelowOne = false }

/// A named unknown. Two symbols are the same object exactly when name and assumptions agree.
[<Sealed>]
type Symbol private (name: string, assumptions: Assumptions, hash: int) =
    static let table = Dictionary<struct (string * Assumptions), Symbol>()

    // FNV-1a over the characters: the same in every process, unlike String.GetHashCode.
    static let hashName (name: string) =
        let mutable h = 2166136261u
        for character in name do
            h <- (h ^^^ uint32 character) * 16777619u
        int h

    member _.Name = name
    member _.Assumptions = assumptions
    member internal _.Hash = hash
    member internal _.Mask = 1UL <<< (hash &&& 63)

    static member Of(name: string, assumptions: Assumptions) =
        lock table (fun () ->
            let key = struct (name, assumptions)

            match table.TryGetValue key with
            | true, symbol -> symbol
            | _ ->
                let symbol = Symbol(name, assumptions, hashName name)
                table[key] <- symbol
                symbol)

    static member internal Compare(x: Symbol, y: Symbol) =
        if Object.ReferenceEquals(x, y) then
            0
        else
            match String.CompareOrdinal(x.Name, y.Name) with
            | 0 -> compare x.Assumptions y.Assumptions
            | order -> order

    override _.ToString() = name
    override _.GetHashCode() = hash
    override s.Equals(other: obj | null) = Object.ReferenceEquals(s, other)

    interface IComparable with
        member s.CompareTo(other: obj | null) =
            match other with
            | :? Symbol as t -> Symbol.Compare(s, t)
            | _ -> invalidArg (nameof other) "A symbol compares with symbols only."

/// Numbers with a name. E is here so that exp x is the power E^x, and products of exponentials merge like other powers.
type Constant =
    | E
    | Pi
    | ImaginaryUnit

/// Iverson brackets compare with zero: [e = 0], [e < 0], [e <= 0].
type Relation =
    | Equal
    | Less
    | LessOrEqual

/// The named functions; Functions.fs has one row for each.
type FunctionId =
    | Log
    | Sin
    | Cos
    | Tan
    | Tanh
    | Atan
    | Atan2
    | Abs
    | Sign
    | Factorial
    | Binomial
    | FallingFactorial
    /// quotient(n, d) = floor(n/d).
    | WholeQuotient
    /// geometric(k, q, n) = sum_{j=0}^{n-1} C(j,k) q^(j-k): a polynomial in q, hence free of the excluded point q = 1.
    | Geometric
    /// homogeneous(d, x, y, ...) = h_d(x, y, ...), the sum of all monomials of degree d; 0 for d < 0. Takes any number of variables.
    | Homogeneous
    /// wave(k, q, omega, phi, n) = sum_{j=0}^{n-1} C(j,k) q^(j-k) cos(omega j + phi).
    | Wave
    | Floor
    /// erf x = 2/sqrt(pi) times the integral of exp(-s^2) over s from 0 to x.
    | Erf

/// The kinds of expression. Arrays are never changed after construction.
[<CustomEquality; NoComparison>]
type Node =
    | Number of Rational
    | Constant of Constant
    | Symbol of Symbol
    | Indexed of symbol: Symbol * indices: Expr[]
    | Sum of constant: Rational * terms: Term[]
    | Product of Factor[]
    | Power of Factor
    | Function of FunctionId * arguments: Expr[]
    | IndexedSum of IndexedSum
    | Indicator of Relation * Expr
    | Conjugate of Expr

    /// Kinds in the order in which they sort.
    member internal node.Rank =
        match node with
        | Number _ -> 0
        | Constant _ -> 1
        | Symbol _ -> 3
        | Indexed _ -> 2
        | Power _ -> 4
        | Product _ -> 5
        | Function _ -> 6
        | Indicator _ -> 7
        | Conjugate _ -> 8
        | Sum _ -> 9
        | IndexedSum _ -> 10

    // Children are interned already, so equality one level deep compares them by reference.
    member internal x.EqualsShallowly(y: Node) =
        let same (p: Expr) (q: Expr) = Object.ReferenceEquals(p, q)

        let all (ps: Expr[]) (qs: Expr[]) =
            ps.Length = qs.Length
            && (let mutable i = 0
                while i < ps.Length && same ps[i] qs[i] do
                    i <- i + 1
                i = ps.Length)

        match x, y with
        | Number p, Number q -> Rational.AreEqual(p, q)
        | Constant p, Constant q -> p = q
        | Symbol p, Symbol q -> Object.ReferenceEquals(p, q)
        | Indexed(p, ps), Indexed(q, qs) -> Object.ReferenceEquals(p, q) && all ps qs
        | Sum(p, ps), Sum(q, qs) ->
            ps.Length = qs.Length
            && Rational.AreEqual(p, q)
            && (let mutable i = 0
                while i < ps.Length
                      && same ps[i].Expr qs[i].Expr
                      && Rational.AreEqual(ps[i].Coefficient, qs[i].Coefficient) do
                    i <- i + 1
                i = ps.Length)
        | Product ps, Product qs ->
            ps.Length = qs.Length
            && (let mutable i = 0
                while i < ps.Length && same ps[i].Base qs[i].Base && same ps[i].Exponent qs[i].Exponent do
                    i <- i + 1
                i = ps.Length)
        | Power p, Power q -> same p.Base q.Base && same p.Exponent q.Exponent
        | Function(f, ps), Function(g, qs) -> f = g && all ps qs
        | IndexedSum p, IndexedSum q ->
            Object.ReferenceEquals(p.Index, q.Index)
            && same p.Lower q.Lower
            && same p.Upper q.Upper
            && same p.Body q.Body
        | Indicator(r, p), Indicator(s, q) -> r = s && same p q
        | Conjugate p, Conjugate q -> same p q
        | _ -> false

    override x.Equals(other: obj | null) =
        match other with
        | :? Node as y -> x.EqualsShallowly y
        | _ -> false

    override node.GetHashCode() =
        let mutable h = uint32 (node.Rank + 1) * 0x9E3779B9u
        let mix (value: int) = h <- BitOperations.RotateLeft(h ^^^ (uint32 value * 0x85EBCA6Bu), 13) * 5u + 0xE6546B64u

        match node with
        | Number q -> mix (q.GetHashCode())
        | Constant c ->
            mix (
                match c with
                | E -> 1
                | Pi -> 2
                | ImaginaryUnit -> 3
            )
        | Symbol s -> mix s.Hash
        | Indexed(s, indices) ->
            mix s.Hash
            for e in indices do
                mix e.Hash
        | Sum(constant, terms) ->
            mix (constant.GetHashCode())
            for term in terms do
                mix term.Expr.Hash
                mix (term.Coefficient.GetHashCode())
        | Product factors ->
            for factor in factors do
                mix factor.Base.Hash
                mix factor.Exponent.Hash
        | Power factor ->
            mix factor.Base.Hash
            mix factor.Exponent.Hash
        | Function(id, arguments) ->
            mix (hash id)
            for e in arguments do
                mix e.Hash
        | IndexedSum sum ->
            mix sum.Index.Hash
            mix sum.Lower.Hash
            mix sum.Upper.Hash
            mix sum.Body.Hash
        | Indicator(relation, e) ->
            mix (hash relation)
            mix e.Hash
        | Conjugate e -> mix e.Hash

        // Every bit of the hash depends on every bit of what went in: tables take their positions from any of them.
        h <- (h ^^^ (h >>> 16)) * 0x7FEB352Du
        int (h ^^^ (h >>> 15))

/// One summand of a Sum: coefficient times a non-numeric, non-sum expression.
and [<Struct; NoEquality; NoComparison>] Term = { Expr: Expr; Coefficient: Rational }

/// One factor of a Product, or a Power on its own.
and [<Struct; NoEquality; NoComparison>] Factor = { Base: Expr; Exponent: Expr }

/// sum of Body over Index = Lower..Upper, both ends included; empty, hence 0, when Upper < Lower.
and [<NoEquality; NoComparison>] IndexedSum =
    { Index: Symbol
      Lower: Expr
      Upper: Expr
      Body: Expr }

/// An interned, immutable expression in canonical form: equal expressions are the same object.
and [<Sealed>] Expr private (node: Node, hash: int, mask: uint64, depth: int) =
    static let stripes = Array.init 64 (fun _ -> Interned())

    member _.Node = node
    member internal _.Hash = hash
    /// A superset of the symbols below, one bit each: a clear bit proves absence.
    member internal _.Mask = mask
    /// One more than the depth of the deepest child.
    member internal _.Depth = depth
    /// Facts worked out so far (two bits each: known, true); see Properties. Recomputing is harmless, so no lock.
    member val internal Facts = 0 with get, set
    member val internal FreeSymbolsOrNull: Symbol[] | null = null with get, set

    static member private MaskOf(node: Node) =
        match node with
        | Number _
        | Constant _ -> 0UL
        | Symbol s -> s.Mask
        | Indexed(s, indices) -> indices |> Array.fold (fun m e -> m ||| e.Mask) s.Mask
        | Sum(_, terms) ->
            let mutable m = 0UL
            for term in terms do
                m <- m ||| term.Expr.Mask
            m
        | Product factors ->
            let mutable m = 0UL
            for factor in factors do
                m <- m ||| factor.Base.Mask ||| factor.Exponent.Mask
            m
        | Power f -> f.Base.Mask ||| f.Exponent.Mask
        | Function(_, arguments) -> arguments |> Array.fold (fun m e -> m ||| e.Mask) 0UL
        | IndexedSum s -> s.Index.Mask ||| s.Lower.Mask ||| s.Upper.Mask ||| s.Body.Mask
        | Indicator(_, e)
        | Conjugate e -> e.Mask

    static member private DepthOf(node: Node) =
        let deepest (es: Expr[]) = es |> Array.fold (fun d e -> max d e.Depth) 0
        let ofFactor (f: Factor) = max f.Base.Depth f.Exponent.Depth

        1
        + (match node with
           | Number _
           | Constant _
           | Symbol _ -> 0
           | Indexed(_, es)
           | Function(_, es) -> deepest es
           | Sum(_, terms) -> terms |> Array.fold (fun d t -> max d t.Expr.Depth) 0
           | Product factors -> factors |> Array.fold (fun d f -> max d (ofFactor f)) 0
           | Power f -> ofFactor f
           | IndexedSum s -> max (max s.Lower.Depth s.Upper.Depth) s.Body.Depth
           | Indicator(_, e)
           | Conjugate e -> e.Depth)

    /// The one object for a node that is already in canonical form.
    static member internal Intern(node: Node) : Expr =
        let hash = node.GetHashCode()
        let stripe = stripes[hash &&& 63]

        match stripe.Find(node, hash) with
        | null ->
            lock stripe (fun () ->
                match stripe.Find(node, hash) with
                | null ->
                    let expr = Expr(node, hash, Expr.MaskOf node, Expr.DepthOf node)
                    stripe.Add expr
                    expr
                | found -> found)
        | found -> found

    /// A total order by structure: kinds, then ordinal names, then children. Never by hash or age.
    /// Of two sums and of two applications of a function the shallower comes first, which also keeps comparison from descending
    /// through what deep expressions share.
    static member Compare(x: Expr, y: Expr) : int =
        let rec all (xs: Expr[]) (ys: Expr[]) i =
            if i = xs.Length || i = ys.Length then
                compare xs.Length ys.Length
            else
                match Expr.Compare(xs[i], ys[i]) with
                | 0 -> all xs ys (i + 1)
                | order -> order

        let factor (p: Factor) (q: Factor) =
            match Expr.Compare(p.Base, q.Base) with
            | 0 -> Expr.Compare(p.Exponent, q.Exponent)
            | order -> order

        if Object.ReferenceEquals(x, y) then
            0
        else
            let rank = x.Node.Rank - y.Node.Rank

            if rank <> 0 then
                rank
            else
                match x.Node, y.Node with
                | Number p, Number q -> Rational.Compare(p, q)
                | Constant p, Constant q -> compare p q
                | Symbol p, Symbol q -> Symbol.Compare(p, q)
                | Indexed(p, ps), Indexed(q, qs) ->
                    match Symbol.Compare(p, q) with
                    | 0 -> all ps qs 0
                    | order -> order
                | Power p, Power q -> factor p q
                | Product ps, Product qs ->
                    let rec go i =
                        if i = ps.Length || i = qs.Length then
                            compare ps.Length qs.Length
                        else
                            match factor ps[i] qs[i] with
                            | 0 -> go (i + 1)
                            | order -> order

                    go 0
                | Function(f, ps), Function(g, qs) ->
                    match compare f g with
                    | 0 when x.Depth <> y.Depth -> compare x.Depth y.Depth
                    | 0 -> all ps qs 0
                    | order -> order
                | Indicator(r, p), Indicator(s, q) ->
                    match compare r s with
                    | 0 -> Expr.Compare(p, q)
                    | order -> order
                | Conjugate p, Conjugate q -> Expr.Compare(p, q)
                | Sum _, Sum _ when x.Depth <> y.Depth -> compare x.Depth y.Depth
                | Sum(p, ps), Sum(q, qs) ->
                    let rec go i =
                        if i = ps.Length || i = qs.Length then
                            match compare ps.Length qs.Length with
                            | 0 -> Rational.Compare(p, q)
                            | order -> order
                        else
                            match Expr.Compare(ps[i].Expr, qs[i].Expr) with
                            | 0 ->
                                match Rational.Compare(ps[i].Coefficient, qs[i].Coefficient) with
                                | 0 -> go (i + 1)
                                | order -> order
                            | order -> order

                    go 0
                | IndexedSum p, IndexedSum q ->
                    match Symbol.Compare(p.Index, q.Index) with
                    | 0 -> all [| p.Lower; p.Upper; p.Body |] [| q.Lower; q.Upper; q.Body |] 0
                    | order -> order
                | _ -> 0

    interface IComparable<Expr> with
        member x.CompareTo y =
            match y with
            | null -> 1
            | y -> Expr.Compare(x, y)

    interface IComparable with
        member x.CompareTo(other: obj | null) =
            match other with
            | :? Expr as y -> Expr.Compare(x, y)
            | _ -> invalidArg (nameof other) "An expression compares with expressions only."

    override _.GetHashCode() = hash
    override x.Equals(other: obj | null) = Object.ReferenceEquals(x, other)

/// A hash set of expressions by open addressing that does not keep them alive: it holds weak handles, and an expression that
/// nothing else refers to is forgotten. Long computations would otherwise fill the memory, and every collection copy what they
/// left behind. A slot holds a hash and one plus the position of a handle, and is zero while empty.
/// Finding takes no lock: a slot is written once, after its handle. A reader can miss what is being added; it looks again
/// under the lock. A handle is set anew after its expression has died, so a slot may lead to an expression with another hash:
/// whoever follows it compares.
and [<Sealed>] private Interned() =
    [<VolatileField>]
    let mutable slots: int64[] = Array.zeroCreate 64

    [<VolatileField>]
    let mutable handles: GCHandle[] = Array.zeroCreate 32

    /// The positions of handles whose expressions have died.
    let free = Stack<int>()

    let mutable count = 0

    let hashOf (slot: int64) = int (slot >>> 32)
    let positionOf (slot: int64) = int slot - 1
    let slotOf (hash: int) (position: int) = (int64 hash <<< 32) ||| int64 (position + 1)

    // The lowest six bits chose this table among its neighbours.
    let home (slots: int64[]) (hash: int) = (hash >>> 6) &&& (slots.Length - 1)

    let place (slots: int64[]) (slot: int64) =
        let mutable at = home slots (hashOf slot)

        while slots[at] <> 0L do
            at <- (at + 1) &&& (slots.Length - 1)

        Volatile.Write(&slots[at], slot)

    /// Forgets what has died; where less than half has, makes room for twice as many.
    let renew () =
        let alive = List<int64>()

        for position in 0 .. count - 1 do
            match handles[position].Target with
            | :? Expr as expr -> alive.Add(slotOf expr.Hash position)
            | _ -> free.Push position

        if 2 * free.Count < count then
            let more: GCHandle[] = Array.zeroCreate (2 * handles.Length)
            Array.Copy(handles, more, count)
            handles <- more

        let fresh: int64[] = Array.zeroCreate (2 * handles.Length)
        for slot in alive do
            place fresh slot
        slots <- fresh

    member _.Find(node: Node, hash: int) : Expr | null =
        let slots = slots
        let mutable at = home slots hash
        let mutable slot = Volatile.Read &slots[at]
        let mutable found: Expr | null = null

        while slot <> 0L do
            if hashOf slot = hash then
                match handles[positionOf slot].Target with
                | :? Expr as candidate when candidate.Node.EqualsShallowly node -> found <- candidate
                | _ -> ()

            if isNull found then
                at <- (at + 1) &&& (slots.Length - 1)
                slot <- Volatile.Read &slots[at]
            else
                slot <- 0L

        found

    /// Under the lock, and only where Find has found nothing.
    member _.Add(expr: Expr) =
        if free.Count = 0 && count = handles.Length then renew ()

        let position =
            match free.TryPop() with
            | true, position ->
                handles[position].Target <- expr
                position
            | _ ->
                handles[count] <- GCHandle.Alloc(expr, GCHandleType.Weak)
                count <- count + 1
                count - 1

        place slots (slotOf expr.Hash position)

/// An operation has no value: 0^-1, log 0, ...
exception UndefinedExpression of string with
    override e.Message = e.Data0
