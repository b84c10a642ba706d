using System.ComponentModel;
using System.Globalization;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Theory;
using Spectre.Console.Cli;
using Quantity = LrnnSymbolic.Emission.Quantity;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>The derived quantities at one point (a, b, c).</summary>
internal sealed class EvaluateCommand : Command<EvaluateCommand.Settings>
{
    internal sealed class Settings : TaskSettings
    {
        [CommandOption("--format <FORMAT>")]
        [Description("text (default) or json.")]
        public string Format { get; init; } = "text";

        [CommandOption("--outputs <WHICH>")]
        [Description(CountedOutputKinds.Description)]
        public string Outputs { get; init; } = "last";

        [CommandOption("--modes <KIND>")]
        [Description(ModeKinds.Description)]
        public string Modes { get; init; } = "real";

        [CommandOption("--at <VALUES>")]
        [Description("The point: a=0.1,b=0.2,c=0.3; complex modes: b=3/5+4/5*I.")]
        public string? At { get; init; }

        [CommandOption("--quantities <LIST>")]
        [Description("Of energy,data,regularization,flow,jacobian,hessian,A,B; all by default.")]
        public string? Quantities { get; init; }
    }

    private static readonly string[] Names = [.. Emission.Quantities.atPoint.Select(pair => pair.Item1.Name)];

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        var format = OptionValue.Choice("--format", settings.Format, ["text", "json"]);
        var quantities = OptionValue.Choices("--quantities", settings.Quantities, Names);
        var tasks = ModeTasks.Read(settings.Task, settings.Set, new Setting(CountedOutputKinds.Of(settings.Outputs), ModeKinds.Of(settings.Modes)));
        if (tasks.Modes != 1)
            throw new InputException($"evaluate looks at one mode, but {(tasks.IsTable ? $"{settings.Task[1..]} has a column for each of" : "--set gives")} {tasks.Modes}");
        var at = Start.ReadNumbers("--at", settings.At, tasks, null)[0];
        var values = Evaluate(tasks, at, quantities);
        if (format == "json")
            JsonText.Print(new Dictionary<string, object>
            {
                ["parameters"] = NamedParameters(tasks),
                ["exact"] = ExactParameters(tasks),
                ["at"] = new[] { "a", "b", "c" }.Zip(Numbers(at, tasks.AreComplex)).ToDictionary(pair => pair.First, pair => pair.Second),
                ["quantities"] = values,
            });
        else
            Print(values);
        return ExitCode.Done;
    }

    private static Dictionary<string, object> NamedParameters(ModeTasks tasks)
    {
        var parameters = tasks.NamedParameters(0).ToDictionary(parameter => parameter.Name, parameter => parameter.Numbers is [var x] ? (object)x : parameter.Numbers);
        parameters["tau"] = tasks.Tau;
        return parameters;
    }

    private static Dictionary<string, object> ExactParameters(ModeTasks tasks) =>
        tasks.ParameterNames.Zip(tasks.ExactParameters[0]).ToDictionary(pair => pair.First, pair => (object)Infix.print(pair.Second));

    // Real numbers as they are, complex ones from the pairs of their parts.
    private static object[] Numbers(double[] numbers, bool areComplex) =>
        areComplex ? [.. numbers.Chunk(2)] : [.. numbers.Select(x => (object)x)];

    private static Dictionary<string, object> Evaluate(ModeTasks tasks, double[] state, IReadOnlyList<string> quantities)
    {
        var theory = new ModeTheory(tasks);
        var known = new Dictionary<Quantity, double[]>();
        var values = new Dictionary<string, object>();
        foreach (var (value, quantity) in quantities.Select(name => Emission.Quantities.atPoint.First(pair => pair.Item1.Name == name)))
        {
            if (!known.TryGetValue(quantity, out var numbers))
                known[quantity] = numbers = All(quantity);
            var part = Emission.Quantities.part(tasks.Dynamics, quantity, value.Name, numbers);
            // What is a rate is d/dt, so it carries 1/tau.
            values[value.Name] = Shaped(value.Shape, value.IsRate ? [.. part.Select(x => x / tasks.Tau)] : part);
        }

        return values;

        // A value that is needed once is not worth a compilation.
        double[] All(Quantity quantity)
        {
            var program = tasks.Bound.Program(quantity);
            var results = theory.Evaluate(TapeBackend.load(program), 0, state, program.Outputs.Length);
            return results.All(double.IsFinite) ? results : throw new NumericalException("the point is so large that its values leave the range of numbers");
        }

        // A number or a list, complex ones as pairs; a matrix as its rows.
        object Shaped(ValueShape shape, double[] numbers) =>
            shape.IsMatrix ? numbers.Chunk(theory.Dimension).ToArray()
            : shape.IsState && tasks.AreComplex ? numbers.Chunk(2).ToArray()
            : numbers is [var x] ? x
            : numbers;
    }

    private static void Print(Dictionary<string, object> values)
    {
        foreach (var (name, value) in values)
            Console.Out.WriteLine($"{name,-14} {Text(value)}");
    }

    private static string Text(object value) => value switch
    {
        double x => x.ToString("R", CultureInfo.InvariantCulture),
        double[] row => $"[{string.Join(", ", row.Select(x => x.ToString("R", CultureInfo.InvariantCulture)))}]",
        double[][] rows => string.Join($"\n{new string(' ', 15)}", rows.Select(row => Text(row))),
        _ => "",
    };
}
