using System.Globalization;
using Bits.Membership;
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
        NpgsqlConnection db, ViewerFacts viewer, DirectoryQuery query, CancellationToken ct)
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
            return _loaded is { } loaded ? await FindAsync(loaded, db, viewer, query, ct) : null;
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
        Loaded loaded, NpgsqlConnection db, ViewerFacts viewer, DirectoryQuery query, CancellationToken ct)
    {
        var isWhole = false;
        try
        {
            var changes = await Changes.ReadAsync(db, memberships, loaded.Snapshot, ct);
            if (changes is null)
            {
                isWhole = true; // a standby, which has snapshots of its own
                return null;
            }

            var scopes = await memberships.AudienceTagsAsync(db, viewer.Id, ct);
            if (changes.Apply(loaded.Index))
                loaded.Snapshot = changes.Snapshot;
            else
                return null;

            isWhole = true;
            return loaded.Scan.Find(viewer, scopes.Select(Scope.Parse), changes.Now, query);
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

        public string Snapshot { get; set; } = snapshot;

        public static async Task<Loaded> ReadAsync(NpgsqlDataSource dataSource, Memberships memberships, CancellationToken ct)
        {
            const string entries = "select user_id, name_key, words, facets, is_listed from directory_entry";
            const string snapshot = "select pg_current_snapshot()::text";

            await using var db = await dataSource.OpenConnectionAsync(ct);
            return await Relations.InSnapshotAsync(
                db, async () =>
                {
                    var index = new ColumnIndex();
                    await using (var command = new NpgsqlCommand(entries, db))
                    await using (var row = await command.ExecuteReaderAsync(ct))
                        while (await row.ReadAsync(ct))
                            Changes.Set(index, row);
                    await foreach (var member in memberships.StreamActiveAsync(db, Relations.AllTypes, ct))
                        index.SetMember(member.Scope, member.UserId, isMember: true, member.Until);

                    return new Loaded(index, (await db.FindAsync(snapshot, [], row => row.GetString(0), ct))!);
                }, ct);
        }
    }

    /// <summary>What has committed since a snapshot.</summary>
    sealed record Changes(
        string Snapshot, DateTimeOffset Now, IReadOnlyList<Action<ColumnIndex>> Entries, IReadOnlyList<Transition> Transitions, bool IsOfThisServer)
    {
        public static async Task<Changes?> ReadAsync(NpgsqlConnection db, Memberships memberships, string since, CancellationToken ct)
        {
            const string entries = """
                select user_id, name_key, words, facets, is_listed
                from directory_entry
                where xid >= pg_snapshot_xmax($1::text::pg_snapshot) or xid = any(array(select pg_snapshot_xip($1::text::pg_snapshot)))
                """;
            const string state = "select pg_current_snapshot()::text, now(), pg_is_in_recovery()";

            var (snapshot, now, isStandby) = await db.FindAsync(
                state, [], row => (row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetBoolean(2)), ct);
            if (isStandby)
                return null;

            return new(
                snapshot, now, await db.QueryAsync(entries, [since], ReadEntry, ct),
                await memberships.History.ListSinceAsync(db, since, ct), EndOf(snapshot) >= EndOf(since));
        }

        /// <summary>Brings an index up to date; false if the snapshot is of another server.</summary>
        public bool Apply(ColumnIndex index)
        {
            if (!IsOfThisServer)
                return false;

            foreach (var set in Entries)
                set(index);
            foreach (var transition in Transitions)
                if (Relations.AllTypes.Contains(transition.Scope.Type))
                    index.SetMember(transition.Scope, transition.UserId, transition.ToState == MemberState.Active, transition.Until);
            return true;
        }

        public static void Set(ColumnIndex index, NpgsqlDataReader row) => ReadEntry(row)(index);

        static Action<ColumnIndex> ReadEntry(NpgsqlDataReader row)
        {
            var (id, key, isListed) = (row.GetGuid(0), row.GetString(1), row.GetBoolean(4));
            var (words, facets) = (row.GetFieldValue<string[]>(2), row.GetFieldValue<string[]>(3));
            return index => index.Set(id, key, words, facets, isListed);
        }

        // Written as xmin:xmax:list.
        static ulong EndOf(string snapshot) => ulong.Parse(snapshot.Split(':')[1], CultureInfo.InvariantCulture);
    }
}
