namespace LrnnSymbolic.Emission

open System
open System.Globalization
open System.Numerics
open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

/// A value for a parameter of a task: a number, exact or a double, or an expression without symbols. C# makes one of a pair,
/// ("delta", 1.1); F# writes ParameterValue("delta", 1.1), or ParameterValue.Of [ "T", 6.0; "delta", 1.1 ]. Values are exact. A double stands for the shortest decimal that reads back as it: 0.1 is 1/10. One that is not
/// finite is an ArgumentException.
[<Sealed>]
type ParameterValue(name: string, value: Expr) =
    // "R" has the fewest digits that tell a double from its neighbours.
    static let exactly (name: string) (x: float) : Expr =
        if not (Double.IsFinite x) then
            raise (ArgumentException $"the value of {name} is not a finite number")

        let shortest = x.ToString("R", CultureInfo.InvariantCulture)
        let digits, exponent =
            match shortest.IndexOf 'E' with
            | -1 -> shortest, 0
            | at -> shortest.Substring(0, at), Int32.Parse(shortest.Substring(at + 1), CultureInfo.InvariantCulture)

        let fraction =
            match digits.IndexOf '.' with
            | -1 -> 0
            | at -> digits.Length - at - 1

        let whole = BigInteger.Parse(digits.Replace(".", ""), CultureInfo.InvariantCulture)
        Canonical.number (Rational.OfInteger whole * Rational.Pow(Rational.OfInt 10, exponent - fraction))

    let value =
        match Properties.freeSymbols value |> Array.tryHead with
        | Some s -> raise (ArgumentException $"the value of {name} must be a number, but '{Infix.bounded 60 value}' contains {s.Name}")
        | None -> value

    new(name: string, value: Rational) = ParameterValue(name, Canonical.number value)
    new(name: string, value: int) = ParameterValue(name, Canonical.ofInt value)
    new(name: string, value: float) = ParameterValue(name, ParameterValue.Exactly(name, value))
    new(name: string, value: Complex) =
        ParameterValue(
            name,
            ParameterValue.Exactly(name, value.Real)
            +. Canonical.i *. ParameterValue.Exactly(name, value.Imaginary)
        )

    static member private Exactly(name: string, value: float) : Expr = exactly name value

    /// The parameter.
    member _.Name = name
    /// Its exact value.
    member _.Value: Expr = value

    static member op_Implicit(struct (name: string, value: int)) : ParameterValue = ParameterValue(name, value)
    static member op_Implicit(struct (name: string, value: float)) : ParameterValue = ParameterValue(name, value)
    static member op_Implicit(struct (name: string, value: Complex)) : ParameterValue = ParameterValue(name, value)
    static member op_Implicit(struct (name: string, value: Rational)) : ParameterValue = ParameterValue(name, value)
    static member op_Implicit(struct (name: string, value: Expr)) : ParameterValue = ParameterValue(name, value)

    /// Several values, from the pairs of a list: [ "T", 6.0; "delta", 1.1 ].
    static member Of(pairs: (string * float) seq) : ParameterValue[] = [| for name, value in pairs -> ParameterValue(name, value) |]
    /// The same with exact numbers.
    static member Of(pairs: (string * Rational) seq) : ParameterValue[] = [| for name, value in pairs -> ParameterValue(name, value) |]
    /// The same with expressions.
    static member Of(pairs: (string * Expr) seq) : ParameterValue[] = [| for name, value in pairs -> ParameterValue(name, value) |]

    override _.ToString() = $"{name}={Infix.print value}"

    /// The values by name; a name that is given twice is an ArgumentException.
    static member internal All(values: ParameterValue seq) : ParameterValues =
        let pairs = [ for v in values -> v.Name, [ v.Value ] ]

        match pairs |> List.countBy fst |> List.tryFind (fun (_, n) -> n > 1) with
        | Some(name, _) -> raise (ArgumentException $"{name} is given twice")
        | None -> { Values = pairs }
