namespace LrnnSymbolic.Integration.Tests;

/// <summary>
/// An explicit method by its published coefficients in numbers of 28 decimals, and its steps in such numbers: in doubles the errors reach rounding
/// before the higher powers of h are gone, at order 8 even on the easiest problem.
/// </summary>
/// <param name="InDoubles">The table whose coefficients these are.</param>
/// <param name="Nodes">c of all stages, of those too that only the dense output needs.</param>
/// <param name="StageWeights">a, one row for each of them; the row of the last stage before those is b.</param>
/// <param name="ErrorWeights">e of the embedded solution.</param>
/// <param name="DenseWeights">b(theta).</param>
internal sealed record DecimalTableau(
    ButcherTableau InDoubles, decimal[] Nodes, decimal[][] StageWeights, decimal[] ErrorWeights, Func<decimal, decimal[]> DenseWeights)
{
    /// <summary>e of the second embedded solution, if there is one.</summary>
    public decimal[] SecondErrorWeights { get; init; } = [];

    private decimal[] Weights => StageWeights[InDoubles.Stages - 1];

    /// <summary>b(theta) from one row for each power of theta.</summary>
    public static Func<decimal, decimal[]> Polynomial(decimal[][] rows) =>
        theta => [.. Enumerable.Range(0, rows[0].Length).Select(stage => rows.Reverse().Aggregate(0m, (sum, row) => theta * (row[stage] + sum)))];

    /// <summary>The slopes of all stages of a step.</summary>
    public decimal[][] Slopes(RationalProblem problem, decimal time, decimal[] state, decimal step)
    {
        var slopes = new List<decimal[]>();
        for (var stage = 0; stage < Nodes.Length; stage++)
            slopes.Add(problem.Decimals(time + Nodes[stage] * step, Add(state, step, StageWeights[stage], slopes)));
        return [.. slopes];
    }

    /// <summary>The states after equal steps from the exact one at <paramref name="start"/>, that one included.</summary>
    public decimal[][] States(RationalProblem problem, decimal start, decimal end, int steps)
    {
        var size = (end - start) / steps;
        var states = new List<decimal[]> { problem.ExactDecimals(start) };
        for (var k = 0; k < steps; k++)
            states.Add(Add(states[k], size, Weights, Slopes(problem, start + k * size, states[k], size)));
        return [.. states];
    }

    /// <summary>state + step sum_j weights_j slopes_j.</summary>
    public static decimal[] Add(decimal[] state, decimal step, IReadOnlyList<decimal> weights, IReadOnlyList<decimal[]> slopes)
    {
        var sum = new decimal[state.Length];
        for (var j = 0; j < Math.Min(weights.Count, slopes.Count); j++)
            for (var i = 0; weights[j] != 0 && i < sum.Length; i++)
                sum[i] += weights[j] * slopes[j][i];
        return [.. state.Select((value, i) => value + step * sum[i])];
    }
}
