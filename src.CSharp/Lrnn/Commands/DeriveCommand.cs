using System.ComponentModel;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Theory;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Spectre.Console.Cli;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>From a task's dynamics to its learning equations.</summary>
internal sealed class DeriveCommand : Command<DeriveCommand.Settings>
{
    internal sealed class Settings : ModeSettings
    {
        [CommandOption("--sections <LIST>")]
        [Description("The sections to show, separated by commas, or all; as text the learning equations alone by default.")]
        public string? Sections { get; init; }

        [CommandOption("--format <FORMAT>")]
        [Description("text (default), latex, json, csharp (source of the flow, or of --sections) or html (a page with the formulas set).")]
        public string Format { get; init; } = "text";

        [CommandOption("--steps")]
        [Description("Show the rule that made each equation.")]
        public bool Steps { get; init; }
    }

    // What a first look is for; the rest takes longer and is asked for.
    private static readonly string[] FirstSections = ["task", "loss", "energy", "regularization", "flow"];

    private static IReadOnlyList<string> SectionNames(string? list, string format)
    {
        string[] all = [.. Derivation.sectionNames];
        if (list is null && format == "text")
            return FirstSections;
        return list is null or "all" ? all : OptionValue.Choices("--sections", list, all);
    }

    private static readonly string[] Formats = ["text", "latex", "json", "csharp", "html"];

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = OptionValue.Choice("--format", settings.Format, Formats);
        var names = SectionNames(settings.Sections, format);
        var setting = settings.Setting();
        var dynamics = settings.Task.StartsWith('@')
            ? ModeTasks.Derivable(settings.Task[1..], setting, settings.Set)
            : Substituted(OptionValue.Task(settings.Task, setting), settings.Set);
        TaskDomain.requirementsOf(dynamics).OrThrow();

        if (format == "csharp")
        {
            Console.Out.Write(Source(dynamics, settings.Sections is null ? ["flow"] : names));
            return ExitCode.Done;
        }

        var sections = TableDerivation.Derive(settings.Task, names, dynamics);
        switch (format)
        {
            case "latex":
                Console.Out.Write(DerivationText.Latex(dynamics, sections, settings.Steps));
                break;
            case "html":
                Console.Out.Write(DerivationPage.Html(dynamics, sections, settings.Steps));
                break;
            case "json":
                JsonText.Print(DerivationText.Json(dynamics, sections));
                break;
            default:
                Console.Out.Write(DerivationText.Plain(dynamics, sections, settings.Steps));
                if (settings.Sections is null)
                    Console.Out.WriteLine($"\nMore: --sections all, or some of {string.Join(", ", Derivation.sectionNames.Except(FirstSections))}");
                break;
        }

        return ExitCode.Done;
    }

    // Sections whose equations are matrices or definitions have no numbers to compute.
    private static string Source(TaskDynamics dynamics, IReadOnlyList<string> names)
    {
        var programs = Quantities.programsOf(FuncConvert.FromFunc<WrittenQuantity, bool>(quantity => names.Contains(quantity.Section)), SumForm.Closed, dynamics).ToArray();
        var without = names.Except(programs.Select(pair => pair.Item1.Section)).ToArray();
        if (programs.Length == 0)
            throw new InputException($"--format csharp: there is nothing to compute in {string.Join(", ", names)}");
        if (without.Length > 0)
            Messages.Note($"no source for {string.Join(", ", without)}");
        return CSharpBackend.emitAll(ListModule.OfSeq(programs.Select(pair => pair.Item2)));
    }

    // Values given with --set enter the formula exactly; T may stay symbolic.
    private static TaskDynamics Substituted(TaskDynamics dynamics, string? set)
    {
        var values = OptionValue.SetValues(set);
        if (ParameterValuesModule.tryFind("T", values) is not null)
            ParameterValuesModule.trajectoryLength(values).OrThrow("--set");
        ModeTasks.NoteUnused(dynamics, ModeKernels.parameterNames(dynamics), values);
        ModeTasks.NoteSymbolicTau(values);
        return TaskDynamicsModule.withValues(values, dynamics).OrThrow("--set");
    }
}
