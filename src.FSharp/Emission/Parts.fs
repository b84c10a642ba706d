namespace LrnnSymbolic.Emission

open LrnnSymbolic.Algebra

/// What of a number an output is: the number itself, which is real then, or one of its parts.
[<RequireQualifiedAccess>]
type Part =
    | All
    | Re
    | Im

/// Arithmetic of numbers in parts. `define` adds an operation to the program; where both numbers are real it is the one operation
/// that real numbers take.
[<RequireQualifiedAccess>]
module internal Parts =
    let real (v: Value) = { Re = v; Im = ValueNone }
    let complex (re: Value) (im: Value) = { Re = re; Im = ValueSome im }

    let private times define x y = define (Binary(Multiply, x, y))
    let private plus define x y = define (Binary(Add, x, y))
    let private minus define x y = define (Binary(Subtract, x, y))
    let private negative define x = define (Unary(Negate, x))
    let private literal define x = define (Literal x)

    /// Both parts through f.
    let map (f: Value -> Value) (x: Parts) =
        { Re = f x.Re
          Im = ValueOption.map f x.Im }

    let negate define (x: Parts) = map (negative define) x

    let conjugate define (x: Parts) =
        { x with
            Im = ValueOption.map (negative define) x.Im }

    let add define (x: Parts) (y: Parts) =
        { Re = plus define x.Re y.Re
          Im =
            match x.Im, y.Im with
            | ValueSome p, ValueSome q -> ValueSome(plus define p q)
            | ValueNone, im
            | im, ValueNone -> im }

    let subtract define (x: Parts) (y: Parts) =
        { Re = minus define x.Re y.Re
          Im =
            match x.Im, y.Im with
            | ValueSome p, ValueSome q -> ValueSome(minus define p q)
            | im, ValueNone -> im
            | ValueNone, ValueSome q -> ValueSome(negative define q) }

    let scale define (k: Value) (x: Parts) = map (times define k) x

    let multiply define (x: Parts) (y: Parts) =
        match x.Im, y.Im with
        | ValueNone, _ -> scale define x.Re y
        | ValueSome im, ValueNone -> complex (times define x.Re y.Re) (times define im y.Re)
        | ValueSome p, ValueSome q ->
            complex (minus define (times define x.Re y.Re) (times define p q)) (plus define (times define x.Re q) (times define p y.Re))

    /// x y + z.
    let multiplyAdd define (x: Parts) (y: Parts) (z: Parts) =
        let fused p q r = define (MultiplyAdd(p, q, r))
        let re = fused x.Re y.Re z.Re
        // What z lacks an imaginary part adds nothing to.
        let onto (im: Value voption) p q =
            match im with
            | ValueSome im -> fused p q im
            | ValueNone -> times define p q

        match x.Im, y.Im with
        | ValueNone, ValueNone -> { Re = re; Im = z.Im }
        | ValueSome p, ValueNone -> complex re (onto z.Im p y.Re)
        | ValueNone, ValueSome q -> complex re (onto z.Im x.Re q)
        | ValueSome p, ValueSome q -> complex (fused p (negative define q) re) (fused p y.Re (onto z.Im x.Re q))

    /// |x|^2: a sum of squares, with no imaginary part that rounding could leave.
    let squaredModulus define (x: Parts) =
        let square = times define x.Re x.Re

        match x.Im with
        | ValueNone -> square
        | ValueSome im -> define (MultiplyAdd(im, im, square))

    /// What rounding leaves out of that sum of squares.
    let roundingOfModulus define (re: Value) (im: Value) (modulus: Value) =
        let ofSquare x = define (MultiplyAdd(x, x, negative define (times define x x)))
        let p, q = times define re re, times define im im
        // p + q = sum + left exactly, whichever of the two is larger.
        let sum = plus define p q
        let share = minus define sum p
        let left = plus define (minus define p (minus define sum share)) (minus define q share)
        plus define (plus define (minus define sum modulus) left) (plus define (ofSquare re) (ofSquare im))

    let reciprocal define (x: Parts) =
        match x.Im with
        | ValueNone -> real (define (Unary(Reciprocal, x.Re)))
        | ValueSome _ ->
            let size = squaredModulus define x
            conjugate define x |> map (fun part -> define (Binary(Divide, part, size)))

    let divide define (x: Parts) (y: Parts) =
        let by size (x: Parts) = map (fun part -> define (Binary(Divide, part, size))) x

        match y.Im with
        | ValueNone -> by y.Re x
        | ValueSome _ -> multiply define x (conjugate define y) |> by (squaredModulus define y)

    // ---- Functions ------------------------------------------------------------------------------------------------------

    let private imaginary define (x: Parts) = x.Im |> ValueOption.defaultWith (fun () -> literal define 0.0)
    let private call define id arguments = define (Call(id, arguments))
    let private exponential define x = define (Unary(Exponential, x))

    /// |x|.
    let modulus define (x: Parts) =
        match x.Im with
        | ValueNone -> call define Abs [ x.Re ]
        | ValueSome _ -> define (Unary(SquareRoot, squaredModulus define x))

    // A real number has no side on a branch cut: -2 - 0i is -2, and -0 + 0 is 0.
    let private phase define (x: Parts) = call define Atan2 [ plus define (imaginary define x) (literal define 0.0); x.Re ]

    let private polar define (size: Value) (angle: Value) =
        complex (times define size (call define Cos [ angle ])) (times define size (call define Sin [ angle ]))

    let exp define (x: Parts) =
        match x.Im with
        | ValueNone -> real (exponential define x.Re)
        | ValueSome im -> polar define (exponential define x.Re) im

    let log define (x: Parts) =
        let logOf v = call define Log [ v ]

        let size =
            match x.Im with
            | ValueNone -> logOf (modulus define x)
            | ValueSome _ -> times define (literal define 0.5) (logOf (squaredModulus define x))

        complex size (phase define x)

    /// x^y in the principal branch, in polar form. 0^0 = 1.
    let power define (x: Parts) (y: Parts) =
        let size, angle = modulus define x, phase define x
        let raised = define (Binary(Raise, size, y.Re))
        let turned = times define angle y.Re

        match y.Im with
        | ValueNone -> polar define raised turned
        | ValueSome im ->
            let shrunk = times define raised (exponential define (negative define (times define angle im)))
            let log = call define Log [ size ]
            polar define shrunk (plus define turned (times define im log))

    /// What the functions of complex numbers are made of.
    let operations define : PartsOperations =
        { Literal = literal define
          Add = plus define
          Multiply = times define
          Negate = negative define
          Exponential = exponential define
          Call = fun id x -> call define id [ x ]
          Divide = divide define
          Modulus = modulus define
          Logarithm = log define }
