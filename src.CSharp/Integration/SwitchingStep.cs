using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>
/// An explicit method while accuracy limits its steps, an implicit one while stability would. The step times the size of the Jacobian is compared
/// with the explicit method's stability interval: near its end at <see cref="StiffChecks"/> checks in a row, the steps turn implicit; the next step
/// far inside for <see cref="MildSteps"/> steps in a row, they turn explicit again, which every return to the implicit method makes harder.
/// </summary>
/// <remarks>
/// The estimate from the last two stages that DOPRI5 uses is free, but drowns in rounding once a stiff state has settled to the last digits.
/// </remarks>
internal sealed class SwitchingStep : IAdaptiveStep, IStepSize
{
    private const int StepsOfCheck = 5;
    private const int StiffChecks = 3;
    private const int MildSteps = 10;

    // The step control keeps the steps of a stiff stretch a little inside the interval.
    private const double NearItsEnd = 0.8;
    private const double FarInside = 0.25;

    private readonly RungeKuttaStep _explicit;
    private readonly RosenbrockStep _implicit;
    private readonly double _stabilityInterval;
    private Func<IAdaptiveStep, IStepSize> _sizesOf = null!;
    private IStepSize _sizes = null!;
    private bool _isImplicit;
    private int _telling;
    private int _explicitSteps;
    private int _mildSteps = MildSteps;

    public SwitchingStep(SwitchingMethod method, DifferentialEquation equation, double time, ReadOnlySpan<double> state)
    {
        _explicit = new RungeKuttaStep(method.Explicit, equation, time, state);
        _implicit = new RosenbrockStep(method.Implicit, equation, time, state);
        _stabilityInterval = method.Explicit.StabilityInterval;
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

    public void Accept() => Active.Accept();

    /// <summary>Its own: a step after which the methods switch is the first of the other one's.</summary>
    public IStepSize Sizes(Tolerance tolerance, StepControl control)
    {
        _sizesOf = step => step.Sizes(tolerance, control);
        _sizes = _sizesOf(Active);
        return this;
    }

    public double First(double direction, double largest) => _sizes.First(direction, largest);

    public double AfterAccepted(double taken, double error)
    {
        var next = _sizes.AfterAccepted(taken, error);
        if (_isImplicit)
            Count(next * _implicit.JacobianSize < FarInside * _stabilityInterval);
        else if (++_explicitSteps % StepsOfCheck == 0)
            Count(taken * _implicit.JacobianSizeAt(Time, State) > NearItsEnd * _stabilityInterval);
        if (_telling >= (_isImplicit ? _mildSteps : StiffChecks))
            Switch();
        return next;
    }

    public double AfterRejected(double taken, double error) => _sizes.AfterRejected(taken, error);

    private void Count(bool telling) => _telling = telling ? _telling + 1 : 0;

    private void Switch()
    {
        if (_isImplicit)
        {
            _explicit.Restart(_implicit.Time, _implicit.State, _implicit.Slope);
            _mildSteps *= 2;
        }
        else
            _implicit.Restart(_explicit.Time, _explicit.State, _explicit.Slope);
        _isImplicit = !_isImplicit;
        _sizes = _sizesOf(Active);
        _telling = 0;
    }
}
