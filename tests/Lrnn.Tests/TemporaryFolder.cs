namespace LrnnSymbolic.Lrnn.Tests;

/// <summary>A folder that is the current one until the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _before = Directory.GetCurrentDirectory();
    private readonly string _path = Directory.CreateTempSubdirectory("lrnn-test-").FullName;

    public TemporaryFolder() => Directory.SetCurrentDirectory(_path);

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_before);
        Directory.Delete(_path, recursive: true);
    }
}
