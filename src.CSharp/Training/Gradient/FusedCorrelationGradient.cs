using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LrnnSymbolic.Training;

/// <summary>
/// What <see cref="CorrelationGradient"/> computes, for networks of at most four units in each layer on white inputs: every matrix
/// is filled up with zeros to 4 x 4 and lives in registers.
/// </summary>
internal sealed class FusedCorrelationGradient : ILossGradient
{
    private const int Largest = 4;
    private const int Length = Square4.Length;

    private readonly int steps;
    private readonly double[] targets;
    private readonly double[] powers;
    private readonly double[] slopes;
    private readonly double[] weights = new double[6 * Length];

    public FusedCorrelationGradient(Correlations correlations, int hiddenSize)
    {
        Shape = new(correlations.Inputs, hiddenSize, correlations.Outputs);
        TargetEnergy = correlations.TargetEnergy;
        steps = correlations.Steps;
        targets = new double[steps * Length];
        powers = new double[steps * Length];
        slopes = new double[steps * Length];
        for (int k = 0; k < steps; k++)
            FillUp(
                correlations.TargetInput().ColumnBlock((steps - 1 - k) * Shape.Inputs, Shape.Inputs),
                targets.AsSpan(k * Length, Length));
    }

    public NetworkShape Shape { get; }

    public double TargetEnergy { get; }

    public static bool Fits(Correlations correlations, int hiddenSize) =>
        correlations.IsWhite && Math.Max(hiddenSize, Math.Max(correlations.Inputs, correlations.Outputs)) <= Largest;

    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        FillUp(Shape.InputWeights(parameters), powers.AsSpan(0, Length));
        FillUp(Shape.RecurrentWeights(parameters), weights.AsSpan(0, Length));
        FillUp(Shape.OutputWeights(parameters), weights.AsSpan(Length, Length));
        ref double recurrent = ref MemoryMarshal.GetArrayDataReference(weights);
        ref double output = ref Unsafe.Add(ref recurrent, Length);
        double loss = RunForward(ref recurrent, ref output);
        RunBackward(ref recurrent, ref output, gradient);
        return loss;
    }

    /// <summary>P_k = W_h P_{k-1} and the slope W_y P_k - Sigma^{YX_{T-k}}; returns half the sum of its squares.</summary>
    private double RunForward(ref double recurrent, ref double output)
    {
        ref double power = ref MemoryMarshal.GetArrayDataReference(powers);
        ref double slope = ref MemoryMarshal.GetArrayDataReference(slopes);
        ref double target = ref MemoryMarshal.GetArrayDataReference(targets);
        var squares = Vector256<double>.Zero;
        var current = Square4.Load(ref power);
        for (int k = 0; ; k++)
        {
            var error = Square4.MultiplyAdd(ref output, current, default) - Square4.Load(ref Unsafe.Add(ref target, k * Length));
            error.Store(ref Unsafe.Add(ref slope, k * Length));
            squares = error.AddSquares(squares);
            if (k == steps - 1)
                return ((squares[0] + squares[1]) + (squares[2] + squares[3])) / 2;

            current = Square4.MultiplyAdd(ref recurrent, current, default);
            current.Store(ref Unsafe.Add(ref power, (k + 1) * Length));
        }
    }

    /// <summary>dL/dP_k = W_y^T dL/dF_{T-k} + W_h^T dL/dP_{k+1}, from k = T-1 down to dL/dP_0 = dL/dW_x.</summary>
    private void RunBackward(ref double recurrent, ref double output, Span<double> gradient)
    {
        ref double power = ref MemoryMarshal.GetArrayDataReference(powers);
        ref double slope = ref MemoryMarshal.GetArrayDataReference(slopes);
        ref double recurrentTransposed = ref Unsafe.Add(ref recurrent, 2 * Length);
        ref double outputTransposed = ref Unsafe.Add(ref recurrent, 3 * Length);
        ref double later = ref Unsafe.Add(ref recurrent, 4 * Length);
        Square4.Load(ref recurrent).Transposed().Store(ref recurrentTransposed);
        Square4.Load(ref output).Transposed().Store(ref outputTransposed);
        Square4 outputGradient = default;
        Square4 recurrentGradient = default;
        Square4 current = default;
        for (int k = steps - 1; k >= 0; k--)
        {
            var transposedPower = Square4.Load(ref Unsafe.Add(ref power, k * Length)).Transposed();
            ref double error = ref Unsafe.Add(ref slope, k * Length);
            if (k < steps - 1)
            {
                current.Store(ref later);
                recurrentGradient = Square4.MultiplyAdd(ref later, transposedPower, recurrentGradient);
                current = Square4.MultiplyAdd(ref recurrentTransposed, current, default);
            }

            outputGradient = Square4.MultiplyAdd(ref error, transposedPower, outputGradient);
            current = Square4.MultiplyAdd(ref outputTransposed, Square4.Load(ref error), current);
        }

        CutOut(current, Shape.InputPart(gradient), Shape.Inputs);
        CutOut(recurrentGradient, Shape.RecurrentPart(gradient), Shape.Hidden);
        CutOut(outputGradient, Shape.OutputPart(gradient), Shape.Hidden);
    }

    private static void FillUp(MatrixView matrix, Span<double> square)
    {
        for (int row = 0; row < matrix.Rows; row++)
        {
            var from = matrix.Row(row);
            var to = square.Slice(row * Largest, Largest);
            for (int column = 0; column < from.Length; column++)
                to[column] = from[column];
        }
    }

    private void CutOut(Square4 square, Span<double> destination, int columns)
    {
        if (destination.Length == Length)
        {
            square.Store(ref MemoryMarshal.GetReference(destination));
            return;
        }

        var whole = weights.AsSpan(5 * Length, Length);
        square.Store(ref MemoryMarshal.GetReference(whole));
        for (int at = 0; at < destination.Length; at++)
            destination[at] = whole[(at / columns * Largest) + (at % columns)];
    }
}
