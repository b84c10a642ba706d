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
internal sealed class DeriveCommand : RequestCommand<DeriveCommand.Settings, DeriveCommand.Request, DeriveCommand.Result>
{
    internal sealed class Settings : ModeSettings, IRequested<Request>
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

        public Request Request()
        {
            var format = OptionValue.Format(Format, OutputFormat.Text, OutputFormat.Latex, OutputFormat.Json, OutputFormat.CSharp, OutputFormat.Html);
            var names = NamesFor(format);
            var setting = Setting();
            var dynamics = TableFile is { } file ? ModeTasks.Derivable(file, setting, Set) : Substituted(OptionValue.Task(Task, setting));
            TaskDomain.requirementsOf(dynamics).OrThrow();
            return new Request(format, Task, dynamics, names, Steps, IsFirstLook: Sections is null);
        }

        private IReadOnlyList<string> NamesFor(OutputFormat format)
        {
            string[] all = [.. Derivation.sectionNames];
            return (Sections, format) switch
            {
                (null, OutputFormat.Text) => FirstSections,
                (null, OutputFormat.CSharp) => ["flow"],
                (null or "all", _) => all,
                _ => OptionValue.Choices("--sections", Sections, all),
            };
        }

        // Values given with --set enter the formula exactly; T may stay symbolic.
        private TaskDynamics Substituted(TaskDynamics dynamics)
        {
            var values = OptionValue.SetValues(Set);
            if (ParameterValuesModule.tryFind("T", values) is not null)
                ParameterValuesModule.trajectoryLength(values).OrThrow("--set");
            ModeTasks.NoteUnused(dynamics, ModeKernels.parameterNames(dynamics), values);
            ModeTasks.NoteSymbolicTau(values);
            return TaskDynamicsModule.withValues(values, dynamics).OrThrow("--set");
        }
    }

    // What a first look is for; the rest takes longer and is asked for.
    private static readonly string[] FirstSections = ["task", "loss", "energy", "regularization", "flow"];

    /// <param name="Format">Text, LaTeX, JSON, C# or HTML.</param>
    /// <param name="Typed">The TASK as it was typed.</param>
    /// <param name="Task">The task.</param>
    /// <param name="Names">The sections wanted.</param>
    /// <param name="WithSteps">Is the rule shown that made each equation?</param>
    /// <param name="IsFirstLook">Were no sections asked for?</param>
    internal sealed record Request(
        OutputFormat Format, string Typed, TaskDynamics Task, IReadOnlyList<string> Names, bool WithSteps, bool IsFirstLook);

    /// <param name="Sections">The derivation; null where its source is wanted.</param>
    /// <param name="Source">The source; null where it is not wanted.</param>
    internal sealed record Result(FSharpList<Section>? Sections, string? Source);

    protected override Result Compute(Request request, CancellationToken cancellation) => request.Format == OutputFormat.CSharp
        ? new Result(null, Source(request.Task, request.Names))
        : new Result(TableDerivation.Derive(request.Typed, request.Names, request.Task), null);

    protected override int Show(Request request, Result result, CancellationToken cancellation)
    {
        if (result.Sections is not { } sections)
            Console.Out.Write(result.Source);
        else if (request.Format == OutputFormat.Json)
            JsonText.Print(DerivationText.Json(request.Task, sections));
        else
            Console.Out.Write(Text(request, sections));
        return ExitCode.Done;
    }

    private static string Text(Request request, FSharpList<Section> sections) => request.Format switch
    {
        OutputFormat.Latex => DerivationText.Latex(request.Task, sections, request.WithSteps),
        OutputFormat.Html => DerivationPage.Html(request.Task, sections, request.WithSteps),
        _ => DerivationText.Plain(request.Task, sections, request.WithSteps)
            + (request.IsFirstLook ? $"\nMore: --sections all, or some of {string.Join(", ", Derivation.sectionNames.Except(FirstSections))}{Environment.NewLine}" : ""),
    };

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
}
