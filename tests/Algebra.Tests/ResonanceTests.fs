/// Sums at and off the points where ratios and turns coincide: one case applies, and it has the value of the sum written out.
module LrnnSymbolic.Algebra.Tests.ResonanceTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.SumChecks

type private Z = System.Numerics.Complex

let private complexNames (name: string) =
    match name with
    | "beta"
    | "z" -> Vocabulary.complex name
    | _ -> vocabulary name

let private read = Readers.parse complexNames
let private real (x: float) = Z(x, 0.0)
let private turn (x: float) = Z.FromPolarCoordinates(1.0, x)

let private ratios = [ 0.0; 1.0; -1.0; 0.5; 2.0 ] |> List.map real

let private angles =
    [ 0.0; 1.0; 2.0; 3.0; 4.0; 6.0; -3.0; 9.0 ] |> List.map (fun k -> real (k * Math.PI / 6.0))

// Resonances are met exactly or missed by far.
let private valuesOf (name: string) =
    match name with
    | "T" -> [ for T in 1..5 -> real (float T) ]
    | "j"
    | "k" -> [ for j in -3 .. 4 -> real (float j) ]
    | "omega"
    | "nu" -> real 1.0 :: angles
    | "phi" -> [ real 0.7; real Math.PI ]
    | "beta"
    | "z" ->
        [ real 0.0
          real 1.0
          real -1.0
          Z.ImaginaryOne
          real 0.5
          turn 1.0
          turn (2.0 * Math.PI / 3.0)
          real 2.0 * turn 1.0 ]
    | _ -> ratios

let private isNear (x: Z) (y: Z) = Z.Abs(x - y) < 1e-8 * (1.0 + Z.Abs x)

let private holdsAt (at: Point<Z>) (c: Condition) =
    match Evaluation.toComplex at c.Left, Evaluation.toComplex at c.Right with
    | Result.Ok l, Result.Ok r when Z.IsFinite l && Z.IsFinite r -> isNear l r = c.Equal
    | _ -> false

let private describe (values: (string * Z) list) = values |> List.map (fun (name, z) -> $"{name} = {z}") |> String.concat ", "

let private compareAt (closed: ClosedSum) (cases: Case list) values =
    let at = Evaluation.pointOf values

    match Evaluation.toComplex at closed.Original with
    | Result.Ok expected when Z.IsFinite expected ->
        let where = $"{Infix.print closed.Original} at {describe values}"

        let isExpected what e =
            match Evaluation.toComplex at e with
            | Result.Ok found when isNear expected found -> ()
            | found -> failtest $"{what} {Infix.print e} of {where}: {found} for {expected}"

        isExpected "stable form" closed.Stable

        match cases |> List.filter (fun case -> case.Conditions |> List.forall (holdsAt at)) with
        | [ case ] -> isExpected "case" case.Value
        | holding ->
            let text = holding |> List.map (fun c -> Infix.print c.Value) |> String.concat "; "
            failtest $"{holding.Length} cases hold for {where}: {text}"

        1
    | _ -> 0

let private drawnPoints = 300

let private compareEverywhere (text: string) =
    let closed = closeFully (read text)
    let names = Properties.freeSymbols closed.Original |> Array.map _.Name |> List.ofArray
    let random = Random 7

    match closed.Cases with
    | Result.Error reason -> failtest $"{text}: {reason}"
    | Result.Ok cases ->
        let draw () = [ for name in names -> let values = valuesOf name in name, values[random.Next values.Length] ]

        let compared = List.init drawnPoints (fun _ -> compareAt closed cases (draw ())) |> List.sum
        Expect.isGreaterThan compared (drawnPoints / 10) $"points compared of {text}"

let private casesOf (text: string) =
    match (ClosedSum.close (read text)).Cases with
    | Result.Ok cases -> cases
    | Result.Error reason -> failtest $"{text}: {reason}"

// The terms of sums of squares and of products with a mode: what a task asks of its closed forms at once.
let private severalUnknowns =
    [ "cos(omega*t)*cos(nu*t)*b^(T-t)"
      "(cos(omega*t)*cos(nu*t))^2"
      "(cos(omega*t)*cos(nu*t) - b^(T-t))^2"
      "(cos(omega*t + phi)*cos(nu*t) - b^(T-t))^2"
      "(cos(omega*t)*lambda^t - b^(T-t))^2"
      "(lambda^t*sin(omega*t) - b^(T-t))^2"
      "(cos(omega*t)*sin(omega*t) - b^(T-t))^2"
      "(cos(omega*t)^2*lambda^t - b^(T-t))^2"
      "(sin(2*omega*t) + cos(omega*t) - b^(T-t))^2"
      "(cos(2*pi*t/T)*lambda^t - b^(T-t))^2"
      "(exp(I*omega*t) - b^(T-t))*(exp(-I*omega*t) - b^(T-t))" ]

let private resonantAngles =
    [ for k in 1..6 do
          for j in 0 .. k - 1 do
              2.0 * Math.PI * float j / float k ]
    |> List.distinct

// All points of a grid: a case that none of them attains is one that cannot occur.
let private gridOf (name: string) =
    match name with
    | "T" -> [ for T in 1..4 -> real (float T) ]
    | "omega"
    | "nu" -> real 1.0 :: List.map real resonantAngles
    | "phi" -> [ real 0.7 ]
    | _ -> real -2.0 :: ratios

let rec private grid (names: string list) : (string * Z) list list =
    match names with
    | [] -> [ [] ]
    | name :: rest ->
        [ for point in grid rest do
              for value in gridOf name -> (name, value) :: point ]

let private attainsEveryCase (text: string) =
    let closed = closeFully (read text)
    // The length is of no account unless a condition names it.
    let cases =
        match closed.Cases with
        | Result.Ok cases -> cases
        | Result.Error reason -> failtest $"{text}: {reason}"

    let names =
        cases
        |> List.collect _.Conditions
        |> List.collect (fun c -> [ c.Left; c.Right ])
        |> Seq.collect Properties.freeSymbols
        |> Seq.map _.Name
        |> Seq.distinct
        |> List.ofSeq

    let points = grid names |> List.map Evaluation.pointOf

    for case in cases do
        let text = case.Conditions |> List.map string |> String.concat " and "
        Expect.isTrue (points |> List.exists (fun at -> case.Conditions |> List.forall (holdsAt at))) $"{text} is attained"

let private summands =
    [ "cos(2*pi*t/T)^2"
      "cos(2*pi*t/T)*b^(T-t)"
      "sin(pi*t/T)^2"
      "sin(pi*t/T)*b^(T-t)"
      "cos(pi*t/(2*T))*b^(T-t)"
      "cos(2*pi*k*t/T)^2"
      "cos(6*pi*t/T)*lambda^t"
      "cos(2*pi*t/T + pi*t)"
      "cos(pi*t/T)*lambda^t*b^(T-t)"
      "(lambda^t*cos(pi*t/T))^2"
      "lambda^t*cos(2*pi*t/T)*b^(T-t)"
      "sin(omega*t)^2"
      "sin(omega*t)*b^(T-t)"
      "t*sin(omega*t + phi)"
      "cos(omega*t)*lambda^t*b^(T-t)"
      "t*cos(omega*t)*lambda^t*b^(T-t)"
      "cos(omega*t/2)*lambda^t + cos(omega*t)"
      "(cos(omega*t) + cos(2*omega*t))^2"
      "(1 + cos(omega*t))^2*b^(T-t)"
      "cos(3*omega*t)*lambda^t"
      "cos(omega*t)*(omega + 1)"
      "exp(2*t/T)*b^(T-t)"
      "exp(x*t) + exp(x*t/2)"
      "exp(2*pi*I*t/T)*b^(T-t)"
      "exp(I*omega*t)*beta^(T-t)"
      "(1 + beta^t)*(1 + conj(beta)^t)"
      "(z^t + b^t)*(conj(z)^t + b^t)"
      "sum(lambda^j*mu^(t-j), j, 1, t)"
      "sum(lambda^j*mu^(t-j), j, 1, t)^2"
      "x^t*y^(2*t)/z^(3*t)"
      "x^t*y^(2*t)/mu^(3*t)*b^(T-t)"
      "[t=j]*(1-eta)^(3-t)*b^(T-t)"
      "[t=j]*(1+x)^(2-t)*(1-eta)^(j-t+1)"
      "cos(pi*t/3)*lambda^t"
      "(-1)^(t/3)*b^t"
      "cos(t)*lambda^t*b^(T-t)"
      "([t=1]*x + [t=3]*y)*b^(T-t)"
      "([t=2]*x + [t=4]*y)*b^(T-t)"
      "([t=1]*x + [t=2]*y + [t=3]*mu)*b^(T-t)"
      "([t=2]*I + [t=3]*lambda)*beta^(T-t)"
      "([t>=2]*x + [t=4]*y)*b^(T-t)"
      "(beta + (-1)^(t/2))*(conj(beta) + conj((-1)^(t/2)))"
      "conj((-2)^(t/3))*b^(T-t)"
      "((-1)^t*beta + (-1)^(-t/2))*conj((-1)^t*beta + (-1)^(-t/2))"
      "cos(omega*t)*conj((-1)^(t/2))*b^(T-t)" ]

[<Tests>]
let tests =
    testList
        "resonances"
        [ for summand in summands @ severalUnknowns do
              test summand { compareEverywhere $"sum({summand}, t, 1, T)" }

          for summand in severalUnknowns do
              test $"cases of {summand}" { attainsEveryCase $"sum({summand}, t, 1, T)" }

          test "no known cosine in a value" {
              for text, value in
                  [ "sum(cos(omega*t)*lambda^t*b^(T-t), t, 1, T)", "T*lambda^T"
                    "sum((cos(omega*t)*cos(nu*t))^2, t, 1, T)", "T"
                    "sum(cos(omega*t)*cos(nu*t), t, 1, T)", "T" ] do
                  let values = casesOf text |> List.map _.Value
                  Expect.isTrue (values |> List.exists (fun v -> obj.ReferenceEquals(v, read value))) $"{value} is a value of {text}"
          }

          test "angles up to whole turns" {
              let turns facts angle =
                  AngleFacts.tryTurns (AngleFacts.ofWholeTurns (List.map read facts)) (read angle)
                  |> Option.map string

              for facts, angle, expected in
                  [ [ "omega" ], "2*omega", Some "0"
                    [ "2*omega" ], "omega", None
                    [ "2*omega" ], "4*omega + pi", Some "1/2"
                    [ "2*omega"; "3*omega" ], "omega", Some "0"
                    [ "omega - pi/3" ], "2*omega", Some "1/3"
                    [ "omega + nu"; "omega - nu" ], "omega", None
                    [ "omega + nu"; "omega - nu" ], "2*omega", Some "0"
                    [ "omega + nu - pi"; "omega - nu" ], "2*omega", Some "1/2"
                    [ "omega + nu - pi"; "omega - nu" ], "4*nu", Some "0"
                    [ "omega/2" ], "omega/3", None
                    [ "omega/2"; "omega/3" ], "omega/6", Some "0"
                    [ "omega" ], "nu", None ] do
                  Expect.equal (turns facts angle) expected $"{angle} where {facts}"

              let areContradictory facts = AngleFacts.areContradictory (AngleFacts.ofWholeTurns (List.map read facts))

              for facts, expected in
                  [ [ "omega"; "2*omega - pi" ], true
                    [ "omega - pi"; "2*omega" ], false
                    [ "omega - pi"; "omega" ], true
                    [ "omega + nu - pi"; "omega - nu"; "2*omega" ], true
                    [ "omega - 1"; "2*omega" ], true
                    [ "omega - 1"; "nu - 1"; "omega - nu" ], false ] do
                  Expect.equal (areContradictory facts) expected $"{facts}"
          }

          test "no case without need" {
              for text, count in
                  [ "sum(cos(omega*t)*lambda^t*b^(T-t), t, 1, T)", 4
                    "sum(exp(2*t/T), t, 1, T)", 1
                    "sum(cos(pi*t/(2*T))*b^(T-t), t, 1, T)", 1
                    "sum(exp(x*t) + exp(x*t/2), t, 1, T)", 2
                    "sum((1 + beta^t)*(1 + conj(beta)^t), t, 1, T)", 3
                    "sum(cos(2*pi*t/T)^2, t, 1, T)", 2
                    "sum(cos(pi*t/T)*lambda^t*b^(T-t), t, 1, T)", 3
                    "sum(cos(2*omega*t) + cos(omega*t), t, 1, T)", 3 ] do
                  Expect.equal (casesOf text).Length count text
          }

          test "one number has one form" {
              let equal x y =
                  Expect.isTrue (obj.ReferenceEquals(read x, read y)) $"{x} and {y}: {Infix.print (read x)}, {Infix.print (read y)}"

              for x, y in
                  [ "exp(pi*I/2)", "I"
                    "(-1)^(1/2)", "I"
                    "exp(pi*I)", "-1"
                    "exp(x + 3*pi*I)", "-exp(x)"
                    "exp(pi*I/3)", "(-1)^(1/3)"
                    "exp(-pi*I/2)", "-I"
                    "exp(pi*I*t/2)", "I^t"
                    "exp(pi*I*t/3)", "(-1)^(t/3)"
                    "exp(2*pi*I*t)", "1"
                    "cos(4*pi/5)", "-cos(pi/5)"
                    "cos(6*pi/5)", "-cos(pi/5)"
                    "sin(3*pi/10)", "cos(pi/5)"
                    "sin(7*pi/5)", "-cos(pi/10)"
                    "cos(5*pi/12)", "sin(pi/12)"
                    "cos(4*pi + x)", "cos(x)"
                    "cos(x + pi)", "-cos(x)"
                    "sin(x + pi/2)", "cos(x)"
                    "cos(x - pi/2)", "sin(x)"
                    "sin(pi/3 - x)", "cos(x + pi/6)"
                    "cos(x + pi*t)", "(-1)^t*cos(x)"
                    "sin(x - 2*pi*t)", "sin(x)"
                    "wave(0, q, omega + 2*pi, phi, t)", "wave(0, q, omega, phi, t)"
                    "wave(0, q, 3*pi, 0, t)", "geometric(0, -q, t)"
                    "wave(0, q, 5*pi/3, phi, t)", "wave(0, q, pi/3, -phi, t)" ] do
                  equal x y
          }

          test "0 to a certainly negative power has no value" {
              Expect.throwsT<UndefinedExpression>
                  (fun () -> Substitution.symbol (Vocabulary.real "x") Canonical.zero (read "x^(-3*T)") |> ignore)
                  "0^(-3*T)"
          } ]
