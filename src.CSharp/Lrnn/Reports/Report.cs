using LrnnSymbolic.Algebra;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Theory;
using Microsoft.FSharp.Collections;

namespace LrnnSymbolic.Lrnn.Reports;

/// <summary>A picture of a report, in both forms that its outputs take.</summary>
/// <param name="Name">A name for its file.</param>
/// <param name="Caption">What it shows, and how to read it.</param>
/// <param name="Svg">For pages.</param>
/// <param name="Png">For TeX.</param>
internal sealed record ReportPicture(string Name, string Caption, byte[] Svg, byte[] Png);

/// <summary>Theory beside a trained network.</summary>
/// <param name="Comparison">How far they are apart.</param>
/// <param name="Network">The network in words.</param>
/// <param name="Curves">The learning curves.</param>
/// <param name="Kernel">The distance of the tangent kernel from its start; null where the kernel has no direction.</param>
/// <param name="Ends">Where the flow of each mode goes after the end of the curves, and which rates are stable there, in sentences.</param>
/// <param name="Extrapolation">What is lost at other lengths; null for a task that has none.</param>
internal sealed record ReportTraining(
    LearningCurveComparison Comparison, string Network, ReportPicture Curves, ReportPicture? Kernel, IReadOnlyList<string> Ends, Extrapolation? Extrapolation);

/// <summary>What varying a parameter does to the solution of lowest energy.</summary>
/// <param name="Control">The parameter.</param>
/// <param name="Text">The findings and their proof.</param>
/// <param name="Branches">The stationary branches; null where there is nothing to draw.</param>
internal sealed record ReportTransitions(string Control, string Text, ReportPicture? Branches);

/// <summary>All that a report says, in the order in which it says it.</summary>
/// <param name="Tasks">The task with its values.</param>
/// <param name="Sections">Its derivation.</param>
/// <param name="Training">Theory against a trained network.</param>
/// <param name="Transitions">Phase transitions; null for a task without a parameter that could vary.</param>
/// <param name="Commands">The commands that make the same again.</param>
internal sealed record Report(
    ModeTasks Tasks, FSharpList<Section> Sections, ReportTraining Training, ReportTransitions? Transitions, IReadOnlyList<string> Commands)
{
    public string Title => $"Learning dynamics of {Tasks.Dynamics.Name}";

    /// <summary>What is said about one mode alone, where there are several; empty for one.</summary>
    public string OneMode => Tasks.Modes == 1 || Tasks.AreComplex
        ? ""
        : $"Stationary points and phase transitions are those of the first mode, {string.Join(", ", Tasks.OwnExactly(0).Select(parameter => $"{parameter.Name} = {Infix.print(parameter.Value)}"))}.";

    /// <summary>T and the parameters with their values, one text a name.</summary>
    public IEnumerable<string> Values => Tasks.ParameterNames.Select((name, k) =>
        $"{name} = {string.Join(", ", Tasks.ExactParameters.Select(mode => Infix.print(mode[k])).Distinct())}");

    /// <summary>How many equations have which verdict, the certain ones first.</summary>
    public IEnumerable<(string Verdict, int Count)> Certainty
    {
        get
        {
            Equation[] equations = [.. Sections.SelectMany(section => section.Equations)];
            (string, Func<Verdict, bool>)[] kinds =
            [
                ("proved", verdict => verdict.IsProved), ("checked at drawn points", verdict => verdict.IsChecked),
                ("refuted", verdict => verdict.IsRefuted), ("unknown", verdict => verdict.IsUnknown),
                ("given (the task, assumptions and definitions)", verdict => verdict.IsGiven), ("estimates", verdict => verdict.IsEstimated),
            ];
            return kinds.Select(kind => (kind.Item1, equations.Count(equation => kind.Item2(equation.Verdict)))).Where(kind => kind.Item2 > 0);
        }
    }
}
