using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>The state of an integration and the room to try the next step in.</summary>
internal interface IAdaptiveStep
{
    /// <summary>The time reached.</summary>
    double Time { get; }

    /// <summary>The state at <see cref="Time"/>.</summary>
    ReadOnlySpan<double> State { get; }

    /// <summary>The time derivative of the state, from <see cref="Start"/> on.</summary>
    ReadOnlySpan<double> Slope { get; }

    /// <summary>The calls of the problem's right-hand side, or of its series, so far.</summary>
    int Evaluations { get; }

    /// <summary>The calls of the problem's Jacobian so far.</summary>
    int Jacobians => 0;

    /// <summary>The accepted steps that an implicit method took.</summary>
    int ImplicitSteps => 0;

    /// <summary>The degree in theta of the curve inside a step.</summary>
    int DenseDegree { get; }

    /// <summary>Evaluates the problem at the initial state; false when it is not finite there.</summary>
    bool Start();

    /// <summary>Computes the step to <paramref name="nextTime"/>; false when it is not finite.</summary>
    bool Try(double nextTime);

    /// <summary>The estimated error of the tried step as a fraction of the tolerance.</summary>
    double Error(Tolerance tolerance);

    /// <summary>Evaluates what the curve inside the tried step needs beyond the step itself; false when it is not finite.</summary>
    bool PrepareInterpolant() => true;

    /// <summary>Writes the coefficients of theta, theta^2, ... of the curve in the tried step, one block for each power.</summary>
    void WriteInterpolant(Span<double> coefficients);

    /// <summary>Makes the end of the tried step the present state.</summary>
    void Accept();

    /// <summary>How the sizes of the method's steps are found.</summary>
    IStepSize Sizes(Tolerance tolerance, StepControl control);
}
