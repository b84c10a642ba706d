using System.Text;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;

namespace LrnnSymbolic.Lrnn.Reports;

/// <summary>A report as one page that needs nothing else: formulas in MathML, pictures inside, no scripts, no links to the network.</summary>
internal static class ReportPage
{
    private const string Style = """
        h1 { line-height: 1.2; } h2 { border-bottom: 1px solid #ccc; margin-top: 2.5rem; } h3 { margin-top: 2rem; }
        nav ul { columns: 17rem; padding-left: 1.2rem; } nav a { white-space: normal; }
        figure { margin: 1rem 0; } figure img { width: 100%; height: auto; } figcaption { color: #444; font-size: .95rem; }
        .table { overflow-x: auto; } table { border-collapse: collapse; } th, td { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid #ddd; }
        th:first-child, td:first-child { text-align: left; }
        details { flex-basis: 100%; color: #555; font-size: .9rem; }
        summary { cursor: pointer; width: fit-content; }
        pre { white-space: pre-wrap; font: .85rem/1.45 monospace; background: #f6f6f6; padding: .8rem; }
        @media print {
          body { margin: 0; max-width: none; font-size: 10pt; } nav { display: none; } pre { background: none; padding: 0; }
          figure, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
          .formula { overflow: visible; flex-basis: 100%; } .formula math { font-size: calc(100% * var(--fit, 1)); margin: 0; }
          summary { display: none; } details::details-content { content-visibility: visible; display: block; }
        }
        """;

    public static string Html(Report report)
    {
        var page = new StringBuilder()
            .AppendLine("<!DOCTYPE html>").AppendLine("<html lang=\"en\">").AppendLine("<head>").AppendLine("<meta charset=\"utf-8\"/>")
            .AppendLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
            .AppendLine("<link rel=\"icon\" href=\"data:,\"/>").AppendLine($"<title>{Text(report.Title)}</title>")
            .AppendLine($"<style>\n{DerivationPage.Style}\n{Style}\n</style>").AppendLine("</head>").AppendLine("<body>");
        Head(page, report);
        Derivation(page, report);
        Training(page, report);
        Transitions(page, report);
        Commands(page, report);
        return page.AppendLine("</body>").AppendLine("</html>").ToString();
    }

    private static string Text(string text) => DerivationPage.Text(text);

    private static void Open(StringBuilder page, string id, string title) =>
        page.AppendLine($"<section id=\"{id}\">").AppendLine($"<h2>{Text(title)}</h2>");

    private static void Head(StringBuilder page, Report report)
    {
        page.AppendLine($"<h1>{Text(report.Title)}</h1>").AppendLine($"<p>{Text(string.Join("; ", report.Values))}. {Text(report.OneMode)}</p>").Append("<nav><ul>");
        foreach (var section in report.Sections)
            page.Append($"<li><a href=\"#{section.Name}\">{Text(section.Title)}</a></li>");
        page.Append("<li><a href=\"#training\">Theory and a trained network</a></li>");
        if (report.Transitions is not null)
            page.Append("<li><a href=\"#transitions\">Phase transitions</a></li>");
        page.AppendLine("<li><a href=\"#commands\">The same again</a></li></ul></nav>");
        page.AppendLine($"<p>Of the derivation's equations {Text(Certainty(report))}. An equation's rule and verdict are behind “by”.</p>");
    }

    /// <summary>"12 are proved, 3 checked at drawn points".</summary>
    public static string Certainty(Report report) =>
        string.Join(", ", report.Certainty.Select((kind, k) => $"{kind.Count} {(k > 0 ? "" : kind.Count == 1 ? "is " : "are ")}{kind.Verdict}"));

    private static void Derivation(StringBuilder page, Report report)
    {
        foreach (var section in report.Sections)
        {
            Open(page, section.Name, section.Title);
            DerivationPage.Body(page, section, equation => $"<details><summary>by</summary>{DerivationPage.Rule(equation)}</details>");
            page.AppendLine("</section>");
        }
    }

    private static void Training(StringBuilder page, Report report)
    {
        var training = report.Training;
        Open(page, "training", "Theory and a trained network");
        page.AppendLine($"<p>{Text(training.Network)}</p>");
        Picture(page, training.Curves);
        page.AppendLine("<div class=\"table\"><table><tr><th>mode</th><th></th><th>a</th><th>b</th><th>c</th><th>largest deviation</th><th>RMS</th></tr>");
        foreach (var row in ComparisonText.Rows(report.Tasks, training.Comparison))
            page.AppendLine($"<tr>{string.Concat(row.Select(cell => $"<td>{cell}</td>"))}</tr>");
        page.AppendLine("</table></div>");
        page.AppendLine($"<p>{Text(Agreement(training.Comparison))}</p>");
        foreach (var end in training.Ends)
            page.AppendLine($"<p>{Text(end)}</p>");
        if (training.Extrapolation is { } extrapolation)
            OtherLengths(page, extrapolation);
        if (training.Kernel is { } kernel)
        {
            page.AppendLine("<h3>Tangent kernel</h3>");
            Picture(page, kernel);
        }

        page.AppendLine("</section>");
    }

    /// <summary>What the table of other lengths shows.</summary>
    public const string OtherLengthsCaption = "The loss of the learned modes and of the trained network at other lengths T', on white inputs:";

    private static void OtherLengths(StringBuilder page, Extrapolation extrapolation)
    {
        page.AppendLine("<h3>Other lengths</h3>").AppendLine($"<p>{OtherLengthsCaption}</p>");
        page.AppendLine("<div class=\"table\"><table><tr><th>T'</th><th>theory</th><th>trained</th></tr>");
        foreach (var row in extrapolation.Rows)
            page.AppendLine($"<tr>{string.Concat(row.Select(cell => $"<td>{cell}</td>"))}</tr>");
        page.AppendLine("</table></div>");
    }

    /// <summary>Whether they agree, in a sentence.</summary>
    public static string Agreement(LearningCurveComparison comparison) =>
        FormattableString.Invariant($"The curves {(comparison.Passed ? "agree" : "do not agree")} within {comparison.Within}: no mode is further off than {comparison.Overall.Maximum:0.00E+0} at any time.");

    private static void Picture(StringBuilder page, ReportPicture picture) =>
        page.AppendLine($"<figure><img alt=\"{Text(picture.Caption)}\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(picture.Svg)}\"/><figcaption>{Text(picture.Caption)}</figcaption></figure>");

    private static void Transitions(StringBuilder page, Report report)
    {
        if (report.Transitions is not { } transitions)
            return;
        Open(page, "transitions", $"Phase transitions in {transitions.Control}");
        if (transitions.Branches is { } branches)
            Picture(page, branches);
        page.AppendLine($"<pre>{Text(transitions.Text)}</pre>").AppendLine("</section>");
    }

    private static void Commands(StringBuilder page, Report report)
    {
        Open(page, "commands", "The same again");
        page.AppendLine($"<pre>{Text(string.Join('\n', report.Commands))}</pre>").AppendLine("</section>");
    }
}
