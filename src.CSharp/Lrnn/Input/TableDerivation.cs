using LrnnSymbolic.Algebra;
using LrnnSymbolic.Theory;
using Microsoft.FSharp.Collections;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>The derivation of a task, with what has to be said where the task is a table.</summary>
internal static class TableDerivation
{
    /// <summary>The sections of these names.</summary>
    /// <param name="task">The TASK as it was typed.</param>
    /// <param name="names">The names.</param>
    /// <param name="dynamics">The task.</param>
    public static FSharpList<Section> Derive(string task, IReadOnlyList<string> names, TaskDynamics dynamics)
    {
        var sections = Derivation.derive(ListModule.OfSeq(names), dynamics);
        return task.StartsWith('@') ? ListModule.OfSeq(sections.Select(section => Remarked(section, dynamics))) : sections;
    }

    // Other lengths are no business of a table, whose formula of brackets is 0 there all the same.
    private static Section Remarked(Section section, TaskDynamics dynamics) => section.Name != "extrapolation"
        ? section
        : new Section(
            section.Name, section.Title, section.Equations,
            ListModule.OfSeq(section.Remarks.Append(ProseModule.words(
                $"The task is a table, which has no values beyond T = {Infix.print(dynamics.Length)}: the formula counts them as 0, which is an assumption and not the task."))),
            section.Letters, section.Records);
}
