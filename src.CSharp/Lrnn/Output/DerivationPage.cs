using System.Net;
using System.Text;
using System.Xml.Linq;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Theory;
using Microsoft.FSharp.Collections;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>A derivation as one page that needs nothing else: formulas in MathML, no scripts, fonts or links to the network.</summary>
internal static class DerivationPage
{
    /// <summary>The style of formulas, which reports share.</summary>
    public const string Style = """
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 serif; color: #111; background: #fff; overflow-wrap: break-word; }
        nav a { margin-right: 1em; white-space: nowrap; }
        .equation { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1.5rem; margin: .9rem 0; }
        .formula { flex: 1 1 30rem; overflow-x: auto; overflow-y: hidden; padding: 0.2rem 0; min-width: 0; }
        .formula math { text-align: left; margin: 0 1.5rem; }
        .number { margin-left: auto; }
        .rule { flex-basis: 100%; color: #555; font-size: .9rem; }
        .doubt { color: #a00; font-weight: bold; }
        """;

    public static string Html(TaskDynamics task, FSharpList<Section> sections, bool steps)
    {
        var title = $"Learning dynamics of {Text(task.Name)}";
        var page = new StringBuilder()
            .AppendLine("<!DOCTYPE html>").AppendLine("<html lang=\"en\">").AppendLine("<head>")
            .AppendLine("<meta charset=\"utf-8\"/>").AppendLine($"<title>{title}</title>")
            .AppendLine($"<style>\n{Style}\n</style>").AppendLine("</head>").AppendLine("<body>")
            .AppendLine($"<h1>{title}</h1>")
            .Append("<nav>").AppendJoin(" ", sections.Select(section => $"<a href=\"#{section.Name}\">{Text(section.Title)}</a>")).AppendLine("</nav>");
        foreach (var section in sections)
        {
            page.AppendLine($"<section id=\"{section.Name}\">").AppendLine($"<h2>{Text(section.Title)}</h2>");
            Body(page, section, equation => steps ? $"<div class=\"rule\">by: {Rule(equation)}</div>" : "");
            page.AppendLine("</section>");
        }

        return page.AppendLine("</body>").AppendLine("</html>").ToString();
    }

    /// <summary>A section's equations and remarks; <paramref name="rule"/> says how much is shown of the rule that made an equation.</summary>
    public static void Body(StringBuilder page, Section section, Func<Equation, string> rule)
    {
        foreach (var equation in section.Equations)
            page.AppendLine(Block(equation, rule(equation)));
        foreach (var remark in section.Remarks)
            page.AppendLine($"<p>{Text(remark.Text)}</p>");
    }

    /// <summary>The rule that made an equation and how certain it is.</summary>
    public static string Rule(Equation equation) => $"{Text(equation.Rule.Text)} [{Text(equation.Verdict.ToString())}]";

    private static string Block(Equation equation, string rule)
    {
        var conditions = EquationModule.conditions(equation) is { IsEmpty: false } all
            ? $"<div>if {string.Join(" and ", all.Select(condition => MathMl.written(MathMl.math(false, condition.MathMl))))}</div>"
            : "";
        var doubt = equation.Verdict.IsUnknown || equation.Verdict.IsRefuted
            ? $"<div class=\"doubt\">not certain: {Text(equation.Verdict.ToString())}</div>"
            : "";
        var number = equation.Number == "" ? "" : $"<div class=\"number\">{Text(equation.Number)}</div>";
        var formula = MathMl.math(true, EquationModule.whole(equation).MathMl);
        return $"<div class=\"equation\"{Fit(formula)}><div class=\"formula\">{MathMl.written(formula)}</div>{conditions}{doubt}{number}{rule}</div>";
    }

    // On paper nothing scrolls: how much smaller a long formula must be to fit.
    private static string Fit(XElement formula)
    {
        const double lettersOfLine = 115;
        var letters = FormulaWidth.Of(formula);
        return letters <= lettersOfLine ? "" : FormattableString.Invariant($" style=\"--fit:{lettersOfLine / letters:0.##}\"");
    }

    /// <summary>Text between tags.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text)!;
}
