using System.Text;
using LrnnSymbolic.Theory;
using Microsoft.FSharp.Core;
using Spectre.Console;
using Finding = LrnnSymbolic.Theory.Comparison;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>Printed equations and their verdicts as a table for people, as LaTeX, and as JSON.</summary>
internal static class ErrataText
{
    // Longer formulas are cut in the table; JSON has them whole.
    private const int Longest = 150;

    private static readonly string[] Verdicts = ["agrees", "agrees after a convention", "misprint", "no verdict"];

    public static void Print(IReadOnlyList<Erratum> errata)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("number") { NoWrap = true });
        foreach (var title in new[] { "verdict", "printed", "right, or the convention", "counterexample (right, printed)" })
            table.AddColumn(title);
        foreach (var erratum in errata)
            table.AddRow([.. Row(erratum).Select(cell => new Text(cell))]);
        Terminal.Output().Write(table);
        Console.Out.WriteLine(Counts(errata));
    }

    private static IEnumerable<string> Row(Erratum erratum) =>
    [
        Number(erratum),
        Errata.verdict(erratum),
        Cut(erratum.Equation.Printed),
        Cut(Right(erratum)),
        Cut(Counterexample(erratum)),
    ];

    private static string Number(Erratum erratum) =>
        erratum.Equation.Number.Contains("text", StringComparison.Ordinal) ? erratum.Equation.Number : $"({erratum.Equation.Number})";

    private static string Right(Erratum erratum) => erratum.Comparison switch
    {
        Finding.Misprint misprint => misprint.corrected,
        Finding.AgreesAfter after => after.convention,
        _ => "",
    };

    private static string Counterexample(Erratum erratum) =>
        erratum.Comparison.IsMisprint || erratum.Comparison.IsNoVerdict ? Errata.detail(erratum) : "";

    private static string Cut(string text) => text.Length <= Longest ? text : $"{text.AsSpan(0, Longest - 3)}...";

    private static string Counts(IReadOnlyList<Erratum> errata)
    {
        var counts = Verdicts
            .Select(verdict => (Verdict: verdict, Count: errata.Count(erratum => Errata.verdict(erratum) == verdict)))
            .Where(entry => entry.Count > 0)
            .Select(entry => $"{entry.Count} {entry.Verdict}");
        return $"{errata.Count} equations: {string.Join(", ", counts)}";
    }

    /// <summary>A longtable for the packages longtable and array; formulas stay as they are typed.</summary>
    public static string Latex(IReadOnlyList<Erratum> errata)
    {
        var text = new StringBuilder();
        text.AppendLine("% Printed equations against the derivation; needs longtable and array.")
            .AppendLine("\\begin{longtable}{>{\\raggedright}p{0.08\\linewidth}>{\\raggedright}p{0.1\\linewidth}>{\\raggedright}p{0.25\\linewidth}>{\\raggedright}p{0.25\\linewidth}>{\\raggedright\\arraybackslash}p{0.22\\linewidth}}")
            .AppendLine("number & verdict & printed & right, or the convention & counterexample \\\\ \\hline \\endhead");
        foreach (var erratum in errata)
            text.AppendJoin(" & ", new[] { Number(erratum), Errata.verdict(erratum), erratum.Equation.Printed, Right(erratum), Counterexample(erratum) }.Select(TexText.Breakable))
                .AppendLine(" \\\\");
        return text.AppendLine("\\end{longtable}").AppendLine(TexText.Breakable(Counts(errata))).ToString();
    }

    public static object Json(IReadOnlyList<Erratum> errata) => new Dictionary<string, object>
    {
        ["equations"] = errata.Select(Entry).ToArray(),
        ["counts"] = Verdicts.ToDictionary(verdict => verdict, verdict => errata.Count(erratum => Errata.verdict(erratum) == verdict)),
    };

    private static Dictionary<string, object?> Entry(Erratum erratum) => new()
    {
        ["number"] = erratum.Equation.Number,
        ["group"] = erratum.Equation.Group,
        ["verdict"] = Errata.verdict(erratum),
        ["printed"] = erratum.Equation.Printed,
        ["corrected"] = (erratum.Comparison as Finding.Misprint)?.corrected,
        ["convention"] = Optional(erratum.Equation.Convention),
        ["counterexample"] = (erratum.Comparison as Finding.Misprint)?.counterexample,
        ["points"] = erratum.Comparison switch
        {
            Finding.Agrees agrees => agrees.points,
            Finding.AgreesAfter after => after.points,
            _ => null,
        },
        ["note"] = Optional(erratum.Equation.Note),
        ["reason"] = (erratum.Comparison as Finding.NoVerdict)?.reason,
    };

    private static string? Optional(FSharpOption<string>? text) => text is null ? null : text.Value;
}
