using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Theory;

namespace LrnnSymbolic.Lrnn.Commands;

/// <summary>Which outputs the loss counts.</summary>
internal static class CountedOutputKinds
{
    public const string Description = "last (default): the loss counts the last output; every: all of them, TASK is s_{t,i} in t and i.";

    public static Outputs Of(string text) => OptionValue.OneOf("--outputs", text, ("last", Outputs.Last), ("every", Outputs.Every));
}
