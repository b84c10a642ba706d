namespace LrnnSymbolic.Training;

/// <summary>Which outputs of a trajectory count.</summary>
public enum CountedOutputs
{
    /// <summary>The output after the last step.</summary>
    Last,

    /// <summary>The outputs after every step.</summary>
    Every,
}
