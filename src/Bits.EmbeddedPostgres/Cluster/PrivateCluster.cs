using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>Gives a process access to the server of a cluster: attaches to it, adopts it, or starts it.</summary>
/// <remarks>docs/design/embedded-postgres.md explains why this holds regardless of which process is killed when.</remarks>
[UnsupportedOSPlatform("windows")]
sealed class PrivateCluster(PostgresOptions options, Action<string> report)
{
    // Another program may take the port between our choice and the start; orphans of a killed server may take a while to end.
    const int Attempts = 3;
    static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(200);

    readonly ClusterFolder _folder = new(options.Root, options.Ephemeral);

    public ClusterFolder Folder => _folder;

    Postmaster? Server => Postmaster.Find(_folder.Data);

    /// <summary>Returns when a server is ready. It stays until this process releases its lease.</summary>
    /// <exception cref="PostgresUnavailableException">The folder must not be used, or no server starts in it.</exception>
    public async Task<Entry> EnterAsync(CancellationToken ct)
    {
        _folder.RefuseStrangers();
        if (!options.Create && !_folder.HasData)
            throw NoCluster();
        OpenFolder.Create(Path.GetDirectoryName(_folder.Root)!);
        using var turn = await FileLock.TakeAsync(
            _folder.Lock, new WaitLoop($"another process that opens the server in {_folder.Root}", report), ct);

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

    // The lock excludes other openers. Only a closing supervisor acts without the lock, so wait for it.
    async Task<Entry> EnterInTurnAsync(CancellationToken ct)
    {
        var start = new ServerStart(_folder, options, report);
        var patience = new WaitLoop($"the server in {_folder.Root}", report);
        var failures = 0;

        while (true)
        {
            if (await WhenReadyAsync(ClientLease.TryEnter(_folder.Alive), true, patience, ct) is { } attached)
                return attached;

            // Without a supervisor the folder is exclusively ours until we start one.
            _folder.Claim();
            switch (Server)
            {
                case { IsReady: true }:
                    if (await WhenReadyAsync(await start.AdoptAsync(ct), true, patience, ct) is { } adopted)
                        return adopted;
                    await AfterFailureAsync(++failures, start, ct);
                    break;

                case { IsReady: false }:
                    // The server starts or stops, and its supervisor was killed: wait until it is stable.
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

    // Returns our lease once the server is ready; null without a supervisor.
    async Task<Entry?> WhenReadyAsync(ClientLease? presence, bool attached, WaitLoop patience, CancellationToken ct)
    {
        try
        {
            // First write the line into the pipe, then check for `closing`. If that file is missing, the supervisor
            // finds our line after it creates the file, and continues. If it exists, the supervisor either finds our
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
        + "creates it first: this one only uses it.");

    async Task AfterFailureAsync(int failures, ServerStart start, CancellationToken ct)
    {
        if (failures == Attempts)
            throw new PostgresUnavailableException(
                $"PostgreSQL did not start in {_folder.Root}. The end of its log:\n{start.LogTail}");

        report($"PostgreSQL did not start in {_folder.Root}; retrying");
        await Task.Delay(BetweenAttempts, ct);
    }

    // An ephemeral cluster that never started has no supervisor to remove it.
    async Task RemoveIfAbandonedAsync()
    {
        if (_folder.IsEphemeralCluster && !ClientLease.IsWatched(_folder.Alive) && Server is null)
            await ChildProcess.RunAsync(["rm", "-rf", "--", _folder.Root], CancellationToken.None);
    }
}

/// <summary>The access of a process to a server: its lease, the server, and whether another process had started it.</summary>
[UnsupportedOSPlatform("windows")]
sealed record Entry(ClientLease ClientLease, Postmaster Server, bool Attached);
