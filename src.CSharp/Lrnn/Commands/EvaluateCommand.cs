using System.ComponentModel;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using Spectre.Console.Cli;
using Quantity = LrnnSymbolic.Emission.Quantity;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>The derived quantities at one point (a, b, c).</summary>
internal sealed class EvaluateCommand : RequestCommand<EvaluateCommand.Settings, EvaluateCommand.Request, IReadOnlyDictionary<string, object>>
{
    internal sealed class Settings : NumberSettings, IRequested<Request>
    {
        [CommandOption("--at <VALUES>")]
        [Description("The point: a=0.1,b=0.2,c=0.3; complex modes: b=3/5+4/5*I.")]
        public string? At { get; init; }

        [CommandOption("--quantities <LIST>")]
        [Description("Of energy,data,regularization,flow,jacobian,hessian,A,B; all by default.")]
        public string? Quantities { get; init; }

        public Request Request()
        {
            var format = Shown();
            var quantities = OptionValue.Choices("--quantities", Quantities, Names);
            var tasks = Tasks();
            return tasks.Modes == 1
                ? new Request(format, tasks, Start.ReadNumbers("--at", At, tasks, null)[0], quantities)
                : throw new InputException($"evaluate looks at one mode, but {(TableFile is { } file ? $"{file} has a column for each of" : "--set gives")} {tasks.Modes}");
        }
    }

    private static readonly string[] Names = [.. Emission.Quantities.atPoint.Select(pair => pair.Item1.Name)];

    /// <param name="Format">Text or JSON.</param>
    /// <param name="Tasks">The task, of one mode.</param>
    /// <param name="At">The point, in numbers.</param>
    /// <param name="Quantities">The names of what is wanted.</param>
    internal sealed record Request(OutputFormat Format, ModeTasks Tasks, double[] At, IReadOnlyList<string> Quantities);

    protected override IReadOnlyDictionary<string, object> Compute(Request request, CancellationToken cancellation)
    {
        var tasks = request.Tasks;
        var theory = new ModeTheory(tasks);
        var known = new Dictionary<Quantity, double[]>();
        var values = new Dictionary<string, object>();
        foreach (var (value, quantity) in request.Quantities.Select(name => Emission.Quantities.atPoint.First(pair => pair.Item1.Name == name)))
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
            var results = theory.Evaluate(TapeBackend.load(program), 0, request.At, program.Outputs.Length);
            return results.All(double.IsFinite) ? results : throw new NumericalException("the point is so large that its values leave the range of numbers");
        }

        // A number or a list, complex ones as pairs; a matrix as its rows.
        object Shaped(ValueShape shape, double[] numbers) =>
            shape.IsMatrix ? numbers.Chunk(theory.Dimension).ToArray()
            : shape.IsState && tasks.AreComplex ? numbers.Chunk(2).ToArray()
            : numbers is [var x] ? x
            : numbers;
    }

    protected override int Show(Request request, IReadOnlyDictionary<string, object> values, CancellationToken cancellation)
    {
        if (request.Format == OutputFormat.Json)
            JsonText.Print(EvaluationText.Json(request.Tasks, request.At, values));
        else
            EvaluationText.Print(values);
        return ExitCode.Done;
    }
}
