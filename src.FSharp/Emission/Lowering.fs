namespace LrnnSymbolic.Emission

open System
open System.Collections.Generic
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Properties

/// From expressions to a program: shared subexpressions once, whatever does not depend on a summation index outside its
/// loop, one loop for the sums over one range, and b^(T-i) by Horner's rule or a running product.
[<RequireQualifiedAccess>]
module Lowering =
    // A region of statements: the whole program, or the body of one loop.
    [<NoEquality; NoComparison; AllowNullLiteral>]
    type private Region(index: Symbol, indexValue: Value, descending: bool, first: Expr) =
        member _.Index = index
        member _.IndexValue = indexValue
        member _.Descending = descending
        /// Where the index starts.
        member _.First = first
        member val Statements = List<Statement>()
        member val Carried = List<Carried>()
        member val Known = Dictionary<Expr, Parts>(HashIdentity.Reference)
        member val Operations = Dictionary<Operation, Value>(HashIdentity.Structural)
        member val Tables = Dictionary<struct (SharedSum * Expr * Expr), Value list>()

    /// Do more powers in the body grow as the index falls than as it rises?
    let private prefersDescending (index: Symbol) (body: Expr) =
        let seen = HashSet<Expr>(HashIdentity.Reference)
        let mutable balance = 0

        let power (f: Factor) =
            if isFreeOf index f.Base then
                balance <- balance + sign (SumShape.slopeIn index f.Exponent)

        let rec look (e: Expr) =
            if contains index e && seen.Add e then
                match e.Node with
                | Product factors -> factors |> Array.iter power
                | Power f -> power f
                | _ -> ()

                Substitution.mapChildren
                    (fun child ->
                        look child
                        child)
                    e
                |> ignore

        look body
        balance < 0

    /// A sum with how it is computed, and where its loop can be: sums of one group share it.
    [<NoEquality; NoComparison>]
    type private PlannedSum =
        {
            Sum: IndexedSum
            Shape: SumShape
            /// The last index that the loop must reach.
            Last: Expr
            Descending: bool
        }

    // Is there anything in it that takes many steps?
    let rec private hasLoop (e: Expr) =
        match e.Node with
        | IndexedSum _ -> true
        | Function(id, _) when (FunctionTable.rowOf id).Program.IsLong -> true
        | _ ->
            let mutable found = false

            Substitution.mapChildren
                (fun child ->
                    found <- found || hasLoop child
                    child)
                e
            |> ignore

            found

    let private isComplexSymbol (s: Symbol) = (s.Assumptions.Domain = Complex)

    /// Does it equal its conjugate, whatever the values? b conj(b) does.
    let private isSelfConjugate (e: Expr) = isReal e || obj.ReferenceEquals(Functions.conjugate e, e)

    // What one call computes is real.
    let private shapeOf (data: Symbol) (sum: IndexedSum) =
        match SumShape.ofSum data sum with
        | OfTable nested when isComplexSymbol data || not (isSelfConjugate nested.Ratio) -> Nested nested
        | OfPowers(nested, _) when not (isSelfConjugate nested.Ratio) -> Nested nested
        | shape -> shape

    let private plan (data: Symbol) (sum: IndexedSum) =
        let shape = shapeOf data sum

        match shape with
        | OfTable nested
        | OfPowers(nested, _)
        | Nested nested ->
            { Sum = sum
              Shape = shape
              Last = nested.Last
              Descending = false }
        | Plain ->
            { Sum = sum
              Shape = shape
              Last = sum.Upper
              Descending = prefersDescending sum.Index sum.Body }

    /// What is computed together, found before anything is lowered: sums over one range that do not need each other's values, and the
    /// orders to which derivatives of one sum are wanted.
    [<NoEquality; NoComparison>]
    type private Schedule =
        {
            /// The group of each sum that depends on no index, by its expression.
            Groups: Dictionary<Expr, Expr list>
            Plans: Dictionary<Expr, PlannedSum>
            /// The highest order of geometric(k, q, n), and of a table's sum with ratio q and length n, by q and n.
            Orders: Dictionary<struct (SharedSum * Expr * Expr), int>
        }

    let private largestShared = 2

    /// q, n and k of geometric(k, q, n) if k is small.
    let private geometric (e: Expr) =
        match e.Node with
        | Function(Geometric, [| k; q; n |]) ->
            match k.Node with
            | Number k when k.TryInt.IsSome && k.Sign >= 0 && k <= Rational.OfInt largestShared -> Some(q, n, k.TryInt.Value)
            | _ -> None
        | _ -> None

    let private schedule (data: Symbol) (outputs: Expr list) : Schedule =
        let levels = Dictionary<Expr, int>(HashIdentity.Reference)
        let plans = Dictionary<Expr, PlannedSum>(HashIdentity.Reference)
        let orders = Dictionary<struct (SharedSum * Expr * Expr), int>()
        let found = List<Expr>()

        let want kind (q: Expr) (n: Expr) order =
            let key = struct (kind, q, n)
            orders[key] <- max order (orders.GetValueOrDefault(key, 1))

        // A sum is one level above the sums in it.
        let rec level (e: Expr) : int =
            match levels.TryGetValue e with
            | true, known -> known
            | _ ->
                let mutable inside = 0

                Substitution.mapChildren
                    (fun child ->
                        inside <- max inside (level child)
                        child)
                    e
                |> ignore

                geometric e |> Option.iter (fun (q, n, k) -> want GeometricSums q n k)

                match e.Node with
                // Its conjugate gives it.
                | IndexedSum _ when plans.ContainsKey(Functions.conjugate e) -> inside <- inside + 1
                | IndexedSum sum ->
                    let planned = plan data sum
                    plans[e] <- planned
                    found.Add e
                    inside <- inside + 1

                    match planned.Shape with
                    | OfTable nested -> want TableSums nested.Ratio nested.Last nested.Order
                    | OfPowers(nested, count) -> want GeometricSums nested.Ratio count nested.Order
                    | _ -> ()
                | _ -> ()

                levels[e] <- inside
                inside

        outputs |> List.iter (level >> ignore)
        let indices = HashSet<Symbol>(HashIdentity.Reference)
        for e in found do
            indices.Add plans[e].Sum.Index |> ignore

        let isOutermost (e: Expr) = freeSymbols e |> Array.forall (fun s -> not (indices.Contains s))
        let groups = Dictionary<Expr, Expr list>(HashIdentity.Reference)

        let key (e: Expr) =
            let p = plans[e]
            struct (levels[e], p.Sum.Index, p.Sum.Lower, p.Last, p.Descending)

        for _, group in found |> Seq.filter isOutermost |> Seq.groupBy key do
            let group = List.ofSeq group
            for e in group do
                groups[e] <- group

        { Groups = groups
          Plans = plans
          Orders = orders }

    /// geometric(k, q, n) of a complex ratio as the sum that it stands for, as a loop goes through it: sum_i C(n-i, k) q^(n-i-k).
    let private opened (e: Expr) =
        let open' (q: Expr) (n: Expr) (k: int) =
            let index =
                let usual = Vocabulary.index "i"
                if contains usual q || contains usual n then
                    Substitution.fresh (Seq.append (freeSymbols q) (freeSymbols n)) usual
                else
                    usual

            let ago = Canonical.subtract n (Canonical.symbol index)
            let falling = [ for j in 0 .. k - 1 -> Canonical.subtract ago (Canonical.ofInt j) ]
            let among = Seq.fold (fun p j -> p * Rational.OfInt j) Rational.One (seq { 1..k })

            Canonical.multiplyAll (Canonical.power q (Canonical.subtract ago (Canonical.ofInt k)) :: falling)
            |> Canonical.sumOver index Canonical.one (Canonical.subtract n (Canonical.ofInt k))
            |> Canonical.scale (Rational.One / among)

        let known = Dictionary<Expr, Expr>(HashIdentity.Reference)

        let rec go (e: Expr) : Expr =
            match known.TryGetValue e with
            | true, result -> result
            | _ ->
                let inner = Substitution.mapChildren go e

                let result =
                    match inner.Node with
                    | Function(Geometric, [| k; q; n |]) when not (isSelfConjugate q) ->
                        match k.Node with
                        | Number k when k.TryInt.IsSome && k.Sign >= 0 -> open' q n k.TryInt.Value
                        | _ -> inner
                    | _ -> inner

                known[e] <- result
                result

        go e

    /// Lowers named outputs to one program, each output one number: a real expression, or a part of a complex one.
    /// states and parameters name the inputs in order, a complex symbol z as z_re and z_im; the symbol `data` stands for tabulated
    /// values, data[k], which follow each other as re, im, re, im, ... where they are complex.
    /// Raises UnsupportedOperation for a symbol that is in neither list, and for what has no program.
    let lowerParts
        (name: string)
        (documentation: string list)
        (states: string list)
        (parameters: string list)
        (data: Symbol)
        (outputs: (string * Part * Expr) list)
        : Program =
        let isComplex = isComplexSymbol data
        let outputs =
            if isComplex then
                outputs |> List.map (fun (label, part, e) -> label, part, opened e)
            else
                outputs

        let mutable count = 0
        let mutable readsData = false

        let fresh () =
            count <- count + 1
            count - 1

        let root = Region(data, -1, false, Canonical.zero)
        let schedule = schedule data (outputs |> List.map (fun (_, _, e) -> e))

        let define (region: Region) (operation: Operation) =
            match region.Operations.TryGetValue operation with
            | true, value -> value
            | _ ->
                let value = fresh ()
                region.Statements.Add(Define(value, operation))
                region.Operations[operation] <- value
                value

        // The innermost loop whose index occurs in e; regions are listed innermost first and end with the root.
        let home (regions: Region list) (e: Expr) =
            let rec find (regions: Region list) =
                match regions with
                | [ _ ] -> regions
                | region :: outer -> if contains region.Index e then regions else find outer
                | [] -> regions

            find regions

        let positionOf (names: string list) (name: string) = List.tryFindIndex ((=) name) names

        // A number that is known, or whose conjugate is.
        let known (region: Region) (e: Expr) : Parts voption =
            match region.Known.TryGetValue e with
            | true, parts -> ValueSome parts
            | _ when not isComplex || isReal e -> ValueNone
            | _ ->
                match region.Known.TryGetValue(Functions.conjugate e) with
                | true, parts -> ValueSome(Parts.conjugate (define region) parts)
                | _ -> ValueNone

        let remember (region: Region) (e: Expr) (parts: Parts) =
            let parts = if parts.Im.IsSome && isSelfConjugate e then Parts.real parts.Re else parts
            region.Known[e] <- parts
            parts

        let rec go (regions: Region list) (e: Expr) : Parts =
            let regions = home regions e
            let region = List.head regions

            match known region e with
            | ValueSome parts -> parts
            | ValueNone -> work regions region e |> remember region e

        /// The value of what is real.
        and realValue (regions: Region list) (e: Expr) : Value =
            let parts = go regions e
            if parts.Im.IsSome then
                raise (UnsupportedOperation $"{Infix.bounded 60 e} must be real")
            parts.Re

        and literal (x: float) = define root (Literal x)

        and inputNamed (s: Symbol) (name: string) =
            match positionOf states name, positionOf parameters name with
            | Some k, _ -> define root (State k)
            | _, Some k -> define root (Parameter k)
            | _ -> raise (UnsupportedOperation $"no value for {s.Name}")

        and symbolValue (regions: Region list) (s: Symbol) =
            match regions |> List.tryFind (fun r -> r.IndexValue >= 0 && obj.ReferenceEquals(r.Index, s)) with
            | Some region -> Parts.real region.IndexValue
            | None when isComplexSymbol s -> Parts.complex (inputNamed s $"{s.Name}_re") (inputNamed s $"{s.Name}_im")
            | None -> Parts.real (inputNamed s s.Name)

        and datum regions region (indices: Expr[]) =
            // A program could only cut off the fraction.
            for index in indices do
                if not (isInteger index) then
                    raise (UnsupportedOperation $"the index of {data.Name}[{Infix.bounded 60 index}] must be a whole number for certain")

            // Row by row: before row t stand 1 + 2 + ... + (t - 1) values.
            let index =
                match indices with
                | [| row; column |] ->
                    Canonical.multiply row (Canonical.subtract row Canonical.one)
                    |> Canonical.scale (Rational.ofRatio 1 2)
                    |> Canonical.add column
                | _ -> indices[0]

            readsData <- true
            let step = realValue regions index

            if isComplex then
                let second = define region (Binary(Add, step, step))
                let first = define region (Binary(Subtract, second, literal 1.0))
                Parts.complex (define region (Datum first)) (define region (Datum second))
            else
                Parts.real (define region (Datum step))

        // A number is rounded once, from its exact value.
        and ofNumber (e: Expr) : Parts voption =
            match ExactValue.Of e with
            | Ok z when z.Imaginary = 0.0 -> ValueSome(Parts.real (literal z.Real))
            | Ok z when isComplex -> ValueSome(Parts.complex (literal z.Real) (literal z.Imaginary))
            | _ -> ValueNone

        and work regions region (e: Expr) : Parts =
            match e.Node with
            | Power _
            | Product _
            | Sum _ when (freeSymbols e).Length = 0 && not (hasLoop e) ->
                ofNumber e |> ValueOption.defaultWith (fun () -> worked regions region e)
            | _ -> worked regions region e

        and worked regions region (e: Expr) : Parts =
            match e.Node with
            | Number q -> Parts.real (literal (q.ToDouble()))
            | Constant Pi -> Parts.real (literal Math.PI)
            | Constant E -> Parts.real (literal Math.E)
            | Constant ImaginaryUnit
            | Conjugate _ when not isComplex -> raise (UnsupportedOperation "a complex expression has no real program")
            | Constant ImaginaryUnit -> Parts.complex (literal 0.0) (literal 1.0)
            | Conjugate x -> Parts.conjugate (define region) (go regions x)
            | Symbol s -> symbolValue regions s
            | Indexed(s, indices) when obj.ReferenceEquals(s, data) && indices.Length <= 2 -> datum regions region indices
            | Indexed _ -> raise (UnsupportedOperation $"no values for {Infix.bounded 60 e}")
            | Sum(constant, terms) -> sum regions region constant terms
            | Product factors -> product regions region (List.ofArray factors)
            | Power f -> product regions region [ f ]
            | Function(Geometric, _) when (geometric e).IsSome -> Parts.real (geometricSum regions region (geometric e).Value)
            | Function(id, arguments) -> call region e id (arguments |> Array.toList |> List.map (go regions))
            | Indicator(relation, x) -> Parts.real (test regions region relation x)
            | IndexedSum _ -> indexedSum regions region e

        and call region (e: Expr) id (arguments: Parts list) =
            let define = define region
            let isOfReals = arguments |> List.forall _.Im.IsNone

            let row = FunctionTable.rowOf id
            // At real numbers too it may be complex.
            let leavesReals = row.Domain.IsPositive && isComplex && not (isReal e)

            match row.Program.OfComplex with
            | ValueSome program when leavesReals || not isOfReals -> program (Parts.operations define) arguments.Head
            | _ when isOfReals -> Parts.real (define (Call(id, arguments |> List.map _.Re)))
            | _ -> raise (UnsupportedOperation $"{Infix.bounded 60 e} of complex numbers has no program")

        and test regions region relation (x: Expr) =
            let parts = go regions x

            match relation, parts.Im with
            | _, ValueNone -> define region (Test(relation, parts.Re))
            | Equal, ValueSome im ->
                define region (Binary(Multiply, define region (Test(Equal, parts.Re)), define region (Test(Equal, im))))
            | _ -> raise (UnsupportedOperation $"{Infix.bounded 60 x} is complex and has no order")

        and sum regions region constant terms =
            match commonModes constant terms with
            | [] -> sumOfTerms regions region constant terms
            | common ->
                let rest (t: Term) =
                    SumShape.factorsOf t.Expr
                    |> List.map (fun f ->
                        match common |> List.tryFind (fun g -> obj.ReferenceEquals(g.Base, f.Base)) with
                        | Some g -> Canonical.power f.Base (Canonical.subtract f.Exponent g.Exponent)
                        | None -> Canonical.power f.Base f.Exponent)
                    |> Canonical.multiplyAll
                    |> Canonical.scale t.Coefficient

                let inner = terms |> Array.map rest |> Canonical.addAll
                Parts.multiply (define region) (product regions region common) (go regions inner)

        // The powers of states that all terms have: c A - a c^2 B is c (A - a c B), and a A - a^2 c B has the same bracket.
        and commonModes constant (terms: Term array) : Factor list =
            let rec isMode (e: Expr) =
                match e.Node with
                | Symbol s when isComplexSymbol s -> (positionOf states $"{s.Name}_re").IsSome
                | Symbol s -> (positionOf states s.Name).IsSome
                | Conjugate x -> isMode x
                | _ -> false

            let modes (t: Term) =
                SumShape.factorsOf t.Expr
                |> List.choose (fun f ->
                    match f.Exponent.Node with
                    | Number n when n.Sign > 0 && n.TryInt.IsSome && isMode f.Base -> Some(f.Base, n.TryInt.Value)
                    | _ -> None)

            let shared (found: (Expr * int) list) (more: (Expr * int) list) =
                [ for e, n in found do
                      for e', n' in more do
                          if obj.ReferenceEquals(e, e') then e, min n n' ]

            if not constant.IsZero || terms.Length < 2 then
                []
            else
                terms
                |> Array.map modes
                |> Array.reduce shared
                |> List.map (fun (e, n) ->
                    { Base = e
                      Exponent = Canonical.ofInt n })

        and sumOfTerms regions region constant terms =
            let define = define region
            let start =
                if constant.IsZero then
                    ValueNone
                else
                    ValueSome(Parts.real (literal (constant.ToDouble())))

            let accumulate (total: Parts voption) (t: Term) =
                let value = go regions t.Expr
                let magnitude = t.Coefficient.Abs

                let scaled =
                    if magnitude.IsOne then
                        value
                    else
                        Parts.scale define (literal (magnitude.ToDouble())) value

                match total, t.Coefficient.Sign > 0 with
                | ValueNone, true -> ValueSome scaled
                | ValueNone, false -> ValueSome(Parts.negate define scaled)
                | ValueSome before, true -> ValueSome(Parts.add define before scaled)
                | ValueSome before, false -> ValueSome(Parts.subtract define before scaled)

            // A positive term first saves a negation.
            let ordered =
                Array.append
                    (terms |> Array.filter (fun t -> t.Coefficient.Sign > 0))
                    (terms |> Array.filter (fun t -> t.Coefficient.Sign < 0))
            (ordered |> Array.fold accumulate start).Value

        // A bracket that is 0 silences the other factors. So does the n in n b^(n-1), which is 0 for n = 0 at b = 0 too.
        and product regions region (factors: Factor list) =
            let isNumber (e: Expr) =
                match e.Node with
                | Number _ -> true
                | _ -> false

            let isPositive (e: Expr) =
                match e.Node with
                | Number q -> q.IsInteger && q.Sign > 0
                | _ -> false

            // n or -n before b^(n-1): a canonical factor may have either sign.
            let isOrderOf (n: Factor) (power: Factor) =
                isPositive (Canonical.subtract n.Base power.Exponent)
                || isPositive (Canonical.negate (Canonical.add n.Base power.Exponent))

            let brackets, others =
                factors
                |> Array.ofList
                |> PowerContent.rejoined
                |> List.ofArray
                |> List.partition (fun f -> isSilencing f || f.Base.Node.IsIndicator)

            let isOne (f: Factor) = f.Base.Node.IsIndicator && Canonical.isOne f.Exponent

            let orders =
                let powers = others |> List.filter (fun f -> not (isNumber f.Exponent))

                if powers.IsEmpty then
                    []
                else
                    others |> List.filter (fun n -> Canonical.isOne n.Exponent && List.exists (isOrderOf n) powers)

            let multiply values = values |> List.reduce (Parts.multiply (define region))

            let silenced (x: Parts) (by: Parts) = Parts.map (fun part -> define region (Binary(Silence, by.Re, part))) x

            match brackets, others with
            | _, [] -> brackets |> List.map (power regions region) |> multiply
            | [], _ ->
                orders
                |> List.map (fun n -> go regions n.Base)
                |> List.fold silenced (quotient regions region others)
            | _ ->
                let bracket = brackets |> List.map (power regions region) |> multiply
                let value =
                    orders
                    |> List.map (fun n -> go regions n.Base)
                    |> List.fold silenced (quotient regions region others)

                // A bracket that is not 0 is 1.
                if List.forall isOne brackets then
                    silenced value bracket
                else
                    silenced (multiply [ bracket; value ]) bracket

        and quotient regions region (factors: Factor list) =
            let under, over =
                factors
                |> List.partition (fun f ->
                    match f.Exponent.Node with
                    | Number q -> q.Sign < 0
                    | _ -> false)

            let multiplied (fs: Factor list) = conjugatePairs regions region fs |> List.reduce (Parts.multiply (define region))

            let inverted =
                under
                |> List.map (fun f ->
                    { f with
                        Exponent = Canonical.negate f.Exponent })

            match over, inverted with
            | over, [] -> multiplied over
            | [], under -> Parts.reciprocal (define region) (multiplied under)
            | over, under -> Parts.divide (define region) (multiplied over) (multiplied under)

        // z^n conj(z)^n = |z^n|^2, a real number, also where the conjugate stands with the other sign; the rest as it is.
        and conjugatePairs regions region (factors: Factor list) : Parts list =
            let smaller (m: Expr) (n: Expr) =
                match m.Node, n.Node with
                | Number x, Number y -> Some(if x < y then m else n)
                | _ when obj.ReferenceEquals(m, n) -> Some m
                | _ -> None

            let without (f: Factor) (common: Expr) =
                if obj.ReferenceEquals(f.Exponent, common) then
                    []
                else
                    [ { f with
                          Exponent = Canonical.subtract f.Exponent common } ]

            let isConjugate (f: Factor) (g: Factor) =
                obj.ReferenceEquals(Functions.conjugate f.Base, g.Base) && (smaller f.Exponent g.Exponent).IsSome

            let isOpposite (f: Factor) (g: Factor) =
                Canonical.isOne f.Exponent
                && Canonical.isOne g.Exponent
                && obj.ReferenceEquals(Canonical.negate (Functions.conjugate f.Base), g.Base)

            match factors with
            | [] -> []
            | f :: rest when not isComplex || isSelfConjugate f.Base -> power regions region f :: conjugatePairs regions region rest
            | f :: rest ->
                let modulus exponent = Parts.squaredModulus (define region) (power regions region { f with Exponent = exponent })
                let others (g: Factor) = rest |> List.filter (fun h -> not (obj.ReferenceEquals(h.Base, g.Base)))

                match List.tryFind (isConjugate f) rest, List.tryFind (isOpposite f) rest with
                | Some g, _ ->
                    let common = (smaller f.Exponent g.Exponent).Value
                    Parts.real (modulus common)
                    :: conjugatePairs regions region (without f common @ without g common @ others g)
                | None, Some g ->
                    Parts.real (define region (Unary(Negate, modulus f.Exponent)))
                    :: conjugatePairs regions region (others g)
                | None, None -> power regions region f :: conjugatePairs regions region rest

        // Factors of one product may live in different loops; each is computed where it belongs.
        and power regions _region (f: Factor) : Parts =
            if Canonical.isOne f.Exponent then
                go regions f.Base
            else
                let whole = Canonical.power f.Base f.Exponent
                let regions = home regions whole
                let region = List.head regions

                match known region whole with
                | ValueSome parts -> parts
                | ValueNone -> powerIn regions region f |> remember region whole

        and powerIn regions region (f: Factor) : Parts =
            let define = define region

            match f.Base.Node, f.Exponent.Node with
            | Constant E, _ -> Parts.exp define (go regions f.Exponent)
            | _, Number q when q.IsInteger && q.Sign > 0 && q.TryInt.IsSome -> wholePower region (go regions f.Base) q.TryInt.Value
            | _ when isComplex && not (isReal (Canonical.power f.Base f.Exponent)) ->
                match runningPower regions region f with
                | ValueSome parts -> parts
                | ValueNone -> Parts.power define (go regions f.Base) (go regions f.Exponent)
            | _, Number q when q = Rational.ofRatio 1 2 -> Parts.real (define (Unary(SquareRoot, realValue regions f.Base)))
            | _ ->
                match runningPower regions region f with
                | ValueSome parts -> parts
                | ValueNone -> Parts.real (define (Binary(Raise, realValue regions f.Base, realValue regions f.Exponent)))

        // x^n by squaring, which shares x^2, x^4, ... with every other power of x.
        and wholePower region x n : Parts =
            if n = 1 then
                x
            elif n % 2 = 0 then
                let half = wholePower region x (n / 2)
                Parts.multiply (define region) half half
            else
                Parts.multiply (define region) (wholePower region x (n - 1)) x

        // b^(k i + m): a product that is carried along, if the loop runs the way in which the exponent grows, and from an
        // exponent that is not negative: then what is too small or too large for a double at the start stays so.
        and runningPower regions region (f: Factor) : Parts voption =
            let slope =
                if region.IndexValue < 0 || contains region.Index f.Base then
                    0
                else
                    SumShape.slopeIn region.Index f.Exponent

            let startExponent = Substitution.symbol region.Index region.First f.Exponent

            if slope = 0 || (slope < 0) <> region.Descending || not (isNonnegative startExponent) then
                ValueNone
            else
                let outer = List.tail regions
                let factor = go outer (Canonical.power f.Base (Canonical.ofInt (abs slope)))
                let start = go outer (Canonical.power f.Base startExponent)

                let current =
                    { Re = fresh ()
                      Im = factor.Im |> ValueOption.map (fun _ -> fresh ()) }

                carry region current start (Parts.multiply (define region) current factor)
                ValueSome current

        // From step to step, an imaginary part from 0 where the start has none.
        and carry (region: Region) (current: Parts) (start: Parts) (next: Parts) =
            region.Carried.Add
                { Current = current.Re
                  Start = start.Re
                  Next = next.Re }

            match current.Im with
            | ValueNone -> ()
            | ValueSome im ->
                region.Carried.Add
                    { Current = im
                      Start = start.Im |> ValueOption.defaultWith (fun () -> literal 0.0)
                      Next = next.Im |> ValueOption.defaultWith (fun () -> literal 0.0) }

        // What rounding leaves out of a product of two: near 1 a power of it would feel that.
        and roundingOf regions region (q: Expr) (value: Value) =
            let ofProduct x y =
                define region (MultiplyAdd(realValue regions x, realValue regions y, define region (Unary(Negate, value))))
            let isComplexFactor (e: Expr) = isComplex && not (isSelfConjugate e)

            match q.Node with
            | Product [| { Base = x; Exponent = one }; { Exponent = one' } |] when
                isComplexFactor x && Canonical.isOne one && Canonical.isOne one'
                ->
                match go regions x with
                | { Re = re; Im = ValueSome im } -> Parts.roundingOfModulus (define region) re im value
                | _ -> literal 0.0
            | Power { Base = x; Exponent = two } when obj.ReferenceEquals(two, Canonical.ofInt 2) -> ofProduct x x
            | Product [| { Base = x; Exponent = one }; { Base = y; Exponent = one' } |] when Canonical.isOne one && Canonical.isOne one' ->
                ofProduct x y
            | _ -> literal 0.0

        and shared (region: Region) kind order (arguments: Value list) =
            let values = [ for _ in 0..order -> fresh () ]
            region.Statements.Add(DefineSums(values, kind, arguments))
            values

        // The sum and its derivatives become known together, at the home of the ratio and the length.
        and geometricSum regions (region: Region) (q, n, k) =
            // Content that goes into a sum may make it a geometric one.
            let order = schedule.Orders.GetValueOrDefault(struct (GeometricSums, q, n), max 1 k)
            let ratio = realValue regions q
            let values =
                shared region GeometricSums order [ ratio; roundingOf regions region q ratio; realValue regions n ]
            values
            |> List.iteri (fun k value -> region.Known[Functions.apply Geometric [ Canonical.ofInt k; q; n ]] <- Parts.real value)
            values[k]

        and scaled regions region (factor: Expr) (x: Parts) =
            if Canonical.isOne factor then
                x
            else
                Parts.multiply (define region) (go regions factor) x

        and tableSum regions (region: Region) (nested: NestedSum) =
            readsData <- true
            let key = struct (TableSums, nested.Ratio, nested.Last)

            let values =
                match region.Tables.TryGetValue key with
                | true, values -> values
                | _ ->
                    let values =
                        shared region TableSums schedule.Orders[key] [ realValue regions nested.Ratio; realValue regions nested.Last ]
                    region.Tables[key] <- values
                    values

            scaled regions region nested.Factor (Parts.real values[nested.Order])

        and powerSum regions region (nested: NestedSum) count =
            // Ratio and length may have a home further out than the factor.
            let sum = Functions.apply Geometric [ Canonical.ofInt nested.Order; nested.Ratio; count ]

            let value =
                match (geometric sum) with
                | Some _ -> go regions sum
                | None -> Parts.real (geometricSum regions region (nested.Ratio, count, nested.Order))

            scaled regions region nested.Factor value

        and indexedSum regions (region: Region) (e: Expr) : Parts =
            match schedule.Plans.TryGetValue e with
            | true, planned -> plannedSum regions region e planned
            | _ -> Parts.conjugate (define region) (go regions (Functions.conjugate e))

        and plannedSum regions (region: Region) (e: Expr) planned =
            match planned.Shape with
            | OfTable nested -> tableSum regions region nested
            | OfPowers(nested, count) -> powerSum regions region nested count
            | _ ->
                let group =
                    match schedule.Groups.TryGetValue e with
                    | true, group -> group
                    | _ -> [ e ]

                loop regions region (group |> List.map (fun e -> e, schedule.Plans[e]))
                region.Known[e]

        // One loop for sums over one range.
        and loop regions (region: Region) (group: (Expr * PlannedSum) list) =
            let first = snd group.Head
            let zero = literal 0.0

            // An end that may turn out not to be a whole number: then the sum has no value, and the loop no steps.
            let bound (e: Expr) (start: Value) =
                let value = realValue regions e

                if isInteger e then
                    struct (value, start)
                else
                    let whole = define region (Unary(Whole, value))
                    let nothing = define region (Binary(Multiply, zero, whole)) // 0 or NaN
                    struct (whole, define region (Binary(Add, start, nothing)))

            let struct (lower, start) = bound first.Sum.Lower zero
            let struct (upper, start) = bound first.Last start

            let inner =
                Region(first.Sum.Index, fresh (), first.Descending, (if first.Descending then first.Last else first.Sum.Lower))
            let inside = inner :: regions

            let fromStart (x: Parts) = Parts.map (fun _ -> start) x
            let freshIm (isComplex: bool) = if isComplex then ValueSome(fresh ()) else ValueNone

            let plain (sum: IndexedSum) =
                let re = fresh ()
                let body = go inside sum.Body
                let total = { Re = re; Im = freshIm body.Im.IsSome }
                carry inner total (fromStart total) (Parts.add (define inner) total body)
                total

            // G_0 = G_0 q + g, G_k = G_k q + G_(k-1).
            let chain (nested: NestedSum) order =
                let ratio = go regions nested.Ratio
                let summand = go inside nested.Summand
                let isComplex = ratio.Im.IsSome || summand.Im.IsSome
                let currents =
                    [ for _ in 0..order ->
                          { Re = fresh ()
                            Im = freshIm isComplex } ]

                List.zip currents (summand :: List.take order currents)
                |> List.iter (fun (current, added) ->
                    carry inner current (fromStart current) (Parts.multiplyAdd (define inner) current ratio added))

                currents

            let finish =
                [ for e, p in group do
                      match p.Shape with
                      | OfTable nested -> yield fun () -> remember region e (tableSum regions region nested) |> ignore
                      | OfPowers(nested, count) -> yield fun () -> remember region e (powerSum regions region nested count) |> ignore
                      | Plain ->
                          let total = plain p.Sum
                          yield fun () -> remember region e total |> ignore
                      | Nested _ -> ()

                  let nested =
                      group
                      |> List.choose (fun (e, p) ->
                          match p.Shape with
                          | Nested nested -> Some(e, nested)
                          | _ -> None)

                  for _, members in nested |> List.groupBy (fun (_, n) -> struct (n.Ratio, n.Summand)) do
                      let values = chain (snd members.Head) (members |> List.map (fun (_, n) -> n.Order) |> List.max)

                      for e, n in members do
                          yield fun () -> remember region e (scaled regions region n.Factor values[n.Order]) |> ignore ]

            if inner.Carried.Count > 0 then
                region.Statements.Add(
                    Repeat
                        { Index = inner.IndexValue
                          Lower = lower
                          Upper = upper
                          Descending = first.Descending
                          Carried = List.ofSeq inner.Carried
                          Body = List.ofSeq inner.Statements }
                )

            finish |> List.iter (fun finish -> finish ())

        let wanted (part: Part) (e: Expr) =
            match part with
            | Part.All when isComplex && isSelfConjugate e -> (go [ root ] e).Re
            | Part.All -> realValue [ root ] e
            | Part.Re -> (go [ root ] e).Re
            | Part.Im -> (go [ root ] e).Im |> ValueOption.defaultWith (fun () -> literal 0.0)

        let results = outputs |> List.map (fun (label, part, e) -> label, wanted part e)

        { Name = name
          Documentation = documentation
          States = states
          Parameters = parameters
          ReadsData = readsData
          Outputs = results
          Body = List.ofSeq root.Statements
          ValueCount = count }
        |> Fusion.fuse
        |> (if isComplex then NeededStatements.keep else id)

    /// The same for real expressions.
    let lower name documentation states parameters data (outputs: (string * Expr) list) : Program =
        lowerParts name documentation states parameters data (outputs |> List.map (fun (label, e) -> label, Part.All, e))
