using System.Text;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Theory;
using Microsoft.FSharp.Collections;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>A derivation as text, as a LaTeX fragment, and as the JSON contract's object.</summary>
internal static class DerivationText
{
    public static string Plain(TaskDynamics task, FSharpList<Section> sections, bool steps)
    {
        var text = new StringBuilder();
        text.AppendLine($"Learning dynamics of {task.Name}");
        foreach (var section in sections)
        {
            text.AppendLine().AppendLine(section.Title);
            foreach (var equation in section.Equations)
            {
                if (steps)
                    text.AppendLine($"  by: {equation.Rule}");
                text.AppendLine($"  {equation.Left} = {Infix.print(equation.Right)}{Numbered(equation.Number)}");
                foreach (var condition in equation.Conditions)
                    text.AppendLine($"    where {condition}");
            }
        }

        return text.ToString();
    }

    private static string Numbered(string number) => number == "" ? "" : $"    {number}";

    /// <summary>A fragment for amsmath: a paragraph title and an align environment for each section.</summary>
    public static string Latex(TaskDynamics task, FSharpList<Section> sections, bool steps)
    {
        var text = new StringBuilder();
        text.AppendLine($"% Learning dynamics of {task.Name}");
        foreach (var section in sections)
        {
            text.AppendLine($"\\paragraph{{{section.Title}}}");
            if (steps)
                foreach (var equation in section.Equations)
                    text.AppendLine($"% {equation.Left}: {equation.Rule}");
            text.AppendLine("\\begin{align}");
            var rows = section.Equations.Select(equation =>
                $"  {equation.LeftLatex} &= {LrnnSymbolic.Algebra.Latex.print(equation.Right)}"
                + (equation.Number == "" ? "" : $" \\tag{{{equation.Number.Trim('(', ')')}}}"));
            text.AppendJoin(" \\\\\n", rows).AppendLine();
            text.AppendLine("\\end{align}");
        }

        return text.ToString();
    }

    public static object Json(TaskDynamics task, FSharpList<Section> sections) => new Dictionary<string, object>
    {
        ["task"] = task.Name,
        ["outputs"] = "last",
        ["modes"] = "real",
        ["sections"] = sections.ToDictionary(section => section.Name, section => new Dictionary<string, object>
        {
            ["title"] = section.Title,
            ["equations"] = section.Equations.Select(equation => new Dictionary<string, object>
            {
                ["name"] = equation.Name,
                ["number"] = equation.Number,
                ["left"] = equation.Left,
                ["infix"] = Infix.print(equation.Right),
                ["latex"] = $"{equation.LeftLatex} = {LrnnSymbolic.Algebra.Latex.print(equation.Right)}",
                ["conditions"] = equation.Conditions.ToArray(),
                ["rule"] = equation.Rule,
                ["verified"] = equation.Standing.IsNumeric ? "numeric" : "identity",
            }).ToArray(),
        }),
    };
}
