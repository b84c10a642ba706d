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

foreach (var tableau in new[] { Rodas5P.Tableau })
{
    Console.Error.WriteLine(tableau.Name);
    PhaseDiagram(tableau, 1e-6);
    PhaseDiagram(tableau, 1e-4);
    Trajectories(tableau, 1e-8);
}

// Steady states over 200 x 50 values of (delta, kappa), T = 10, s_t = delta before the last step and kappa there, from a = b = c = 0.1.
void PhaseDiagram(RosenbrockTableau tableau, double tolerance)
{
    const int points = 10_000;
    var varying = new double[3 * points];
    for (int k = 0; k < points; k++)
        (varying[k], varying[points + k]) = (3.0 * (k % 200) / 199, 2.5 * (k / 200) / 49);
    var field = Field(10, "[t<T]*delta+[t=T]*kappa", ["delta", "kappa"]);
    var problems = From01(points, varying);
    var batch = new PlanarBatch(tableau, new Tolerance(tolerance, tolerance * 1e-3));
    PlanarEnds ends = batch.Settle(field, problems, 1e4);
    Console.Error.WriteLine($"{ends.Ends.GroupBy(end => end).Select(group => $"{group.Key} {group.Count()}").Aggregate((x, y) => $"{x}, {y}")}; steps {ends.Steps.Average():F1} {string.Join(" ", ends.Steps.Order().Where((_, k) => k % 999 == 0))}");
    Report("steady states", FormattableString.Invariant($"200x50,T=10,rtol={tolerance}"), 1e3, () => batch.Settle(field, problems, 1e4));
}

// 100 x 100 learning curves of the inverse-exponential task to t = 50, T = 6, delta in [0.2, 2], lambda in [0.3, 1.2].
void Trajectories(RosenbrockTableau tableau, double tolerance)
{
    const int points = 10_000;
    var varying = new double[3 * points];
    for (int k = 0; k < points; k++)
        (varying[k], varying[points + k]) = (0.2 + 1.8 * (k % 100) / 99, 0.3 + 0.9 * (k / 100) / 99);
    var field = Field(6, "inverse-exponential", ["delta", "lambda"]);
    var problems = From01(points, varying);
    var batch = new PlanarBatch(tableau, new Tolerance(tolerance, tolerance * 1e-2));
    PlanarEnds ends = batch.Integrate(field, problems, 50);
    Console.Error.WriteLine($"steps {ends.Steps.Average():F1} {string.Join(" ", ends.Steps.Order().Where((_, k) => k % 999 == 0))}");
    Report("curves", FormattableString.Invariant($"100x100,T=6,rtol={tolerance}"), 1e6 / points, () => batch.Integrate(field, problems, 50));
}

PlanarField Field(int length, string task, string[] varying) =>
    PlanarFields.compile(length, ListModule.OfArray(varying), new FSharpMap<string, double>([]), [], TaskDynamicsModule.parse(task).ResultValue);

PlanarProblems From01(int points, double[] varying) =>
    new(points, [.. Enumerable.Repeat(0.01, points), .. Enumerable.Repeat(0.1, points)], varying);

// The median over samples, in parts of a second.
void Report(string work, string size, double unit, Action sample)
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
        $"{{\"system\":\"lrnn\",\"work\":\"{work}\",\"size\":\"{size}\",\"time\":{times[times.Count / 2]:G6},\"least\":{times[0]:G6},\"n\":{times.Count}}}"));
}
