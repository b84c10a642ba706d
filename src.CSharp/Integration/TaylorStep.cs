using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>One window of a power series: the step is its value at the end, and the next window's series gives the error.</summary>
internal sealed class TaylorStep : IAdaptiveStep
{
    private readonly TaylorSeries _series;
    private readonly StateProjection? _projection;
    private readonly int _order;
    private readonly double[] _error;
    private double[] _state;
    private double[] _next;
    private double[] _coefficients;
    private double[] _nextCoefficients;
    private double _nextTime;

    public TaylorStep(DifferentialEquation equation, int order, double time, ReadOnlySpan<double> state)
    {
        var dimension = state.Length;
        _series = equation.Series ?? throw new ArgumentException("A Taylor method needs the series of the equation.", nameof(equation));
        _projection = equation.Projection;
        _order = order;
        _error = new double[dimension];
        _state = state.ToArray();
        _next = new double[dimension];
        _coefficients = new double[order * dimension];
        _nextCoefficients = new double[order * dimension];
        Time = time;
        _nextTime = time;
    }

    public double Time { get; private set; }

    public ReadOnlySpan<double> State => _state;

    public ReadOnlySpan<double> Slope => Coefficient(_coefficients, 1);

    public int Evaluations { get; private set; }

    public int DenseDegree => _order;

    public bool Start() => Evaluate(_state, _coefficients);

    public bool Try(double nextTime)
    {
        _nextTime = nextTime;
        var step = nextTime - Time;
        Sum(_next, step, n => 1);
        for (var i = 0; i < _next.Length; i++)
            _next[i] = _state[i] + step * _next[i];
        _projection?.Invoke(_next);
        return Finiteness.Holds(_next) && Evaluate(_next, _nextCoefficients);
    }

    /// <summary>
    /// The series misses the slope at its end by (N + 1) y_(N+1) h^N, to leading order, and the state by y_(N+1) h^(N+1).
    /// </summary>
    public double Error(Tolerance tolerance)
    {
        var step = _nextTime - Time;
        Sum(_error, step, n => n);
        var slope = Coefficient(_nextCoefficients, 1);
        for (var i = 0; i < _error.Length; i++)
            _error[i] = step * (slope[i] - _error[i]) / (_order + 1);
        return ScaledNorm.Of(_error, _state, _next, tolerance);
    }

    public void WriteInterpolant(Span<double> coefficients)
    {
        var dimension = _state.Length;
        var step = _nextTime - Time;
        var power = step;
        for (var n = 1; n <= _order; n++, power *= step)
            for (var i = 0; i < dimension; i++)
                coefficients[(n - 1) * dimension + i] = power * _coefficients[(n - 1) * dimension + i];
    }

    /// <summary>
    /// A window that ends where it began, to the last bit, would be followed by the same one for ever, as the equation does not depend on the time.
    /// So the flow is 0 there, to rounding: without this the rest of a decay faster than the solution, though it is lost in rounding, keeps the windows
    /// as short as such a decay asks for.
    /// </summary>
    public void Accept()
    {
        if (_state.AsSpan().SequenceEqual(_next))
            _nextCoefficients.AsSpan().Clear();
        Time = _nextTime;
        (_state, _next) = (_next, _state);
        (_coefficients, _nextCoefficients) = (_nextCoefficients, _coefficients);
    }

    public IStepSize Sizes(Tolerance tolerance, StepControl control) => new TaylorStepSize(_order, tolerance, control, this);

    /// <summary>|y_1|, ..., |y_N| in units of the tolerance.</summary>
    public double[] Magnitudes(Tolerance tolerance) =>
        [.. Enumerable.Range(1, _order).Select(n => ScaledNorm.Of(Coefficient(_coefficients, n), _state, _state, tolerance))];

    private ReadOnlySpan<double> Coefficient(double[] coefficients, int n) =>
        coefficients.AsSpan((n - 1) * _state.Length, _state.Length);

    private bool Evaluate(ReadOnlySpan<double> state, double[] coefficients)
    {
        _series(state, coefficients);
        Evaluations++;
        return Finiteness.Holds(coefficients);
    }

    /// <summary>target = sum_n weight(n) y_n step^(n-1), by Horner's rule.</summary>
    private void Sum(double[] target, double step, Func<int, double> weight)
    {
        target.AsSpan().Clear();
        for (var n = _order; n >= 1; n--)
        {
            var coefficient = Coefficient(_coefficients, n);
            for (var i = 0; i < target.Length; i++)
                target[i] = step * target[i] + weight(n) * coefficient[i];
        }
    }
}
