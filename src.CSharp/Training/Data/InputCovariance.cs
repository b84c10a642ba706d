using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Training;

/// <summary>
/// The correlations Sigma^{X_iX_j} = sum_p x_{p,i} x_{p,j}^T of inputs that are not white, as one symmetric matrix without negative
/// eigenvalues.
/// </summary>
public sealed class InputCovariance
{
    // Of the largest eigenvalue: what rounding makes of a zero.
    private const double Rounding = 1e-12;

    private readonly Matrix<double> root;

    /// <summary>Takes the matrix.</summary>
    /// <param name="steps">The trajectory length T.</param>
    /// <param name="features">The inputs per step N_x.</param>
    /// <param name="matrix">(T N_x) x (T N_x), the block of steps i and j in its i-th rows and j-th columns; copied.</param>
    /// <exception cref="ArgumentException">Another size, not symmetric, or an eigenvalue is negative.</exception>
    public InputCovariance(int steps, int features, Matrix<double> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if ((matrix.RowCount, matrix.ColumnCount) != (steps * features, steps * features))
            throw new ArgumentException(
                $"{steps} steps of {features} inputs have {steps * features} x {steps * features} correlations, not {matrix.RowCount} x {matrix.ColumnCount}.", nameof(matrix));
        double largest = matrix.Enumerate().Max(Math.Abs);
        if (!((matrix - matrix.Transpose()).Enumerate().All(entry => Math.Abs(entry) <= Rounding * largest)))
            throw new ArgumentException("Correlations must be symmetric: that of i with j is that of j with i.", nameof(matrix));

        var decomposition = matrix.Evd(Symmetricity.Symmetric);
        var eigenvalues = decomposition.EigenValues.Real();
        if (eigenvalues.Minimum() < -Rounding * matrix.RowCount * largest)
            throw new ArgumentException($"Correlations have no negative eigenvalues; this matrix has {eigenvalues.Minimum():G6}.", nameof(matrix));

        (Steps, Features, Matrix) = (steps, features, matrix.Clone());
        var scale = Matrix<double>.Build.DenseOfDiagonalVector(eigenvalues.Map(value => Math.Sqrt(Math.Max(0, value))));
        root = decomposition.EigenVectors * scale * decomposition.EigenVectors.Transpose();
    }

    /// <summary>The trajectory length T.</summary>
    public int Steps { get; }

    /// <summary>The inputs per step N_x.</summary>
    public int Features { get; }

    /// <summary>(T N_x) x (T N_x).</summary>
    public Matrix<double> Matrix { get; }

    /// <summary>The same correlations in every input unit: Sigma^{X_iX_j} = c_ij I.</summary>
    /// <param name="features">The inputs per step N_x.</param>
    /// <param name="ofSteps">c, T x T.</param>
    public static InputCovariance OfSteps(int features, Matrix<double> ofSteps)
    {
        ArgumentNullException.ThrowIfNull(ofSteps);
        return new(ofSteps.RowCount, features, ofSteps.KroneckerProduct(Matrix<double>.Build.DenseIdentity(features)));
    }

    /// <summary>The same correlations of the input units at every step, and none between steps: Sigma^{X_iX_j} = delta_ij C.</summary>
    /// <param name="steps">The trajectory length T.</param>
    /// <param name="ofFeatures">C, N_x x N_x.</param>
    public static InputCovariance OfFeatures(int steps, Matrix<double> ofFeatures)
    {
        ArgumentNullException.ThrowIfNull(ofFeatures);
        return new(steps, ofFeatures.RowCount, Matrix<double>.Build.DenseIdentity(steps).KroneckerProduct(ofFeatures));
    }

    /// <summary>The correlations of the first t steps.</summary>
    /// <param name="steps">t in 1..T.</param>
    public InputCovariance Beginning(int steps) =>
        steps == Steps ? this : new(steps, Features, Matrix.SubMatrix(0, steps * Features, 0, steps * Features));

    /// <summary>Gives inputs these correlations: exactly where they are exactly white, on average where they are white on average.</summary>
    /// <param name="white">T steps of N_x inputs.</param>
    /// <exception cref="ArgumentException">The inputs have another T or N_x.</exception>
    public InputSequence Colour(InputSequence white)
    {
        ArgumentNullException.ThrowIfNull(white);
        if ((white.Steps, white.Features) != (Steps, Features))
            throw new ArgumentException($"The correlations are of {Steps} steps of {Features} inputs, the sequence has {white.Steps} of {white.Features}.", nameof(white));

        int width = Steps * Features;
        double[] coloured = new double[width * white.Samples];
        Products.Add(new MatrixView(root.ToRowMajorArray(), width, width), white.Stacked(), coloured);
        return new(Steps, Features, white.Samples, coloured);
    }
}
