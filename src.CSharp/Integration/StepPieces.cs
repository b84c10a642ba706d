namespace LrnnSymbolic.Integration;

/// <summary>
/// Cuts the steps of a trajectory into pieces on which a function of the state is monotone, or keeps to one side of its noise, so that
/// no two crossings hide between the ends of a piece. The function along a step is taken for the polynomial of degree N through N + 1 points where it is
/// within the noise of it at N points between; else the step is halved. Bernstein coefficients then bound the polynomial and its slope.
/// </summary>
/// <remarks>
/// A polynomial of degree up to 2 N that agrees at all 2 N + 1 points agrees everywhere, up to a factor of three. Of other functions that is what the
/// points show.
/// </remarks>
internal sealed class StepPieces
{
    private const int LeastDegree = 8;

    // Bernstein coefficients lose a digit with every few degrees.
    private const int MostDegree = 12;

    // The interpolant's rounding, as a share of the function's size.
    private const double Rounding = 1e-12;

    // Between Chebyshev's points a polynomial of degree up to 24 exceeds its values there by less.
    private const double Between = 3;

    // Functions that jump, or have no value, are halved without end otherwise.
    private const int MostSamples = 200;
    private const int MostPieces = 2000;
    private const double Narrowest = 1.0 / (1L << 40);

    private readonly Trajectory _trajectory;
    private readonly Func<double[], double> _function;
    private readonly double _noise;
    private readonly int _degree;
    private readonly double[] _points; // 2 N + 1 of Chebyshev on [0, 1]; the even ones carry the polynomial
    private readonly double[,] _basis; // Bernstein's polynomials there
    private readonly LinearSolver _solver;
    private readonly List<double> _ends = [];
    private int _samples;

    public StepPieces(Trajectory trajectory, Func<double[], double> function, double noise)
    {
        (_trajectory, _function, _noise) = (trajectory, function, noise);
        _degree = Math.Clamp(trajectory.DenseDegree, LeastDegree, MostDegree);
        _points = [.. Enumerable.Range(0, 2 * _degree + 1).Select(k => (1 - Math.Cos(Math.PI * k / (2 * _degree))) / 2)];
        _basis = new double[_points.Length, _degree + 1];
        for (var k = 0; k < _points.Length; k++)
            for (var j = 0; j <= _degree; j++)
                _basis[k, j] = Bernstein(j, _points[k]);
        _solver = new LinearSolver(_degree + 1);
        for (var k = 0; k <= _degree; k++)
            for (var j = 0; j <= _degree; j++)
                _solver.Matrix[k * (_degree + 1) + j] = _basis[2 * k, j];
        _solver.Factor();
    }

    private double Bernstein(int j, double x)
    {
        var value = Math.Pow(x, j) * Math.Pow(1 - x, _degree - j);
        for (var k = 1; k <= j; k++)
            value *= (double)(_degree - j + k) / k;
        return value;
    }

    /// <summary>The start of the trajectory and the ends of all pieces, in the direction of integration.</summary>
    public IEnumerable<double> Times()
    {
        yield return _trajectory.StartTime;
        for (var step = 1; step < _trajectory.Times.Length; step++)
        {
            var (start, end) = (_trajectory.Times[step - 1], _trajectory.Times[step]);
            _ends.Clear();
            _samples = 0;
            Sample(start, end, 0, 1);
            foreach (var fraction in _ends)
                yield return fraction == 1 ? end : start + (end - start) * fraction;
        }
    }

    private void Sample(double start, double end, double low, double high)
    {
        var values = new double[_points.Length];
        for (var k = 0; k < values.Length; k++)
            values[k] = _function(_trajectory.Evaluate(TimeAt(low + (high - low) * _points[k])));
        if (!values.All(double.IsNaN) && ++_samples < MostSamples && high - low > Narrowest)
        {
            var (coefficients, error) = Interpolant(values);
            var resolution = Math.Max(_noise / 4, Rounding * values.Max(Math.Abs));
            if (error <= resolution || Between * error < coefficients.Min() || -Between * error > coefficients.Max())
            {
                Cut(coefficients, low, high);
                return;
            }

            var middle = low + (high - low) / 2;
            Sample(start, end, low, middle);
            Sample(start, end, middle, high);
            return;
        }

        _ends.Add(high);

        double TimeAt(double fraction) => fraction == 0 ? start : fraction == 1 ? end : start + (end - start) * fraction;
    }

    // The Bernstein coefficients of the polynomial, and how far off it is at the points that it was not made of.
    private (double[] Coefficients, double Error) Interpolant(double[] values)
    {
        double[] coefficients = [.. Enumerable.Range(0, _degree + 1).Select(k => values[2 * k])];
        _solver.Solve(coefficients);
        var error = 0.0;
        for (var k = 1; k < values.Length; k += 2)
        {
            var value = 0.0;
            for (var j = 0; j <= _degree; j++)
                value += _basis[k, j] * coefficients[j];
            error = Math.Max(error, Math.Abs(value - values[k]));
        }

        return (coefficients, error);
    }

    private void Cut(double[] coefficients, double low, double high)
    {
        if (IsPlain(coefficients) || _ends.Count >= MostPieces || high - low <= Narrowest)
        {
            _ends.Add(high);
            return;
        }

        var (left, right) = Halves(coefficients);
        var middle = low + (high - low) / 2;
        Cut(left, low, middle);
        Cut(right, middle, high);
    }

    // Do the ends of the piece show every sign that the polynomial takes beyond the noise?
    private bool IsPlain(double[] coefficients)
    {
        var (least, most) = (coefficients.Min(), coefficients.Max());
        var (lower, upper) = (Math.Min(coefficients[0], coefficients[^1]), Math.Max(coefficients[0], coefficients[^1]));
        var isNowherePositive = most <= _noise;
        var isNowhereNegative = least >= -_noise;
        return (isNowherePositive && (isNowhereNegative || lower < -_noise))
            || (isNowhereNegative && upper > _noise)
            || IsMonotone(coefficients);
    }

    private static bool IsMonotone(double[] coefficients)
    {
        var (rises, falls) = (false, false);
        for (var k = 1; k < coefficients.Length; k++)
        {
            rises |= coefficients[k] > coefficients[k - 1];
            falls |= coefficients[k] < coefficients[k - 1];
        }

        return !(rises && falls);
    }

    // De Casteljau's scheme at the middle.
    private static (double[] Left, double[] Right) Halves(double[] coefficients)
    {
        var right = (double[])coefficients.Clone();
        var left = new double[right.Length];
        for (var k = 0; k < left.Length; k++)
        {
            left[k] = right[0];
            for (var j = 0; j < right.Length - 1 - k; j++)
                right[j] = (right[j] + right[j + 1]) / 2;
        }

        return (left, right);
    }
}
