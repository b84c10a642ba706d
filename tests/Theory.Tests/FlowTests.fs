/// The energy and its derivatives against the sums of the theory, typed out here and computed exactly.
module LrnnSymbolic.Theory.Tests.FlowTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

/// Sums over i = 1..T for given singular values s.
type private BruteForce(s: Rational[], a: Rational, b: Rational, c: Rational) =
    let length = s.Length

    let over first last (term: int -> Rational) = Seq.init (max 0 (last - first + 1)) (fun k -> term (first + k)) |> Exact.sum

    let half = Exact.q 1 2
    let two = Rational.OfInt 2
    let error i = s[i - 1] - c * Exact.power b (length - i) * a
    let int (n: int) = Rational.OfInt n

    // d/db of c b^(T-i) a, and the second derivative; zero where the exponent is used up.
    let slope i =
        if i < length then
            int (length - i) * c * Exact.power b (length - i - 1) * a
        else
            Rational.Zero

    let curvature i =
        if i < length - 1 then
            int ((length - i) * (length - i - 1)) * c * Exact.power b (length - i - 2) * a
        else
            Rational.Zero

    member _.Energy = half * over 1 length (fun i -> error i * error i)
    member _.FlowA = over 1 length (fun i -> c * Exact.power b (length - i) * error i)

    member _.FlowB =
        over 1 (length - 1) (fun i -> int (length - i) * c * Exact.power b (length - i - 1) * a * error i)

    member _.FlowC = over 1 length (fun i -> a * Exact.power b (length - i) * error i)
    member _.A = over 1 length (fun i -> s[i - 1] * Exact.power b (length - i))
    member _.B = over 1 length (fun i -> Exact.power b (2 * (length - i)))
    member _.SquaredData = over 1 length (fun i -> s[i - 1] * s[i - 1])

    /// Second derivatives of 1/2 sum (s_i - r_i)^2 with r_i = c b^(T-i) a: sum r' r' - (s - r) r''.
    member _.Hessian =
        let p i = Exact.power b (length - i)

        let byMode i = [ c * p i; slope i; a * p i ]

        let twice i =
            let ab =
                if i < length then
                    int (length - i) * c * Exact.power b (length - i - 1)
                else
                    Rational.Zero

            let bc =
                if i < length then
                    int (length - i) * a * Exact.power b (length - i - 1)
                else
                    Rational.Zero

            [ [ Rational.Zero; ab; p i ]; [ ab; curvature i; bc ]; [ p i; bc; Rational.Zero ] ]

        [ for row in 0..2 ->
              [ for column in 0..2 ->
                    over 1 length (fun i ->
                        let slopes = byMode i
                        let curvatures = twice i
                        slopes[row] * slopes[column] - error i * curvatures[row][column]) ] ]

    member f.DataTerm = half * (f.SquaredData - two * a * c * f.A)
    member f.Regularization = half * (a * c) * (a * c) * f.B

let private equal what (actual: Rational) (expected: Rational) = Expect.equal actual expected what

/// Calls the body for every length and place, with the exact evaluator and the brute-force sums.
let private everywhere (task: TaskDynamics) (lengths: int list) body =
    let random = Random 7

    for length in lengths do
        let values = ("T", Rational.OfInt length) :: Tasks.values random task
        let data = Tasks.data random length

        let s = [| for t in 1..length -> Exact.value data (("t", Rational.OfInt t) :: values) task.Formula |]

        for a, b, c in Tasks.states random values do
            let at = [ "a", a; "b", b; "c", c ] @ values
            let place = String.Join(", ", at |> List.map (fun (name, value) -> $"{name}={value}"))
            body place (Exact.value data at) (BruteForce(s, a, b, c)) (a, c)

let private energyOf (task: TaskDynamics) = Energy.ofTask task

let private energies (task: TaskDynamics) =
    test task.Name {
        let energy = energyOf task

        let data, regularization =
            Energy.dataTerm Mode.real energy, Energy.effectiveRegularization Mode.real energy

        let A, B = Energy.correlation energy, Energy.responsePower energy

        everywhere task [ 1..12 ] (fun place value expected _ ->
            equal $"energy at {place}" (value energy) expected.Energy
            equal $"data term at {place}" (value data) expected.DataTerm
            equal $"regularization at {place}" (value regularization) expected.Regularization
            equal $"energy = data + regularization at {place}" (value data + value regularization) (value energy)
            equal $"A at {place}" (value A) expected.A
            equal $"B at {place}" (value B) expected.B)
    }

let private flows (task: TaskDynamics) =
    test task.Name {
        let flow = GradientFlow.ofEnergy Mode.real (energyOf task)

        everywhere task [ 1..12 ] (fun place value expected (a, c) ->
            let at = flow |> List.map value
            equal $"a' at {place}" at[0] expected.FlowA
            equal $"b' at {place}" at[1] expected.FlowB
            equal $"c' at {place}" at[2] expected.FlowC
            equal $"a a' - c c' at {place}" (a * at[0] - c * at[2]) Rational.Zero)
    }

let private curvatures (task: TaskDynamics) =
    test task.Name {
        let energy = energyOf task
        let hessian, jacobian = GradientFlow.hessian energy, GradientFlow.jacobian energy

        everywhere task [ 1; 2; 3; 4; 7; 12 ] (fun place value expected _ ->
            let h = hessian |> List.map (List.map value)
            let j = jacobian |> List.map (List.map value)

            for row in 0..2 do
                for column in 0..2 do
                    equal $"hessian[{row},{column}] at {place}" (h[row][column]) (expected.Hessian[row][column])
                    equal $"jacobian[{row},{column}] at {place}" (j[row][column]) (-h[row][column])
                    equal $"hessian[{row},{column}] is symmetric at {place}" (h[row][column]) (h[column][row]))
    }

[<Tests>]
let tests =
    testList
        "against the sums of the theory"
        [ testList "energy" (Tasks.all |> List.map energies)
          testList "flow" (Tasks.all |> List.map flows)
          // Every other drawn task: nine entries cost as much as everything above.
          testList
              "hessian"
              (Tasks.all
               |> List.indexed
               |> List.filter (fun (k, _) -> k < 22 || k % 2 = 0)
               |> List.map (snd >> curvatures))
          test "T = 1 leaves b where it is" {
              let constant = Tasks.read "constant"
              let values = ParameterValues.parse "T=1" |> Result.defaultWith (fun _ -> failwith "T=1")

              let task = TaskDynamics.withValues values constant |> Result.defaultWith (fun _ -> failwith "T=1")

              let flow = GradientFlow.ofEnergy Mode.real (energyOf task)
              Expect.equal flow[1] Canonical.zero "b' is the number 0"
          } ]
