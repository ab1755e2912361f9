using Bits.Membership;
using Bits.Platform.Rpc;
using Bits.Shared;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Platform.Features.Directory.Finding;

/// <summary>Finds people in the memory of the process. Catches up with what has committed before it answers, so it finds what
/// the database would. Begins to load when it is first asked; until then, and when it fails, the database answers.</summary>
/// <remarks>Safe for concurrent use: one search at a time. A search that waits longer than <see cref="MaxWait"/> goes to the
/// database.</remarks>
public sealed partial class LiveDirectory(NpgsqlDataSource dataSource, Memberships memberships, ILogger<LiveDirectory> log) : IDisposable
{
    static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(30); // after a failure

    readonly SemaphoreSlim _turn = new(1, 1);
    readonly CancellationTokenSource _stop = new();
    Loaded? _loaded;
    Task _loading = Task.CompletedTask;
    long _failedAt;

    /// <summary>Gets whether it answers.</summary>
    public bool IsReady => Volatile.Read(ref _loaded) is not null;

    /// <summary>Finds people as the snapshot of the open transaction has them; null when it does not answer.</summary>
    internal async Task<DirectoryFound?> TryFindAsync(
        NpgsqlConnection db, Guid viewerId, DirectoryQuery query, CancellationToken ct)
    {
        if (!IsReady)
        {
            BeginLoading();
            return null;
        }

        if (!await _turn.WaitAsync(MaxWait, ct))
            return null;
        try
        {
            return _loaded is { } loaded ? await FindAsync(loaded, db, viewerId, query, ct) : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits until it answers; for a host that starts, and for tests.</summary>
    public Task LoadAsync()
    {
        BeginLoading();
        return _loading;
    }

    async Task<DirectoryFound?> FindAsync(
        Loaded loaded, NpgsqlConnection db, Guid viewerId, DirectoryQuery query, CancellationToken ct)
    {
        var isWhole = false;
        try
        {
            var news = await LiveNews.ReadAsync(db, viewerId, loaded.AsOf, ct);
            if (news.IsStandby)
            {
                isWhole = true; // it has snapshots of its own
                return null;
            }

            if (!news.IsAfter(loaded.AsOf))
                return null;

            news.Apply(loaded.Index);
            loaded.AsOf = news.Snapshot;
            isWhole = true;
            return loaded.Scan.Find(news.Viewer, news.Scopes, news.Now, query);
        }
        catch (OperationCanceledException)
        {
            isWhole = true; // only reads can be cancelled
            throw;
        }
        finally
        {
            if (!isWhole)
                Discard();
        }
    }

    void BeginLoading()
    {
        lock (_stop)
            if (!IsReady && _loading.IsCompleted && (_failedAt == 0 || TimeProvider.System.GetElapsedTime(_failedAt) > Pause))
                _loading = Task.Run(LoadNowAsync);
    }

    async Task LoadNowAsync()
    {
        try
        {
            Volatile.Write(ref _loaded, await Loaded.ReadAsync(dataSource, memberships, _stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or FormatException or TimeoutException)
        {
            _failedAt = TimeProvider.System.GetTimestamp();
            LogFailed(e);
        }
    }

    // What is half applied, or of another server, must not answer.
    void Discard() => Volatile.Write(ref _loaded, null);

    /// <inheritdoc />
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _turn.Dispose();
    }

    [LoggerMessage(4201, LogLevel.Warning, "The live directory could not be loaded. The database answers; the next attempt follows in 30 seconds.")]
    partial void LogFailed(Exception e);

    /// <summary>The index as of a snapshot.</summary>
    sealed class Loaded(ColumnIndex index, string snapshot)
    {
        public ColumnIndex Index => index;

        public ColumnScan Scan { get; } = new(index);

        public string AsOf { get; set; } = snapshot;

        public static async Task<Loaded> ReadAsync(NpgsqlDataSource dataSource, Memberships memberships, CancellationToken ct)
        {
            const string entries = "select user_id, name_key, words, facets, is_listed from directory_entry";
            const string snapshot = "select pg_current_snapshot()::text";

            await using var db = await dataSource.OpenConnectionAsync(ct);
            return await Snapshot.ReadAsync(
                db, async () =>
                {
                    var index = new ColumnIndex();
                    await using (var command = new NpgsqlCommand(entries, db))
                    await using (var row = await command.ExecuteReaderAsync(ct))
                        while (await row.ReadAsync(ct))
                            LiveNews.ReadEntry(row)(index);
                    await foreach (var member in memberships.StreamActiveAsync(db, Relations.AllTypes, ct))
                        index.AddMember(member.Scope, member.UserId, member.Until);

                    return new Loaded(index, (await db.FindAsync(snapshot, [], row => row.GetString(0), ct))!);
                }, ct);
        }
    }
}
