namespace LrnnSymbolic.Training;

/// <summary>sum_m A_m kron B_m, kept as its factors.</summary>
internal sealed class KroneckerSum(int terms, int leftSize, int rightSize)
{
    private readonly double[] _left = new double[terms * leftSize];
    private readonly double[] _right = new double[terms * rightSize];
    private int _filled;

    /// <summary>Room for the next A_m and B_m, filled with zeros.</summary>
    public Room Next()
    {
        int term = _filled++;
        return new(_left.AsSpan(term * leftSize, leftSize), _right.AsSpan(term * rightSize, rightSize));
    }

    /// <summary>sum_{m,n} &lt;A_m, A_n&gt; &lt;B_m, B_n&gt;.</summary>
    public double SquaredNorm() => Products.Dot(Gram(_left, leftSize), Gram(_right, rightSize));

    private double[] Gram(double[] rows, int size)
    {
        double[] gram = new double[terms * terms];
        var matrix = new MatrixView(rows, terms, size);
        Products.AddTransposedRight(matrix, matrix, gram);
        return gram;
    }

    /// <summary>Where one term's factors are written.</summary>
    public readonly ref struct Room(Span<double> left, Span<double> right)
    {
        private readonly Span<double> _left = left;
        private readonly Span<double> _right = right;

        public void Deconstruct(out Span<double> left, out Span<double> right)
        {
            left = _left;
            right = _right;
        }
    }
}
