using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>An initial value problem with its exact solution.</summary>
/// <param name="Name">Shown in test names.</param>
/// <param name="Field">The right-hand side.</param>
/// <param name="Start">The initial time.</param>
/// <param name="End">The final time.</param>
/// <param name="Exact">The solution; its value at <paramref name="Start"/> is the initial state.</param>
/// <param name="Growth">The largest factor by which a disturbance can grow between two times of the interval.</param>
/// <param name="BackwardGrowth">The same backward in time.</param>
public sealed record Problem(
    string Name,
    VectorField Field,
    double Start,
    double End,
    Func<double, double[]> Exact,
    double Growth = double.PositiveInfinity,
    double BackwardGrowth = double.PositiveInfinity)
{
    /// <summary>The derivatives of the right-hand side, for the implicit methods.</summary>
    public DifferentialEquation Stiff => new(Field, Jacobian!, TimeDerivative);

    /// <summary>df/dy, row by row; null where no test needs it.</summary>
    public JacobianField? Jacobian { get; init; }

    /// <summary>df/dt; null for an autonomous problem.</summary>
    public VectorField? TimeDerivative { get; init; }

    /// <summary>y' = y cos t: disturbances grow by exp(sin t - sin s), at most e^2 either way.</summary>
    public static Problem CosineRate { get; } = new(
        "y' = y cos t", (t, y, f) => f[0] = y[0] * Math.Cos(t), 0, 10, t => [Math.Exp(Math.Sin(t))],
        Math.Exp(2), Math.Exp(2))
    {
        Jacobian = (t, _, j) => j[0] = Math.Cos(t),
        TimeDerivative = (t, y, f) => f[0] = -y[0] * Math.Sin(t),
    };

    /// <summary>y' = -2 t y: disturbances grow by exp(s^2 - t^2), at most e from -1 to 0 and, backward, e^2.25 from 1.5 to 0.</summary>
    public static Problem Gaussian { get; } = new(
        "y' = -2 t y", (t, y, f) => f[0] = -2 * t * y[0], -1, 1.5, t => [Math.Exp(-t * t)],
        Math.E, Math.Exp(2.25))
    {
        Jacobian = (t, _, j) => j[0] = -2 * t,
        TimeDerivative = (_, y, f) => f[0] = -2 * y[0],
    };

    /// <summary><see cref="RationalProblem.Witch"/>.</summary>
    public static Problem Nonlinear { get; } = new(
        "x' = -2 t x^2, y' = x^2 - t x y", RationalProblem.Witch.Doubles, 0, RationalProblem.Witch.End, RationalProblem.Witch.ExactDoubles)
    {
        Jacobian = (t, y, j) => (j[0], j[1], j[2], j[3]) = (-4 * t * y[0], 0, 2 * y[0] - t * y[1], -t * y[0]),
        TimeDerivative = (_, y, f) => (f[0], f[1]) = (-2 * y[0] * y[0], -y[0] * y[1]),
    };

    /// <summary>A rotation, which keeps the size of disturbances.</summary>
    public static Problem Rotation { get; } = new(
        "rotation", (_, y, f) => (f[0], f[1]) = (-y[1], y[0]), 0, 20, t => [Math.Cos(t), Math.Sin(t)],
        1, 1)
    {
        Jacobian = (_, _, j) => (j[0], j[1], j[2], j[3]) = (0, -1, 1, 0),
    };

    /// <summary>
    /// The input-output mode u' = 2 u (A - u B) with A = 1.5, B = 2, u(0) = 0.01. A disturbance of an autonomous scalar
    /// equation grows like u', which is largest at u = A/(2B).
    /// </summary>
    public static Problem InputOutputMode { get; } = new(
        "u' = 2 u (A - u B)",
        (_, u, f) => f[0] = ModeRate(u[0]),
        0,
        4,
        t => [Mode(t)],
        ModeRate(0.375) / ModeRate(0.01),
        ModeRate(0.375) / ModeRate(Mode(4)))
    {
        Jacobian = (_, u, j) => j[0] = 3 - 8 * u[0],
    };

    public static IReadOnlyList<Problem> All { get; } = [CosineRate, Gaussian, Rotation, InputOutputMode];

    public static IReadOnlyList<ButcherTableau> Tableaus { get; } = [DormandPrince54.Tableau, Tsitouras54.Tableau];

    /// <summary>Every problem with every method, by index: theory data has to be serialisable.</summary>
    public static TheoryData<int, int> ProblemsAndTableaus()
    {
        var data = new TheoryData<int, int>();
        for (var problem = 0; problem < All.Count; problem++)
            for (var tableau = 0; tableau < Tableaus.Count; tableau++)
                data.Add(problem, tableau);
        return data;
    }

    /// <summary>The largest distance of the trajectory from the exact solution at the given times.</summary>
    public double ErrorAt(Trajectory trajectory, IEnumerable<double> times) =>
        times.Max(time => Distance(trajectory.Evaluate(time), Exact(time)));

    public Trajectory Integrate(ButcherTableau tableau, double tolerance, StepControl? control = null) =>
        new Integrator(tableau, new Tolerance(tolerance, tolerance), control)
            .Integrate(Field, Start, Exact(Start), End);

    public static double Distance(double[] left, double[] right) =>
        Math.Sqrt(left.Zip(right, (x, y) => (x - y) * (x - y)).Sum());

    private static double Mode(double time) => 1.5 * Math.Exp(3 * time) / (1.5 / 0.01 - 2 + 2 * Math.Exp(3 * time));

    private static double ModeRate(double mode) => 2 * mode * (1.5 - 2 * mode);
}
