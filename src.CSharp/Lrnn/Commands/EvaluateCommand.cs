using System.ComponentModel;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Lrnn.Output;
using Spectre.Console.Cli;

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

    private static readonly string[] Names = ["energy", "data", "regularization", "flow", "jacobian", "hessian", "A", "B"];

    /// <param name="Format">Text or JSON.</param>
    /// <param name="Tasks">The task, of one mode.</param>
    /// <param name="At">The point, in numbers.</param>
    /// <param name="Quantities">The names of what is wanted.</param>
    internal sealed record Request(OutputFormat Format, ModeTasks Tasks, double[] At, IReadOnlyList<string> Quantities);

    protected override IReadOnlyDictionary<string, object> Compute(Request request, CancellationToken cancellation)
    {
        var theory = new ModeTheory(request.Tasks);
        var isComplex = request.Tasks.AreComplex;
        var energies = new Lazy<double[]>(() => Values(ModeKernels.energy(SumForm.Loops, request.Tasks.Compiled)));
        var sums = new Lazy<double[]>(() => Values(ModeKernels.sums(theory.Form, request.Tasks.Compiled)));
        var values = new Dictionary<string, object>();
        foreach (var name in request.Quantities)
            values[name] = name switch
            {
                "energy" => energies.Value[0],
                "data" => energies.Value[1],
                "regularization" => energies.Value[2],
                "A" => isComplex ? sums.Value[..2] : sums.Value[0],
                "B" => sums.Value[^1],
                "flow" when isComplex => Scaled(Values(ModeKernels.flow(theory.Form, request.Tasks.Compiled))).Chunk(2).ToArray(),
                "flow" => Scaled(Values(ModeKernels.flow(theory.Form, request.Tasks.Compiled))),
                "jacobian" => Rows(Scaled(Values(ModeKernels.jacobian(theory.Form, request.Tasks.Compiled)))),
                _ => Rows(Values(ModeKernels.hessian(theory.Form, request.Tasks.Compiled))),
            };
        return values;

        // A value that is needed once is not worth a compilation.
        double[] Values(Emission.Program program)
        {
            var results = theory.Evaluate(TapeBackend.load(theory.ForLength(program)), 0, request.At, program.Outputs.Length);
            return results.All(double.IsFinite) ? results : throw new NumericalException("the point is so large that its values leave the range of numbers");
        }

        // The flow is d/dt, so it carries 1/tau.
        double[] Scaled(double[] x) => [.. x.Select(value => value / request.Tasks.Tau)];

        double[][] Rows(double[] matrix) => [.. matrix.Chunk(theory.Dimension)];
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
