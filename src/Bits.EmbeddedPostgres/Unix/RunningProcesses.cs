using System.Diagnostics;
using System.Runtime.Versioning;

namespace Bits.EmbeddedPostgres.Unix;

/// <summary>Reads how the processes of this machine were started.</summary>
[UnsupportedOSPlatform("windows")]
static class RunningProcesses
{
    /// <summary>Returns the program of a process and its arguments; null when the process does not exist.</summary>
    /// <remarks>Linux reports the arguments (empty for a zombie), macOS only the name.</remarks>
    public static string[]? CommandLine(int id)
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return File.ReadAllText($"/proc/{id}/cmdline").Split('\0');

            using var process = Process.GetProcessById(id);
            return [process.ProcessName];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Returns whether any process was started with an argument. Always false on macOS, which cannot tell.</summary>
    public static bool AnyWith(string argument)
    {
        var all = Process.GetProcesses();
        try
        {
            return all.Any(process => CommandLine(process.Id)?.Contains(argument) == true);
        }
        finally
        {
            foreach (var process in all)
                process.Dispose();
        }
    }
}
