namespace LrnnSymbolic.Comparison.Tests;

public class SpreadTests
{
    [Fact]
    public void ASpreadIsThatOfASample()
    {
        Assert.Equal(new Spread(3, 2, 1, 5), Spread.Of([1, 3, 5]));
        Assert.Equal(new Spread(2, 0, 2, 2), Spread.Of([2]));
        Assert.Throws<ArgumentException>(() => Spread.Of([]));
    }

    /// <summary>x' = x in steps of h is (1 + h)^n.</summary>
    [Fact]
    public void EulerStepsAreRecordedWhereAsked()
    {
        var states = EulerModes.Follow((_, state, slope) => state.CopyTo(slope), [1, 2, 3], 0.25, [0, 1, 3]);
        Assert.Equal(new[] { 1, 1.25, 1.953125 }.Select(growth => new[] { growth, 2 * growth, 3 * growth }), states);
    }
}
