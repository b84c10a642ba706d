using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Theory;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>What kind of numbers the modes are.</summary>
internal static class ModeKinds
{
    public const string Description = "real (default): singular values; complex: eigenvalues, for rotations.";

    public static ModeKind Of(string text) => OptionValue.OneOf("--modes", text, ("real", ModeKind.RealModes), ("complex", ModeKind.ComplexModes));

    /// <summary>The end of learning is recognised in real modes only.</summary>
    public static void RejectSteady(ModeKind kind, bool isSteady)
    {
        if (kind.IsComplexModes && isSteady)
            throw new InputException("--until steady is for real modes; with --modes complex give a time, as in --until 50");
    }
}
