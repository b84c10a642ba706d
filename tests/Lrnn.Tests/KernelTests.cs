using System.Globalization;
using System.Text.Json;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Algebra.Matrices;
using LrnnSymbolic.Theory;
using MathNet.Numerics.LinearAlgebra;
using Microsoft.FSharp.Core;

namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>The commands about the tangent kernel, and the kernel in numbers against the one that the matrix calculus derives.</summary>
public class KernelTests
{
    private static readonly string[] Files = ["0.json", "1.json", "x.json"];

    // A folder with the sample files of the documentation.
    internal static TemporaryFolder Samples()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "LrnnSymbolic.sln")))
            root = root.Parent!;
        var folder = new TemporaryFolder();
        foreach (var file in Files)
            File.Copy(Path.Combine(root.FullName, "docs", "kernel", file), file);
        return folder;
    }

    private static double[][] Kernel(params string[] more) =>
        [.. Lrnn.With(["kernel", "--weights", "0.json", "--inputs", "x.json", "--format", "json", .. more]).Json.GetProperty("kernel").EnumerateArray().Select(row => row.Numbers())];

    private static Matrix<double> MatrixOf(JsonElement rows) =>
        Matrix<double>.Build.DenseOfRowArrays(rows.EnumerateArray().Select(row => row.Numbers()).ToArray());

    [Fact]
    public void TheSpectrumIsPrintedAlone()
    {
        using var folder = Samples();
        string[] arguments = ["kernel", "--weights", "0.json", "--inputs", "x.json", "--format", "json"];
        var alone = Lrnn.With([.. arguments, "--spectrum", "2"]).Json;
        Assert.Equal(["eigenvalues"], alone.Names());
        Assert.Equal(Lrnn.With([.. arguments, "--eigenvalues", "2"]).Json.GetProperty("eigenvalues").Numbers(), alone.GetProperty("eigenvalues").Numbers());
        Assert.Equal(2, Lrnn.With([.. arguments, "--spectrum", "2", "--eigenvalues", "2"]).Code);
    }

    /// <summary>Small files can ask for any amount of memory: sizes multiply.</summary>
    [Theory]
    [InlineData(1, 20_000, 2, 20_000, "the kernel would have 400000000 rows; 10000 is the most", "kernel")]
    [InlineData(1, 20_000, 2, 20_000, "--inputs: the search for eigenvalues would need", "kernel", "--spectrum", "1")]
    [InlineData(40_000, 1, 1, 1, "--inputs: the distance would need", "kernel-distance", "--weights-after", "w.json")]
    [InlineData(1, 1, 500, 1, "--inputs: the distance would need 1.25E+11 numbers in memory; 268435456 (2 GB) are the most", "kernel-distance", "--weights-after", "w.json")]
    public void WhatWouldNeedGigabytesIsRefused(int inputs, int outputs, int steps, int samples, string says, params string[] command)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("w.json", $"{{\"Wx\":[[{Ones(inputs)}]],\"Wh\":[[1]],\"Wy\":[{string.Join(',', Enumerable.Repeat("[1]", outputs))}]}}");
        var step = $"[{string.Join(',', Enumerable.Repeat($"[{Ones(samples)}]", inputs))}]";
        File.WriteAllText("x.json", $"{{\"X\":[{string.Join(',', Enumerable.Repeat(step, steps))}]}}");
        var run = Lrnn.With([.. command, "--weights", "w.json", "--inputs", "x.json"]);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));

        static string Ones(int count) => string.Join(',', Enumerable.Repeat('1', count));
    }

    [Theory]
    [InlineData("1e80")]
    [InlineData("1e160")]
    [InlineData("1e308")]
    public void WeightsBeyondTheRangeOfNumbersAreANumericalFailure(string weight)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText("w.json", $"{{\"Wx\":[[{weight},2]],\"Wh\":[[{weight}]],\"Wy\":[[{weight}],[1]]}}");
        File.WriteAllText("x.json", $"{{\"X\":[[[1,2],[3,4]],[[{weight},1],[2,3]],[[{weight},1],[2,3]]]}}");
        // Many rows, so that the spectrum is looked for without the kernel.
        File.WriteAllText("long.json", $"{{\"X\":[[[{string.Join(',', Enumerable.Range(1, 400))}],[{string.Join(',', Enumerable.Range(1, 400))}]],[[{string.Join(',', Enumerable.Repeat(weight, 400))}],[{string.Join(',', Enumerable.Range(1, 400))}]]]}}");
        foreach (var more in new string[][] { ["x.json"], ["x.json", "--eigenvalues", "1"], ["x.json", "--spectrum", "1"], ["long.json", "--spectrum", "2"] })
        {
            var run = Lrnn.With(["kernel", "--weights", "w.json", "--inputs", .. more]);
            Assert.Equal((3, ""), (run.Code, run.Output));
            Assert.Contains("the range of numbers", run.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>Exact rational values of the derived blocks J J^T of vec(Yhat), for the last output and for all.</summary>
    [Fact]
    public void TheKernelIsTheDerivedOne()
    {
        using var folder = Samples();
        var weights = JsonDocument.Parse(File.ReadAllText("0.json")).RootElement;
        var steps = JsonDocument.Parse(File.ReadAllText("x.json")).RootElement.GetProperty("X").EnumerateArray().Select(MatrixOf).ToArray();
        var matrices = new[] { "Wx", "Wh", "Wy" }.ToDictionary(name => name[..1] + "_" + name[1..], name => MatrixOf(weights.GetProperty(name)));
        var sizes = new (string, int)[] { ("T", 2), ("N_x", 2), ("N_h", 3), ("N_y", 1), ("P", 3) };
        var point = new MatrixPoint<Rational>(
            Evaluation.pointOf(sizes.Select(size => Tuple.Create(size.Item1, Rational.OfInt(size.Item2)))),
            FuncConvert.FromFunc<MatrixSymbol, Microsoft.FSharp.Collections.FSharpList<int>, FSharpValueOption<Rational[,]>>((symbol, at) =>
                Entries(symbol.Name == "X" ? steps[at.Head - 1] : matrices[symbol.Name])));

        var last = Derived(2, 2);
        AssertClose(last, Kernel(), 0, 0);
        var every = Kernel("--outputs", "every");
        for (var t = 1; t <= 2; t++)
            for (var later = 1; later <= 2; later++)
                AssertClose(Derived(t, later), every, 3 * (t - 1), 3 * (later - 1));

        Rational[,] Derived(int t, int later)
        {
            var blocks = NeuralTangentKernel.blocks(Canonical.ofInt(t), Canonical.ofInt(later))
                .Select(block => MatrixEvaluation.value(Evaluation.rationals, point, block)).ToArray();
            var sum = new Rational[3, 3];
            for (var row = 0; row < 3; row++)
                for (var column = 0; column < 3; column++)
                    sum[row, column] = blocks.Select(block => block[row, column]).Aggregate((x, y) => x + y);
            return sum;
        }

        static FSharpValueOption<Rational[,]> Entries(Matrix<double> matrix)
        {
            var entries = new Rational[matrix.RowCount, matrix.ColumnCount];
            for (var row = 0; row < matrix.RowCount; row++)
                for (var column = 0; column < matrix.ColumnCount; column++)
                    entries[row, column] = Rational.OfDouble(matrix[row, column]);
            return FSharpValueOption<Rational[,]>.NewValueSome(entries);
        }

        static void AssertClose(Rational[,] exact, double[][] kernel, int top, int left)
        {
            for (var row = 0; row < 3; row++)
                for (var column = 0; column < 3; column++)
                    Assert.Equal(exact[row, column].ToDouble(), kernel[top + row][left + column], 1e-15);
        }
    }

    [Fact]
    public void TheDistanceIsOneMinusTheCosineOfTheKernels()
    {
        using var folder = Samples();
        foreach (var outputs in new[] { "last", "every" })
        {
            var before = Kernel("--outputs", outputs).SelectMany(row => row).ToArray();
            var after = Kernel2("1.json", outputs).SelectMany(row => row).ToArray();
            var cosine = Dot(before, after) / Math.Sqrt(Dot(before, before) * Dot(after, after));
            var json = Lrnn.With("kernel-distance", "--weights", "0.json", "--weights-after", "1.json", "--inputs", "x.json", "--outputs", outputs, "--format", "json").Json;
            Assert.Equal(["distance"], json.Names());
            Assert.Equal(1 - cosine, json.GetProperty("distance").GetDouble(), 1e-14);
        }

        static double[][] Kernel2(string file, string outputs) =>
            [.. Lrnn.With("kernel", "--weights", file, "--inputs", "x.json", "--outputs", outputs, "--format", "json").Json.GetProperty("kernel").EnumerateArray().Select(row => row.Numbers())];

        static double Dot(double[] x, double[] y) => x.Zip(y, (p, q) => p * q).Sum();
    }

    [Fact]
    public void EigenvaluesComeLargestFirstAndTextSaysTheSame()
    {
        using var folder = Samples();
        string[] call = ["kernel", "--weights", "0.json", "--inputs", "x.json", "--eigenvalues", "2"];
        var json = Lrnn.With([.. call, "--format", "json"]).Json;
        var values = json.GetProperty("eigenvalues").Numbers();
        Assert.Equal(2, values.Length);
        Assert.True(values[0] >= values[1]);
        var lines = Lrnn.With(call).Output.TrimEnd('\n').Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal(Kernel()[1], lines[1].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("{\"Wx\": [[1]], \"Wh\": [[1]]}", "there is no \"Wy\"")]
    [InlineData("{\"Wx\": [[1]], \"Wh\": [[1]], \"Wy\": [[1, 2], [3]]}", "Wy[2] has 1 numbers, but the first row has 2")]
    [InlineData("{\"Wx\": [[1]], \"Wh\": [[1]], \"Wy\": [[\"a\"]]}", "Wy[1][1] must be a finite number")]
    [InlineData("{\"Wx\": [[1]], \"Wh\": [[1]], \"Wy\": []}", "Wy must be a list that is not empty")]
    [InlineData("{\"Wx\": [[1, 0]], \"Wh\": [[1, 2]], \"Wy\": [[1]]}", "W_h must be 1 x 1")]
    [InlineData("{\"Wx\": [[1]], \"Wh\": [[1]], \"Wy\": [[1]]}", "X has 2 rows at each step, but Wx takes 1")]
    [InlineData("{\"Wx\": [[1]],\n oops", "line 2")]
    [InlineData("[1]", "there is no \"Wx\"")]
    public void FilesThatCannotBeReadSayWhereAndWhy(string weights, string says)
    {
        using var folder = Samples();
        File.WriteAllText("w.json", weights);
        var run = Lrnn.With("kernel", "--weights", "w.json", "--inputs", "x.json");
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void WhatIsMissingIsNamed()
    {
        using var folder = Samples();
        Assert.Contains("--weights FILE is missing", Lrnn.With("kernel", "--inputs", "x.json").Error, StringComparison.Ordinal);
        Assert.Contains("--inputs FILE is missing", Lrnn.With("kernel", "--weights", "0.json").Error, StringComparison.Ordinal);
        Assert.Contains("there is no such file", Lrnn.With("kernel", "--weights", "9.json", "--inputs", "x.json").Error, StringComparison.Ordinal);
        File.WriteAllText("zero.json", "{\"Wx\": [[0, 0]], \"Wh\": [[0]], \"Wy\": [[0]]}");
        var run = Lrnn.With("kernel-distance", "--weights", "zero.json", "--weights-after", "zero.json", "--inputs", "x.json");
        Assert.Equal(3, run.Code);
    }
}
