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
                    text.AppendLine($"  by: {equation.Rule} [{equation.Verdict}]");
                text.AppendLine($"  {equation.Text}{Conditions(equation)}{Trailing(equation)}");
            }

            foreach (var remark in section.Remarks)
                text.AppendLine($"  {remark}");
        }

        return text.ToString();
    }

    private static string Conditions(Equation equation) =>
        equation.ConditionTexts is { Count: > 0 } conditions ? $"    if {string.Join(" and ", conditions)}" : "";

    // The paper's number, and a warning where an equation is not certain.
    private static string Trailing(Equation equation) =>
        (equation.Number == "" ? "" : $"    {equation.Number}")
        + (equation.Verdict.IsUnknown || equation.Verdict.IsRefuted ? $"    NOT CERTAIN: {equation.Verdict}" : "");

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
                    text.AppendLine($"% {equation.Left.Text}: {equation.Rule} [{equation.Verdict}]");
            if (!section.Equations.IsEmpty)
                text.AppendLine("\\begin{align}")
                    .AppendJoin(" \\\\\n", section.Equations.Select(Row)).AppendLine()
                    .AppendLine("\\end{align}");
            foreach (var remark in section.Remarks)
                text.AppendLine(TexText.Of(remark.Text));
        }

        return text.ToString();
    }

    private static string Row(Equation equation)
    {
        var tag = equation.Number == "" ? " \\notag" : $" \\tag{{{equation.Number.Trim('(', ')')}}}";
        return $"  {equation.Left.Latex} &= {equation.Right.Latex}{LatexConditions(equation)}{tag}";
    }

    /// <summary>When an equation holds, behind it.</summary>
    public static string LatexConditions(Equation equation) =>
        equation.ConditionLatex is { Count: > 0 } all ? $" \\quad \\text{{if }} {string.Join(" \\text{ and } ", all)}" : "";

    public static object Json(TaskDynamics task, FSharpList<Section> sections) => new Dictionary<string, object>
    {
        ["task"] = task.Name,
        ["outputs"] = task.Setting.Outputs.IsLast ? "last" : "every",
        ["modes"] = task.Setting.Modes.IsRealModes ? "real" : "complex",
        ["sections"] = sections.ToDictionary(section => section.Name, Json),
    };

    private static Dictionary<string, object> Json(Section section)
    {
        var document = new Dictionary<string, object>
        {
            ["title"] = section.Title,
            ["equations"] = section.Equations.Select(equation => new Dictionary<string, object?>
            {
                ["name"] = equation.Name,
                ["number"] = equation.Number,
                ["left"] = equation.Left.Text,
                // The task grammar has no matrices: their equations have text of their own.
                ["infix"] = equation.Right.IsScalar ? equation.Right.Text : null,
                ["matrix"] = equation.Right.IsScalar ? null : equation.Right.Text,
                ["latex"] = equation.Latex,
                ["conditions"] = equation.ConditionTexts,
                ["rule"] = equation.Rule.Text,
                ["verified"] = EquationModule.verified(equation),
                ["verdict"] = equation.Verdict.ToString(),
            }).ToArray(),
            ["remarks"] = section.Remarks.Select(remark => remark.Text).ToArray(),
        };
        if (!section.Records.IsEmpty)
            document["records"] = section.Records.Select(record => record.ToDictionary(field => field.Item1, field => Json(field.Item2))).ToArray();
        return document;
    }

    private static object Json(Field field) => field switch
    {
        Field.Text text => text.Item,
        Field.Real real => real.Item,
        Field.Whole whole => whole.Item,
        Field.Truth truth => truth.Item,
        Field.Texts texts => texts.Item.ToArray(),
        _ => throw new InvalidOperationException($"no JSON for {field}"),
    };
}
