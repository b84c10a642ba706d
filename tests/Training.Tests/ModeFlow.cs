namespace LrnnSymbolic.Training.Tests;

/// <summary>The learning ODE of one mode, term by term: tau (a, b, c)' = -grad E.</summary>
internal static class ModeFlow
{
    public static ConnectivityModes Derivative(ConnectivityModes modes, double[] singularValues)
    {
        var (a, b, c) = modes;
        double inputSlope = 0, recurrentSlope = 0, outputSlope = 0;
        for (int i = 1; i <= singularValues.Length; i++)
        {
            int power = singularValues.Length - i;
            double error = singularValues[i - 1] - (c * Math.Pow(b, power) * a);
            inputSlope += c * Math.Pow(b, power) * error;
            outputSlope += a * Math.Pow(b, power) * error;
            if (power > 0)
                recurrentSlope += power * c * Math.Pow(b, power - 1) * a * error;
        }

        return new(inputSlope, recurrentSlope, outputSlope);
    }

    public static ConnectivityModes Euler(ConnectivityModes modes, double[] singularValues, double step) =>
        Move(modes, Derivative(modes, singularValues), step);

    public static ConnectivityModes RungeKutta(ConnectivityModes modes, double[] singularValues, double step)
    {
        var first = Derivative(modes, singularValues);
        var second = Derivative(Move(modes, first, step / 2), singularValues);
        var third = Derivative(Move(modes, second, step / 2), singularValues);
        var fourth = Derivative(Move(modes, third, step), singularValues);
        return Move(Move(Move(Move(modes, first, step / 6), second, step / 3), third, step / 3), fourth, step / 6);
    }

    public static double Distance(ConnectivityModes left, ConnectivityModes right) =>
        Math.Max(
            Math.Abs(left.Input - right.Input),
            Math.Max(Math.Abs(left.Recurrent - right.Recurrent), Math.Abs(left.Output - right.Output)));

    private static ConnectivityModes Move(ConnectivityModes modes, ConnectivityModes slope, double step) =>
        new(
            modes.Input + (step * slope.Input),
            modes.Recurrent + (step * slope.Recurrent),
            modes.Output + (step * slope.Output));
}
