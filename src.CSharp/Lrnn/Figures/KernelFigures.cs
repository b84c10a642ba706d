namespace LrnnSymbolic.Lrnn.Figures;

/// <summary>Sum the inputs, aligned and unaligned networks of width 4: the kernel turns once there is recurrence, at all but large scales.</summary>
internal static class Figure5
{
    public static FigureSheet Compute(FigureWork work) => KernelFigures.AlignedAndUnaligned(FigureWork.Evenly(0.05, 0.5, 10), FeatureLearning.Constant, 3, work);
}

/// <summary>As figure 5, for rotations by pi/12 a step.</summary>
internal static class FigureA4
{
    public static FigureSheet Compute(FigureWork work) =>
        KernelFigures.AlignedAndUnaligned(FigureWork.Evenly(0.05, 0.5, 10), steps => FeatureLearning.Rotation(steps, Math.PI / 12), 3, work);
}

/// <summary>A wide network turns its kernel less than a narrow one of the same scale.</summary>
internal static class FigureA5
{
    private const int Narrow = 4;
    private const int Wide = 300;

    public static FigureSheet Compute(FigureWork work)
    {
        int[] lengths = [1, 2, 3, 4, 5, 6];
        var scales = FigureWork.Evenly(0.1, 0.5, 5);
        return new FigureSheet(2,
        [
            Panel(Narrow, 3),
            Panel(Wide, 1),
        ]);

        MapPanel Panel(int hidden, int seeds) => FeatureLearning.OverLengthAndScale(
            $"unaligned, width {hidden}", lengths, scales, seeds, FeatureLearning.Constant,
            (scale, seed) => FeatureLearning.Unaligned(hidden, scale, scale, (ulong)seed + 1), work);
    }
}

/// <summary>Up to scales above the target's: aligned networks that start near the solution hardly turn their kernel, unaligned ones do.</summary>
internal static class FigureA6
{
    public static FigureSheet Compute(FigureWork work) => KernelFigures.AlignedAndUnaligned(FigureWork.Evenly(0.1, 1.2, 12), FeatureLearning.Constant, 3, work);
}

/// <summary>The scale of the recurrent modes matters more than that of the input and output modes.</summary>
internal static class FigureA7
{
    private const int Seeds = 2;

    public static FigureSheet Compute(FigureWork work)
    {
        var scales = FigureWork.Evenly(0.1, 0.8, 8);
        return new FigureSheet(2, [Panel(2, true), Panel(6, true), Panel(2, false), Panel(6, false)]);

        MapPanel Panel(int steps, bool isAligned)
        {
            var seeds = isAligned ? 1 : Seeds;
            return new(
                $"{(isAligned ? "aligned" : "unaligned")}, T = {steps}", "scale of recurrent modes", "scale of input and output modes", "kernel distance D", scales, scales,
                FeatureLearning.Means(work.Table(scales.Length, scales.Length * seeds, (row, k) => FeatureLearning.Distance(
                    FeatureLearning.Constant(steps),
                    isAligned
                        ? FeatureLearning.Aligned(scales[row], scales[k / seeds])
                        : FeatureLearning.Unaligned(FeatureLearning.Modes, scales[row], scales[k / seeds], (ulong)(k % seeds) + 1),
                    work.Cancellation)), seeds))
            { Range = (0, 1), Missing = FeatureLearning.Untrained };
        }
    }
}

/// <summary>What the figures of kernel distances share.</summary>
internal static class KernelFigures
{
    private static readonly int[] Lengths = [1, 2, 3, 4, 5, 6, 7, 8];

    public static FigureSheet AlignedAndUnaligned(double[] scales, Func<int, Training.LinearTeacher> teacher, int seeds, FigureWork work) => new(2,
    [
        FeatureLearning.OverLengthAndScale("aligned", Lengths, scales, 1, teacher, (scale, _) => FeatureLearning.Aligned(scale, scale), work),
        FeatureLearning.OverLengthAndScale("unaligned", Lengths, scales, seeds, teacher,
            (scale, seed) => FeatureLearning.Unaligned(FeatureLearning.Modes, scale, scale, (ulong)seed + 1), work),
    ]);
}
