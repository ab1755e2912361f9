using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>How a process comes to use the server of a cluster: it attaches to it, adopts it, or starts it.</summary>
/// <remarks>docs/design/embedded-postgres.md says why this holds whichever process is killed at whichever moment.</remarks>
[UnsupportedOSPlatform("windows")]
sealed class PrivateCluster(PostgresOptions options, Action<string> report)
{
    // Somebody may take the port between our choice and the start; orphans of a killed server may take a while to go.
    const int Attempts = 3;
    static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(200);

    readonly ClusterFolder _folder = new(options.Root, options.Ephemeral);

    public ClusterFolder Folder => _folder;

    Postmaster? Server => Postmaster.Find(_folder.Data);

    /// <summary>Returns when a server is ready, which then stays until our claim on it is given up.</summary>
    /// <exception cref="PostgresUnavailableException">The folder must not be used, or no server starts in it.</exception>
    public async Task<Entry> EnterAsync(CancellationToken ct)
    {
        _folder.RefuseStrangers();
        if (!options.Create && !_folder.HasData)
            throw NoCluster();
        OpenFolder.Create(Path.GetDirectoryName(_folder.Root)!);
        using var turn = await FileLock.TakeAsync(
            _folder.Lock, new Patience($"another process that opens the server in {_folder.Root}", report), ct);

        try
        {
            return await EnterInTurnAsync(ct);
        }
        catch
        {
            await RemoveIfAbandonedAsync();
            throw;
        }
    }

    // The lock keeps other openers out. Only a supervisor that closes acts without it, and we wait for that one.
    async Task<Entry> EnterInTurnAsync(CancellationToken ct)
    {
        var start = new ServerStart(_folder, options, report);
        var patience = new Patience($"the server in {_folder.Root}", report);
        var failures = 0;

        while (true)
        {
            if (await WhenReadyAsync(Presence.TryEnter(_folder.Alive), true, patience, ct) is { } attached)
                return attached;

            // No supervisor: until we start one, the folder is ours alone.
            _folder.Claim();
            switch (Server)
            {
                case { IsReady: true }:
                    if (await WhenReadyAsync(await start.AdoptAsync(ct), true, patience, ct) is { } adopted)
                        return adopted;
                    await AfterFailureAsync(++failures, start, ct);
                    break;

                case { IsReady: false }:
                    // It starts or stops, and its supervisor was killed: let it come to rest.
                    await patience.StepAsync(ct);
                    break;

                case null when !options.Create && options.Ephemeral:
                    throw NoCluster();

                case null:
                    if (await WhenReadyAsync(await start.StartAsync(ct), false, patience, ct) is { } started)
                        return started;
                    await AfterFailureAsync(++failures, start, ct);
                    break;
            }
        }
    }

    // Our claim, once the server is ready; null, and no claim, once there is no supervisor.
    async Task<Entry?> WhenReadyAsync(Presence? presence, bool attached, Patience patience, CancellationToken ct)
    {
        try
        {
            // First the line in the pipe, then the look for `closing`. If that file is not there, the supervisor will
            // find our line after it has made the file, and go on. If it is there, the supervisor either finds our
            // line and removes the file, or stops the server and ends.
            while (presence?.Poke() is true)
            {
                if (!File.Exists(_folder.Closing) && Server is { IsReady: true } server)
                {
                    _folder.Claim();
                    return new(Interlocked.Exchange(ref presence, null), server, attached);
                }

                await patience.StepAsync(ct);
            }

            return null;
        }
        finally
        {
            presence?.Dispose();
        }
    }

    PostgresUnavailableException NoCluster() => new(
        $"There is no database in {_folder.Root}. Check BITS_PG_ROOT (PostgresOptions.Root), or start the program that "
        + "makes it first: this one only uses it.");

    async Task AfterFailureAsync(int failures, ServerStart start, CancellationToken ct)
    {
        if (failures == Attempts)
            throw new PostgresUnavailableException(
                $"PostgreSQL did not start in {_folder.Root}. The end of its log:\n{start.LogTail}");

        report($"PostgreSQL did not start in {_folder.Root}, trying again");
        await Task.Delay(BetweenAttempts, ct);
    }

    // An ephemeral cluster that never came to life has no supervisor to remove it.
    async Task RemoveIfAbandonedAsync()
    {
        if (_folder.IsEphemeralCluster && !Presence.IsWatched(_folder.Alive) && Server is null)
            await ChildProcess.RunAsync(["rm", "-rf", "--", _folder.Root], CancellationToken.None);
    }
}

/// <summary>A process's entry to a server: its claim, the server, and whether another process had started it.</summary>
[UnsupportedOSPlatform("windows")]
sealed record Entry(Presence Presence, Postmaster Server, bool Attached);
