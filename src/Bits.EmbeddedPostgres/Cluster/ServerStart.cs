using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Binaries;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>The start of a server and its supervisor, by the process that holds the lock of the cluster.</summary>
[UnsupportedOSPlatform("windows")]
sealed class ServerStart(ClusterFolder folder, PostgresOptions options, Action<string> report)
{
    const int LogLinesToShow = 8;

    readonly DataFolder _data = new(folder, report);

    /// <summary>Starts a server in the folder, where none runs. It may still fail to become ready.</summary>
    /// <returns>Our claim on it.</returns>
    /// <exception cref="PostgresUnavailableException">There are no programs, or they do not fit the data.</exception>
    public async Task<Presence> StartAsync(CancellationToken ct)
    {
        var binaries = await PostgresBinaries.ChooseAsync(options, _data.Major, report, ct);
        var user = await ServerUser.FindAsync(folder.Data, ct);
        user.RequireReach(binaries.Folder, "Move the programs, or set BITS_PG_BIN to a folder outside.");
        user.RequireReach(folder.Root, "Choose a folder outside by BITS_PG_ROOT, for example /var/lib/bits/pg.");

        await _data.PrepareAsync(binaries, user, ct);
        if (Postmaster.DisownStranger(folder.Data, user))
            report("a postmaster.pid was left behind, and its number now belongs to another program: ignored");
        if (folder.Sockets is { } sockets)
            ClusterFolder.CreateFor(user, sockets);
        await DescribeAsync(binaries, ct);

        return await SuperviseAsync(ServerCommand.For(binaries, user, folder, options.Settings), newPipe: true, ct);
    }

    /// <summary>Gives a server whose supervisor was killed a new one.</summary>
    /// <returns>Our claim on it.</returns>
    public async Task<Presence> AdoptAsync(CancellationToken ct)
    {
        report($"the supervisor of the server in {folder.Root} was gone: the server gets a new one");

        // The same pipe, if it is there: other processes may hold it, and count as users further on.
        return await SuperviseAsync([], newPipe: !File.Exists(folder.Alive), ct);
    }

    /// <summary>The end of the server's log, to tell why it did not start.</summary>
    public string LogTail => File.Exists(folder.Log)
        ? string.Join('\n', File.ReadLines(folder.Log).TakeLast(LogLinesToShow))
        : "(it wrote no log)";

    // The log of the run before is kept too: it tells how that one ended.
    async Task DescribeAsync(PostgresBinaries binaries, CancellationToken ct)
    {
        if (File.Exists(folder.Log))
            File.Move(folder.Log, folder.Log + ".1", overwrite: true);

        await File.WriteAllTextAsync(folder.Origin, $"{binaries.Folder}\n{binaries.Origin}\n", ct);
    }

    async Task<Presence> SuperviseAsync(IEnumerable<string> command, bool newPipe, CancellationToken ct)
    {
        if (newPipe)
            Presence.MakePipe(folder.Alive);

        var presence = Presence.Enter(folder.Alive);
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
