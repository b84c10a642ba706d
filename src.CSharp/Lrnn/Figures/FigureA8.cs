namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>
/// Sensory streams whose late steps weigh most, or whose early steps do, at one learning rate: the one settles at stable modes, the other
/// goes to unstable modes.
/// </summary>
internal static class FigureA8
{
    private const int Length = 6;
    private const double Rate = 0.02;
    private const int Descent = 3_000;

    public static FigureSheet Compute(FigureWork work)
    {
        var runs = work.Each(2, k => new SensoryIntegration(Length, step => k == 0 ? 0.1 * step : 1.0 / step, Rate, Descent, work.Cancellation));
        return new FigureSheet(2,
        [
            Modes("late importance, y = 0.1 Σ t x(t)", runs[0]),
            Modes("early importance, y = Σ x(t)/t", runs[1]),
            Gradient("late importance: gradient", runs[0]),
            Gradient("early importance: gradient", runs[1]),
        ]);
    }

    private static CurvePanel Modes(string title, SensoryIntegration run)
    {
        FigureCurve[] curves = [.. run.RecurrentSingularValues, .. run.InputOutputSingularValues];
        return new CurvePanel(title, "learning time t/τ", "singular values", [.. curves, new("stable below 1", CurveKind.Guide, [0, curves[0].X[^1]], [1, 1])]);
    }

    private static CurvePanel Gradient(string title, SensoryIntegration run) =>
        new(title, "learning time t/τ", "|∂L/∂W_h|", [run.RecurrentGradient("norm of the recurrent gradient")]) { IsLogarithmic = true };
}
