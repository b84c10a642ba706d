using System.Globalization;
using System.Text;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;
using static System.FormattableString;

namespace LrnnSymbolic.Lrnn.Reports;

/// <summary>A report as a TeX document of its own, for the classes and packages of a small TeX installation.</summary>
internal static class ReportTex
{
    // A formula wider than the line is set as wide as the line: it can be read in full, if small, and nothing is cut.
    private const string Preamble = """
        \documentclass[11pt]{article}
        \usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{lmodern}
        \usepackage[a4paper,margin=2.2cm]{geometry}
        \usepackage{amsmath,graphicx,hyperref}
        \setcounter{MaxMatrixCols}{20}\setlength{\parindent}{0pt}\setlength{\parskip}{4pt}\sloppy
        \newsavebox{\formulabox}
        \newcommand{\formula}[2]{\sbox{\formulabox}{$\displaystyle #1$}\par\smallskip
          \ifdim\wd\formulabox>0.88\linewidth\resizebox{0.88\linewidth}{!}{\usebox{\formulabox}}\else\usebox{\formulabox}\fi
          \hfill\mbox{#2}\par}
        \newcommand{\rulemade}[1]{{\footnotesize #1\par}}

        """;

    /// <param name="report">What it says.</param>
    /// <param name="pictureFile">The file of each picture, as the document names it.</param>
    public static string Document(Report report, Func<ReportPicture, string> pictureFile)
    {
        var text = new StringBuilder(Preamble)
            .AppendLine($"\\title{{{TexText.Of(report.Title)}}}\\author{{}}\\date{{}}").AppendLine("\\begin{document}").AppendLine("\\maketitle")
            .AppendLine($"{TexText.Of(string.Join("; ", report.Values))}. {TexText.Of(report.OneMode)}").AppendLine()
            .AppendLine($"Of the derivation's equations {TexText.Of(ReportPage.Certainty(report))}.");
        foreach (var section in report.Sections)
            Section(text, section);
        Training(text, report.Tasks, report.Training, pictureFile);
        if (report.Transitions is { } transitions)
        {
            text.AppendLine($"\\section*{{Phase transitions in {TexText.Of(transitions.Control)}}}");
            if (transitions.Branches is { } branches)
                Picture(text, branches, pictureFile);
            Lines(text, transitions.Text.Split('\n'));
        }

        text.AppendLine("\\section*{The same again}");
        Lines(text, report.Commands);
        return text.AppendLine("\\end{document}").ToString();
    }

    private static void Section(StringBuilder text, Section section)
    {
        text.AppendLine($"\\section*{{{TexText.Of(section.Title)}}}");
        foreach (var equation in section.Equations)
        {
            text.AppendLine($"\\formula{{{equation.Latex}{DerivationText.LatexConditions(equation)}}}{{{equation.Number}}}");
            text.AppendLine($"\\rulemade{{by: {TexText.Of(equation.Rule.Text)} [{TexText.Of(equation.Verdict.ToString())}]}}");
        }

        foreach (var remark in section.Remarks)
            text.AppendLine(TexText.Of(remark.Text)).AppendLine();
    }

    private static void Training(StringBuilder text, ModeTasks tasks, ReportTraining training, Func<ReportPicture, string> pictureFile)
    {
        text.AppendLine("\\section*{Theory and a trained network}").AppendLine(TexText.Of(training.Network)).AppendLine();
        Picture(text, training.Curves, pictureFile);
        text.AppendLine("\\begin{center}\\begin{tabular}{llrrrrr}").AppendLine("mode & & $a$ & $b$ & $c$ & largest deviation & RMS \\\\ \\hline");
        foreach (var row in ComparisonText.Rows(tasks, training.Comparison))
            text.AppendLine($"{string.Join(" & ", row)} \\\\");
        text.AppendLine("\\end{tabular}\\end{center}").AppendLine(TexText.Of(ReportPage.Agreement(training.Comparison))).AppendLine();
        foreach (var end in training.Ends)
            text.AppendLine(TexText.Of(end)).AppendLine();
        if (training.Extrapolation is { } extrapolation)
            OtherLengths(text, extrapolation);
        if (training.Kernel is { } kernel)
            Picture(text, kernel, pictureFile);
    }

    private static void OtherLengths(StringBuilder text, Extrapolation extrapolation)
    {
        text.AppendLine(TexText.Of(ReportPage.OtherLengthsCaption)).AppendLine("\\begin{center}\\begin{tabular}{rrr}").AppendLine("$T'$ & theory & trained \\\\ \\hline");
        foreach (var row in extrapolation.Rows)
            text.AppendLine($"{string.Join(" & ", row)} \\\\");
        text.AppendLine("\\end{tabular}\\end{center}");
    }

    private static void Picture(StringBuilder text, ReportPicture picture, Func<ReportPicture, string> pictureFile) =>
        text.AppendLine($"\\begin{{center}}\\includegraphics[width=0.95\\linewidth,height=0.8\\textheight,keepaspectratio]{{{pictureFile(picture)}}}\\end{{center}}")
            .AppendLine(TexText.Of(picture.Caption)).AppendLine();

    // Lines of text as they are, with their indentation.
    private static void Lines(StringBuilder text, IEnumerable<string> lines)
    {
        foreach (var line in lines.Where(line => line.Trim() != ""))
            text.AppendLine($"{{\\footnotesize\\hangindent=2em \\hspace*{{{(line.Length - line.TrimStart().Length) / 2}em}}\\texttt{{{TexText.Of(line.Trim())}}}\\par}}");
    }
}
