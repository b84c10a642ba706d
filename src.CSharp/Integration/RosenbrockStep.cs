using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// The state of an integration by a Rosenbrock method and the room to try the next step in. Trying and accepting steps allocates nothing;
/// a step that is repeated uses the Jacobian of the first attempt.
/// </summary>
internal sealed class RosenbrockStep : IFieldStep
{
    private readonly RosenbrockTableau _tableau;
    private readonly DifferentialEquation _equation;
    private readonly JacobianField _jacobianField;
    private readonly double[] _stages; // a row for each
    private readonly double[] _jacobian;
    private readonly double[] _timeDerivative;
    private readonly double[] _at;
    private readonly double[] _error;
    private readonly LinearSolver _solver;
    private readonly double[] _power;
    private readonly int _dimension;
    private double[] _state; // here and below with zeros up to whole vectors
    private double[] _next;
    private double[] _slope;
    private double[] _nextSlope;
    private double _nextTime;
    private bool _hasJacobian;

    public RosenbrockStep(RosenbrockTableau tableau, DifferentialEquation equation, double time, ReadOnlySpan<double> state)
    {
        var dimension = state.Length;
        var length = ScaledSum.Padded(dimension);
        _dimension = dimension;
        _tableau = tableau;
        _equation = equation;
        _jacobianField = equation.RequiredJacobian;
        _stages = new double[tableau.Stages * length];
        _jacobian = new double[dimension * dimension];
        _timeDerivative = new double[length];
        _at = new double[length];
        _error = new double[length];
        _solver = new LinearSolver(dimension);
        _power = new double[length];
        _state = new double[length];
        state.CopyTo(_state);
        _next = new double[length];
        _slope = new double[length];
        _nextSlope = new double[length];
        Time = time;
        _nextTime = time;
    }

    public double Time { get; private set; }

    public ReadOnlySpan<double> State => Own(_state);

    private Span<double> Own(double[] vector) => vector.AsSpan(0, _dimension);

    public ReadOnlySpan<double> Slope => Own(_slope);

    public int Evaluations { get; private set; }

    public int Jacobians { get; private set; }

    public int ImplicitSteps { get; private set; }

    public int DenseDegree => _tableau.DenseDegree;

    public bool Start() => Evaluate(Time, Own(_state), Own(_slope));

    /// <summary>Continues from another state with its slope.</summary>
    public void Restart(double time, ReadOnlySpan<double> state, ReadOnlySpan<double> slope)
    {
        Time = time;
        state.CopyTo(_state);
        slope.CopyTo(_slope);
        _hasJacobian = false;
    }

    public bool Try(double nextTime)
    {
        _nextTime = nextTime;
        var step = nextTime - Time;
        if (!PrepareDerivatives() || !Factor(step))
            return false;
        for (var stage = 0; stage < _tableau.Stages; stage++)
            if (!Stage(stage, step))
                return false;
        ScaledSum.Advance(_next, _state, 1, _tableau.Weights.AsSpan(), _stages);
        _equation.Projection?.Invoke(Own(_next));
        return Evaluate(nextTime, Own(_next), Own(_nextSlope));
    }

    public double Error(Tolerance tolerance)
    {
        ScaledSum.Combine(_error, 1, _tableau.ErrorWeights.AsSpan(), _stages);
        return ScaledNorm.Of(Own(_error), Own(_state), Own(_next), tolerance);
    }

    /// <summary>The Frobenius norm of the Jacobian at the start of the last step, at least its fastest rate.</summary>
    public double JacobianSize { get; private set; }

    /// <summary>The same anywhere.</summary>
    public double JacobianSizeAt(double time, ReadOnlySpan<double> state)
    {
        _jacobianField(time, state, _jacobian);
        Jacobians++;
        _hasJacobian = false;
        return Norm();
    }

    private double Norm()
    {
        var sum = 0.0;
        foreach (var entry in _jacobian)
            sum += entry * entry;
        return Math.Sqrt(sum);
    }

    public void WriteInterpolant(Span<double> coefficients)
    {
        for (var power = 0; power < _tableau.DenseDegree; power++)
        {
            ScaledSum.Combine(_power, 1, _tableau.DenseWeights[power].AsSpan(), _stages);
            Own(_power).CopyTo(coefficients[(power * _dimension)..]);
        }
    }

    public void Accept()
    {
        Time = _nextTime;
        (_state, _next) = (_next, _state);
        (_slope, _nextSlope) = (_nextSlope, _slope);
        _hasJacobian = false;
        ImplicitSteps++;
    }

    public bool Evaluate(double time, ReadOnlySpan<double> state, Span<double> slope)
    {
        _equation.Field(time, state, slope);
        Evaluations++;
        return Finiteness.Holds(slope);
    }

    public IStepSize Sizes(Tolerance tolerance, StepControl control) =>
        new ControlledStepSize(_tableau.EmbeddedOrder + 1, tolerance, control, this);

    private bool PrepareDerivatives()
    {
        if (_hasJacobian)
            return true;
        _jacobianField(Time, Own(_state), _jacobian);
        Jacobians++;
        JacobianSize = Norm();
        _equation.TimeDerivative?.Invoke(Time, Own(_state), Own(_timeDerivative));
        return _hasJacobian = Finiteness.Holds(_jacobian) && Finiteness.Holds(_timeDerivative);
    }

    // 1/(h gamma) - J.
    private bool Factor(double step)
    {
        var matrix = _solver.Matrix;
        for (var k = 0; k < matrix.Length; k++)
            matrix[k] = -_jacobian[k];
        for (var i = 0; i < _dimension; i++)
            matrix[i * (_dimension + 1)] += 1 / (step * _tableau.Diagonal);
        return _solver.Factor();
    }

    private bool Stage(int stage, double step)
    {
        var side = _stages.AsSpan(stage * _state.Length, _state.Length);
        var own = side[.._dimension];
        if (stage == 0)
            _slope.CopyTo(side);
        else
        {
            ScaledSum.Advance(_at, _state, 1, _tableau.StageWeights[stage].AsSpan(), _stages);
            var node = _tableau.Nodes[stage];
            if (!Evaluate(node == 1 ? _nextTime : Time + node * step, Own(_at), own))
                return false;
            ScaledSum.Advance(side, side, 1 / step, _tableau.Couplings[stage].AsSpan(), _stages);
        }

        if (_equation.TimeDerivative is not null)
            ScaledSum.Add(side, step * _tableau.TimeWeights[stage], _timeDerivative);
        _solver.Solve(own);
        return Finiteness.Holds(own);
    }
}
