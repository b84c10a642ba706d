using LrnnSymbolic.Emission;
using LrnnSymbolic.Lrnn.Figures;

namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>What each figure says, computed from its data.</summary>
public class FigureTests
{
    private static FigureSheet Sheet(string name) => FigureCatalogue.Named(name)[0].Compute(new FigureWork());

    private static double End(FigureCurve curve) => curve.Y[^1];

    // The first abscissa at which a curve has come a share of the way to its end.
    private static double TimeToShare(FigureCurve curve, double share = 0.5) =>
        curve.X[Array.FindIndex(curve.Y, y => Math.Abs(y - curve.Y[0]) >= share * Math.Abs(End(curve) - curve.Y[0]))];

    private static double At(FigureCurve curve, double x) => curve.Y[Enumerable.Range(0, curve.X.Length).MinBy(k => Math.Abs(curve.X[k] - x))];

    private static double[] Row(MapPanel map, double y) => map.Values[Enumerable.Range(0, map.Ys.Length).MinBy(k => Math.Abs(map.Ys[k] - y))];

    [Fact]
    public void Figure2ScaleAndDynamicsAreLearnedByTheirModesAndLargerScaleStartsFirst()
    {
        var sheet = Sheet("2");
        var (left, right) = ((CurvePanel)sheet.Panels[0], (CurvePanel)sheet.Panels[1]);
        double[] delta = [1.1, 0.7, 0.4], lambda = [0.6, 0.7, 0.8];
        for (var k = 0; k < 3; k++)
        {
            foreach (var kind in new[] { CurveKind.Simulation, CurveKind.Theory })
            {
                Assert.Equal(delta[k], End(left.Curve(Figure2.Names[k], kind)), 3);
                Assert.Equal(lambda[k], End(right.Curve(Figure2.Names[k], kind)), 2);
            }

            AssertClose(left, Figure2.Names[k]);
            AssertClose(right, Figure2.Names[k]);
        }

        // The mode whose b ends lowest rises first.
        var (low, high) = (right.Curve(Figure2.Names[0], CurveKind.Simulation), right.Curve(Figure2.Names[2], CurveKind.Simulation));
        Assert.True(low.Y[5] > high.Y[5] && End(low) < End(high));
        Assert.True(left.Curve(Figure2.Names[0], CurveKind.Simulation).Y[20] > left.Curve(Figure2.Names[2], CurveKind.Simulation).Y[20]);
    }

    private static void AssertClose(CurvePanel panel, string name)
    {
        var (trained, theory) = (panel.Curve(name, CurveKind.Simulation), panel.Curve(name, CurveKind.Theory));
        Assert.All(trained.Y.Zip(theory.Y), pair => Assert.InRange(pair.First - pair.Second, -0.01, 0.01));
    }

    [Fact]
    public void FigureA1LargeAndLateIsLearnedFaster()
    {
        var sheet = Sheet("A1");
        foreach (var panel in sheet.Panels.Cast<CurvePanel>())
        {
            Assert.True(TimeToShare(panel.Curve(FigureA1.Late, CurveKind.Simulation)) < TimeToShare(panel.Curve(FigureA1.Early, CurveKind.Simulation)));
            AssertClose(panel, FigureA1.Late);
            AssertClose(panel, FigureA1.Early);
        }
    }

    [Fact]
    public void Figure3EarlyImportanceIsUnstableAndOnlyExponentialTasksDoNotExtrapolate()
    {
        var sheet = Sheet("3");
        foreach (var length in new[] { 3, 6, 9 })
        {
            var name = Figure3.Name(length);
            Assert.All(sheet.Curves("constant: b").Curve(name, CurveKind.Theory).Y, b => Assert.Equal(1, b, 3));
            var inverse = sheet.Curves("inverse-exponential: b").Curve(name, CurveKind.Theory);
            Assert.All(inverse.X.Zip(inverse.Y), point => Assert.Equal(point.First, point.Second, 3));
            var exponential = sheet.Curves("exponential: b").Curve(name, CurveKind.Theory);
            Assert.True(At(exponential, 0.8) > 1 && At(exponential, 1.2) < 1);
            var rate = sheet.Curves("constant: largest stable rate").Curve(name, CurveKind.Computed);
            Assert.All(rate.Y.Zip(rate.Y.Skip(1)), pair => Assert.True(pair.Second < pair.First));
        }

        double Error(string panel, double test) => At(sheet.Panels.OfType<CurvePanel>().Single(p => p.Title.StartsWith(panel + ",", StringComparison.Ordinal))
            .Curve(Figure3.Name(6), CurveKind.Computed), test);
        Assert.True(Error("constant", 12) < 1e-8 && Error("inverse-exponential", 12) < 1e-8 && Error("exponential", 6) < 1e-8);
        Assert.True(Error("exponential", 12) > Error("exponential", 9) && Error("exponential", 9) > 1e-2);
    }

    [Fact]
    public void Figure4ModesChangeFromFeedforwardToRecurrentAndMoreAbruptlyForLongTrajectories()
    {
        var sheet = Sheet("4");
        foreach (var task in new[] { "constant", "exponential" })
        {
            var b = sheet.Curves($"{task}, T = 6: b").Curve(Figure4.Kappa(1), CurveKind.Theory);
            var u = sheet.Curves($"{task}, T = 6: u").Curve(Figure4.Kappa(1), CurveKind.Theory);
            Assert.True(Math.Abs(b.Y[0]) < 0.05 && b.Y.Max() > 0.6, $"{task}: {b.Y[0]}, {b.Y.Max()}");
            Assert.Equal(1, u.Y[0], 2); // kappa alone is learned
            Assert.True(Steepest(task, 9) > Steepest(task, 3), task);
        }

        // Every trained point lies on the theory, learnable task or not: an abscissa of its own, between two of the theory's.
        foreach (var panel in sheet.Panels.Cast<CurvePanel>())
            foreach (var trained in panel.Curves.Where(curve => curve.Kind == CurveKind.SimulationPoints))
                for (var k = 0; k < trained.X.Length; k++)
                    Assert.True(IsBetween(panel.Curve(trained.Name, CurveKind.Theory), trained.X[k], trained.Y[k]), $"{panel.Title}, {trained.Name}: {trained.X[k]}, {trained.Y[k]}");

        // The guides are the modes without loss, of the task whose last step is not exempt.
        FigureCurve Guide(string title) => sheet.Curves(title).Curve("solution without loss", CurveKind.Guide);
        Assert.All(Guide("constant, T = 6: b").Y, b => Assert.Equal(1, b, 12));
        Assert.All(Guide("constant, T = 6: u").Y.Zip(Guide("constant, T = 6: u").X), pair => Assert.Equal(pair.Second, pair.First, 12));
        Assert.All(Guide("exponential, T = 6: b").Y.Zip(Guide("exponential, T = 6: b").X), pair => Assert.Equal(1 / pair.Second, pair.First, 6));
        Assert.All(Guide("exponential, T = 6: u").Y.Zip(Guide("exponential, T = 6: u").X), pair => Assert.Equal(Math.Pow(pair.Second, 6), pair.First, 5));

        // From small weights the flow of the Dirac task stays at the local minimum b = 0 where T > 3, however low the energy is elsewhere.
        Assert.All(sheet.Curves("Dirac, T = 6: b (0 for T > 3)").Curve(Figure4.Kappa(1), CurveKind.Theory).Y, b => Assert.True(Math.Abs(b) < 1e-3, $"{b}"));
        var ofThree = sheet.Curves("Dirac, κ = 1: b for several T (0 for T > 3)").Curve(Figure4.LengthName(3), CurveKind.Computed);
        Assert.True(Math.Abs(ofThree.Y[0]) < 0.05 && ofThree.Y.Max() > 1);
        // b is the root of A'B = AB'/2, A = beta b^2 + 1, B = 1 + b^2 + b^4, between beta = 1/2, where it leaves 0, and 2,
        // where it passes infinity; beyond, the flow has no end that could be drawn.
        foreach (var (beta, b) in ofThree.X.Zip(ofThree.Y))
            if (beta < 0.5)
                Assert.Equal(0, b, 1e-9);
            else if (beta < 2)
                Assert.Equal(0, 4 * beta * b * (1 + b * b + Math.Pow(b, 4)) - (beta * b * b + 1) * (2 * b + 4 * Math.Pow(b, 3)), 1e-6);
            else
                Assert.True(double.IsNaN(b), $"{beta}: {b}");

        double Steepest(string task, int length)
        {
            var curve = sheet.Curves($"{task}, κ = 1: b for several T").Curve(Figure4.LengthName(length), CurveKind.Computed);
            return curve.Y.Zip(curve.Y.Skip(1), (x, y) => Math.Abs(y - x)).Max();
        }
    }

    // Between the curve's values at its abscissas around x, or not far from them.
    private static bool IsBetween(FigureCurve curve, double x, double y)
    {
        var next = Math.Clamp(Array.FindIndex(curve.X, at => at >= x), 1, curve.X.Length - 1);
        var (low, high) = (Math.Min(curve.Y[next - 1], curve.Y[next]), Math.Max(curve.Y[next - 1], curve.Y[next]));
        return y >= low - 0.01 && y <= high + 0.01;
    }

    [Theory]
    [InlineData("5")]
    [InlineData("A4")]
    public void Figure5RecurrenceTurnsTheKernel(string name)
    {
        var sheet = Sheet(name);
        foreach (var title in new[] { "aligned", "unaligned" })
        {
            var row = Row(sheet.Map(title), 0.3);
            Assert.True(row[0] < row[3] && row[0] < row[7], $"{title}: {string.Join(' ', row)}");
        }
    }

    [Fact]
    public void FigureA2TheRegularizationIsZeroWithoutUAndGrowsWithB()
    {
        var sheet = Sheet("A2");
        var map = sheet.Map(FigureA2.Title(1, "effective regularization"));
        Assert.All(Row(map, 0), value => Assert.Equal(0, value, 12));
        var row = Row(map, 1);
        Assert.True(row[^1] > row[row.Length / 2] && row[0] > row[row.Length / 2]);
        var (data, energy) = (sheet.Map(FigureA2.Title(1, "data-driven term")), sheet.Map(FigureA2.Title(1, "energy")));
        for (var k = 0; k < row.Length; k++)
            Assert.Equal(Row(energy, 1)[k], Row(data, 1)[k] + row[k], 9);
    }

    [Fact]
    public void FigureA3SecondOrderForThreeStepsFirstOrderBeyond()
    {
        var panel = Sheet("A3").Curves("recurrent mode");
        // b^2 = (2 beta^2 - 1)/(2 - beta^2) between 1/sqrt 2 and sqrt 2: continuous, from 0 to infinity, which the panel shows at 2.
        var three = panel.Curve(FigureA3.Name(3), CurveKind.Computed);
        for (var k = 0; k < three.X.Count(); k++)
        {
            var square = three.X[k] * three.X[k];
            var b = square <= 0.5 ? 0 : square >= 2 ? double.PositiveInfinity : Math.Sqrt((2 * square - 1) / (2 - square));
            Assert.Equal(b <= 1 ? b : 2 - 1 / b, three.Y[k], 1e-6);
        }

        foreach (var length in new[] { 4, 5, 6 })
        {
            var curve = panel.Curve(FigureA3.Name(length), CurveKind.Computed);
            // b = 0 below beta = 1, infinity above; at 1 itself they tie (for T = 4 with b = 1 too).
            for (var k = 0; k < curve.X.Count(); k++)
                if (curve.X[k] != 1)
                    Assert.Equal(curve.X[k] < 1 ? 0 : 2, curve.Y[k]);
        }
    }

    [Fact]
    public void FigureA6AlignedNetworksNearTheSolutionKeepTheirKernel()
    {
        var sheet = Sheet("A6");
        var (near, far) = (Row(sheet.Map("aligned"), 1.0)[3], Row(sheet.Map("aligned"), 0.2)[3]);
        Assert.True(near < 0.01 && far > 0.3, $"{near} {far}");
    }

    [Fact]
    public void FigureA7TheRecurrentScaleMattersMore()
    {
        var sheet = Sheet("A7");
        Assert.All(sheet.Panels.Cast<MapPanel>(), panel => Assert.All(panel.Values.SelectMany(row => row), distance => Assert.InRange(distance, 0, 1)));
        var map = sheet.Map("aligned, T = 6");
        // The mean range along each axis.
        var byRecurrent = map.Values.Average(row => row.Max() - row.Min());
        var byInputOutput = Enumerable.Range(0, map.Xs.Length).Average(k => map.Values.Max(row => row[k]) - map.Values.Min(row => row[k]));
        Assert.True(byRecurrent > byInputOutput, $"{byRecurrent} {byInputOutput}");
    }

    [Fact]
    public void Figure6TheSumExtrapolatesAndTheMeanDoesNot()
    {
        var sheet = Sheet("6");
        foreach (var (title, u) in new[] { ("mean of the inputs", 1.0 / Figure6.Length), ("sum of the inputs", 1.0) })
        {
            var curves = sheet.Curves(title).Curves;
            Assert.All(curves.Where(c => c.Kind == CurveKind.Simulation && c.Name.EndsWith("W_h", StringComparison.Ordinal)), c => Assert.Equal(1, End(c), 2));
            Assert.All(curves.Where(c => c.Kind == CurveKind.Simulation && c.Name.EndsWith("W_x", StringComparison.Ordinal)), c => Assert.Equal(u, End(c), 2));
        }

        FigureCurve Errors(string title) => sheet.Curves(title).Curve("error on length T'", CurveKind.SimulationPoints);
        Assert.All(Errors("sum: other lengths").Y, error => Assert.True(error < 1e-2));
        var mean = Errors("mean: other lengths");
        Assert.True(At(mean, 6) < 1e-3 && At(mean, 12) > At(mean, 9) && At(mean, 9) > 0.01);
    }

    // What the mode without loss at T = 6 misses at another length: its energy by the emitted quantity, which knows the sum in closed form.
    [Theory]
    [InlineData("1/T")]
    [InlineData("1")]
    public void Figure6TheErrorOfTheoryIsTheEmittedExtrapolation(string formula)
    {
        var solution = Figure6.Solution(formula);
        var task = Figure6.Task(formula, Figure6.Length).Dynamics;
        var quantity = Quantities.ofTask(task).Single(q => q.Name == "extrapolation");
        var kernel = DelegateBackend.compile(WrittenQuantityModule.lower("extrapolation", task, quantity));
        var energy = new double[1];
        for (var length = 1; length <= 12; length++)
        {
            kernel([], [Figure6.Length, length], [], energy);
            Assert.Equal(energy[0], solution.Errors(Figure6.Task(formula, length)).Sum(error => error.Real * error.Real) / 2, 12);
        }
    }

    [Fact]
    public void FigureA8EarlyImportanceIsUnstable()
    {
        var sheet = Sheet("A8");
        double LargestB(string title) => sheet.Curves(title).Curves.Where(c => c.Name.EndsWith("W_h", StringComparison.Ordinal)).Max(End);
        Assert.True(LargestB("late importance, y = 0.1 Σ t x(t)") < 1);
        Assert.True(LargestB("early importance, y = Σ x(t)/t") > 1);
    }

    [Theory]
    [InlineData("A9")]
    [InlineData("A10")]
    [InlineData("A11")]
    public void RotationsReachTheSolutionWithoutLoss(string name)
    {
        foreach (var panel in Sheet(name).Panels.Cast<CurvePanel>().Where(panel => panel.Title[^1] is 'b' or 'u'))
        {
            double[] ends = [.. panel.Curves.Where(c => c.Kind == CurveKind.Simulation).Select(End)];
            double[] solution = [.. panel.Curves.Where(c => c.Kind == CurveKind.Guide).Select(End)];
            for (var k = 0; k < ends.Length; k++)
                Assert.True(Math.Abs(ends[k] - solution[k]) < 0.02, $"{panel.Title}: {ends[k]} {solution[k]}");
        }
    }

    /// <summary>The network's modes lie on the theory's, as far as steps of the rate follow the flow, and each part is drawn of both.</summary>
    [Theory]
    [InlineData("A9")]
    [InlineData("A10")]
    [InlineData("A11")]
    public void RotationsFollowTheLearningEquations(string name)
    {
        foreach (var panel in Sheet(name).Panels.Cast<CurvePanel>().Where(panel => panel.Title[^1] is 'b' or 'u'))
            foreach (var trained in panel.Curves.Where(c => c.Kind == CurveKind.Simulation))
            {
                var deviation = panel.Curve(trained.Name, CurveKind.Theory).Y.Zip(trained.Y, (x, y) => Math.Abs(x - y)).Max();
                Assert.True(deviation is > 1e-9 and < 0.05, $"{panel.Title}, {trained.Name}: {deviation}");
            }
    }

    [Fact]
    public void FigureA10LargerAnglesAreLearnedMoreSlowlyAndTheSignOfTheAngleIsThatOfImUOnTheWay()
    {
        var sheet = Sheet("A10");
        FigureCurve Part(string angle, string quantity, string part) => sheet.Curves($"φ = {angle}: {quantity}").Curve(part, CurveKind.Simulation);
        double[] times = [.. new[] { "π/8", "π/4", "-3π/4" }.Select(angle => TimeToShare(Part(angle, "u", RotationFigures.Real)))];
        Assert.True(times[0] < times[1] && times[1] < times[2], string.Join(' ', times));
        foreach (var (angle, sign) in new[] { ("π/8", 1), ("-π/8", -1), ("π/4", 1), ("-3π/4", -1) })
        {
            var way = Part(angle, "u", RotationFigures.Imaginary).Y;
            Assert.True(way.Max(y => sign * y) > 0.01 && way.Min(y => sign * y) > -0.001, $"{angle}: {way.Min()} to {way.Max()}");
        }

        // The opposite angle is the complex conjugate.
        foreach (var quantity in new[] { "b", "u" })
        {
            Assert.All(Part("π/8", quantity, RotationFigures.Real).Y.Zip(Part("-π/8", quantity, RotationFigures.Real).Y), pair => Assert.Equal(pair.First, pair.Second, 9));
            Assert.All(Part("π/8", quantity, RotationFigures.Imaginary).Y.Zip(Part("-π/8", quantity, RotationFigures.Imaginary).Y), pair => Assert.Equal(pair.First, -pair.Second, 9));
        }
    }

    [Fact]
    public void FigureA11LargerRadiiAreLearnedFasterAndOnlyBeyondOneTheNetworkIsUnstable()
    {
        var sheet = Sheet("A11");
        FigureCurve Part(string radius, string quantity, string part) => sheet.Curves($"R = {radius}: {quantity}").Curve(part, CurveKind.Simulation);
        string[] radii = ["0.4", "0.9", "1", "1.05"];
        double[] times = [.. radii.Select(radius => TimeToShare(Part(radius, "u", RotationFigures.Real)))];
        Assert.True(times.Zip(times.Skip(1)).All(pair => pair.Second < pair.First), string.Join(' ', times));
        // What an input adds to later outputs fades if |b| < 1 and grows if |b| > 1.
        double[] moduli = [.. radii.Select(radius => Math.Sqrt(
            Math.Pow(End(Part(radius, "b", RotationFigures.Real)), 2) + Math.Pow(End(Part(radius, "b", RotationFigures.Imaginary)), 2)))];
        Assert.True(moduli[0] < 0.99 && moduli[1] < 0.99 && moduli[3] > 1.01, string.Join(' ', moduli));
        Assert.Equal(1, moduli[2], 3);
    }

    [Fact]
    public void FigureA5AWideNetworkTurnsItsKernelLessTheMoreSoTheLargerItsScale()
    {
        var sheet = Sheet("A5");
        var (narrow, wide) = (sheet.Map("unaligned, width 4"), sheet.Map("unaligned, width 300"));
        for (var row = 0; row < wide.Ys.Length; row++)
            for (var column = 0; column < wide.Xs.Length; column++)
            {
                Assert.True(wide.Values[row][column] < narrow.Values[row][column], $"T = {wide.Xs[column]}, scale {wide.Ys[row]}");
                if (row > 0)
                    Assert.True(wide.Values[row][column] < wide.Values[row - 1][column], $"T = {wide.Xs[column]}, scale {wide.Ys[row]}");
            }

        // Recurrence turns it all the same.
        Assert.All(wide.Values, row => Assert.All(row.Zip(row.Skip(1)), pair => Assert.True(pair.Second > pair.First)));
    }

    [Fact]
    public void FilesAreWrittenTogetherAndNamed()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(Directory.GetCurrentDirectory(), "new");
        var run = Lrnn.With("figure", "A2", "--out", path, "--format", "json");
        string[] files = [.. run.Json.GetProperty("figures").GetProperty("A2").EnumerateArray().Select(item => item.GetString()!)];
        Assert.Equal([".csv", ".png", ".svg"], files.Select(Path.GetExtension).Order());
        Assert.Equal(files.Order(), Directory.GetFiles(path).Order());
        Assert.All(files, file => Assert.True(new FileInfo(file).Length > 1000));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("a1")]
    [InlineData("")]
    public void AnUnknownFigureIsOneLine(string name)
    {
        using var folder = new TemporaryFolder();
        var run = Lrnn.With("figure", name, "--out", ".");
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal(2, Lrnn.With("figure", "A2").Code);
    }
}
