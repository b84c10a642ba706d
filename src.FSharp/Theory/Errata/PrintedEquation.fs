namespace LrnnSymbolic.Theory

open System
open System.Numerics
open LrnnSymbolic.Algebra

/// What came out when a printed equation was compared with the derivation.
[<NoEquality; NoComparison>]
type Comparison =
    /// As printed, at so many points.
    | Agrees of points: int
    /// Read with the convention; as printed it differs somewhere.
    | AgreesAfter of convention: string * points: int
    /// Differs at the point described, where the corrected form agrees.
    | Misprint of counterexample: string * corrected: string
    /// The check could not be carried out, or neither the printed nor the corrected form agrees.
    | NoVerdict of reason: string

/// A numbered equation of the source paper (or a claim of its text), as it is printed there.
[<NoEquality; NoComparison>]
type PrintedEquation =
    {
        /// The paper's number, or the section and "text" for a claim that has none.
        Number: string
        Group: string
        /// In the task grammar; matrix formulas in the same spirit, with W^T for a transpose.
        Printed: string
        Corrected: string option
        Convention: string option
        Note: string option
        /// Compares the printed equation with the derivation, now.
        Check: unit -> Comparison
    }

/// A value of one side at a point.
[<NoEquality; NoComparison>]
type internal PrintedValue =
    | Exact of Rational
    | Approximate of Complex
    | Missing of reason: string

/// Both sides at one point.
[<NoEquality; NoComparison>]
type internal Trial =
    {
        Place: string
        Ours: PrintedValue list
        /// As printed.
        Literal: PrintedValue list
        /// Read with the convention; none where the convention excludes the point.
        Agreed: PrintedValue list option
        /// The corrected form; none where it is not claimed.
        Mended: PrintedValue list option
    }

[<RequireQualifiedAccess>]
module internal PrintedValue =
    let ofComplex (z: Complex) =
        if Double.IsFinite z.Real && Double.IsFinite z.Imaginary then
            Approximate z
        else
            Missing "not finite"
    let ofDouble (x: float) = ofComplex (Numerics.Complex(x, 0.0))

    let private number (x: float) = (if abs x < 5e-13 then 0.0 else x).ToString("G6", Globalization.CultureInfo.InvariantCulture)

    let text (value: PrintedValue) =
        match value with
        | Exact q when (string q).Length <= 16 -> string q
        | Exact q -> number (q.ToDouble())
        | Approximate z when abs z.Imaginary < 5e-13 -> number z.Real
        | Approximate z -> $"({number z.Real}, {number z.Imaginary})"
        | Missing reason -> $"none ({reason})"

    let private complex (value: PrintedValue) =
        match value with
        | Exact q -> Numerics.Complex(q.ToDouble(), 0.0)
        | Approximate z -> z
        | Missing _ -> Numerics.Complex(nan, nan)

    let isMissing (value: PrintedValue) =
        match value with
        | Missing _ -> true
        | _ -> false

    /// The absolute difference; infinite where a value is missing.
    let distance (x: PrintedValue) (y: PrintedValue) =
        match x, y with
        | Missing _, _
        | _, Missing _ -> infinity
        | Exact p, Exact q when Rational.AreEqual(p, q) -> 0.0
        | _ -> Complex.Abs(complex x - complex y)

    let size (value: PrintedValue) = if isMissing value then 0.0 else Complex.Abs(complex value)

/// From trials to a verdict.
[<RequireQualifiedAccess>]
module internal Comparison =
    // Of the largest entry on either side. Exact values that are equal have no distance at all.
    let private tolerance = 1e-9

    let private largest (values: PrintedValue list) = values |> List.fold (fun most v -> max most (PrintedValue.size v)) 0.0

    let private same (ours: PrintedValue list) (other: PrintedValue list) =
        ours.Length = other.Length
        && (let allowed = tolerance * max (largest ours) (largest other)
            List.forall2 (fun x y -> PrintedValue.distance x y <= allowed) ours other)

    // The entry in which the sides differ most.
    let private describe (trial: Trial) (printed: PrintedValue list) =
        if trial.Ours.Length <> printed.Length then
            $"{trial.Place}: {trial.Ours.Length} entries, printed {printed.Length}"
        else
            let entry, (ours, other) =
                List.zip trial.Ours printed
                |> List.indexed
                |> List.maxBy (fun (_, (x, y)) -> PrintedValue.distance x y)

            let where = if printed.Length = 1 then "" else $" (entry {entry + 1} of {printed.Length})"
            $"{trial.Place}: right {PrintedValue.text ours}, printed {PrintedValue.text other}{where}"

    /// The verdict that the trials give.
    let ofTrials (convention: string option) (corrected: string option) (trials: Trial list) : Comparison =
        let agreed = trials |> List.choose (fun t -> t.Agreed |> Option.map (fun v -> t, v))
        let mended = trials |> List.choose (fun t -> t.Mended |> Option.map (fun v -> t, v))
        let fails (pairs: (Trial * PrintedValue list) list) = pairs |> List.tryFind (fun (t, v) -> not (same t.Ours v))
        let literal = trials |> List.map (fun t -> t, t.Literal)

        match trials |> List.tryFind (fun t -> List.exists PrintedValue.isMissing t.Ours), fails literal with
        | _ when trials.IsEmpty -> NoVerdict "no points"
        | Some t, _ -> NoVerdict $"the derivation has no value at {t.Place}"
        | None, None -> Agrees trials.Length
        | None, Some difference ->
            match convention, corrected with
            | Some convention, _ when not agreed.IsEmpty && (fails agreed).IsNone -> AgreesAfter(convention, agreed.Length)
            | _, Some corrected when not mended.IsEmpty ->
                match fails mended with
                | Some(t, v) -> NoVerdict $"the corrected form does not agree either: {describe t v}"
                | None ->
                    // A convention is not the misprint: show a point where the formula is wrong even so.
                    let t, v = fails agreed |> Option.defaultValue difference
                    Misprint(describe t v, corrected)
            | _ -> NoVerdict $"differs, and no corrected form is known: {difference ||> describe}"

[<RequireQualifiedAccess>]
module internal PrintedEquation =
    let make group number printed =
        { Number = number
          Group = group
          Printed = printed
          Corrected = None
          Convention = None
          Note = None
          Check = fun () -> NoVerdict "there is no check" }

    let convention text (equation: PrintedEquation) = { equation with Convention = Some text }
    let corrected text (equation: PrintedEquation) = { equation with Corrected = Some text }
    let note text (equation: PrintedEquation) = { equation with Note = Some text }

    /// With the check that its trials make up; a fault inside is a verdict, too.
    let check (trials: unit -> Trial list) (equation: PrintedEquation) =
        { equation with
            Check =
                fun () ->
                    try
                        Comparison.ofTrials equation.Convention equation.Corrected (trials ())
                    with fault ->
                        NoVerdict $"the check failed: {fault.Message}" }
