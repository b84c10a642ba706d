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
        if (!Endings.Contains(Path.GetExtension(file)))
            throw new InputException($"--out: '{file}' must end in {string.Join(" or ", Endings)}");
        if (Directory.Exists(file))
            throw new InputException($"--out: '{file}' is a folder, not a file to write");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (!Directory.Exists(folder))
            throw new InputException($"--out: there is no folder {folder}");
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
        var folder = Path.GetDirectoryName(file) ?? "";
        var written = new List<string> { file };
        foreach (var picture in Pictures(report))
        {
            var target = Path.Combine(folder, PictureFile(picture));
            WholeFile.Write(target, temporary => File.WriteAllBytes(temporary, picture.Png));
            written.Add(target);
        }

        WholeFile.Write(file, temporary => File.WriteAllText(temporary, ReportTex.Document(report, PictureFile)));
        return [.. written];

        string PictureFile(ReportPicture picture) => $"{name}-{picture.Name}.png";
    }

    private static void WritePdf(string file, Report report)
    {
        var folder = Directory.CreateTempSubdirectory("lrnn-report-");
        try
        {
            WriteTex(Path.Combine(folder.FullName, "report.tex"), report);
            TypeSet(folder.FullName);
            WholeFile.Write(file, temporary => File.Copy(Path.Combine(folder.FullName, "report.pdf"), temporary));
        }
        finally
        {
            folder.Delete(recursive: true);
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
