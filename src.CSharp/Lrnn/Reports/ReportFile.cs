using System.ComponentModel;
using System.Diagnostics;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;

namespace LrnnSymbolic.Lrnn.Reports;

/// <summary>A report as files: a page, a TeX document with its pictures, or what TeX makes of it.</summary>
internal static class ReportFile
{
    private static readonly string[] Endings = [".html", ".tex", ".pdf"];

    /// <summary>The file, if its ending is one that can be written, its folder exists, and TeX is there where it is needed.</summary>
    public static string Checked(string? file)
    {
        if (file is null)
            throw new InputException("--out is missing: the report's file, as in --out report.html");
        OutputPath.File("--out", file, Endings);
        if (Path.GetExtension(file) == ".pdf" && !HasTeX())
            throw new InputException("--out: a PDF needs pdflatex, which is not installed; take .html or .tex");
        return file;
    }

    private static bool HasTeX() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "pdflatex")) || File.Exists(Path.Combine(folder, "pdflatex.exe")));

    /// <summary>Writes the report; the files that were written.</summary>
    public static string[] Write(string file, Report report)
    {
        switch (Path.GetExtension(file))
        {
            case ".html":
                WholeFile.Write(file, temporary => File.WriteAllText(temporary, ReportPage.Html(report)));
                return [file];
            case ".tex":
                return WriteTex(file, report);
            default:
                WritePdf(file, report);
                return [file];
        }
    }

    private static ReportPicture[] Pictures(Report report) =>
        [.. new[] { report.Training.Curves, report.Training.Kernel, report.Transitions?.Branches }.OfType<ReportPicture>()];

    private static string[] WriteTex(string file, Report report)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var pictures = Pictures(report);
        string[] files = [.. pictures.Select(picture => Path.Combine(Path.GetDirectoryName(file) ?? "", PictureFile(picture))), file];
        WholeFile.WriteTogether(files, temporary =>
        {
            for (var k = 0; k < pictures.Length; k++)
                File.WriteAllBytes(temporary[k], pictures[k].Png);
            File.WriteAllText(temporary[^1], ReportTex.Document(report, PictureFile));
        });
        return [file, .. files[..^1]];

        // TeX reads some letters of a file's name as its own.
        string PictureFile(ReportPicture picture) => $"{string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '-'))}-{picture.Name}.png";
    }

    private static void WritePdf(string file, Report report)
    {
        var folder = TemporaryFolder();
        try
        {
            WriteTex(Path.Combine(folder, "report.tex"), report);
            TypeSet(folder);
            WholeFile.Write(file, temporary => File.Copy(Path.Combine(folder, "report.pdf"), temporary));
        }
        finally
        {
            Unfinished.Remove(folder);
        }
    }

    private static string TemporaryFolder()
    {
        try
        {
            return Unfinished.TemporaryFolder();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--out: TeX needs a folder for temporary files in {Path.GetTempPath()} (TMPDIR): {problem.Message}");
        }
    }

    private static void TypeSet(string folder)
    {
        try
        {
            var start = new ProcessStartInfo("pdflatex", ["-interaction=nonstopmode", "-halt-on-error", "report.tex"])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InputException($"--out: pdflatex failed: {output.Split('\n').FirstOrDefault(line => line.StartsWith('!')) ?? error.Result.Trim()}");
        }
        catch (Win32Exception problem)
        {
            throw new InputException($"--out: pdflatex cannot be started: {problem.Message}");
        }
    }
}
