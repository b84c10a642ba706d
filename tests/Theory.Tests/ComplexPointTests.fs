/// Stationary points of complex modes against searches in the plane of b.
module LrnnSymbolic.Theory.Tests.ComplexPointTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

// Not the domain of the same name.
type private Point = System.Numerics.Complex

let private drawn (random: Random) (steps: int) : ComplexNumbers =
    let values = [| for _ in 1..steps -> Exact.draw 5 random, Exact.draw 5 random |]

    { Correlation = values
      ResponsePower = Array.create steps Rational.One
      TaskPower = values |> Array.fold (fun sum (x, y) -> sum + x * x + y * y) Rational.Zero }

let private toComplex (x: Rational, y: Rational) = Point(x.ToDouble(), y.ToDouble())

/// |p|^2/B by its sums.
let private gain (numbers: ComplexNumbers) (b: Point) =
    let p =
        numbers.Correlation
        |> Array.mapi (fun k c -> toComplex c * Point.Pow(b, float k))
        |> Array.fold (fun x y -> x + y) Point.Zero
    let power =
        numbers.ResponsePower
        |> Array.mapi (fun k w -> w.ToDouble() * Math.Pow(b.Magnitude, float (2 * k)))
        |> Array.sum
    (p * Point.Conjugate p).Real / power

/// A grid of the plane of v, b = v/sqrt(1 - |v|^2): climbs from each of its points by ever smaller steps.
let private climb (value: Point -> float) (start: Point) =
    let rec go (b: Point) (step: float) (rounds: int) =
        if step < 1e-9 || rounds = 0 then
            b
        else
            let directions =
                [ for k in 0..7 -> b + Point.FromPolarCoordinates(step * (0.1 + b.Magnitude), float k * Math.PI / 4.0) ]

            let next = directions |> List.maxBy value
            if value next > value b then
                go next (1.3 * step) (rounds - 1)
            else
                go b (0.5 * step) rounds

    go start 0.05 4000

let private agrees (numbers: ComplexNumbers) =
    let set = ComplexPoints.ofNumbers numbers
    Expect.equal set.Undecided 0 "all decided"
    let value = gain numbers
    let middle (p: ComplexPoint) = Point(p.B.Re.Middle, p.B.Im.Middle)
    let energy (b: Point) = 0.5 * (numbers.TaskPower.ToDouble() - value b)

    for p in set.Points do
        let b = middle p
        let scale = 1.0 + b.Magnitude
        Expect.floatClose Accuracy.high p.Energy.Middle (energy b) $"energy at {b}"
        // Differences of E* across the point are of the second order in the distance, and even.
        let h = 1e-4 * scale
        for direction in [ Point.One; Point.ImaginaryOne ] do
            let slope = (energy (b + h * direction) - energy (b - h * direction)) / (2.0 * h)
            Expect.isLessThan (abs slope) (1e-4 * numbers.TaskPower.ToDouble()) $"stationary at {b}"

        Expect.floatClose Accuracy.medium p.Modulus.Middle b.Magnitude "|b|"

    // Minima, maxima (u = 0) and saddles of E* on the sphere: their indices sum to 2. With s_2 not 0 infinity is none of them.
    let index (p: ComplexPoint) = if p.IsSilent || p.Kind = PlaneMinimum then 1 else -1
    let sum = set.Points |> List.sumBy index
    Expect.equal sum 2 "indices of the finite points"

    let minima = set.Points |> List.filter (fun p -> p.Kind = PlaneMinimum)

    for x in -3 .. 3 do
        for y in -3 .. 3 do
            let b = climb value (Point(0.37 * float x + 0.01, 0.37 * float y + 0.02))

            if b.Magnitude < 100.0 then
                let nearest = minima |> List.map (fun p -> Point.Abs(middle p - b) / (1.0 + b.Magnitude))
                Expect.isLessThan (List.min (1.0 :: nearest)) 1e-3 $"a climb ends at {b}, which is a minimum"

    let lowest = set.Points |> List.filter _.IsLowest
    let best = set.Points |> List.map (middle >> energy) |> List.min

    for p in lowest do
        Expect.floatClose Accuracy.medium p.Energy.Middle (min best (set.Limit.ToDouble())) "lowest energy"

let private sectionOf (text: string) steps =
    let task =
        Tasks.readFor
            { Setting.standard with
                Modes = ComplexModes }
            text

    Derivation.derive
        [ "stationary" ]
        { task with
            Length = Canonical.ofInt steps }
    |> List.exactlyOne

let private kinds (section: Section) =
    [ for record in section.Records do
          match Map.ofList record |> Map.tryFind "kind" with
          | Some(Field.Text kind) -> kind
          | other -> failtest $"{other}" ]

[<Tests>]
let tests =
    testList
        "StationaryPoints of complex modes"
        [ test "drawn tasks, T = 2 to 5: climbs of a search end at minima, and no stationary point is missing" {
              let random = Random 59

              for steps in 2..5 do
                  for _ in 1..2 do
                      agrees (drawn random steps)
          }

          test "a real task has its real stationary points among the complex ones" {
              let random = Random 61

              for steps in 2..5 do
                  let values = [ for _ in 1..steps -> Exact.draw 5 random ]
                  let text = values |> List.mapi (fun k v -> $"[t = {k + 1}]*({v})") |> String.concat " + "
                  let section = sectionOf text steps
                  let real name (record: (string * Field) list) =
                      match Map.ofList record |> Map.tryFind name with
                      | Some(Field.Real x) -> Some x
                      | _ -> None
                  let found =
                      section.Records
                      |> List.choose (fun r ->
                          match real "re" r, real "im" r with
                          | Some x, Some y -> Some(x, y)
                          | _ -> None)

                  match
                      StationaryPoints.ofTask
                          { Tasks.read text with
                              Length = Canonical.ofInt steps }
                  with
                  | Ok(Points(points, _, _, _)) ->
                      let expected = points |> List.map (fun p -> AlgebraicNumber.toDouble p.B)
                      let onLine = found |> List.filter (fun (_, y) -> abs y < 1e-10) |> List.map fst
                      Expect.equal onLine.Length expected.Length $"{text}: points on the real line"

                      for x, y in List.zip (List.sort onLine) (List.sort expected) do
                          Expect.floatClose Accuracy.high x y text
                  | other -> failtest $"{other}"
          }

          test "a rotation is learned without error by b = lambda" {
              let section = sectionOf "(1/2 + I/2)^(T - t)" 3
              Expect.equal (kinds section |> List.countBy id |> Map.ofList) (Map [ "global minimum", 1; "saddle", 3; "limit", 1 ]) "kinds"
              let lowest =
                  section.Records
                  |> List.map Map.ofList
                  |> List.find (fun r -> r["kind"] = Field.Text "global minimum")
              Expect.equal lowest["b"] (Field.Text "0.5 + 0.5*I") "b"
              Expect.equal lowest["stability"] (Field.Whole -1) "|b| < 1"
          }

          test "circles of stationary points are not decided, and said so" {
              // Only the energy's dependence on |b| is left: E* falls to 0 at infinity, and all of b = 0 is degenerate.
              let section = sectionOf "[t = 2]" 3
              Expect.contains (kinds section) "undecided" "undecided"
              Expect.exists section.RemarkTexts (fun r -> r.Contains "unknown") "remark"
          }

          test "values that are not x + y I with rational parts are refused in a sentence" {
              let section = sectionOf "exp(I*t)" 3
              Expect.isNonEmpty section.Equations "equations"
              Expect.exists section.RemarkTexts (fun r -> r.Contains "rational x and y") "remark"
          } ]
