using System.Numerics;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Theory;

namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>The mode that learns a task without loss, as the theory derives it for any T, at a task's values.</summary>
/// <param name="Recurrent">b.</param>
/// <param name="InputOutput">u = ac.</param>
internal sealed record LosslessMode(Complex Recurrent, Complex InputOutput)
{
    /// <summary>That of each mode of the tasks; a task that has none is a mistake of the caller.</summary>
    public static LosslessMode[] Each(ModeTasks tasks)
    {
        if (ZeroLossModule.decide(tasks.Dynamics) is not ZeroLoss.Solved solution)
            throw new ArgumentException($"the theory knows no mode without loss for {tasks.Dynamics.Name}", nameof(tasks));
        return [.. Enumerable.Range(0, tasks.Modes).Select(mode => new LosslessMode(tasks.Value(solution.b, mode), tasks.Value(solution.u, mode)))];
    }

    /// <summary>What it misses of a task, d_t - u b^(T-t) for each step t; the task, of one mode, may be that of another length.</summary>
    public Complex[] Errors(ModeTasks task) =>
        [.. Enumerable.Range(1, task.Steps).Select(step => task.Eigenvalue(0, step) - InputOutput * Complex.Pow(Recurrent, task.Steps - step))];
}
