using System.Diagnostics;
using System.Globalization;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Contracts;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Theory;
using Microsoft.FSharp.Collections;

// Learning curves and steady states on the work of bench/peers/numerics.cpp; one JSON line for each measurement.
double seconds = args.Contains("--quick") ? 0.3 : 2;

foreach (var (name, task, parameters) in new[]
{
    ("constant", "constant", new[] { 1.0 }), ("inverse-exponential", "inverse-exponential", [1, 0.8]),
    ("dirac", "[t=1]*beta+[t=T]*delta", [0.6, 1]),
})
    OneCurve(name, task, parameters);
Curves(1e-8);
SteadyStates(Rodas3.Tableau, 1e-4);
SteadyStates(Rodas5P.Tableau, 1e-6);

// One learning curve of (a, b, c) to t = 50, T = 6, from 0.1, with its dense output.
void OneCurve(string name, string task, double[] parameters)
{
    var dynamics = TaskDynamicsModule.parse(task).ResultValue;
    Kernel Compiled(LrnnSymbolic.Emission.Program program) => DelegateBackend.compile(Specialization.forLength(6, program));
    Kernel flow = Compiled(ModeKernels.flow(SumForm.Loops, dynamics)), jacobian = Compiled(ModeKernels.jacobian(SumForm.Loops, dynamics));
    var problem = new DifferentialEquation(
        (_, state, slope) => flow(state, parameters, [], slope), (_, state, matrix) => jacobian(state, parameters, [], matrix));
    var tolerance = new Tolerance(1e-8, 1e-10);
    var automatic = new Integrator(new SwitchingMethod(DormandPrince54.Tableau, Rodas5P.Tableau), tolerance);
    var exact = new Integrator(DormandPrince853.Tableau, new Tolerance(1e-13, 1e-15)).Integrate(problem.Field, 0, [0.1, 0.1, 0.1], 50);
    var found = automatic.Integrate(problem, 0, [0.1, 0.1, 0.1], 50);
    double error = new[] { 2.0, 5, 10, 20, 50 }.Max(time => found.Evaluate(time).Zip(exact.Evaluate(time), (x, y) => Math.Abs(x - y)).Max());
    Report("one curve", name, 1e6 / 20, error, () =>
    {
        for (int k = 0; k < 20; k++)
            automatic.Integrate(problem, 0, [0.1, 0.1, 0.1], 50);
    });
}

// Steady states over 200 x 50 values of (delta, kappa), T = 10, s_t = delta before the last step and kappa there, from a = b = c = 0.1.
void SteadyStates(RosenbrockTableau method, double tolerance)
{
    const int points = 10_000;
    var varying = new double[3 * points];
    for (int k = 0; k < points; k++)
        (varying[k], varying[points + k]) = (3.0 * (k % 200) / 199, 2.5 * (k / 200) / 49);
    var field = Field(10, "[t<T]*delta+[t=T]*kappa", ["delta", "kappa"]);
    var problems = From01(points, varying);
    var batch = new PlanarBatch(method, new Tolerance(tolerance, tolerance * 1e-3));
    double error = Worst(batch.Settle(field, problems, 1e4), new PlanarBatch(Rodas5P.Tableau, new Tolerance(1e-11, 1e-12)).Settle(field, problems, 1e4));
    Report("steady states", FormattableString.Invariant($"200x50,T=10,rtol={tolerance}"), 1e3, error, () => batch.Settle(field, problems, 1e4));
}

// 100 x 100 learning curves of the inverse-exponential task to t = 50, T = 6, delta in [0.2, 2], lambda in [0.3, 1.2].
void Curves(double tolerance)
{
    const int points = 10_000;
    var varying = new double[3 * points];
    for (int k = 0; k < points; k++)
        (varying[k], varying[points + k]) = (0.2 + 1.8 * (k % 100) / 99, 0.3 + 0.9 * (k / 100) / 99);
    var field = Field(6, "inverse-exponential", ["delta", "lambda"]);
    var problems = From01(points, varying);
    var batch = new PlanarBatch(Rodas5P.Tableau, new Tolerance(tolerance, tolerance * 1e-2));
    double error = Worst(batch.Integrate(field, problems, 50), new PlanarBatch(Rodas5P.Tableau, new Tolerance(1e-12, 1e-13)).Integrate(field, problems, 50));
    Report("curves", FormattableString.Invariant($"100x100,T=6,rtol={tolerance}"), 1e6 / points, error, () => batch.Integrate(field, problems, 50));
}

PlanarField Field(int length, string task, string[] varying) =>
    PlanarFields.compile(length, ListModule.OfArray(varying), new FSharpMap<string, double>([]), [], TaskDynamicsModule.parse(task).ResultValue);

PlanarProblems From01(int points, double[] varying) =>
    new(points, [.. Enumerable.Repeat(0.01, points), .. Enumerable.Repeat(0.1, points)], varying);

// The 99th percentile of the deviations: at a few points the flow is so slow that no method settles.
double Worst(PlanarEnds found, PlanarEnds exact) =>
    found.States.Zip(exact.States, (x, y) => Math.Abs(x - y)).Order().ElementAt(found.States.Length * 99 / 100);

// The median over samples, in parts of a second.
void Report(string work, string size, double unit, double error, Action sample)
{
    for (int k = 0; k < 10; k++)
        sample();
    Thread.Sleep(200); // for the tiered compiler
    var times = new List<double>();
    var total = Stopwatch.StartNew();
    while (times.Count < 5 || total.Elapsed.TotalSeconds < seconds)
    {
        long before = Stopwatch.GetTimestamp();
        sample();
        times.Add(Stopwatch.GetElapsedTime(before).TotalSeconds * unit);
    }

    times.Sort();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"system\":\"lrnn\",\"work\":\"{work}\",\"size\":\"{size}\",\"time\":{times[times.Count / 2]:G6},\"least\":{times[0]:G6},\"error\":{error:G3},\"n\":{times.Count}}}"));
}
