/// The tasks under test, and where they are evaluated: at doubles of full precision, whose exact values rationals hold.
module LrnnSymbolic.Emission.Tests.Tasks

open System
open LrnnSymbolic.Algebra
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory

let read (text: string) =
    match TaskDynamics.parse text with
    | Ok task -> task
    | Error(InputProblem problem) -> failwith $"{text}: {problem}"

let private drawn =
    let random = Random 31415
    let one (list: string list) = list[random.Next list.Length]

    let term () =
        [ [ "delta"; "kappa"; "-3/7"; "0.1" ]
          [ "1"; "t"; "t^2"; "(T - t)^3"; "(1 + t/T)"; "1/(T + t)" ]
          [ "1"; "lambda^t"; "lambda^(T - t)"; "mu^(t - T)"; "mu^(-t)"; "lambda^(2*t - 1)"; "exp(-omega*t)" ]
          [ "1"; "cos(omega*t)"; "sin(omega*t + phi)"; "(-1)^t"; "abs(t - omega)" ]
          [ "1"; "[t < T]"; "[t >= 3]"; "[2 <= t <= T - 1]"; "[t != 2]" ] ]
        |> List.map one
        |> List.filter ((<>) "1")
        |> String.concat "*"

    [ for _ in 1..24 -> String.concat " + " [ for _ in 1 .. random.Next(1, 4) -> term () ] ]

/// Loops, powers and functions in every position.
let private chosen =
    [ "delta*(1 + t/T)"
      "s[t]"
      "delta*s[T + 1 - t] + t"
      "delta*sum(lambda^k, k, 1, t)"
      "delta*sum(lambda^k, k, 1, t - 1)"
      "sum(k*lambda^(t - k), k, 1, t)"
      "sum(sum(lambda^(t + j - k)*mu^(k - j), j, 0, k), k, 0, t)"
      "sum(s[k]*lambda^(t - k), k, 1, t)"
      "sum(delta, k, 1, n)"
      "sum(k^2, k, 5, 2 + n)"
      "lambda^(t + [t > 2])"
      "lambda^([t > 2]*t)"
      "lambda^factorial([t > 2])*t"
      "lambda^sum(k, k, 1, t)/1000"
      "lambda^(t*n)"
      "lambda^(t/2)*[lambda > 0]*0 + delta*t"
      "2^(T - t) + 3^(t - T)"
      "lambda^(t - T)*mu^(T - t)"
      "geometric(0, lambda, t) + geometric(1, mu, T)"
      "homogeneous(t - 1, lambda, delta) + homogeneous(T - t, mu, kappa, lambda)"
      "wave(0, lambda, omega, phi, t)"
      "binomial(T, t)/100 + falling(t, n)/50 + quotient(t, 3)"
      "factorial(t)/factorial(T)"
      "tan(t/7) + tanh(t*omega) + atan(t*omega) + atan2(t, T)"
      "log(1 + t/T) + sqrt(t) + exp(-t) + exp(t/T)"
      "sign(t - 3)*abs(omega - t) + delta" ]

let texts = (Presets.all |> List.map (fun (name, _, _) -> name)) @ chosen @ drawn
let all = texts |> List.map read

// Of either sign and between 1/8 and 2: full mantissas, so that every operation rounds.
let private draw (random: Random) = (0.125 + 1.875 * random.NextDouble()) * (if random.Next 2 = 0 then 1.0 else -1.0)

/// n is whole, lambda and mu are positive.
let values (random: Random) (task: TaskDynamics) : (string * float) list =
    [ for s in TaskDynamics.parameters task do
          match s.Name with
          | "n" -> s.Name, float (random.Next(1, 4))
          | "lambda"
          | "mu" -> s.Name, [| 0.5; 2.0; 1.0; 0.7; 1.3 |][random.Next 5]
          | name -> name, draw random ]

let data (random: Random) (steps: int) = Array.init steps (fun _ -> draw random)

/// b = 0, b = +-1, b = lambda, lambda b = 1, and drawn ones.
let states (random: Random) (values: (string * float) list) =
    let bs =
        [ 0.0
          1.0
          -1.0
          draw random
          match List.tryFind (fun (name, _) -> name = "lambda") values with
          | Some(_, lambda) ->
              lambda
              1.0 / lambda
          | None -> () ]

    [ for b in bs -> [| draw random; b; draw random |] ]

/// What the kernels compute, from an energy.
let expressions (task: TaskDynamics) (energy: Expr) : (string * Expr list) list =
    [ "flow", GradientFlow.ofEnergy Mode.real energy
      "energy", [ energy; Energy.dataTerm Mode.real energy; Energy.effectiveRegularization Mode.real energy ]
      "sums", [ Energy.correlation energy; Energy.responsePower energy ]
      "jacobian", List.concat (GradientFlow.jacobian energy)
      "hessian", List.concat (GradientFlow.hessian energy)
      "series", List.concat (LearningSeries.coefficients [] 3 task) ]

/// Every kernel of a task in one form, with the expressions it computes as the theory writes them.
let kernels (form: SumForm) (task: TaskDynamics) : (string * Program * Expr list) list =
    let expressions = dict (expressions task (Energy.ofTask task))

    [ for name, program in
          [ "flow", ModeKernels.flow form task
            "energy", ModeKernels.energy form task
            "sums", ModeKernels.sums form task
            "jacobian", ModeKernels.jacobian form task
            "hessian", ModeKernels.hessian form task
            if form = Loops then "series", ModeKernels.series [] 3 task ] -> name, program, expressions[name] ]

let presets = Presets.all |> List.map (fun (name, _, _) -> read name)

/// Each task with loops, and those with closed sums that the time allows.
let inForms =
    [ for task in all -> Loops, task
      for task in presets @ List.map read (List.truncate 20 chosen @ List.truncate 6 drawn) -> Closed, task ]
