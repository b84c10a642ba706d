using LrnnSymbolic.Training;

namespace LrnnSymbolic.Comparison;

/// <summary>Learning curves: the modes a, b, c of every singular dimension and the loss, at common learning times.</summary>
public sealed class ModeCurves
{
    /// <summary>Takes the curves as arrays; they are kept and not copied.</summary>
    /// <param name="learningTimes">The K learning times, in units of tau, ascending.</param>
    /// <param name="input">a: one row of K values for each mode.</param>
    /// <param name="recurrent">b: one row of K values for each mode.</param>
    /// <param name="output">c: one row of K values for each mode.</param>
    /// <param name="loss">The summed loss (4), K values.</param>
    /// <exception cref="ArgumentException">Rows of different lengths, different numbers of modes, or times that do not ascend.</exception>
    public ModeCurves(double[] learningTimes, double[][] input, double[][] recurrent, double[][] output, double[] loss)
    {
        ArgumentNullException.ThrowIfNull(learningTimes);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(recurrent);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(loss);
        if (learningTimes.Zip(learningTimes.Skip(1)).Any(pair => !(pair.First < pair.Second)))
            throw new ArgumentException("Learning times must ascend.", nameof(learningTimes));
        if (recurrent.Length != input.Length || output.Length != input.Length)
            throw new ArgumentException("a, b and c must have the same number of modes.");
        if (input.Concat(recurrent).Concat(output).Append(loss).Any(row => row.Length != learningTimes.Length))
            throw new ArgumentException($"Every curve needs a value at each of the {learningTimes.Length} learning times.");

        (LearningTimes, Input, Recurrent, Output, Loss) = (learningTimes, input, recurrent, output, loss);
    }

    /// <summary>The K learning times, in units of tau.</summary>
    public IReadOnlyList<double> LearningTimes { get; }

    /// <summary>a, by mode and time.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Input { get; }

    /// <summary>b, by mode and time.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Recurrent { get; }

    /// <summary>c, by mode and time.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Output { get; }

    /// <summary>The summed loss (4), by time.</summary>
    public IReadOnlyList<double> Loss { get; }

    /// <summary>The number of modes.</summary>
    public int Modes => Input.Count;

    /// <summary>Samples curves that are given as functions of the learning time.</summary>
    /// <param name="learningTimes">The learning times, ascending.</param>
    /// <param name="modes">The number of modes.</param>
    /// <param name="curve">From the mode (from 0) and the learning time to a, b, c.</param>
    /// <param name="loss">From the learning time to the summed loss (4).</param>
    public static ModeCurves Sample(
        IEnumerable<double> learningTimes, int modes, Func<int, double, ConnectivityModes> curve, Func<double, double> loss)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(loss);
        double[] times = [.. learningTimes];
        return Collect(times, modes, (mode, k) => curve(mode, times[k]), [.. times.Select(loss)]);
    }

    /// <summary>The recorded curves of a training run.</summary>
    /// <param name="run">A run that recorded its modes.</param>
    /// <exception cref="ArgumentException">The run recorded nothing.</exception>
    public static ModeCurves Recorded(TrainingRun<RecoveredModes> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Points.Count == 0)
            throw new ArgumentException("The run recorded nothing.", nameof(run));

        return Collect(
            [.. run.Points.Select(point => point.LearningTime)],
            run.Points[0].Observation.Modes.Count,
            (mode, k) => run.Points[k].Observation.Modes[mode],
            [.. run.Points.Select(point => point.Loss)]);
    }

    /// <summary>The first <paramref name="count"/> learning times alone.</summary>
    internal ModeCurves Beginning(int count) => new(
        [.. LearningTimes.Take(count)],
        [.. Input.Select(row => row.Take(count).ToArray())],
        [.. Recurrent.Select(row => row.Take(count).ToArray())],
        [.. Output.Select(row => row.Take(count).ToArray())],
        [.. Loss.Take(count)]);

    private static ModeCurves Collect(double[] times, int modes, Func<int, int, ConnectivityModes> at, double[] loss)
    {
        return new(times, Rows(point => point.Input), Rows(point => point.Recurrent), Rows(point => point.Output), loss);

        double[][] Rows(Func<ConnectivityModes, double> part) =>
        [
            .. Enumerable.Range(0, modes).Select(mode =>
                Enumerable.Range(0, times.Length).Select(k => part(at(mode, k))).ToArray()),
        ];
    }
}
