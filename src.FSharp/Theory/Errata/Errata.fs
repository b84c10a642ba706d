namespace LrnnSymbolic.Theory

open System

/// A printed equation and what its check gave.
[<NoEquality; NoComparison>]
type Erratum =
    { Equation: PrintedEquation
      Comparison: Comparison }

/// The source paper's numbered equations, compared one by one with what is derived here.
[<RequireQualifiedAccess>]
module Errata =
    // By number, claims of the text behind the equation that they stand by and appendix letters last.
    let private order (equation: PrintedEquation) =
        let digits = equation.Number |> Seq.takeWhile Char.IsAsciiDigit |> Seq.toArray |> String
        (if digits = "" || equation.Number.Contains '.' then 1000 else int digits), equation.Number

    /// Every entry, in the paper's order. Definitions and lines without a formula are left out.
    let equations: PrintedEquation list =
        [ EnergyEquations.all
          WeightFlowEquations.lastOutput
          WeightFlowEquations.everyOutput
          ZeroLossEquations.all
          InputOutputEquations.all
          RecurrentSeriesEquations.all
          RecurrentSeriesEquations.everyOutput
          TransitionEquations.all
          DescentEquations.equations
          KernelEquations.equations
          DeviationEquations.all
          EveryOutputEquations.all
          ComplexEquations.all
          ExperimentEquations.all ]
        |> List.concat
        |> List.sortBy order

    let check (equation: PrintedEquation) =
        { Equation = equation
          Comparison = equation.Check() }

    /// Runs every check.
    let run () = List.map check equations

    /// One word for a verdict.
    let verdict (erratum: Erratum) =
        match erratum.Comparison with
        | Agrees _ -> "agrees"
        | AgreesAfter _ -> "agrees after a convention"
        | Misprint _ -> "misprint"
        | NoVerdict _ -> "no verdict"

    /// The convention, the counterexample, or the reason for having no verdict.
    let detail (erratum: Erratum) =
        match erratum.Comparison with
        | Agrees points -> $"at {points} points"
        | AgreesAfter(convention, _) -> convention
        | Misprint(counterexample, _) -> counterexample
        | NoVerdict reason -> reason
