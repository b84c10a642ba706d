using LrnnSymbolic.Algebra;
using LrnnSymbolic.Training;
using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>--covariance: a formula for c_ij in Sigma^{X_iX_j} = c_ij I, or the numbers of a file.</summary>
internal static class CovarianceOption
{
    private const string Name = "--covariance";

    // The square root of a larger matrix takes minutes.
    private const int Largest = 3000;

    /// <summary>The correlations of T steps of inputs.</summary>
    /// <param name="text">A formula in i, j and T, or @FILE.csv.</param>
    /// <param name="steps">T.</param>
    /// <param name="inputs">N_x.</param>
    public static InputCovariance Read(string text, int steps, int inputs)
    {
        if ((long)steps * inputs > Largest)
            throw new InputException($"{Name}: T = {steps} steps of {inputs} inputs have {(long)steps * inputs} rows of correlations; up to {Largest} are possible");
        try
        {
            return text.StartsWith('@') ? FromFile(text[1..], steps, inputs) : InputCovariance.OfSteps(inputs, Formula(text, steps));
        }
        catch (ArgumentException problem)
        {
            // The name of the parameter behind the message is no help.
            throw new InputException($"{Name}: {problem.Message.Split(" (Parameter")[0]}");
        }
    }

    private static Matrix<double> Formula(string text, int steps)
    {
        var read = Parser.parse(VocabularyModule.real, text);
        if (read.IsError)
            throw new InputException($"{Name}: {read.ErrorValue}");
        return Matrix<double>.Build.Dense(steps, steps, (row, column) => Value(row + 1, column + 1));

        double Value(int i, int j)
        {
            var at = Evaluation.pointOf<double>([Tuple.Create("i", (double)i), Tuple.Create("j", (double)j), Tuple.Create("T", (double)steps)]);
            var value = Evaluation.toDouble(at, read.ResultValue);
            return value.IsOk && double.IsFinite(value.ResultValue)
                ? value.ResultValue
                : throw new InputException($"{Name}: no value at i = {i}, j = {j}: {(value.IsOk ? "not a finite number" : value.ErrorValue)}; it is a formula in i, j and T");
        }
    }

    private static InputCovariance FromFile(string file, int steps, int inputs)
    {
        var columns = TableFile.Read(file);
        var (rows, width) = (columns[0].Length, columns.Length);
        if (rows != width || (rows != inputs && rows != steps * inputs))
            throw new InputException($"{Name}: {file} has {rows} rows and {width} columns; {inputs} of each (the units at a step) or {steps * inputs} of each (all units and steps) are needed");
        var matrix = Matrix<double>.Build.Dense(rows, width, (row, column) => ((Node.Number)columns[column][row].Node).Item.ToDouble());
        return rows == inputs ? InputCovariance.OfFeatures(steps, matrix) : new InputCovariance(steps, inputs, matrix);
    }
}
