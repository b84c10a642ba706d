using System.Collections.Concurrent;
using LrnnSymbolic.Contracts;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Integration;

namespace LrnnSymbolic.Lrnn.Sweeps;

/// <summary>Integrates the points of a sweep. Kernels are compiled once for each form of sums and serve all threads.</summary>
internal sealed class SweepFlow(SweepDesign design)
{
    private readonly ConcurrentDictionary<SumForm, Lazy<Kernel>> _flows = new();
    private readonly Kernel _energy = DelegateBackend.compile(ModeKernels.energy(SumForm.Loops, design.Dynamics));
    private readonly ExplicitIntegrator _integrator = new(DormandPrince54.Tableau, new Tolerance(design.Tolerance, design.Tolerance));

    /// <summary>The row of a point. Whatever happens to the integration is its outcome, not an error.</summary>
    public SweepRow Row(int point, CancellationToken cancellation)
    {
        var coordinates = design.Coordinates(point);
        var (parameters, start) = design.At(coordinates);
        var form = ModeKernels.formFor((int)parameters[0]);
        var flow = _flows.GetOrAdd(form, form => new Lazy<Kernel>(() => DelegateBackend.compile(ModeKernels.flow(form, design.Dynamics)))).Value;
        var rate = 1 / design.Tau;
        var trajectory = _integrator.Integrate(
            (_, state, derivative) =>
            {
                flow(state, parameters, design.Table, derivative);
                for (var k = 0; k < derivative.Length; k++)
                    derivative[k] *= rate;
            },
            0, start, design.Until, cancellation);
        double[] end = [.. trajectory.FinalState];
        var energies = new double[3];
        _energy(end, parameters, design.Table, energies);
        return new SweepRow(point, coordinates, end, energies[0], trajectory.TimeReached, trajectory.Statistics.Evaluations, Outcome(trajectory.Outcome));
    }

    private static string Outcome(IntegrationOutcome outcome) => outcome switch
    {
        IntegrationOutcome.Reached => "time reached",
        IntegrationOutcome.Diverged => "diverged",
        IntegrationOutcome.StepTooSmall => "step too small",
        _ => "step limit",
    };
}
