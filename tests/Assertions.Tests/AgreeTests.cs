using LrnnSymbolic.Assertions;
using Xunit;

namespace LrnnSymbolic.Assertions.Tests;

public class AgreeTests
{
    private static readonly Within Thousandth = Within.AbsoluteError(0.001);

    private static string Message(Action check) => Assert.Throws<DisagreementException>(check).Message;

    [Fact]
    public void TheMessageOfACurveSaysWhereItDeviatesMost() =>
        Assert.Equal(
            """
            b: 2 of 4 learning times beyond the tolerance
              worst at   learning time 2.5 (index 2)
              expected   0.4
              found      0.45
              deviation  0.05, allowed 0.001 (absolute 0.001)
              first at   learning time 1 (index 1): expected 0.2, found 0.21
            """.ReplaceLineEndings("\n"),
            Message(() => Agree.Curve("b", [0, 1, 2.5, 3], [0.1, 0.2, 0.4, 0.5], [0.1005, 0.21, 0.45, 0.5], Thousandth)));

    [Fact]
    public void OfSeveralCurvesTheWorstComponentIsNamed() =>
        Assert.Equal(
            """
            a, b: 1 of 4 values beyond the tolerance
              worst at   b at learning time 5 (index 1)
              expected   1
              found      1.25
              deviation  0.25, allowed 0.1 (relative 0.1)
            """.ReplaceLineEndings("\n"),
            Message(() => Agree.Curves(["a", "b"], [0, 5], [[1, 1], [1, 1]], [[1, 1], [0.95, 1.25]], Within.RelativeError(0.1))));

    [Fact]
    public void OfAFunctionTheWorstPointIsWrittenWithItsParameters()
    {
        double[][] points = [[1, 0.5], [2, 0.25], [3, -0.5]];
        Assert.Equal(
            """
            B(b): 1 of 3 points beyond the tolerance
              worst at   T = 3, b = -0.5 (point 2)
              expected   -1.5
              found      1.5
              deviation  3, allowed 1.6E-08 (absolute 1E-09 + relative 1E-08)
            """.ReplaceLineEndings("\n"),
            Message(() => Agree.AtPoints("B(b)", ["T", "b"], points, p => p[0] * p[1], p => Math.Abs(p[0] * p[1]), new(1e-9, 1e-8))));
    }

    [Fact]
    public void OneNumberNeedsNoPlace() =>
        Assert.Equal(
            "loss is beyond the tolerance\n  expected   0\n  found      1E-20\n  deviation  1E-20, allowed 0 (relative 0.5)",
            Message(() => Agree.Value("loss", 0, 1e-20, Within.RelativeError(0.5))));

    // The worst is the one furthest beyond what is allowed there, not the largest difference.
    [Fact]
    public void DeviationsAreJudgedByWhatIsAllowedThere() =>
        Assert.Contains(
            "worst at   index 1",
            Message(() => Agree.Values("K", [1000, 1], [1020, 1.5], Within.RelativeError(0.01))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(0.0, double.NaN)]
    [InlineData(double.NaN, 0.0)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(1.0, double.NegativeInfinity)]
    public void WhatIsNotFiniteAgreesWithNothing(double expected, double found) =>
        Assert.Contains("deviation  not a finite number", Message(() => Agree.Value("x", expected, found, new(1e300, 1))), StringComparison.Ordinal);

    // Draws on both sides of the bound, against the definition written out.
    [Fact]
    public void TheBoundIsTheDefinition()
    {
        var random = new Random(7);
        var (passed, failed) = (0, 0);
        for (var draw = 0; draw < 1000; draw++)
        {
            var expected = random.NextDouble() * 4 - 2;
            var within = new Within(random.Next(2) * random.NextDouble(), random.Next(2) * random.NextDouble());
            var found = expected + (random.NextDouble() * 4 - 2);
            var agrees = Math.Abs(found - expected) <= within.Absolute + within.Relative * Math.Abs(expected);
            var problem = Record.Exception(() => Agree.Value("x", expected, found, within));
            Assert.Equal(agrees, problem is null);
            (passed, failed) = agrees ? (passed + 1, failed) : (passed, failed + 1);
        }

        Assert.True(passed > 100 && failed > 100, $"{passed} passed, {failed} failed");
    }

    [Fact]
    public void TheSameNumbersAgreeWithinZero()
    {
        Agree.Values("x", [1, -0.0, 0], [1, 0.0, -0.0], Within.AbsoluteError(0));
        Assert.Throws<DisagreementException>(() => Agree.Value("x", 1, Math.BitIncrement(1), Within.AbsoluteError(0)));
    }

    [Fact]
    public void ToCompareNothingIsAnError()
    {
        Assert.Throws<ArgumentException>(() => Agree.Values("x", [], [], Thousandth));
        Assert.Throws<ArgumentException>(() => Agree.Curve("x", [], [], [], Thousandth));
        Assert.Throws<ArgumentException>(() => Agree.Curves(["a"], [], [], [], Thousandth));
        Assert.Throws<ArgumentException>(() => Agree.AtPoints("x", ["b"], [], p => p[0], p => p[0], Thousandth));
    }

    [Fact]
    public void AnotherShapeIsADisagreement()
    {
        Assert.Equal("x: 2 values were expected, found 1.", Message(() => Agree.Values("x", [1, 2], [1], Thousandth)));
        Assert.Equal("x: 2 values were expected, found 3.", Message(() => Agree.Curve("x", [0, 1], [1, 2], [1, 2, 3], Thousandth)));
        Assert.Equal(
            "a, b: 1 rows of 2 values were expected, found 1 rows of 1.",
            Message(() => Agree.Curves(["a", "b"], [0], [[1, 2]], [[1]], Thousandth)));
    }

    // The caller's own mistakes are not disagreements.
    [Fact]
    public void WrongUseIsAnArgumentException()
    {
        Assert.Throws<ArgumentException>(() => Agree.Curve("x", [0], [1, 2], [1, 2], Thousandth));
        Assert.Throws<ArgumentException>(() => Agree.Curves(["a", "b"], [0], [[1]], [[1]], Thousandth));
        Assert.Throws<ArgumentException>(() => Agree.AtPoints("x", ["T", "b"], [[1.0]], p => 0, p => 0, Thousandth));
        foreach (var within in new Within[] { new(-1, 0), new(0, double.NaN), new(double.PositiveInfinity, 0) })
            Assert.Throws<ArgumentOutOfRangeException>(() => Agree.Value("x", 1, 1, within));
    }

    [Fact]
    public void APointIsTheCallersOwn()
    {
        double[][] points = [[1.0]];
        Agree.AtPoints("x", ["b"], points, p => p[0]++, p => p[0]++, Thousandth);
        Assert.Equal(1.0, points[0][0]);
    }
}
