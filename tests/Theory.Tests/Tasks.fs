/// The tasks under test: every preset, chosen formulas, and formulas drawn from polynomials, exponentials, oscillations and brackets.
module LrnnSymbolic.Theory.Tests.Tasks

open System
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

let readFor (setting: Setting) (text: string) =
    match TaskDynamics.parseFor setting text with
    | Ok task -> task
    | Error(InputProblem problem) -> failwith $"{text}: {problem}"

let read (text: string) = readFor Setting.standard text

let private polynomials =
    [ "1"; "t"; "t^2"; "(T - t)"; "(T - t)^3"; "(1 + t/T)"; "1/t"; "1/(T + t)"; "(t - 2)*(t - 3)" ]

let private exponentials =
    [ "1"; "lambda^t"; "lambda^(T - t)"; "mu^(t - T)"; "mu^(-t)"; "lambda^(2*t - 1)"; "2^(T - t)"; "exp(-n*t)" ]

let private oscillations =
    [ "1"
      "cos(omega*t)"
      "sin(omega*t + phi)"
      "(-1)^t"
      "cos(pi*t)"
      "sin(pi*t/2)"
      "abs(t - 3)"
      "sign(t - 3)" ]

let private brackets =
    [ "1"; "[t < T]"; "[t = 1]"; "[t >= 3]"; "[2 <= t <= T - 1]"; "[t != 2]"; "[t = T]"; "[3*t > T]" ]

let private coefficients = [ "delta"; "kappa"; "-3/7"; "delta*kappa"; "0.1" ]

let private drawn =
    let random = Random 20250614
    let one (list: string list) = list[random.Next list.Length]

    let term () =
        [ coefficients; polynomials; exponentials; oscillations; brackets ]
        |> List.map one
        |> List.filter ((<>) "1")
        |> String.concat "*"

    [ for _ in 1..30 -> String.concat " + " [ for _ in 1 .. random.Next(1, 4) -> term () ] ]

let chosen =
    [ "delta*(1 + t/T)"
      "s[t]"
      "delta*s[t] + t"
      "s[T + 1 - t]"
      "delta*sum(lambda^k, k, 1, t)"
      "sum(lambda^(t - i)*i, i, 1, t)"
      "sum(sum(lambda^j*k, j, 0, k), k, t, T)"
      "delta*i + kappa*t^i"
      "delta*j + i_1*t*i"
      "(T - t)*delta"
      "0" ]

let presets = Presets.all |> List.map (fun (name, _, _) -> name)

/// Texts of all tasks.
let texts = presets @ chosen @ drawn

let all = texts |> List.map read

/// Values for every parameter of a task; n, i, j are whole numbers, lambda and mu not zero.
let values (random: Random) (task: TaskDynamics) : (string * Rational) list =
    [ for s in TaskDynamics.parameters task do
          match s.Name with
          | "n"
          | "i"
          | "j" -> s.Name, Rational.OfInt(random.Next(1, 4))
          | name -> name, Exact.draw 5 random ]

/// Singular values where the task is tabulated.
let data (random: Random) (steps: int) = Array.init steps (fun _ -> Exact.draw 9 random)

/// Places to look at: b = 0 and b = +-1, lambda b = 1 and lambda = b where there is a lambda, and drawn ones.
let states (random: Random) (values: (string * Rational) list) =
    let bs =
        [ Rational.Zero
          Rational.One
          Rational.OfInt -1
          Exact.draw 4 random
          match List.tryFind (fun (name, _) -> name = "lambda") values with
          | Some(_, lambda) ->
              lambda
              lambda.Reciprocal
          | None -> () ]

    [ for b in bs -> Exact.draw 5 random, b, Exact.draw 5 random ]
