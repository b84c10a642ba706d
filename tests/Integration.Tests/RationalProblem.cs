using System.Numerics;
using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration.Tests;

/// <summary>
/// A problem that is not linear, depends on the time, and is rational with a rational solution, so that doubles and decimals have the same.
/// </summary>
internal sealed record RationalProblem(
    string Name, double End, VectorField Doubles, Func<double, double[]> ExactDoubles, Func<decimal, decimal[], decimal[]> Decimals, Func<decimal, decimal[]> ExactDecimals)
{
    /// <summary>x' = -2 t x^2, y' = x^2 - t x y from t = 0 to 2, solved by x = 1/(1 + t^2) and y = t/(1 + t^2).</summary>
    public static RationalProblem Witch { get; } = Of(new WitchOf<double>(), new WitchOf<decimal>(), 2);

    /// <summary>x' = x^2 + t ((2 - t) x - 1) from t = 0 to 1, solved by x = 1/(2 - t).</summary>
    public static RationalProblem Hyperbola { get; } = Of(new HyperbolaOf<double>(), new HyperbolaOf<decimal>(), 1);

    private interface ISolved<T>
    {
        T[] Slope(T time, T[] state);

        T[] Exact(T time);
    }

    private static RationalProblem Of(ISolved<double> doubles, ISolved<decimal> decimals, double end) => new(
        doubles.GetType().Name, end, (t, y, f) => doubles.Slope(t, y.ToArray()).CopyTo(f), doubles.Exact, decimals.Slope, decimals.Exact);

    private sealed class WitchOf<T> : ISolved<T>
        where T : INumber<T>
    {
        public T[] Slope(T time, T[] state) => [-(time + time) * state[0] * state[0], state[0] * state[0] - time * state[0] * state[1]];

        public T[] Exact(T time) => [T.One / (T.One + time * time), time / (T.One + time * time)];
    }

    private sealed class HyperbolaOf<T> : ISolved<T>
        where T : INumber<T>
    {
        private static readonly T Two = T.One + T.One;

        public T[] Slope(T time, T[] state) => [state[0] * state[0] + time * ((Two - time) * state[0] - T.One)];

        public T[] Exact(T time) => [T.One / (Two - time)];
    }
}
