using System.Numerics;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>One complex mode, of the learning equations and carried by a real network of two units, learned from a task of eigenvalues d_t.</summary>
internal sealed class RotationLearning
{
    private const double Small = 0.1;
    private const int Intervals = 300;
    private const double Tolerance = 1e-10;

    private readonly ModeCurves _theory;
    private readonly ModeCurves _trained;

    private RotationLearning(ModeTasks tasks, ModeCurves theory, ModeCurves trained)
    {
        Task = [.. Enumerable.Range(1, tasks.Steps).Select(step => tasks.Eigenvalue(0, step))];
        Solution = LosslessMode.Each(tasks)[0];
        (_theory, _trained) = (theory, trained);
    }

    public Complex[] Task { get; }

    public LosslessMode Solution { get; }

    public double[] Times => [.. _trained.LearningTimes];

    /// <summary>b of the learning equations and of the network.</summary>
    public RotationCurve Recurrent => new(Of(_theory, curves => curves.Recurrent), Of(_trained, curves => curves.Recurrent));

    /// <summary>u = ac of the learning equations and of the network.</summary>
    public RotationCurve InputOutput => new(Product(_theory), Product(_trained));

    /// <summary>Integrates and trains from modes of 0.1.</summary>
    public static RotationLearning Of(ModeTasks tasks, double rate, double until, CancellationToken cancellation)
    {
        double[] start = [Small, 0, Small, 0, Small, 0];
        var experiment = new NetworkExperiment(
            tasks.ValuesByOutput()[0], new NetworkShape(2, 2, 2), 2 * tasks.Steps, 1, DescentSchedule.Evenly(rate, Experiments.Steps(until, rate, 1), Intervals))
        { Form = AlignedForm.Rotations };
        var trained = ModeCurves.Recorded(experiment.FromAligned([.. tasks.NetworkModes(start)], null, cancellation));
        var theory = new ModeTheory(tasks);
        var trajectory = theory.Integrate(0, start, until, Tolerance, null, cancellation);
        return new RotationLearning(tasks, theory.Curves(trained.LearningTimes, (_, time) => trajectory.Evaluate(Math.Min(time, until))), trained);
    }

    // The real and the imaginary parts stand one after the other.
    private static Complex[] Of(ModeCurves curves, Func<ModeCurves, IReadOnlyList<IReadOnlyList<double>>> part) =>
        [.. part(curves)[0].Zip(part(curves)[1], (real, imaginary) => new Complex(real, imaginary))];

    private static Complex[] Product(ModeCurves curves) =>
        [.. Of(curves, each => each.Input).Zip(Of(curves, each => each.Output), (a, c) => a * c)];
}

/// <summary>A complex quantity over learning time.</summary>
internal sealed record RotationCurve(Complex[] Theory, Complex[] Trained);

/// <summary>Constant, inverse-exponential and exponential rotations: radius and angle of b and u go to the solutions without loss.</summary>
internal static class FigureA9
{
    private const int Length = 6;
    private const double Until = 8;
    private const double Rate = 0.002;

    public static FigureSheet Compute(FigureWork work)
    {
        (string Task, string Set)[] kinds =
        [
            ("constant", "delta=0.7*exp(I*pi/6)"),
            ("inverse-exponential", "delta=1,lambda=0.9*exp(I*pi/6)"),
            ("exponential", "delta=1,lambda=1.05*exp(I*pi/6)"),
        ];
        var runs = work.Each(kinds.Length, k => RotationLearning.Of(
            ModeTasks.Read(kinds[k].Task, $"T={Length},{kinds[k].Set}", new Setting(Outputs.Last, ModeKind.ComplexModes)), Rate, Until, work.Cancellation));
        return new FigureSheet(3,
        [
            .. kinds.Select((kind, k) => RotationFigures.Plane($"{kind.Task}: eigenvalues", runs[k].Task)),
            .. kinds.Select((kind, k) => RotationFigures.Polar($"{kind.Task}: b", "recurrent mode b", runs[k].Times, runs[k].Recurrent, runs[k].Solution.Recurrent)),
            .. kinds.Select((kind, k) => RotationFigures.Polar($"{kind.Task}: u", "input-output mode u", runs[k].Times, runs[k].InputOutput, runs[k].Solution.InputOutput)),
        ]);
    }
}

/// <summary>Rotations by different angles: a larger angle is learned more slowly, and the sign of the angle is that of Im u on the way.</summary>
internal static class FigureA10
{
    private static readonly (string, string)[] Angles = [("π/8", "pi/8"), ("-π/8", "-pi/8"), ("π/4", "pi/4"), ("-3π/4", "-3*pi/4")];

    public static FigureSheet Compute(FigureWork work) =>
        RotationFigures.InverseExponential([.. Angles.Select(angle => ($"φ = {angle.Item1}", $"exp(I*({angle.Item2}))"))], 6, 0.0005, work);
}

/// <summary>Rotations of different radii: beyond 1 the solution is unstable; larger radii are learned faster.</summary>
internal static class FigureA11
{
    private static readonly double[] Radii = [0.4, 0.9, 1, 1.05];

    public static FigureSheet Compute(FigureWork work) =>
        RotationFigures.InverseExponential(
            [.. Radii.Select(radius => (FormattableString.Invariant($"R = {radius}"), FormattableString.Invariant($"{radius}*exp(I*pi/6)")))], 8, 0.0005, work);
}

/// <summary>What the figures of rotations share.</summary>
internal static class RotationFigures
{
    public const string Real = "real part";
    public const string Imaginary = "imaginary part";
    public const string Radius = "radius";
    public const string Angle = "angle";

    private const int Length = 12;

    public static FigureSheet InverseExponential((string Name, string Lambda)[] kinds, double until, double rate, FigureWork work)
    {
        var runs = work.Each(kinds.Length, k => RotationLearning.Of(
            ModeTasks.Read("inverse-exponential", $"T={Length},delta=1,lambda={kinds[k].Lambda}", new Setting(Outputs.Last, ModeKind.ComplexModes)), rate, until, work.Cancellation));
        return new FigureSheet(kinds.Length,
        [
            .. kinds.Select((kind, k) => Plane($"{kind.Name}: eigenvalues", runs[k].Task)),
            .. kinds.Select((kind, k) => Parts($"{kind.Name}: b", "recurrent mode b", runs[k].Times, runs[k].Recurrent, runs[k].Solution.Recurrent)),
            .. kinds.Select((kind, k) => Parts($"{kind.Name}: u", "input-output mode u", runs[k].Times, runs[k].InputOutput, runs[k].Solution.InputOutput)),
        ]);
    }

    public static CurvePanel Plane(string title, Complex[] task) => new(
        title, "Re d(t)", "Im d(t)",
        [
            new("eigenvalues d(t)", CurveKind.Task, [.. task.Select(d => d.Real)], [.. task.Select(d => d.Imaginary)]),
            new("the first, d(1)", CurveKind.Task, [task[0].Real], [task[0].Imaginary]),
        ])
    { IsSquare = true };

    public static CurvePanel Polar(string title, string label, double[] times, RotationCurve values, Complex solution) =>
        Panel(title, label, times, values, solution, (Radius, z => z.Magnitude), (Angle, z => z.Phase));

    private static CurvePanel Parts(string title, string label, double[] times, RotationCurve values, Complex solution) =>
        Panel(title, label, times, values, solution, (Real, z => z.Real), (Imaginary, z => z.Imaginary));

    private static CurvePanel Panel(
        string title, string label, double[] times, RotationCurve values, Complex solution, params (string Name, Func<Complex, double> Of)[] parts) => new(
        title, "learning time t/τ", label,
        [
            .. parts.Select(part => new FigureCurve(part.Name, CurveKind.Simulation, times, [.. values.Trained.Select(part.Of)])),
            .. parts.Select(part => new FigureCurve(part.Name, CurveKind.Theory, times, [.. values.Theory.Select(part.Of)])),
            .. parts.Select(part => new FigureCurve("solution without loss", CurveKind.Guide, [0, times[^1]], [part.Of(solution), part.Of(solution)])),
        ]);
}
