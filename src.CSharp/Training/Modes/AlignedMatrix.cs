using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>Numbers as a matrix of an aligned form, and back.</summary>
internal static class AlignedMatrix
{
    /// <summary>The numbers along the diagonal, zero elsewhere.</summary>
    /// <param name="form">Single numbers, or real and imaginary parts in turn.</param>
    /// <param name="rows">At least as many as numbers.</param>
    /// <param name="columns">At least as many as numbers.</param>
    /// <param name="numbers">An even number of them for <see cref="AlignedForm.Rotations"/>.</param>
    public static Matrix<double> Build(AlignedForm form, int rows, int columns, IReadOnlyList<double> numbers)
    {
        var matrix = Matrix<double>.Build.Dense(rows, columns);
        if (form == AlignedForm.Diagonal)
        {
            for (int k = 0; k < numbers.Count; k++)
                matrix[k, k] = numbers[k];
            return matrix;
        }

        if (numbers.Count % 2 != 0)
            throw new ArgumentException($"Rotations have two numbers each, a real and an imaginary part; {numbers.Count} are given.", nameof(numbers));
        for (int k = 0; k < numbers.Count; k += 2)
        {
            matrix[k, k] = matrix[k + 1, k + 1] = numbers[k];
            matrix[k + 1, k] = numbers[k + 1];
            matrix[k, k + 1] = -numbers[k + 1];
        }

        return matrix;
    }

    /// <summary>The numbers of the nearest matrix of the form, as many as fit, and the squared Frobenius distance from it.</summary>
    public static (double[] Numbers, double Remainder) Read(AlignedForm form, Matrix<double> matrix)
    {
        int places = Math.Min(matrix.RowCount, matrix.ColumnCount);
        if (form == AlignedForm.Rotations)
            places -= places % 2;
        double[] numbers = new double[places];
        for (int k = 0; k < places; k++)
            numbers[k] = form == AlignedForm.Diagonal ? matrix[k, k]
                : k % 2 == 0 ? (matrix[k, k] + matrix[k + 1, k + 1]) / 2
                : (matrix[k, k - 1] - matrix[k - 1, k]) / 2;
        var rest = matrix - Build(form, matrix.RowCount, matrix.ColumnCount, numbers);
        return (numbers, rest.Enumerate().Sum(entry => entry * entry));
    }
}
