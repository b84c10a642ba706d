/// Lowering and both backends on expressions chosen to break them.
module LrnnSymbolic.Emission.Tests.ProgramTests

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Threading
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory

let private parse (text: string) =
    match Parser.parse Vocabulary.real text with
    | Ok e -> e
    | Error failure -> failwith $"{text}: {failure}"

let private lower states parameters (texts: string list) =
    Lowering.lower "test" [] states parameters TaskDynamics.singularValue [ for text in texts -> text, parse text ]

/// The values of one expression in x and y and a parameter n, from the delegate and, bit for bit, from the source.
let private evaluate (text: string) =
    let program = lower [ "x"; "y" ] [ "n"; "T" ] [ text ]
    let kernel, source = DelegateBackend.compile program, Sources.compile program

    fun (x: float) (y: float) (n: float) (T: float) ->
        let call kernel = Sources.call kernel [| x; y |] [| n; T |] [| 3.0; 5.0; 7.0 |] 1
        let value = call kernel
        Sources.expectSameBits (call source) value $"{text} at x={x}, y={y}, n={n}, T={T}"
        value[0]

let private functions =
    let checks name text (expected: float -> float -> float -> float) =
        test $"{name}" {
            let value = evaluate text

            for x in [ -2.5; -1.0; -0.3; 0.0; 0.1; 1.0; 2.0; 7.25; infinity; nan ] do
                for y in [ -1.5; 0.0; 0.5; 1.0; 3.0 ] do
                    for n in [ 0.0; 1.0; 2.0; 5.0 ] do
                        let value = value x y n 1.0
                        let expected = expected x y n

                        if not (Double.IsNaN value && Double.IsNaN expected) then
                            Expect.equal value expected $"{text} at x={x}, y={y}, n={n}"
        }

    testList
        "functions are the framework's, or the kernel functions"
        [ checks "sin" "sin(x)" (fun x _ _ -> Math.Sin x)
          checks "cos" "cos(x)" (fun x _ _ -> Math.Cos x)
          checks "tan" "tan(x)" (fun x _ _ -> Math.Tan x)
          checks "tanh" "tanh(x)" (fun x _ _ -> Math.Tanh x)
          checks "atan" "atan(x)" (fun x _ _ -> Math.Atan x)
          checks "atan2" "atan2(x, y)" (fun x y _ -> Math.Atan2(x, y))
          checks "exp" "exp(x)" (fun x _ _ -> Math.Exp x)
          checks "log" "log(x)" (fun x _ _ -> Math.Log x)
          checks "sqrt" "sqrt(x)" (fun x _ _ -> Math.Sqrt x)
          checks "reciprocal root" "1/sqrt(x)" (fun x _ _ -> 1.0 / Math.Sqrt x)
          checks "power" "y^x" (fun x y _ -> Math.Pow(y, x))
          checks "abs" "abs(x)" (fun x _ _ -> Math.Abs x)
          checks "sign" "sign(x)" (fun x _ _ -> if Double.IsNaN x then nan else float (sign x))
          checks "brackets" "[x < y] + 10*[x <= y] + 100*[x = y]" (fun x y _ ->
              let truth b = if b then 1.0 else 0.0
              truth (x - y < 0.0) + 10.0 * truth (x - y <= 0.0) + 100.0 * truth (x - y = 0.0))
          checks "a bracket to a power" "(x*[x < y])^n" (fun x y n -> if x < y || n = 0.0 then Math.Pow(x, n) else 0.0)
          checks "a bracket that is 0 silences what is infinite" "[x < y]/y" (fun x y _ -> if x < y then 1.0 / y else 0.0)
          checks "a bracket that is 0 silences what is not a number" "[x < y]*log(y - 4)" (fun x y _ ->
              if x < y then Math.Log(y - 4.0) else 0.0)
          checks "n b^(n-1) is 0 for n = 0" "(n - 1)*x^(n - 2)" (fun x _ n -> if n = 1.0 then 0.0 else (n - 1.0) * Math.Pow(x, n - 2.0))
          checks "factorial" "factorial(n)" (fun _ _ n -> Seq.fold (*) 1.0 (Seq.init (int n) (fun k -> float (k + 1))))
          checks "binomial" "binomial(n, 2)" (fun _ _ n -> n * (n - 1.0) / 2.0)
          checks "binomial in its second argument" "binomial(5, n)" (fun _ _ n -> [| 1.0; 5.0; 10.0; 10.0; 5.0; 1.0 |][int n])
          checks "falling" "falling(x, n)" (fun x _ n -> Seq.fold (*) 1.0 (Seq.init (int n) (fun k -> x - float k)))
          checks "quotient" "quotient(n, 3)" (fun _ _ n -> Seq.length (Seq.filter (fun k -> k % 3 = 0) (seq { 1 .. int n })) |> float)
          checks "geometric" "geometric(0, y, n)" (fun _ y n ->
              // These y are exact at these n, so the plain sum is.
              Seq.sum (Seq.init (int n) (fun k -> Math.Pow(y, float k))))
          checks "a number alone" "3/8" (fun _ _ _ -> 0.375)
          checks "an input alone" "y" (fun _ y _ -> y)
          checks "negative numbers" "(-7/2)*y - 3" (fun _ y _ -> -3.0 - 3.5 * y)
          checks "a datum" "s[2]" (fun _ _ _ -> 5.0) ]

let private loops =
    let checks (text: string) (x: float) (y: float) (n: float) (T: float) (expected: float) =
        test $"{text} at x={x}, y={y}, n={n}, T={T}" {
            let value = evaluate text x y n T

            if Double.IsNaN expected then
                Expect.isTrue (Double.IsNaN value) $"NaN, not {value}"
            else
                Expect.equal value expected "value"
        }

    testList
        "loops"
        [ checks "sum(x^k, k, 0, T)" 2.0 0.0 0.0 4.0 31.0
          checks "sum(x^(T - k), k, 1, T)" 2.0 0.0 0.0 4.0 15.0
          checks "sum(x^(T - k)*y^k, k, 1, T)" 2.0 3.0 0.0 3.0 (12.0 + 18.0 + 27.0)
          checks "sum(x^(T - k)*y^k + x^(T - k)*k, k, 1, T)" 0.0 3.0 0.0 3.0 (27.0 + 3.0)
          checks "sum(x^(T - k), k, 1, T)" 0.0 0.0 0.0 4.0 1.0
          checks "sum(x^(-k), k, 1, T)" 0.5 0.0 0.0 3.0 14.0
          checks "sum(x^(k - T), k, 1, T)" 0.5 0.0 0.0 3.0 7.0
          checks "sum(x^(2*k - 1), k, 1, T)" 2.0 0.0 0.0 3.0 42.0
          checks "sum(x^(3 - 2*k), k, 1, T)" 2.0 0.0 0.0 2.0 2.5
          checks "sum(x^k, k, 3, T)" 2.0 0.0 0.0 2.0 0.0
          checks "sum(x^k, k, 3, T)" 2.0 0.0 0.0 1.0 0.0
          checks "sum(x^(T - k), k, 3, T)" 0.0 0.0 0.0 1.0 0.0
          checks "sum(x, k, 1, n)" 2.0 0.0 3.0 1.0 6.0
          checks "sum(x, k, 1, n)" 2.0 0.0 -3.0 1.0 0.0
          checks "sum(s[k], k, 1, T)" 0.0 0.0 0.0 3.0 15.0
          checks "sum(s[k]*x^(T - k), k, 1, T)" 2.0 0.0 0.0 3.0 (12.0 + 10.0 + 7.0)
          checks "sum(sum(x^(k - j)*y^j, j, 0, k), k, 0, T)" 2.0 3.0 0.0 2.0 (1.0 + 5.0 + 19.0)
          checks "sum(x^k*sum(y^j, j, k, T), k, 1, T)" 2.0 3.0 0.0 2.0 (2.0 * 12.0 + 4.0 * 9.0)
          checks "sum(sum(x^(T - k), j, 1, k), k, 1, T)" 2.0 0.0 0.0 3.0 (4.0 + 4.0 + 3.0)
          checks "sum(k*sum(k, k, 1, k), k, 1, T)" 0.0 0.0 0.0 3.0 (1.0 + 6.0 + 18.0)
          checks "sum(x^(k + [k > 1]), k, 1, T)" 2.0 0.0 0.0 3.0 (2.0 + 8.0 + 16.0)
          checks "sum(x^factorial(k), k, 1, T)" 2.0 0.0 0.0 3.0 (2.0 + 4.0 + 64.0)
          checks "sum(x^sign(k - 2), k, 1, T)" 2.0 0.0 0.0 3.0 3.5
          checks "sum(x^s[k], k, 1, T)" 2.0 0.0 0.0 2.0 40.0
          checks "sum(x^sum(j, j, 1, k), k, 1, T)" 2.0 0.0 0.0 2.0 10.0
          checks "sum((x + k)^(T - k), k, 1, T)" 1.0 0.0 0.0 3.0 (4.0 + 3.0 + 1.0)
          // What begins too small or too large for a double, and ends in range.
          checks "sum(x^(k - T), k, 1, T)" 2.0 0.0 0.0 3000.0 2.0
          checks "sum(x^(-k), k, 1, T)" 2.0 0.0 0.0 3000.0 1.0
          checks "sum([k < 3]*x^(-k)*y^k, k, 1, T)" 2.0 0.5 0.0 3000.0 0.3125
          // Ends that are no whole numbers have no meaning.
          checks "sum(x^k, k, 0, n)" 2.0 0.0 2.5 1.0 nan
          checks "sum(x^(n - k), k, 1/2, n)" 2.0 0.0 2.0 1.0 nan
          checks "sum(x^k, k, 0, n)" 2.0 0.0 infinity 1.0 nan ]

/// Fixed-point numbers with 400 binary digits behind the point.
let private digits = 400

let private fixedPoint (x: float) =
    let q = Rational.OfDouble x
    (q.Numerator <<< digits) / q.Denominator

let private long =
    let T = 10_000

    testList
        "T = 10^4"
        [ for b in [ 1.0; -1.0; 1.0 + 1e-9; 1.0 - 1e-9; 1.0001; 0.9999; -1.0001; 1.03; -1.03; 0.5; 0.0 ] do
              test $"b = {b}" {
                  let task = Tasks.read "constant"
                  let kernel = DelegateBackend.compile (ModeKernels.sums Loops task)
                  let output = Sources.call kernel [| 1.0; b; 1.0 |] [| float T; 1.0 |] [||] 2
                  let factor = fixedPoint b
                  let mutable power = BigInteger.One <<< digits
                  let mutable A, B, size = BigInteger.Zero, BigInteger.Zero, BigInteger.Zero

                  for _ in 1..T do
                      A <- A + power
                      size <- size + BigInteger.Abs power
                      B <- B + ((power * power) >>> digits)
                      power <- (power * factor) >>> digits

                  let ratio (error: BigInteger) (whole: BigInteger) = (Rational.Create(error, whole)).Abs.ToDouble()
                  // A power of b carries at most one rounding a step, twice for its square, and the sum one a term.
                  let rounding = Math.ScaleB(1.0, -53)
                  Expect.isTrue (Array.forall Double.IsFinite output) "finite"
                  Expect.isLessThan (ratio (fixedPoint output[0] - A) size) (2.0 * float T * rounding) "A"
                  Expect.isLessThan (ratio (fixedPoint output[1] - B) B) (3.0 * float T * rounding) "B"

                  for program in [ ModeKernels.flow Loops task; ModeKernels.energy Loops task; ModeKernels.hessian Loops task ] do
                      let values =
                          Sources.call (DelegateBackend.compile program) [| 0.1; b; 0.1 |] [| float T; 1.0 |] [||] program.Outputs.Length

                      Expect.isTrue (Array.forall Double.IsFinite values) $"finite: %A{values}"
              } ]

[<MethodImpl(MethodImplOptions.NoInlining)>]
let private weakKernel () =
    let kernel = DelegateBackend.compile (ModeKernels.flow Loops (Tasks.read "modified-exponential"))
    Sources.call kernel [| 1.0; 1.0; 1.0 |] [| 3.0; 1.0; 1.0; 1.0 |] [||] 3 |> ignore
    WeakReference kernel, WeakReference kernel.Method

let private delegates =
    let flowOf text = DelegateBackend.compile (ModeKernels.flow Loops (Tasks.read text))

    testList
        "delegates"
        [ test "many threads get the same bits from one delegate" {
              let kernel = flowOf "sum(s[k]*lambda^(t - k), k, 1, t) + geometric(2, lambda, t)"
              let data = Array.init 12 (fun k -> 1.0 / float (k + 1))

              let inputs =
                  [| for k in 1..50 -> [| 0.1 * float k; 1.0 / float k; 0.3 |], [| float (1 + k % 12); 0.7 + 0.01 * float k |] |]

              let expected =
                  inputs |> Array.map (fun (state, parameters) -> Sources.call kernel state parameters data 3)

              let failures = ref 0
              let start = new ManualResetEventSlim(false)

              let threads =
                  [ for _ in 1..8 ->
                        Thread(fun () ->
                            start.Wait()

                            for _ in 1..200 do
                                for k in 0 .. inputs.Length - 1 do
                                    let state, parameters = inputs[k]

                                    if Sources.call kernel state parameters data 3 <> expected[k] then
                                        Interlocked.Increment failures |> ignore) ]

              threads |> List.iter _.Start()
              start.Set()
              threads |> List.iter _.Join()
              Expect.equal failures.Value 0 "differences"
          }
          test "a call allocates nothing" {
              for text in
                  [ "inverse-exponential"
                    "dirac"
                    "sum(k*lambda^(t - k), k, 1, t)"
                    "geometric(2, lambda, t) + factorial(t)"
                    "s[t]*binomial(T, t)" ] do
                  let kernel = flowOf text

                  let state, parameters, data, output =
                      [| 0.1; 0.2; 0.3 |], Array.create 3 2.0, Array.create 2 1.0, Array.zeroCreate 3

                  let calls n =
                      let before = GC.GetAllocatedBytesForCurrentThread()

                      for _ in 1..n do
                          kernel.Invoke(ReadOnlySpan state, ReadOnlySpan parameters, ReadOnlySpan data, Span output)

                      GC.GetAllocatedBytesForCurrentThread() - before

                  calls 100 |> ignore // compiled by then
                  Expect.equal (calls 1000) 0L text
          }
          test "a delegate is collected with its last user" {
              let kernel, method' = weakKernel ()

              let mutable rounds = 0

              while (kernel.IsAlive || method'.IsAlive) && rounds < 20 do
                  GC.Collect()
                  GC.WaitForPendingFinalizers()
                  rounds <- rounds + 1

              Expect.isFalse kernel.IsAlive "the delegate"
              Expect.isFalse method'.IsAlive "its method"
          } ]

let private problems =
    let refuses words texts =
        test $"%A{texts} is refused" {
            let message =
                try
                    lower [ "x" ] [ "n" ] texts |> ignore
                    failtest "lowered"
                with UnsupportedOperation message ->
                    message

            for word in words do
                Expect.stringContains message word "names what is missing"
        }

    testList
        "problems"
        [ refuses [ "kappa" ] [ "kappa*x" ]
          refuses [ "kappa" ] [ "sum(kappa^k, k, 1, n)" ]
          refuses [ "y[" ] [ "y[1] + x" ]
          refuses [ "complex" ] [ "I*x" ]
          refuses [ "s[n/2]"; "whole number" ] [ "s[n/2]" ]
          refuses [ "s[1, 2, 3]" ] [ "s[1, 2, 3]" ]
          test "a task's missing parameter is named" {
              let task = Tasks.read "delta*t"

              let shortened =
                  { task with
                      Formula = parse "delta*t + kappa[t]" }

              let message =
                  try
                      ModeKernels.flow Loops shortened |> ignore
                      ""
                  with UnsupportedOperation message ->
                      message

              Expect.stringContains message "kappa" "named"
          } ]

let private size =
    let tower depth =
        Seq.fold (fun e _ -> Canonical.add (Canonical.power e (Canonical.ofInt 2)) (Functions.sin e)) (parse "x") (seq { 1..depth })

    let statements (program: Program) = List.length program.Body

    testList
        "size"
        [ test "shared subexpressions are computed once" {
              let at depth = statements (Lowering.lower "tower" [] [ "x" ] [] TaskDynamics.singularValue [ "y", tower depth ])
              // One sine and one square with its addition, fused, a level, and the input.
              Expect.equal (at 10) 21 "depth 10"
              Expect.equal (at 300) 601 "depth 300"
          }
          test "documentation of shared subexpressions is cut" {
              let task =
                  { Tasks.read "constant" with
                      Formula = Substitution.symbols [ Vocabulary.real "x", parse "delta*t" ] (tower 60) }

              let program = ModeKernels.flow Loops task

              for line in program.Documentation do
                  Expect.isLessThan line.Length 20000 "a line"

              Expect.isLessThan (CSharpBackend.emit program).Length 200000 "the source"
          }
          test "what does not depend on the index is outside the loop" {
              let program = lower [ "x"; "y" ] [ "T" ] [ "sum(sin(x*y)^2*cos(k*x) + exp(y), k, 1, T)" ]

              let calls =
                  program.Body
                  |> List.filter (function
                      | Define(_, Call(Sin, _))
                      | Define(_, Unary(Exponential, _)) -> true
                      | _ -> false)

              Expect.hasLength calls 2 "sin(x*y) and exp(y)"
          }
          test "powers of the index run" {
              let rec raises (body: Statement list) =
                  body
                  |> List.sumBy (function
                      | Define(_, Binary(Raise, _, _)) -> 1
                      | Repeat loop -> raises loop.Body
                      | _ -> 0)

              let inLoops (program: Program) =
                  program.Body
                  |> List.sumBy (function
                      | Repeat loop -> raises loop.Body
                      | _ -> 0)

              for text in [ "constant"; "inverse-exponential"; "modified-constant"; "dirac"; "s[t]"; "late-importance" ] do
                  Expect.equal (inLoops (ModeKernels.flow Loops (Tasks.read text))) 0 $"{text}: no power is computed from scratch in a loop"
          } ]

let private names =
    let compiles text =
        test $"'{text}'" {
            let program = ModeKernels.flow Loops (Tasks.read text)
            let kernel, source = DelegateBackend.compile program, Sources.compile program
            let parameters = Array.create program.Parameters.Length 2.0
            let call kernel = Sources.call kernel [| 0.5; 0.25; 2.0 |] parameters [||] 3
            Sources.expectSameBits (call source) (call kernel) text
        }

    testList
        "any task's name becomes a type's"
        [ yield!
              List.map
                  compiles
                  [ "math"
                    "Math"
                    "kernelFunctions"
                    "compute"
                    "states"
                    "parameters + 0"
                    "outputs"
                    "system"
                    "span"
                    "readOnlySpan"
                    "string"
                    "object"
                    "double"
                    "1"
                    "-1"
                    "2*t"
                    "[1 <= t <= T]"
                    "delta\n + t"
                    "e"
                    "class" ]
          compiles (String.Join(" + ", [ for k in 1..120 -> $"parameter_{k}*t^{k}" ]))
          test "a preset's is in Pascal case" {
              Expect.equal
                  (Sources.typeOf (CSharpBackend.emit (ModeKernels.flow Loops (Tasks.read "inverse-exponential")))).Name
                  "InverseExponential"
                  "name"
          }
          test "the source lists its names" {
              let type' =
                  Sources.typeOf (CSharpBackend.emit (ModeKernels.energy Loops (Tasks.read "inverse-exponential")))

              let list (name: string) =
                  match type'.GetField name |> Option.ofObj |> Option.map (fun field -> field.GetValue null) with
                  | Some(:? (string[]) as names) -> names
                  | _ -> failtest $"{name} is missing"

              Expect.equal (list "States") [| "a"; "b"; "c" |] "states"
              Expect.equal (list "Parameters") [| "T"; "delta"; "lambda" |] "parameters"
              Expect.equal (list "Outputs") [| "energy"; "data"; "regularization" |] "outputs"
          }
          test "the source is the same every time" {
              let emit () = CSharpBackend.emit (ModeKernels.hessian Loops (Tasks.read "modified-exponential"))
              Expect.equal (emit ()) (emit ()) "text"
          } ]

[<Tests>]
let tests = testList "programs" [ functions; loops; long; delegates; problems; size; names ]
