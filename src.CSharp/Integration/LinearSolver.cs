namespace LrnnSymbolic.Integration;

/// <summary>
/// A small system of linear equations, factored once and solved for several right-hand sides: Gaussian elimination with row
/// exchanges, without allocation.
/// </summary>
internal sealed class LinearSolver(int dimension)
{
    private readonly double[] _rows = new double[dimension * dimension];
    private readonly int[] _pivots = new int[dimension];

    /// <summary>The matrix to be factored, row by row; overwritten by <see cref="Factor"/>.</summary>
    public Span<double> Matrix => _rows;

    /// <summary>Factors the matrix; false when it is singular or not finite.</summary>
    public bool Factor()
    {
        for (var k = 0; k < dimension; k++)
        {
            var pivot = k;
            for (var i = k + 1; i < dimension; i++)
                if (Math.Abs(_rows[i * dimension + k]) > Math.Abs(_rows[pivot * dimension + k]))
                    pivot = i;
            _pivots[k] = pivot;
            var value = _rows[pivot * dimension + k];
            if (value == 0 || !double.IsFinite(value))
                return false;
            if (pivot != k)
                for (var j = 0; j < dimension; j++)
                    (_rows[k * dimension + j], _rows[pivot * dimension + j]) = (_rows[pivot * dimension + j], _rows[k * dimension + j]);
            for (var i = k + 1; i < dimension; i++)
            {
                var factor = _rows[i * dimension + k] /= value;
                for (var j = k + 1; j < dimension; j++)
                    _rows[i * dimension + j] -= factor * _rows[k * dimension + j];
            }
        }

        return true;
    }

    /// <summary>Replaces the right-hand side by the solution.</summary>
    public void Solve(Span<double> side)
    {
        for (var k = 0; k < dimension; k++)
            (side[k], side[_pivots[k]]) = (side[_pivots[k]], side[k]);
        for (var i = 1; i < dimension; i++)
            for (var j = 0; j < i; j++)
                side[i] -= _rows[i * dimension + j] * side[j];
        for (var i = dimension - 1; i >= 0; i--)
        {
            for (var j = i + 1; j < dimension; j++)
                side[i] -= _rows[i * dimension + j] * side[j];
            side[i] /= _rows[i * dimension + i];
        }
    }
}
