namespace LrnnSymbolic.Theory

open System.Numerics
open LrnnSymbolic.Algebra

/// Stationary points in words and decimals.
[<RequireQualifiedAccess>]
module internal PointTexts =
    let private digits = 10

    // Longer fractions, of rounded values above all, are told as decimals.
    let private longestFraction = 60

    /// A rational number as text.
    let fraction (q: Rational) : string =
        let text = string q
        if text.Length <= longestFraction then
            text
        else
            AlgebraicNumber.toDecimal digits (AlgebraicNumber.ofRational q)

    /// An algebraic number as text: in radicals where it has simple ones, else as decimals and the root of its polynomial.
    let describe (x: AlgebraicNumber) : string =
        let decimal = AlgebraicNumber.toDecimal digits x

        // Factors of high degree are longer than they tell, and rounded values, with long coefficients, have no simple roots.
        let radicals =
            if
                x.Polynomial.Degree <= 24
                && Seq.forall (fun (c: BigInteger) -> c.GetBitLength() < 400L) x.Polynomial.Primitive
            then
                AlgebraicNumber.tryRadicals x |> Option.map Infix.print
            else
                None

        match radicals with
        | Some text when text.Length > 2 * longestFraction -> decimal
        // A rational root need not be known as one yet.
        | Some text when x.Polynomial.Degree = 1 || not (text.Contains "sqrt" || text.Contains "^") -> text
        | Some text -> $"{text} = {decimal}"
        | None -> decimal

    /// What the point is, in words.
    let kind (p: StationaryPoint) =
        match p.Kind with
        | Minimum when p.IsGlobal && not p.IsGlobalDecided -> "minimum, one of the lowest to all digits, not decided which is global,"
        | Minimum when p.IsGlobal -> "global minimum"
        | Minimum -> "local minimum"
        | Saddle -> "saddle"
        | Inflection -> "degenerate saddle"

    /// |b| against 1.
    let stability (p: StationaryPoint) =
        match p.Stability with
        | _ when not p.IsStabilityDecided -> "|b| = 1 to all digits, not decided"
        | 0 -> "|b| = 1"
        | s when s > 0 -> "|b| > 1"
        | _ -> "|b| < 1"

    /// One line for a stationary point.
    let describePoint (p: StationaryPoint) : string =
        let value = AlgebraicValue.toDecimal digits
        // At u = 0 the value is zero exactly, whatever its digits.
        let u = if AlgebraicNumber.signOf p.U.Numerator p.B = 0 then "0" else value p.U
        let degenerate = if p.IsDegenerate && p.Kind = Minimum then ", degenerate" else ""
        $"{kind p}{degenerate} at b = {describe p.B} ({stability p}), u = {u}, E = {value p.Energy}"

    /// What happens as |b| grows without bound, in one line.
    let describeInfinity (infinity: AtInfinity) (attained: bool) : string =
        let role =
            match infinity.IsGlobal, attained with
            | _ when not infinity.IsGlobalDecided -> "as low as the lowest point to all digits, not decided whether that is the infimum"
            | true, false -> "the infimum of the energy, which no point attains"
            | true, true -> "as low as the lowest point"
            | false, _ -> "not the infimum"

        let side = if infinity.IsMinimum then "approached from above on both sides; " else ""
        $"as |b| grows without bound E* tends to {fraction infinity.Energy}: {side}{role}"
