using System.Diagnostics;
using System.Globalization;
using LrnnSymbolic.Training;

// Steps of gradient descent and tangent kernels on the work of bench/peers/train_peer.py; one JSON line for each measurement. All
// programs count processor time, which other work on the machine disturbs less than the clock.
double seconds = args.Contains("--quick") ? 0.3 : 1.5;

foreach (var (size, steps) in new[] { (4, 6), (64, 20), (300, 10) })
    Train(size, steps);
foreach (var (hidden, steps) in new[] { (4, 6), (300, 10) })
    Kernel(hidden, steps);

// From W_x = W_h = W_y = 0.1 I with Sigma^{YX_{T-n}} = diag(d) 0.8^n, d from 1.2 down to 0.6.
void Train(int size, int steps)
{
    var delta = Enumerable.Range(0, size).Select(k => 1.2 - (0.6 * k / (size - 1))).ToArray();
    var maps = Enumerable.Range(1, steps).Select(i =>
        MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(size, size, (r, c) => r == c ? delta[r] * Math.Pow(0.8, steps - i) : 0));
    var shape = new NetworkShape(size, size, size);
    double[] start = new double[shape.ParameterCount];
    for (int k = 0; k < size; k++)
        shape.InputPart(start)[k * (size + 1)] = shape.RecurrentPart(start)[k * (size + 1)] = shape.OutputPart(start)[k * (size + 1)] = 0.1;
    var loss = CorrelationGradient.For(Correlations.Whitened(new LinearTeacher([.. maps])), size);
    int count = size == 4 ? 5000 : 5;
    var schedule = DescentSchedule.Evenly(0.01, count, 1);
    var network = new LinearRecurrentNetwork(shape, start);
    Report("train", $"N={size},T={steps}", count, () =>
    {
        if (GradientDescent.Train(network, loss, schedule, _ => 0).Outcome != TrainingOutcome.Completed)
            throw new InvalidOperationException("The run diverged.");
    });
}

void Kernel(int hidden, int steps)
{
    int repeats = 4000 / hidden;
    var random = new RandomSource(2);
    var network = UnalignedStart.Draw(new NetworkShape(4, hidden, 4), new WeightScales(1, 0.9, 1), random);
    var inputs = GaussianInputs.Independent(steps, 4, 20, 1, random);
    Report("kernel", $"Nh={hidden},T={steps},P=20", repeats, () =>
    {
        for (int k = 0; k < repeats; k++)
            NeuralTangentKernel.Of(network, inputs);
    });
}

// The median over samples, in microseconds.
void Report(string work, string size, int per, Action sample)
{
    var total = Stopwatch.StartNew();
    for (int k = 0; k < 40 && (k < 3 || total.Elapsed.TotalSeconds < seconds); k++)
        sample();
    Thread.Sleep(200); // for the tiered compiler
    for (int k = 0; k < 5; k++)
        sample();
    var times = new List<double>();
    total.Restart();
    while (times.Count < 11 || total.Elapsed.TotalSeconds < seconds)
    {
        var before = Environment.CpuUsage.TotalTime;
        sample();
        times.Add((Environment.CpuUsage.TotalTime - before).TotalMicroseconds / per);
    }

    times.Sort();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"system\":\"lrnn\",\"work\":\"{work}\",\"size\":\"{size}\",\"us\":{times[times.Count / 2]:G6},\"least\":{times[0]:G6},\"n\":{times.Count}}}"));
}
