namespace LrnnSymbolic.Training;

/// <summary>Gram-Schmidt on the rows of a row-major matrix, repeated until no digit of orthogonality is lost.</summary>
internal static class Orthonormalization
{
    private const int MostPasses = 8;

    /// <summary>
    /// Replaces the rows by an orthonormal set with the same leading spans. Rows drawn from a Gaussian become uniformly
    /// distributed (Haar) orthonormal rows.
    /// </summary>
    /// <exception cref="ArgumentException">The rows are linearly dependent.</exception>
    public static void OrthonormalizeRows(Span<double> values, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            var current = values.Slice(row * columns, columns);
            RemoveComponents(values[..(row * columns)], current);
            Scale(current, 1 / Norm(current));
        }
    }

    /// <summary>A pass that removes more than half of the vector leaves rounding behind, so another pass follows.</summary>
    private static void RemoveComponents(ReadOnlySpan<double> earlierRows, Span<double> current)
    {
        for (int pass = 0; pass < MostPasses; pass++)
        {
            double before = Norm(current);
            for (int start = 0; start < earlierRows.Length; start += current.Length)
            {
                var earlier = earlierRows.Slice(start, current.Length);
                Products.AddScaled(-Products.Dot(earlier, current), earlier, current);
            }

            if (Norm(current) > before / 2)
                return;
        }

        throw new ArgumentException("The rows are linearly dependent; there is no orthonormal set with their spans.");
    }

    private static double Norm(ReadOnlySpan<double> vector) => Math.Sqrt(Products.Dot(vector, vector));

    private static void Scale(Span<double> vector, double factor)
    {
        foreach (ref double entry in vector)
            entry *= factor;
    }
}
