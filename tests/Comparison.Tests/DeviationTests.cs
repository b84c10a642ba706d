namespace LrnnSymbolic.Comparison.Tests;

public class DeviationTests
{
    [Fact]
    public void MaximumAndRootMeanSquareOfKnownDifferences()
    {
        var deviation = Deviation.Between([1, 2, 3, 4], [1, 5, 3, 0]);
        Assert.Equal(4, deviation.Maximum);
        Assert.Equal(2.5, deviation.RootMeanSquare);
    }

    /// <summary>Taking curves together is comparing one long curve.</summary>
    [Fact]
    public void TogetherIsTheDeviationOfTheJoinedCurves()
    {
        var together = Deviation.Together([Deviation.Between([1, 2], [4, 2]), Deviation.Between([0, 0], [-5, 1])]);
        var joined = Deviation.Between([1, 2, 0, 0], [4, 2, -5, 1]);
        Assert.Equal(joined.Maximum, together.Maximum);
        Assert.Equal(joined.RootMeanSquare, together.RootMeanSquare, 1e-15);
    }

    [Fact]
    public void WhatIsNotANumberIsNotHidden()
    {
        var deviation = Deviation.Between([1, double.NaN, 3], [1, 2, 4]);
        Assert.True(double.IsNaN(deviation.Maximum));
        Assert.True(double.IsNaN(Deviation.Together([deviation, new Deviation(1, 1)]).Maximum));
    }

    [Fact]
    public void CurvesOfDifferentLengthsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => Deviation.Between([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => Deviation.Between([], []));
    }
}
