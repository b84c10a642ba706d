using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

public sealed class ScaledNormTests
{
    /// <summary>The units are 1 + 0.5 max(|2|, |-6|) = 4 and 1 + 0.5 max(|-10|, |0|) = 6; the mean of (8/4)^2 and (-6/6)^2 is 5/2.</summary>
    [Fact]
    public void ComponentsAreMeasuredByTheLargerState() =>
        Assert.Equal(Math.Sqrt(2.5), ScaledNorm.Of([8, -6], [2, -10], [-6, 0], new Tolerance(0.5, 1)), 1e-15);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void AnErrorOfOneUnitEverywhereIsOneWhateverTheDimension(int dimension)
    {
        var error = Enumerable.Repeat(0.25, dimension).ToArray();
        var still = new double[dimension];
        Assert.Equal(1, ScaledNorm.Of(error, still, still, new Tolerance(1, 0.25)), 1e-15);
    }
}
