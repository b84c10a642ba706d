using System.Collections.Concurrent;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Contracts;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Input;
using Microsoft.FSharp.Collections;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>
/// The points of a sweep as planar flows of u = ac and b, since a^2 - c^2 keeps its value: many at once. The compiled flows, one for
/// each trajectory length, serve all threads.
/// </summary>
internal sealed class SweepSlices(SweepDesign design)
{
    // A method of low order is cheaper where little is asked for.
    private readonly RosenbrockTableau _method = design.Allowed.Relative < 1e-4 ? Rodas5P.Tableau : Rodas3.Tableau;
    private readonly string[] _own = [.. ModeKernels.parameterNames(design.Dynamics).Tail];
    private readonly ConcurrentDictionary<int, Lazy<PlanarField?>> _fields = new();

    /// <summary>The end of a point.</summary>
    /// <param name="State">(a, b, c) there.</param>
    /// <param name="Time">The learning time reached.</param>
    /// <param name="Evaluations">Calls of the right-hand side.</param>
    /// <param name="Converged">At a minimum, or else at the final time?</param>
    public readonly record struct SliceEnd(double[] State, double Time, int Evaluations, bool Converged);

    /// <summary>
    /// The ends of points with one trajectory length; null for a point, or for all, that has to be followed by itself: a steady run that did not
    /// converge, numbers out of range, a task that has no program for many points.
    /// </summary>
    public SliceEnd?[] Follow(IReadOnlyList<(ModeTasks Task, double[] Start)> points, CancellationToken cancellation)
    {
        var ends = new SliceEnd?[points.Count];
        if (Field(points[0].Task) is not { } field)
            return ends;
        var problems = Problems(points, field.Varying.Count);
        var batch = new PlanarBatch(_method, design.Allowed);
        var until = design.Until / design.Tau;
        var reached = design.IsSteady
            ? batch.Settle(field, problems, until, cancellation: cancellation)
            : batch.Integrate(field, problems, until, cancellation: cancellation);
        var wanted = design.IsSteady ? PlanarEnd.Converged : PlanarEnd.Reached;
        for (var k = 0; k < ends.Length; k++)
            if (reached.Ends[k] == wanted)
                ends[k] = new SliceEnd(
                    Modes(points[k].Start, reached.States[k], reached.States[ends.Length + k]),
                    design.IsSteady ? reached.Times[k] * design.Tau : design.Until,
                    reached.Steps[k] * _method.Stages,
                    design.IsSteady);
        return ends;
    }

    // u and b of complex modes are four numbers.
    private PlanarField? Field(ModeTasks task) => design.IsComplex ? null : _fields.GetOrAdd(task.Steps, _ => new Lazy<PlanarField?>(() =>
    {
        try
        {
            return Compiled(task);
        }
        catch (UnsupportedOperation)
        {
            return null;
        }
    })).Value;

    // Tables differ from point to point where a parameter does.
    private PlanarField Compiled(ModeTasks task) => task switch
    {
        { ReadsTable: false } => PlanarFields.compile(task.Steps, ListModule.OfSeq(_own), new FSharpMap<string, double>([]), [], task.Compiled),
        _ when design.HasOneTask => PlanarFields.compile(task.Steps, ListModule.Empty<string>(), new FSharpMap<string, double>([]), task.Table(0).ToArray(), task.Compiled),
        _ => PlanarFields.compileTables(task.Steps, task.Compiled),
    };

    // What varies is the table or the parameters, as the field takes them, and the imbalance.
    private PlanarProblems Problems(IReadOnlyList<(ModeTasks Task, double[] Start)> points, int columns)
    {
        var count = points.Count;
        var starts = new double[2 * count];
        var varying = new double[columns * count];
        for (var k = 0; k < count; k++)
        {
            var (task, start) = points[k];
            (starts[k], starts[count + k]) = (start[0] * start[2], start[1]);
            ReadOnlySpan<double> own = task.ReadsTable ? task.Table(0) : task.Parameters[0].AsSpan(1);
            for (var j = 0; j < columns - 1; j++)
                varying[j * count + k] = own[j];
            varying[(columns - 1) * count + k] = Imbalance(start);
        }

        return new PlanarProblems(count, starts, varying);
    }

    private static double Imbalance(double[] start) => (start[0] - start[2]) * (start[0] + start[2]);

    // a and c from u = ac and a^2 - c^2: the one that is larger in absolute value, as at the start, keeps its sign.
    private static double[] Modes(double[] start, double u, double b)
    {
        var imbalance = Imbalance(start);
        var larger = Math.Sqrt((double.Hypot(imbalance, 2 * u) + Math.Abs(imbalance)) / 2);
        if (imbalance >= 0)
        {
            var a = Math.CopySign(larger, start[0]);
            return [a, b, u / a];
        }

        var c = Math.CopySign(larger, start[2]);
        return [u / c, b, c];
    }
}
