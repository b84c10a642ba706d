using System.Xml.Linq;

using LrnnSymbolic.Lrnn.Output;

namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>The widths of formulas by which a printed page makes them smaller.</summary>
public class FormulaWidthTests
{
    private static double Of(string inner) => FormulaWidth.Of(XElement.Parse($"<math xmlns=\"http://www.w3.org/1998/Math/MathML\">{inner}</math>"));

    [Fact]
    public void WhatStandsAboveEachOtherCountsOnce()
    {
        const string wide = "<mrow><mi>a</mi><mi>b</mi><mi>c</mi></mrow>";
        Assert.Equal(3, Of(wide));
        Assert.Equal(3, Of($"<mfrac>{wide}<mi>d</mi></mfrac>"));
        Assert.Equal(3, Of($"<mfrac><mi>d</mi>{wide}</mfrac>"));
        Assert.Equal(6, Of(wide + wide));
    }

    [Fact]
    public void ExponentsAndIndicesAreSmaller()
    {
        var script = Of("<msup><mi>a</mi><mn>10</mn></msup>");
        Assert.InRange(script, 1.5, 2.9);
        Assert.Equal(script, Of("<msubsup><mi>a</mi><mi>k</mi><mn>10</mn></msubsup>"));
    }

    [Fact]
    public void APageMakesLongFormulasSmallerAndShortOnesNot()
    {
        var page = Lrnn.With("derive", "constant", "--sections", "flow,kernel", "--format", "html").Output;
        Assert.Contains("--fit:0.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("--fit:0.", Lrnn.With("derive", "constant", "--sections", "task", "--format", "html").Output, StringComparison.Ordinal);
    }
}
