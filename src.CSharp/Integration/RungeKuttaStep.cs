using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// The state of an integration and the room to try the next step in. Everything is allocated here once: trying and
/// accepting steps allocates nothing.
/// </summary>
internal sealed class RungeKuttaStep : IFieldStep
{
    private readonly ButcherTableau _tableau;
    private readonly VectorField _field;
    private readonly double[] _stages; // a row for each
    private readonly double[] _error;
    private readonly double[] _secondError;
    private readonly double[] _inner;
    private readonly double[] _power;
    private readonly int _dimension;
    private double[] _state; // here and below with zeros up to whole vectors
    private double[] _next;
    private double _nextTime;

    private readonly StateProjection? _projection;

    public RungeKuttaStep(ButcherTableau tableau, DifferentialEquation equation, double time, ReadOnlySpan<double> state)
    {
        _projection = equation.Projection;
        _dimension = state.Length;
        var length = ScaledSum.Padded(_dimension);
        _tableau = tableau;
        _field = equation.Field;
        _stages = new double[(tableau.Stages + tableau.DenseNodes.Length) * length];
        _error = new double[length];
        _secondError = new double[length];
        _inner = new double[length];
        _power = new double[length];
        _state = new double[length];
        state.CopyTo(_state);
        _next = new double[length];
        Time = time;
        _nextTime = time;
    }

    /// <summary>The time reached.</summary>
    public double Time { get; private set; }

    /// <summary>The state at <see cref="Time"/>.</summary>
    public ReadOnlySpan<double> State => _state.AsSpan(0, _dimension);

    /// <summary>The vector field at <see cref="Time"/>, from <see cref="Start"/> on.</summary>
    public ReadOnlySpan<double> Slope => Slopes(0);

    /// <summary>The calls of the vector field so far.</summary>
    public int Evaluations { get; private set; }

    /// <inheritdoc/>
    public int DenseDegree => _tableau.DenseDegree;

    /// <summary>Evaluates the first slope; false when it is not finite.</summary>
    public bool Start() => Evaluate(Time, State, Slopes(0));

    /// <summary>Continues from another state with its slope.</summary>
    public void Restart(double time, ReadOnlySpan<double> state, ReadOnlySpan<double> slope)
    {
        Time = time;
        state.CopyTo(_state);
        slope.CopyTo(Slopes(0));
    }

    /// <summary>Computes the stages up to <paramref name="nextTime"/>; false as soon as one is not finite.</summary>
    public bool Try(double nextTime)
    {
        _nextTime = nextTime;
        for (var stage = 1; stage < _tableau.Stages; stage++)
            if (!Stage(stage, _tableau.StageWeights[stage].AsSpan(), _tableau.Nodes[stage], _next))
                return false;

        return true;
    }

    /// <summary>The estimated error of the tried step as a fraction of the tolerance.</summary>
    public double Error(Tolerance tolerance)
    {
        var error = Error(_tableau.ErrorWeights.AsSpan(), _error, tolerance);
        if (_tableau.SecondErrorWeights.IsEmpty || error == 0)
            return error;
        var second = Error(_tableau.SecondErrorWeights.AsSpan(), _secondError, tolerance);
        return error * error / Math.Sqrt(error * error + 0.01 * second * second);
    }

    /// <inheritdoc/>
    public bool PrepareInterpolant()
    {
        for (var extra = 0; extra < _tableau.DenseNodes.Length; extra++)
            if (!Stage(_tableau.Stages + extra, _tableau.DenseStageWeights[extra].AsSpan(), _tableau.DenseNodes[extra], _inner))
                return false;
        return true;
    }

    /// <summary>Writes the coefficients of theta, theta^2, ... of the dense output in the tried step, one block for each power.</summary>
    public void WriteInterpolant(Span<double> coefficients)
    {
        for (var power = 0; power < _tableau.DenseDegree; power++)
        {
            ScaledSum.Combine(_power, _nextTime - Time, _tableau.DenseWeights[power].AsSpan(), _stages);
            _power.AsSpan(0, _dimension).CopyTo(coefficients[(power * _dimension)..]);
        }
    }

    /// <summary>Makes the end of the tried step the present state; its last stage becomes the first of the next step.</summary>
    public void Accept()
    {
        Time = _nextTime;
        (_state, _next) = (_next, _state);
        Slopes(_tableau.Stages - 1).CopyTo(Slopes(0));
    }

    /// <summary>Evaluates the field at a point outside the scheme; false when it is not finite there.</summary>
    public bool Evaluate(double time, ReadOnlySpan<double> state, Span<double> slope)
    {
        _field(time, state, slope);
        Evaluations++;
        return Finiteness.Holds(slope);
    }

    /// <inheritdoc/>
    public IStepSize Sizes(Tolerance tolerance, StepControl control) => new ControlledStepSize(_tableau.ErrorOrder, tolerance, control, this);

    private bool Stage(int stage, ReadOnlySpan<double> weights, double node, double[] at)
    {
        var step = _nextTime - Time;
        ScaledSum.Advance(at, _state, step, weights, _stages);
        // The last stage is at the end of the step.
        if (stage == _tableau.Stages - 1)
            _projection?.Invoke(at.AsSpan(0, _dimension));
        return Evaluate(node == 1 ? _nextTime : Time + node * step, at.AsSpan(0, _dimension), Slopes(stage));
    }

    private Span<double> Slopes(int stage) => _stages.AsSpan(stage * _state.Length, _dimension);

    private double Error(ReadOnlySpan<double> weights, double[] error, Tolerance tolerance)
    {
        ScaledSum.Combine(error, _nextTime - Time, weights, _stages);
        return ScaledNorm.Of(error.AsSpan(0, _dimension), State, _next.AsSpan(0, _dimension), tolerance);
    }
}
