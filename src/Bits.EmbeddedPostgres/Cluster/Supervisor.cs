using System.Diagnostics;
using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>Starts <c>supervise.sh</c>, the shell script that keeps a server for as long as it has users.</summary>
[UnsupportedOSPlatform("windows")]
static class Supervisor
{
    /// <summary>Starts the supervisor of a cluster and returns when it watches the pipe of its users, or has ended.</summary>
    /// <param name="folder">The cluster. The caller holds its lock, and a <see cref="Presence"/> in it.</param>
    /// <param name="command">Starts the server; empty to take over the server that runs.</param>
    /// <param name="ct">Cancels the start.</param>
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
            // From here on it may act: whoever takes the lock after us will find it watching the pipe.
            await supervisor.StandardInput.WriteLineAsync("go");
        }
        catch (IOException)
        {
            // Killed meanwhile. The caller finds that nobody watches the pipe.
        }
    }

    // So that Ctrl-C in a terminal, which reaches every process of the foreground, does not reach the server.
    static string[] OwnSession => ChildProcess.Find("setsid") is { } setsid ? [setsid] : [];

    static async Task<string> WriteScriptAsync(ClusterFolder folder, CancellationToken ct)
    {
        var path = folder.In("supervise.sh");
        await using var script = typeof(Supervisor).Assembly.GetManifestResourceStream("supervise.sh")!;

        // A new file each time: a shell may still be reading the former one.
        File.Delete(path);
        await using var file = new FileStream(path, FileMode.CreateNew);
        await script.CopyToAsync(file, ct);

        return path;
    }
}
