using System.ComponentModel;
using System.Diagnostics;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>A sweep as a job array of the Slurm scheduler: one shard for each task of the array.</summary>
internal static class SlurmArray
{
    /// <summary>Writes the script for the shards that are not finished; its path.</summary>
    public static string WriteScript(string folder, IReadOnlyList<int> unfinished, int shards)
    {
        var path = Path.GetFullPath(folder);
        if (path.Any(letter => letter == '\\' || char.IsControl(letter)))
            throw new InputException($"--slurm: {folder}: a path with a backslash or a line break cannot name the logs of Slurm's jobs; move the folder");
        var script = Path.Combine(path, "sweep.sbatch");
        Directory.CreateDirectory(Path.Combine(path, "slurm"));
        WholeFile.Write(script, file => File.WriteAllText(file, $"""
            #!/bin/bash
            # A task of this array works on one of {shards} shards of the sweep in its folder. Blocks that are done are kept: submit again
            # what failed with  lrnn sweep --out FOLDER --shards {shards} --slurm --submit
            #SBATCH --job-name=lrnn-sweep
            #SBATCH --array={string.Join(',', unfinished)}
            #SBATCH --output={Option(Path.Combine(path, "slurm"))}/%A_%a.log
            exec {Program()} sweep --out {Quoted(path)} --shard "$SLURM_ARRAY_TASK_ID/{shards}" --threads "${"{SLURM_CPUS_PER_TASK:-1}"}"

            """));
        return script;
    }

    /// <summary>Hands the script to the scheduler; the number of the job.</summary>
    public static string Submit(string script)
    {
        try
        {
            var start = new ProcessStartInfo("sbatch", ["--parsable", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var job = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0
                ? job.Split(';')[0]
                : throw new InputException($"--submit: sbatch refused {script}: {error.Result.Trim().ReplaceLineEndings(" ")}");
        }
        catch (Win32Exception)
        {
            throw new InputException($"--submit: there is no sbatch here; {script} can be submitted where there is one");
        }
    }

    // The program as it was started: by the runtime, or as a tool of its own.
    private static string Program()
    {
        var process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? $"{Quoted(process)} {Quoted(Path.Combine(AppContext.BaseDirectory, "lrnn.dll"))}"
            : Quoted(process);
    }

    private static string Quoted(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // Within quotes a backslash takes a quote's meaning away, and a doubled percent sign is itself.
    private static string Option(string path) =>
        $"\"{path.Replace("\"", "\\\"", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal)}\"";
}
