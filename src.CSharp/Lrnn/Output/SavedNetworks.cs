using LrnnSymbolic.Lrnn.Input;
using LrnnSymbolic.Training;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>The folder of --save.</summary>
/// <param name="Folder">Its path.</param>
/// <param name="IsNew">Was it made to see that it can be?</param>
internal sealed record SavedNetworks(string Folder, bool IsNew)
{
    /// <summary>The folder, made if it is not there; null where none is named.</summary>
    public static SavedNetworks? Into(string? folder)
    {
        if (folder is null)
            return null;
        var isNew = !Directory.Exists(folder);
        return new SavedNetworks(OutputPath.Folder("--save", folder), isNew);
    }

    /// <summary>Writes the networks of a completed training; a diverged one leaves nothing.</summary>
    public void Write(TrainingResult result)
    {
        if (result.Run.Outcome == TrainingOutcome.Completed)
            NetworkFiles.Save(Folder, result.Begun, result.Run.FinalNetwork, result.Inputs.Value);
        else if (IsNew)
            Directory.Delete(Folder);
    }
}
