using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace LrnnSymbolic.Integration;

/// <summary>
/// An explicit embedded Runge–Kutta method as a table of numbers. Stage i is k_i = f(t + c_i h, y + h sum_j a_ij k_j),
/// the step is y + h sum_i b_i k_i, its error estimate h sum_i e_i k_i, and the solution inside the step
/// y + h sum_i b_i(theta) k_i with 0 &lt;= theta &lt;= 1.
/// </summary>
/// <remarks>
/// The last stage is taken at the end of the step (first same as last): its row of stage weights is b, so that it serves
/// as the first stage of the next step. A table checks itself: see <see cref="Defects"/>.
/// </remarks>
public sealed record ButcherTableau : IntegrationMethod
{
    /// <summary>Default bound on a residual: twice the largest rounding seen in the tables here, whose coefficients reach 90.</summary>
    public const double DefaultPrecision = 5e-14;

    /// <summary>The method's name, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>p: the global error of the steps is O(h^p).</summary>
    public required int Order { get; init; }

    /// <summary>The order of the embedded solution; the error estimate is O(h^(EmbeddedOrder + 1)).</summary>
    public required int EmbeddedOrder { get; init; }

    /// <summary>The order of the dense output: inside one step it is off by O(h^(DenseOrder + 1)).</summary>
    public required int DenseOrder { get; init; }

    /// <summary>c, one for each stage; the first is 0, the last 1.</summary>
    public required ImmutableArray<double> Nodes { get; init; }

    /// <summary>a, one row for each stage; row i (from 0) has i entries, and the last row is b.</summary>
    public required ImmutableArray<ImmutableArray<double>> StageWeights { get; init; }

    /// <summary>e = b - bHat, one for each stage.</summary>
    public required ImmutableArray<double> ErrorWeights { get; init; }

    /// <summary>
    /// b - bTilde for a second embedded solution of lower order, or empty. With error estimates e of the first and d of the second,
    /// the error is e^2/sqrt(e^2 + 0.01 d^2): of the order of the step itself, where e alone has a lower one (Hairer, Nørsett, Wanner, II.10).
    /// </summary>
    public ImmutableArray<double> SecondErrorWeights { get; init; } = [];

    /// <summary>The order of the second embedded solution, if there is one.</summary>
    public int SecondEmbeddedOrder { get; init; }

    /// <summary>c of further stages that only the dense output needs; they are evaluated once a step is accepted.</summary>
    public ImmutableArray<double> DenseNodes { get; init; } = [];

    /// <summary>a of these stages; the first row has <see cref="Stages"/> entries, each other one more than the row before.</summary>
    public ImmutableArray<ImmutableArray<double>> DenseStageWeights { get; init; } = [];

    /// <summary>
    /// The dense output: row p (from 0) holds, for each stage and then each further stage, the coefficient of theta^(p+1) in b_i(theta).
    /// </summary>
    public required ImmutableArray<ImmutableArray<double>> DenseWeights { get; init; }

    /// <summary>The number of stages, the last one included.</summary>
    public int Stages => Nodes.Length;

    /// <summary>The degree in theta of the dense output.</summary>
    public int DenseDegree => DenseWeights.Length;

    /// <summary>The power of h in the error estimate.</summary>
    public int ErrorOrder => SecondErrorWeights.IsEmpty ? EmbeddedOrder + 1 : 2 * (EmbeddedOrder + 1) - (SecondEmbeddedOrder + 1);

    /// <summary>
    /// The largest x up to which the steps damp y' = -x y/h, so that |R(-z)| &lt;= 1 for 0 &lt;= z &lt;= x; where the step times the fastest
    /// rate of decay is about that large, stability limits the step.
    /// </summary>
    public double StabilityInterval => StabilityIntervals.GetValue(this, tableau => new StrongBox<double>(tableau.FindStabilityInterval())).Value;

    // Found once for each table: it takes as long as a few thousand steps. Not a field, which a changed copy would take along.
    private static readonly ConditionalWeakTable<ButcherTableau, StrongBox<double>> StabilityIntervals = [];

    private double FindStabilityInterval()
    {
        const double step = 1.0 / 1024;
        var amplification = Amplification();
        var x = step;
        while (x < 100 && Math.Abs(At(-x)) <= 1)
            x += step;
        return x - step;

        double At(double z)
        {
            var value = 0.0;
            for (var power = amplification.Length - 1; power >= 0; power--)
                value = value * z + amplification[power];
            return value;
        }
    }

    /// <summary>b, one for each stage: the last row of <see cref="StageWeights"/> and a 0 for the last stage.</summary>
    public ImmutableArray<double> Weights => StageWeights[^1].Add(0);

    /// <summary>Every equation the table has to satisfy, with its residual.</summary>
    /// <exception cref="ArgumentException">The rows do not have the lengths described at the properties.</exception>
    internal IReadOnlyList<TableauCondition> Conditions()
    {
        RequireShape();
        return OrderConditions.Of(this);
    }

    /// <summary>The equations that do not hold to <paramref name="precision"/>; empty for a sound table.</summary>
    /// <exception cref="ArgumentException">The rows do not have the lengths described at the properties.</exception>
    internal IReadOnlyList<TableauCondition> Defects(double precision = DefaultPrecision) =>
        [.. Conditions().Where(condition => !(Math.Abs(condition.Residual) <= precision))];

    internal override IAdaptiveStep Begin(DifferentialEquation equation, double time, ReadOnlySpan<double> state) =>
        new RungeKuttaStep(this, equation, time, state);

    internal override void RequireShape()
    {
        var sound = Stages >= 2
            && StageWeights.Length == Stages
            && Enumerable.Range(0, Stages).All(stage => StageWeights[stage].Length == stage)
            && ErrorWeights.Length == Stages
            && (SecondErrorWeights.IsEmpty || SecondErrorWeights.Length == Stages)
            && DenseStageWeights.Length == DenseNodes.Length
            && Enumerable.Range(0, DenseNodes.Length).All(extra => DenseStageWeights[extra].Length == Stages + extra)
            && DenseWeights.All(row => row.Length == Stages + DenseNodes.Length);
        if (!sound)
            throw new ArgumentException($"The rows of the table {Name} do not fit its {Stages} stages.");
    }

    internal ImmutableArray<double> AllNodes => Nodes.AddRange(DenseNodes);

    internal ImmutableArray<ImmutableArray<double>> AllStageWeights => StageWeights.AddRange(DenseStageWeights);

    // R(z) = 1 + sum_k z^k b a^(k-1) 1, the step of y' = z y/h from y = 1, by powers of z.
    private double[] Amplification()
    {
        var powers = new double[Stages + 1];
        ImmutableArray<double> slopes = [.. Nodes.Select(_ => 1.0)];
        powers[0] = 1;
        for (var power = 1; power <= Stages; power++)
        {
            powers[power] = ElementaryWeights.Dot(StageWeights[^1], slopes);
            slopes = [.. StageWeights.Select(row => ElementaryWeights.Dot(row, slopes))];
        }

        return powers;
    }
}
