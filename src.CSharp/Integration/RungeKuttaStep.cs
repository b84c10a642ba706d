using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// The state of an integration and the room to try the next step in. Everything is allocated here once: trying and
/// accepting steps allocates nothing.
/// </summary>
internal sealed class RungeKuttaStep : IAdaptiveStep
{
    private readonly ButcherTableau _tableau;
    private readonly VectorField _field;
    private readonly double[][] _stages;
    private readonly double[] _error;
    private double[] _state;
    private double[] _next;
    private double _nextTime;

    public RungeKuttaStep(ButcherTableau tableau, VectorField field, double time, ReadOnlySpan<double> state)
    {
        var dimension = state.Length;
        _tableau = tableau;
        _field = field;
        _stages = [.. Enumerable.Range(0, tableau.Stages).Select(_ => new double[dimension])];
        _error = new double[dimension];
        _state = state.ToArray();
        _next = new double[dimension];
        Time = time;
        _nextTime = time;
    }

    /// <summary>The time reached.</summary>
    public double Time { get; private set; }

    /// <summary>The state at <see cref="Time"/>.</summary>
    public ReadOnlySpan<double> State => _state;

    /// <summary>The vector field at <see cref="Time"/>, from <see cref="Start"/> on.</summary>
    public ReadOnlySpan<double> Slope => _stages[0];

    /// <summary>The calls of the vector field so far.</summary>
    public int Evaluations { get; private set; }

    /// <inheritdoc/>
    public int DenseDegree => _tableau.DenseDegree;

    /// <summary>Evaluates the first slope; false when it is not finite.</summary>
    public bool Start() => Evaluate(Time, _state, _stages[0]);

    /// <summary>Computes the stages up to <paramref name="nextTime"/>; false as soon as one is not finite.</summary>
    public bool Try(double nextTime)
    {
        _nextTime = nextTime;
        var step = nextTime - Time;
        for (var stage = 1; stage < _stages.Length; stage++)
        {
            ScaledSum.Combine(_next, step, _tableau.StageWeights[stage].AsSpan(), _stages);
            ScaledSum.Add(_next, 1, _state);
            var node = _tableau.Nodes[stage];
            if (!Evaluate(node == 1 ? nextTime : Time + node * step, _next, _stages[stage]))
                return false;
        }

        return true;
    }

    /// <summary>The estimated error of the tried step as a fraction of the tolerance.</summary>
    public double Error(Tolerance tolerance)
    {
        ScaledSum.Combine(_error, _nextTime - Time, _tableau.ErrorWeights.AsSpan(), _stages);
        return ScaledNorm.Of(_error, _state, _next, tolerance);
    }

    /// <summary>Writes the coefficients of theta, theta^2, ... of the dense output in the tried step, one block for each power.</summary>
    public void WriteInterpolant(Span<double> coefficients)
    {
        var dimension = _state.Length;
        for (var power = 0; power < _tableau.DenseDegree; power++)
        {
            var block = coefficients.Slice(power * dimension, dimension);
            ScaledSum.Combine(block, _nextTime - Time, _tableau.DenseWeights[power].AsSpan(), _stages);
        }
    }

    /// <summary>Makes the end of the tried step the present state; its last stage becomes the first of the next step.</summary>
    public void Accept()
    {
        Time = _nextTime;
        (_state, _next) = (_next, _state);
        (_stages[0], _stages[^1]) = (_stages[^1], _stages[0]);
    }

    /// <summary>Evaluates the field at a point outside the scheme; false when it is not finite there.</summary>
    public bool Evaluate(double time, ReadOnlySpan<double> state, Span<double> slope)
    {
        _field(time, state, slope);
        Evaluations++;
        return Finiteness.Holds(slope);
    }
}
