using LrnnSymbolic.Algebra;
using System.Text.Json;

namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>The JSON that scripts rely on: its names, and that its numbers are the ones they are called.</summary>
public class JsonTests
{
    private const string Set = "T=6,delta=1.1,lambda=1/3";

    private static JsonElement Json(params string[] arguments) => Lrnn.With([.. arguments, "--format", "json"]).Json;

    private static JsonElement Quantities(double a, double b, double c, string quantities = "energy") =>
        Json("evaluate", "inverse-exponential", "--set", Set, "--at", FormattableString.Invariant($"a={a:R},b={b:R},c={c:R}"), "--quantities", quantities)
            .GetProperty("quantities");

    [Fact]
    public void EvaluateHasItsNamesAndExactValues()
    {
        var json = Json("evaluate", "inverse-exponential", "--set", Set, "--at", "a=0.1,b=0.2,c=0.3");
        Assert.Equal(["parameters", "exact", "at", "quantities"], json.Names());
        Assert.Equal(["T", "delta", "lambda", "tau"], json.GetProperty("parameters").Names());
        Assert.Equal("11/10", json.At("exact", "delta").GetString());
        Assert.Equal("1/3", json.At("exact", "lambda").GetString());
        Assert.Equal(["a", "b", "c"], json.GetProperty("at").Names());
        Assert.Equal(["energy", "data", "regularization", "flow", "jacobian", "hessian", "A", "B"], json.GetProperty("quantities").Names());
        Assert.Equal(3, json.At("quantities", "flow").GetArrayLength());
        Assert.All(json.At("quantities", "jacobian").EnumerateArray(), row => Assert.Equal(3, row.GetArrayLength()));
    }

    [Fact]
    public void NumbersAreRoundTripDoubles() =>
        Assert.Equal(1.0 / 3, Json("evaluate", "inverse-exponential", "--set", Set, "--at", "a=1,b=0,c=1").At("parameters", "lambda").GetDouble());

    [Theory]
    [InlineData(0.3, 0.4, 0.5)]
    [InlineData(0.9, 0.0, 0.7)]
    [InlineData(-0.4, 1.0, 0.6)]
    [InlineData(0.4, -1.0, 0.6)]
    public void TheFlowIsMinusTheSlopeOfTheEnergy(double a, double b, double c)
    {
        const double h = 1e-4;
        double Energy(double x, double y, double z) => Quantities(x, y, z).GetProperty("energy").GetDouble();
        var flow = Quantities(a, b, c, "flow").GetProperty("flow").Numbers();
        double[] slope =
        [
            (Energy(a - h, b, c) - Energy(a + h, b, c)) / (2 * h),
            (Energy(a, b - h, c) - Energy(a, b + h, c)) / (2 * h),
            (Energy(a, b, c - h) - Energy(a, b, c + h)) / (2 * h),
        ];
        for (var k = 0; k < 3; k++)
            Assert.Equal(slope[k], flow[k], 1e-6);
    }

    [Fact]
    public void ThePartsOfTheEnergyAddUpAndTheMatricesAreDerivativesOfTheFlow()
    {
        var q = Quantities(0.3, 0.4, 0.5, "energy,data,regularization,flow,jacobian,hessian,A,B");
        double Value(string name) => q.GetProperty(name).GetDouble();
        Assert.Equal(Value("energy"), Value("data") + Value("regularization"), 1e-14);
        Assert.Equal(Math.Pow(0.3 * 0.5, 2) * Value("B") / 2, Value("regularization"), 1e-14);
        const double h = 1e-5;
        var (before, after) = (Quantities(0.3, 0.4 - h, 0.5, "flow").GetProperty("flow").Numbers(), Quantities(0.3, 0.4 + h, 0.5, "flow").GetProperty("flow").Numbers());
        for (var row = 0; row < 3; row++)
        {
            Assert.Equal((after[row] - before[row]) / (2 * h), q.GetProperty("jacobian")[row][1].GetDouble(), 1e-6);
            for (var column = 0; column < 3; column++)
                Assert.Equal(-q.GetProperty("hessian")[row][column].GetDouble(), q.GetProperty("jacobian")[row][column].GetDouble(), 1e-14);
        }
    }

    [Fact]
    public void TauSlowsTheFlowAndLeavesTheEnergy()
    {
        var plain = Json("evaluate", "constant", "--set", "T=3,delta=1", "--at", "a=0.3,b=0.4,c=0.5").GetProperty("quantities");
        var slow = Json("evaluate", "constant", "--set", "T=3,delta=1,tau=4", "--at", "a=0.3,b=0.4,c=0.5").GetProperty("quantities");
        Assert.Equal(plain.GetProperty("flow")[1].GetDouble() / 4, slow.GetProperty("flow")[1].GetDouble(), 1e-15);
        Assert.Equal(plain.GetProperty("energy").GetDouble(), slow.GetProperty("energy").GetDouble());
    }

    [Fact]
    public void IntegrateStartsAtTheStartAndFollowsTheEvaluatedFlow()
    {
        var json = Json("integrate", "inverse-exponential", "--set", Set, "--initial", "a=0.3,b=0.2,c=0.1", "--until", "0.002", "--samples", "3");
        Assert.Equal(["times", "a", "b", "c", "energy", "stats"], json.Names());
        Assert.Equal([0, 0.001, 0.002], json.GetProperty("times").Numbers());
        Assert.Equal((0.3, 0.2, 0.1), (json.GetProperty("a")[0].GetDouble(), json.GetProperty("b")[0].GetDouble(), json.GetProperty("c")[0].GetDouble()));
        Assert.Subset(json.GetProperty("stats").Names().ToHashSet(), new HashSet<string> { "evaluations", "accepted", "rejected" });
        Assert.Equal(Quantities(0.3, 0.2, 0.1).GetProperty("energy").GetDouble(), json.GetProperty("energy")[0].GetDouble());

        var middle = Quantities(json.GetProperty("a")[1].GetDouble(), json.GetProperty("b")[1].GetDouble(), json.GetProperty("c")[1].GetDouble(), "flow");
        var flow = middle.GetProperty("flow").Numbers();
        string[] modes = ["a", "b", "c"];
        for (var k = 0; k < 3; k++)
            Assert.Equal((json.GetProperty(modes[k])[2].GetDouble() - json.GetProperty(modes[k])[0].GetDouble()) / 0.002, flow[k], 1e-5);
    }

    [Theory]
    [InlineData("b")]
    [InlineData("ac")]
    public void FrozenModesStandStillAndTheOthersMove(string frozen)
    {
        var json = Json("integrate", "constant", "--set", "T=3,delta=1", "--until", "3", "--frozen", frozen);
        foreach (var mode in new[] { "a", "b", "c" })
            Assert.Equal(frozen.Contains(mode, StringComparison.Ordinal), json.GetProperty(mode).Numbers().Distinct().Count() == 1);
    }

    [Fact]
    public void IntegrateListsSeveralModesEachAsIfAlone()
    {
        var json = Json("integrate", "constant", "--set", "T=3,delta=1:0.5", "--initial", "a=0.1:0.2", "--until", "5", "--samples", "6");
        Assert.Equal(["times", "modes"], json.Names());
        var second = Json("integrate", "constant", "--set", "T=3,delta=0.5", "--initial", "a=0.2", "--until", "5", "--samples", "6");
        Assert.Equal(2, json.GetProperty("modes").GetArrayLength());
        foreach (var name in new[] { "a", "b", "c", "energy" })
            Assert.Equal(second.GetProperty(name).Numbers(), json.GetProperty("modes")[1].GetProperty(name).Numbers());
    }

    [Fact]
    public void TrainRecordsEveryMode()
    {
        var json = Json("train", "constant", "--set", "T=3,delta=1:0.5", "--steps", "2000", "--rate", "0.002", "--samples", "5");
        Assert.Equal("completed", json.GetProperty("outcome").GetString());
        Assert.Equal([0, 500, 1000, 1500, 2000], json.GetProperty("steps").Numbers());
        Assert.Equal([0, 1, 2, 3, 4], json.GetProperty("times").Numbers().Select(time => Math.Round(time, 12)));
        Assert.Equal(2, json.GetProperty("modes").GetArrayLength());
        Assert.All(json.GetProperty("modes").EnumerateArray(), mode => Assert.Equal(["a", "b", "c"], mode.Names()));
        Assert.Equal(0.1, json.GetProperty("modes")[1].GetProperty("b")[0].GetDouble(), 1e-12);
        var loss = json.GetProperty("loss").Numbers();
        Assert.Equal(loss.OrderDescending(), loss);
    }

    [Fact]
    public void AnUnalignedStartIsMisalignedAndLearns()
    {
        var json = Json("train", "constant", "--set", "T=3,delta=1", "--start", "unaligned", "--scale", "0.5", "--steps", "2000", "--rate", "0.002", "--samples", "2");
        Assert.True(json.GetProperty("misalignment")[0].GetDouble() > 0.01);
        Assert.True(json.GetProperty("loss")[1].GetDouble() < json.GetProperty("loss")[0].GetDouble());
    }

    [Fact]
    public void CompareHasItsNames()
    {
        var json = Json("compare", "constant", "--set", "T=3,delta=1", "--until", "2", "--samples", "5");
        Assert.Equal(["task", "T", "outputs", "modeKind", "rate", "steps", "modes", "loss", "maximum", "rms", "within", "passed"], json.Names());
        Assert.Equal(["theory", "trained", "maximum", "rms"], json.GetProperty("modes")[0].Names());
    }

    [Theory]
    [InlineData("inverse-exponential")]
    [InlineData("[t<T]*delta + [t=T]*kappa")]
    [InlineData("delta*(1+t/T)")]
    [InlineData("sum(delta^k, k, 1, t)/cos(t)")]
    public void DeriveGivesEquationsThatParseBack(string task)
    {
        var json = Json("derive", task);
        Assert.Equal(["task", "outputs", "modes", "sections"], json.Names());
        Assert.Equal(("last", "real"), (json.GetProperty("outputs").GetString(), json.GetProperty("modes").GetString()));
        Assert.Equal([.. LrnnSymbolic.Theory.Derivation.sectionNames], json.GetProperty("sections").Names());
        foreach (var equation in json.GetProperty("sections").EnumerateObject().SelectMany(section => section.Value.GetProperty("equations").EnumerateArray()))
        {
            Assert.Subset(equation.Names().ToHashSet(), new HashSet<string> { "name", "number", "infix", "latex", "conditions", "verified" });
            Assert.Contains(equation.GetProperty("verified").GetString(), new[] { "identity", "induction", "numeric" });
            if (equation.GetProperty("infix").GetString() is not { } infix)
                Assert.NotEmpty(equation.GetProperty("matrix").GetString()!);
            else
                Assert.Equal(infix, Infix.print(Parsed(infix)));
        }
    }

    public static TheoryData<string, string, string, string?> EveryFrame
    {
        get
        {
            var frames = new TheoryData<string, string, string, string?>();
            foreach (var (preset, _, _) in LrnnSymbolic.Theory.Presets.all)
                foreach (var outputs in new[] { "last", "every" })
                    foreach (var modes in new[] { "real", "complex" })
                        foreach (var set in new[] { null, "T=3" })
                            frames.Add(preset, outputs, modes, set);
            return frames;
        }
    }

    /// <summary>The contract of derive's JSON for every preset in every frame: names, a verdict, and text that is read back as it was.</summary>
    [Theory]
    [MemberData(nameof(EveryFrame))]
    public void DeriveKeepsItsContractInEveryFrame(string preset, string outputs, string modes, string? set)
    {
        var run = Lrnn.With(["derive", preset, "--outputs", outputs, "--modes", modes, "--format", "json", .. set is null ? [] : new[] { "--set", set }]);
        Assert.Equal("", run.Error);
        Assert.Equal((outputs, modes), (run.Json.GetProperty("outputs").GetString(), run.Json.GetProperty("modes").GetString()));
        var vocabulary = modes == "real" ? VocabularyModule.real : VocabularyModule.complex;
        Assert.Equal([.. LrnnSymbolic.Theory.Derivation.sectionNames], run.Json.GetProperty("sections").Names());
        foreach (var section in run.Json.GetProperty("sections").EnumerateObject())
        {
            Assert.NotEqual("", section.Value.GetProperty("title").GetString());
            foreach (var equation in section.Value.GetProperty("equations").EnumerateArray())
            {
                var place = $"{section.Name}/{equation.GetProperty("name").GetString()}";
                Assert.Contains(equation.GetProperty("verified").GetString(), new[] { "identity", "induction", "numeric" });
                Assert.NotEqual("", equation.GetProperty("latex").GetString());
                if (equation.GetProperty("infix").GetString() is not { } infix)
                    continue;
                var read = new[] { vocabulary, VocabularyModule.real }.Select(known => Parser.parse(known, infix)).ToArray();
                Assert.True(read.All(result => result.IsOk), $"{place}: {infix}");
                Assert.True(read.Any(result => Infix.print(result.ResultValue) == infix), $"{place}: {infix}");
            }
        }
    }

    [Fact]
    public void TheDerivedFlowHasTheEvaluatedValues()
    {
        var equations = Json("derive", "inverse-exponential", "--set", Set, "--sections", "flow").At("sections", "flow", "equations");
        var flow = Quantities(0.3, 0.4, 0.5, "flow").GetProperty("flow").Numbers();
        var point = Evaluation.pointOf([Tuple.Create("a", 0.3), Tuple.Create("b", 0.4), Tuple.Create("c", 0.5)]);
        for (var k = 0; k < 3; k++)
            Assert.Equal(Evaluation.toDouble(point, Parsed(equations[k].GetProperty("infix").GetString()!)).ResultValue, flow[k], 1e-13);
    }

    private static Expr Parsed(string infix)
    {
        var result = Parser.parse(VocabularyModule.real, infix);
        Assert.True(result.IsOk, infix);
        return result.ResultValue;
    }

    /// <summary>Three methods, one of them of another family and with other equations of the same derivation.</summary>
    [Theory]
    [InlineData("inverse-exponential", "T=6,delta=1.1,lambda=1/3")]
    [InlineData("dirac", "T=4,beta=0.9,kappa=0.6")]
    [InlineData("delta*(1 + t/T)*cos(omega*t)", "T=5,delta=0.8,omega=0.7,tau=2")]
    [InlineData("0.3*t - 0.1*t^2 + [t = T]", "T=7")]
    [InlineData("delta*lambda^t + 0.2/t", "T=9,delta=-0.4,lambda=0.8")]
    public void TheMethodsAgree(string task, string set)
    {
        foreach (var frozen in new[] { "", "b", "ac" })
        {
            string[] rest = [.. new[] { "--initial", "a=0.3,b=-0.2,c=0.5", "--until", "12", "--samples", "25", "--tolerance", "1e-12" }, .. frozen == "" ? [] : new[] { "--frozen", frozen }];
            var runs = new[] { "dormand-prince", "tsitouras", "taylor" }
                .Select(method => Json(["integrate", task, "--set", set, "--method", method, .. rest])).ToArray();
            foreach (var name in new[] { "a", "b", "c", "energy" })
                foreach (var other in runs[1..])
                    Assert.All(
                        runs[0].GetProperty(name).Numbers().Zip(other.GetProperty(name).Numbers()),
                        pair => Assert.Equal(pair.First, pair.Second, 1e-9));
            Assert.Equal("taylor", runs[2].At("stats", "method").GetString());
            Assert.InRange(runs[2].At("stats", "largestErrorEstimate").GetDouble(), 0, 1);
            Assert.True(runs[2].At("stats", "accepted").GetInt32() < runs[0].At("stats", "accepted").GetInt32() / 2);
        }
    }

    [Theory]
    [InlineData("converged", "constant", "T=1000,delta=1.1", "a=0.1,b=0.1,c=0.1", "1e8")]
    [InlineData("converged", "inverse-exponential", "T=3,lambda=20,delta=1/400", "a=0.1,b=0.1,c=0.1", "1e8")]
    [InlineData("running off", "[t=1]", "T=4", "a=0.1,b=0.1,c=0.1", "1e8")]
    [InlineData("at a saddle", "constant", "T=6,delta=1", "a=0.1,b=0.1,c=-0.1", "1e8")]
    [InlineData("running off", "dirac-ratio", "T=3,beta=2", "a=0.1,b=0.1,c=0.1", "1e8")]
    [InlineData("time reached", "constant", "T=6,delta=1", "a=0.1,b=0.1,c=0.1", "1")]
    public void A_steady_run_says_why_it_ended(string reason, string task, string set, string initial, string longest)
    {
        var json = Json("integrate", task, "--set", set, "--initial", initial, "--until", "steady", "--longest", longest, "--samples", "3");
        var end = json.GetProperty("end");
        Assert.Equal(reason, end.GetProperty("reason").GetString());
        Assert.Equal(reason == "converged", end.GetProperty("polished").GetBoolean());
        Assert.Equal(end.GetProperty("time").GetDouble(), json.GetProperty("times").Numbers()[^1]);
    }

    /// <summary>With T = 1 nothing depends on b: the energy is flat along it, and zero.</summary>
    [Fact]
    public void No_energy_left_is_an_end_whatever_the_curvature()
    {
        var end = Json("integrate", "constant", "--set", "T=1,delta=1", "--until", "steady", "--samples", "3").GetProperty("end");
        Assert.Equal("converged", end.GetProperty("reason").GetString());
        Assert.InRange(end.GetProperty("energy").GetDouble(), 0, 1e-19);
    }

    /// <summary>b comes to 1 and stays there to rounding, and the energy falls all the way: each is passed once, by every method.</summary>
    [Theory]
    [InlineData("dormand-prince-8", 6)]
    [InlineData("dormand-prince-8", 30)]
    [InlineData("tsitouras", 6)]
    [InlineData("dormand-prince", 12)]
    [InlineData("auto", 30)]
    public void A_state_at_the_border_makes_no_events(string method, int length)
    {
        var events = Json("integrate", "constant", "--set", $"T={length},delta=1", "--until", "40", "--samples", "2", "--events", "unit,energy=1e-18,energy=0.1", "--method", method)
            .GetProperty("events").EnumerateArray().Select(found => found.GetProperty("name").GetString()).ToArray();
        Assert.Equal(events.Distinct(), events);
        Assert.Contains("energy=0.1", events);
    }

    [Fact]
    public void Numbers_that_are_too_large_at_the_start_are_no_matter_of_the_tolerance()
    {
        var run = Lrnn.With("integrate", "constant", "--set", "T=1000,delta=1", "--initial", "a=1,b=1.5,c=1", "--until", "5");
        Assert.Equal(3, run.Code);
        Assert.Contains("left the range of numbers", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_are_listed_with_their_times()
    {
        var events = Json("integrate", "constant", "--set", "T=100,delta=1.1", "--until", "20", "--events", "half,energy=5").GetProperty("events").EnumerateArray().ToArray();
        Assert.Equal(["half", "energy=5"], events.Select(found => found.GetProperty("name").GetString()));
        Assert.Equal([true, false], events.Select(found => found.GetProperty("rising").GetBoolean()));
        Assert.Equal(0.55, events[0].GetProperty("a").GetDouble() * events[0].GetProperty("c").GetDouble(), 1e-8);
        Assert.Equal(5, events[1].GetProperty("energy").GetDouble(), 1e-9);
    }
}
