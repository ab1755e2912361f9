using System.Diagnostics;
using System.Globalization;

namespace Bits.Testing;

/// <summary>The private PostgreSQL of a program that a test has started.</summary>
public static class PrivateCluster
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until the server of a cluster has ended: it stops by itself when its last user has. One that was killed leaves
    /// its mark, so the process is looked at.</summary>
    /// <param name="root">The folder of the cluster.</param>
    public static async Task UntilStoppedAsync(string root)
    {
        var pidFile = Path.Combine(root, "data", "postmaster.pid");
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < Patience && File.Exists(pidFile) && IsRunning(pidFile);)
            await Task.Delay(20);
    }

    static bool IsRunning(string pidFile)
    {
        try
        {
            using var server = Process.GetProcessById(int.Parse(File.ReadLines(pidFile).First(), CultureInfo.InvariantCulture));
            return !server.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or IOException or InvalidOperationException)
        {
            return false; // no such process, or the file has gone meanwhile
        }
    }
}
