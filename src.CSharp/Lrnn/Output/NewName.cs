using System.Runtime.InteropServices;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>
/// A name that a file gets only if nothing else has it, decided by the file system in one step, also on a shared one. The runtime's
/// own move looks first and renames then, so that two runs can both believe to be first.
/// </summary>
internal static class NewName
{
    private const int AlreadyExists = 17; // EEXIST

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    /// <summary>Gives the file a second name, or on systems without links its only one; false where the name is taken.</summary>
    public static bool TryGive(string file, string name)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (Link(file, name) == 0)
                return true;
            if (Marshal.GetLastPInvokeError() == AlreadyExists)
                return false;
        }

        // Windows decides in one step; a file system without links is the only one left.
        try
        {
            File.Move(file, name, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(name))
        {
            return false;
        }
    }
}
