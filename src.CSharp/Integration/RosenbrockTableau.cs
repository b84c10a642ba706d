using System.Collections.Immutable;

namespace LrnnSymbolic.Integration;

/// <summary>
/// A Rosenbrock method with an embedded solution as a table of numbers, in the form that needs no product with the Jacobian J. Stage i solves
/// (1/(h gamma) - J) u_i = f(t + alpha_i h, y + sum_j a_ij u_j) + (1/h) sum_j c_ij u_j + h gamma_i df/dt; the step is
/// y + sum_i m_i u_i, its error estimate sum_i e_i u_i, and the solution inside the step y + sum_i m_i(theta) u_i.
/// </summary>
/// <remarks>
/// The order conditions are those of the coefficients behind: Gamma = (1/gamma - c)^(-1), alpha = a Gamma, b = m Gamma (Hairer,
/// Wanner, "Solving Ordinary Differential Equations II", IV.7). A table checks itself: see <see cref="Defects"/>.
/// </remarks>
public sealed record RosenbrockTableau : IntegrationMethod
{
    /// <summary>Default bound on a residual: a few times the largest rounding in the table here, whose coefficients reach 150.</summary>
    public const double DefaultPrecision = 3e-13;

    /// <summary>The method's name, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>p: the global error of the steps is O(h^p).</summary>
    public required int Order { get; init; }

    /// <summary>The order of the embedded solution; the error estimate is O(h^(EmbeddedOrder + 1)).</summary>
    public required int EmbeddedOrder { get; init; }

    /// <summary>The order of the dense output: inside one step it is off by O(h^(DenseOrder + 1)).</summary>
    public required int DenseOrder { get; init; }

    /// <summary>gamma, the same for all stages.</summary>
    public required double Diagonal { get; init; }

    /// <summary>alpha_i, one for each stage; the first is 0.</summary>
    public required ImmutableArray<double> Nodes { get; init; }

    /// <summary>gamma_i, one for each stage: the weights of df/dt.</summary>
    public required ImmutableArray<double> TimeWeights { get; init; }

    /// <summary>a, one row for each stage; row i (from 0) has i entries.</summary>
    public required ImmutableArray<ImmutableArray<double>> StageWeights { get; init; }

    /// <summary>c, of the same shape.</summary>
    public required ImmutableArray<ImmutableArray<double>> Couplings { get; init; }

    /// <summary>m, one for each stage.</summary>
    public required ImmutableArray<double> Weights { get; init; }

    /// <summary>e = m - mHat, one for each stage.</summary>
    public required ImmutableArray<double> ErrorWeights { get; init; }

    /// <summary>The dense output: row p (from 0) holds, for each stage, the coefficient of theta^(p+1) in m_i(theta).</summary>
    public required ImmutableArray<ImmutableArray<double>> DenseWeights { get; init; }

    /// <summary>The number of stages.</summary>
    public int Stages => Nodes.Length;

    /// <summary>The degree in theta of the dense output.</summary>
    public int DenseDegree => DenseWeights.Length;

    /// <inheritdoc/>
    public override bool HandlesStiffness => true;

    /// <summary>Every equation the table has to satisfy, with its residual.</summary>
    /// <exception cref="ArgumentException">The rows do not have the lengths described at the properties.</exception>
    internal IReadOnlyList<TableauCondition> Conditions()
    {
        RequireShape();
        return new RosenbrockConditions(this).All();
    }

    /// <summary>The equations that do not hold to <paramref name="precision"/>; empty for a sound table.</summary>
    /// <exception cref="ArgumentException">The rows do not have the lengths described at the properties.</exception>
    internal IReadOnlyList<TableauCondition> Defects(double precision = DefaultPrecision) =>
        [.. Conditions().Where(condition => !(Math.Abs(condition.Residual) <= precision))];

    internal override IAdaptiveStep Begin(DifferentialEquation equation, double time, ReadOnlySpan<double> state) =>
        new RosenbrockStep(this, equation, time, state);

    internal override void RequireShape()
    {
        var sound = Stages >= 1
            && StageWeights.Length == Stages && Enumerable.Range(0, Stages).All(stage => StageWeights[stage].Length == stage)
            && Couplings.Length == Stages && Enumerable.Range(0, Stages).All(stage => Couplings[stage].Length == stage)
            && TimeWeights.Length == Stages && Weights.Length == Stages && ErrorWeights.Length == Stages
            && DenseWeights.All(row => row.Length == Stages);
        if (!sound)
            throw new ArgumentException($"The rows of the table {Name} do not fit its {Stages} stages.");
    }
}
