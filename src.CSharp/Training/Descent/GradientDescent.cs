namespace LrnnSymbolic.Training;

/// <summary>Gradient descent at a constant rate, W &lt;- W - eta dL/dW, or with momentum.</summary>
public static class GradientDescent
{
    private const int ProgressReports = 100;

    /// <summary>Descends and records the modes of the network in the given frames.</summary>
    /// <param name="start">The initial network.</param>
    /// <param name="loss">The loss to descend, scaled by the schedule's convention.</param>
    /// <param name="schedule">Rate, length and recorded steps.</param>
    /// <param name="frames">The frames U, R, V in which the modes are read.</param>
    /// <param name="progress">Told the share of steps taken, about a hundred times.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <exception cref="ArgumentException">Network, loss and frames have different sizes.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static TrainingRun<RecoveredModes> Train(
        LinearRecurrentNetwork start,
        ILossGradient loss,
        DescentSchedule schedule,
        ModeFrames frames,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default) =>
        Train(start, loss, schedule, network => ModeRecovery.Recover(network, frames), progress, cancellation);

    /// <summary>Descends and records any observation of the network. Nothing is allocated between recorded steps.</summary>
    /// <typeparam name="TObservation">What is read off the network.</typeparam>
    /// <param name="start">The initial network.</param>
    /// <param name="loss">The loss to descend, scaled by the schedule's convention.</param>
    /// <param name="schedule">Rate, length and recorded steps.</param>
    /// <param name="observe">Called with a snapshot of the network at each recorded step.</param>
    /// <param name="progress">Told the share of steps taken, about a hundred times.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <exception cref="ArgumentException">Network and loss have different sizes.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static TrainingRun<TObservation> Train<TObservation>(
        LinearRecurrentNetwork start,
        ILossGradient loss,
        DescentSchedule schedule,
        Func<LinearRecurrentNetwork, TObservation> observe,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(observe);
        RequireFit(start, loss);
        double[] parameters = start.Parameters.ToArray();
        double[] gradient = new double[parameters.Length];
        var points = new List<TrainingPoint<TObservation>>(schedule.RecordAt.Count);
        double value = loss.Evaluate(parameters, gradient);
        double bound = schedule.ExplosionFactor * (value + loss.TargetEnergy);
        double[]? velocity = schedule.Momentum > 0 ? new double[parameters.Length] : null;
        double euler = schedule.Timescale.LearningTime(1, schedule.LearningRate);
        for (int step = 0; ; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!(value <= bound && double.IsFinite(value)))
                return Finish(TrainingOutcome.Diverged, step);
            if (points.Count < schedule.RecordAt.Count && schedule.RecordAt[points.Count] == step)
                points.Add(Observe(step));
            Report(step, schedule.Steps, progress);
            if (step == schedule.Steps)
                return Finish(TrainingOutcome.Completed, step);

            Products.AddScaled(-euler, Direction(), parameters);
            value = loss.Evaluate(parameters, gradient);
        }

        TrainingPoint<TObservation> Observe(int step) =>
            new(step, schedule.LearningTime(step), loss.WholeLoss(parameters, value), observe(new(start.Shape, parameters)));

        double[] Direction()
        {
            if (velocity is null)
                return gradient;
            for (int k = 0; k < velocity.Length; k++)
                velocity[k] = Math.FusedMultiplyAdd(schedule.Momentum, velocity[k], gradient[k]);
            return velocity;
        }

        TrainingRun<TObservation> Finish(TrainingOutcome outcome, int step) =>
            new(outcome, step, points, loss.WholeLoss(parameters, value), new(start.Shape, parameters));
    }

    private static void RequireFit(LinearRecurrentNetwork start, ILossGradient loss)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(loss);
        if (start.Shape != loss.Shape)
            throw new ArgumentException($"The loss is for {loss.Shape}, the network is {start.Shape}.", nameof(loss));
    }

    private static void Report(int step, int steps, IProgress<double>? progress)
    {
        if (progress is not null && (step == steps || step % Math.Max(1, steps / ProgressReports) == 0))
            progress.Report(steps == 0 ? 1 : (double)step / steps);
    }
}
