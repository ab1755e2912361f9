using System.Diagnostics;
using System.Runtime.Versioning;

namespace Bits.EmbeddedPostgres.Unix;

/// <summary>How the processes of this machine were started.</summary>
[UnsupportedOSPlatform("windows")]
static class RunningProcesses
{
    /// <summary>The program of a process and its arguments; null: there is no such process.</summary>
    /// <remarks>Linux tells how a process was started (a zombie: nothing), macOS only its name.</remarks>
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

    /// <summary>Whether any process was started with an argument. On macOS nobody can tell: false.</summary>
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
