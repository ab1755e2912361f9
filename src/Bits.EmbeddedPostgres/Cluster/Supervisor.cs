using System.Diagnostics;
using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>Starts <c>supervise.sh</c>, the shell script that keeps a server for as long as it has clients.</summary>
[UnsupportedOSPlatform("windows")]
static class Supervisor
{
    /// <summary>Starts the supervisor of a cluster, and returns when it watches the pipe of its clients, or has
    /// ended.</summary>
    /// <param name="folder">The cluster. The caller holds its lock, and a <see cref="ClientLease"/> in it.</param>
    /// <param name="command">The command that starts the server; empty to adopt the running one.</param>
    /// <param name="ct">Stops the start.</param>
    public static async Task StartAsync(ClusterFolder folder, IEnumerable<string> command, CancellationToken ct)
    {
        var aside = folder.Ephemeral ? folder.NewAside() : "";
        var start = ChildProcess.Describe(
            [.. OwnSession, "/bin/sh", await WriteScriptAsync(folder, ct), folder.Root, aside, .. command]);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;

        using var supervisor = Process.Start(start)!;
        if (await supervisor.StandardOutput.ReadLineAsync(ct) != "watching")
            return;

        try
        {
            // The supervisor may act from here on: the next holder of the lock finds it on the pipe.
            await supervisor.StandardInput.WriteLineAsync("go");
        }
        catch (IOException)
        {
            // Killed meanwhile. The caller finds the pipe without a reader.
        }
    }

    // Ctrl-C in a terminal reaches every foreground process, but must not reach the server.
    static string[] OwnSession => ChildProcess.Find("setsid") is { } setsid ? [setsid] : [];

    static async Task<string> WriteScriptAsync(ClusterFolder folder, CancellationToken ct)
    {
        var path = folder.In("supervise.sh");
        await using var script = typeof(Supervisor).Assembly.GetManifestResourceStream("supervise.sh")!;

        // A new file each time: a shell may still be reading the previous one.
        File.Delete(path);
        await using var file = new FileStream(path, FileMode.CreateNew);
        await script.CopyToAsync(file, ct);

        return path;
    }
}
