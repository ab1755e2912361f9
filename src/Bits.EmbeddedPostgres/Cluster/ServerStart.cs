using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Binaries;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>Starts a server and its supervisor, in the process that holds the lock of the cluster.</summary>
[UnsupportedOSPlatform("windows")]
sealed class ServerStart(ClusterFolder folder, PostgresOptions options, Action<string> report)
{
    const int LogLinesToShow = 8;

    readonly DataFolder _data = new(folder, report);

    /// <summary>Starts a server in a folder without one. It may still fail to become ready.</summary>
    /// <returns>Our lease on it.</returns>
    /// <exception cref="PostgresUnavailableException">The programs are missing, or do not fit the data.</exception>
    public async Task<ClientLease> StartAsync(CancellationToken ct)
    {
        var binaries = await PostgresBinaries.ChooseAsync(options, _data.Major, report, ct);
        var user = await ServerUser.FindAsync(folder.Data, ct);
        user.RequireReach(binaries.Folder, "Move the programs, or set BITS_PG_BIN to a folder outside.");
        user.RequireReach(folder.Root, "Set BITS_PG_ROOT to a folder outside, for example /var/lib/bits/pg.");

        await _data.PrepareAsync(binaries, user, ct);
        if (Postmaster.DisownStranger(folder.Data, user))
            report("ignored a stale postmaster.pid: its process id now belongs to another program");
        if (folder.Sockets is { } sockets)
            ClusterFolder.CreateFor(user, sockets);
        await DescribeAsync(binaries, ct);

        return await SuperviseAsync(ServerCommand.For(binaries, user, folder, options.Settings), newPipe: true, ct);
    }

    /// <summary>Starts a new supervisor for a server whose supervisor was killed.</summary>
    /// <returns>Our lease on it.</returns>
    public async Task<ClientLease> AdoptAsync(CancellationToken ct)
    {
        report($"the supervisor of the server in {folder.Root} had ended; starting a new one");

        // Reuses an existing pipe: other processes may hold it, and still count as clients.
        return await SuperviseAsync([], newPipe: !File.Exists(folder.Alive), ct);
    }

    /// <summary>Returns the end of the server's log, to explain a failed start.</summary>
    public string LogTail => File.Exists(folder.Log)
        ? string.Join('\n', File.ReadLines(folder.Log).TakeLast(LogLinesToShow))
        : "(no log)";

    // Keeps the log of the previous run, to explain how it ended.
    async Task DescribeAsync(PostgresBinaries binaries, CancellationToken ct)
    {
        if (File.Exists(folder.Log))
            File.Move(folder.Log, folder.Log + ".1", overwrite: true);

        await File.WriteAllTextAsync(folder.Origin, $"{binaries.Folder}\n{binaries.Origin}\n", ct);
    }

    async Task<ClientLease> SuperviseAsync(IEnumerable<string> command, bool newPipe, CancellationToken ct)
    {
        if (newPipe)
            ClientLease.MakePipe(folder.Alive);

        var presence = ClientLease.Enter(folder.Alive);
        try
        {
            await Supervisor.StartAsync(folder, command, ct);
            return presence;
        }
        catch
        {
            presence.Dispose();
            throw;
        }
    }
}
