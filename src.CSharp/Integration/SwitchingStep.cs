using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// An explicit method while accuracy limits its steps, an implicit one while stability would. It turns implicit when the step times the
/// fastest rate has been at the end of the explicit method's stability interval for <see cref="StiffSteps"/> steps, a few others between
/// them not counting (as in DOPRI5 of Hairer, Nørsett and Wanner), and explicit again when the next step has been well inside for <see cref="MildSteps"/> steps.
/// </summary>
internal sealed class SwitchingStep : IAdaptiveStep, IStepSize
{
    private const int StiffSteps = 15;
    private const int ForgivingSteps = 6;
    private const int MildSteps = 10;
    private const double EndOfInterval = 0.97;
    private const double WellInside = 0.5;

    private readonly RungeKuttaStep _explicit;
    private readonly RosenbrockStep _implicit;
    private readonly Func<IStepSize> _explicitSizes;
    private readonly Func<IStepSize> _implicitSizes;
    private readonly double _stabilityInterval;
    private IStepSize _sizes;
    private bool _isImplicit;
    private int _telling;
    private int _contradicting;

    public SwitchingStep(
        ButcherTableau explicitTableau, RosenbrockTableau implicitTableau, StiffProblem problem, double time, ReadOnlySpan<double> state,
        Tolerance tolerance, StepControl control)
    {
        _explicit = new RungeKuttaStep(explicitTableau, problem.Field, time, state);
        _implicit = new RosenbrockStep(implicitTableau, problem, time, state);
        _explicitSizes = () => new ControlledStepSize(explicitTableau.ErrorOrder, tolerance, control, _explicit);
        _implicitSizes = () => new ControlledStepSize(implicitTableau.EmbeddedOrder + 1, tolerance, control, _implicit);
        _stabilityInterval = explicitTableau.StabilityInterval;
        _sizes = _explicitSizes();
    }

    public double Time => Active.Time;

    public ReadOnlySpan<double> State => Active.State;

    public ReadOnlySpan<double> Slope => Active.Slope;

    public int Evaluations => _explicit.Evaluations + _implicit.Evaluations;

    public int Jacobians => _implicit.Jacobians;

    public int ImplicitSteps => _implicit.ImplicitSteps;

    public int DenseDegree => Math.Max(_explicit.DenseDegree, _implicit.DenseDegree);

    private IAdaptiveStep Active => _isImplicit ? _implicit : _explicit;

    public bool Start() => _explicit.Start();

    public bool Try(double nextTime) => Active.Try(nextTime);

    public double Error(Tolerance tolerance) => Active.Error(tolerance);

    public bool PrepareInterpolant() => Active.PrepareInterpolant();

    /// <summary>The curve of the active method; the powers of theta that only the other one has are zero.</summary>
    public void WriteInterpolant(Span<double> coefficients)
    {
        var used = Active.DenseDegree * State.Length;
        Active.WriteInterpolant(coefficients[..used]);
        coefficients[used..].Clear();
    }

    public void Accept()
    {
        if (!_isImplicit)
            CountExplicit(_explicit.Stiffness() > EndOfInterval * _stabilityInterval);
        Active.Accept();
    }

    public double First(double direction, double largest) => _sizes.First(direction, largest);

    public double AfterAccepted(double taken, double error)
    {
        var next = _sizes.AfterAccepted(taken, error);
        if (_isImplicit)
            CountImplicit(_implicit.Stiffness() * (next / taken) < WellInside * _stabilityInterval);
        if (_telling >= (_isImplicit ? MildSteps : StiffSteps))
            Switch();
        return next;
    }

    public double AfterRejected(double taken, double error) => _sizes.AfterRejected(taken, error);

    private void CountExplicit(bool stiff)
    {
        if (stiff)
            (_telling, _contradicting) = (_telling + 1, 0);
        else if (++_contradicting >= ForgivingSteps)
            _telling = 0;
    }

    private void CountImplicit(bool mild) => _telling = mild ? _telling + 1 : 0;

    private void Switch()
    {
        if (_isImplicit)
            _explicit.Restart(_implicit.Time, _implicit.State, _implicit.Slope);
        else
            _implicit.Restart(_explicit.Time, _explicit.State, _explicit.Slope);
        _isImplicit = !_isImplicit;
        _sizes = _isImplicit ? _implicitSizes() : _explicitSizes();
        (_telling, _contradicting) = (0, 0);
    }
}
