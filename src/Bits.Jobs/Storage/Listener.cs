using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Lets a worker sleep until it is called. A sleeper holds a lock, shared with other sleepers: whoever enqueues
/// calls only if somebody holds it.</summary>
/// <remarks>Through a pooler that gives a statement to whichever server connection is free, LISTEN and locks of a session
/// mean nothing. A call to itself over another connection tells: one that does not hear it just waits.</remarks>
sealed class Listener(NpgsqlDataSource pooled, NpgsqlDataSource direct, bool listen) : IAsyncDisposable
{
    const string Cancel = "cancel";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    static readonly TimeSpan HearsWithin = TimeSpan.FromSeconds(1);

    NpgsqlConnection? _db;
    bool _isDeaf = !listen;
    bool _sleeps;
    string? _called;

    /// <summary>Whether calls do not reach us, so that only looking helps.</summary>
    public bool IsDeaf => _isDeaf;

    /// <summary>Waits for a call, or for this time; true where the call was to end a job.</summary>
    public async Task<bool> SleepAsync(Func<Task<bool>> lastLook, TimeSpan time, CancellationToken ct)
    {
        if (!await ListenAsync(ct).ConfigureAwait(false))
        {
            await Task.Delay(time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return false;
        }

        if (!_sleeps)
        {
            await LockAsync(ct).ConfigureAwait(false);
            if (await lastLook().ConfigureAwait(false))
                return false;
        }

        return await WaitAsync(time, ct).ConfigureAwait(false) == Cancel;
    }

    /// <summary>Tells everybody that nobody need call.</summary>
    public async Task AwakeAsync(CancellationToken ct)
    {
        const string sql = "select pg_advisory_unlock_shared(jobs_queue_lock_class(), 0)";

        if (!_sleeps || _db is null)
            return;

        _sleeps = false;
        await TryAsync(() => _db.FindAsync(sql, [], row => row.GetBoolean(0), ct)).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        // The pool keeps the session, and the session its lock and what it listens to.
        await AwakeAsync(CancellationToken.None).ConfigureAwait(false);
        if (_db is not null)
            await TryAsync(async () => await _db.ExecuteAsync("unlisten *", [], CancellationToken.None).ConfigureAwait(false) == 0)
                .ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    async Task LockAsync(CancellationToken ct)
    {
        const string sql = "select from (select pg_advisory_lock_shared(jobs_queue_lock_class(), 0)) locked";

        _sleeps = await TryAsync(() => _db!.FindAsync(sql, [], _ => true, ct)).ConfigureAwait(false);
    }

    async Task<string?> WaitAsync(TimeSpan time, CancellationToken ct)
    {
        if (_called is null && _db is not null)
            await TryAsync(() => _db.WaitAsync(time, ct)).ConfigureAwait(false);

        var called = _called;
        _called = null;
        return called;
    }

    async Task<bool> ListenAsync(CancellationToken ct)
    {
        if (_isDeaf || _db is not null)
            return !_isDeaf;

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(Patience);
        return await TryAsync(async () =>
        {
            _db = await direct.OpenConnectionAsync(limited.Token).ConfigureAwait(false);
            _db.Notification += (_, call) => _called = call.Payload;
            await SubscribeAsync(_db, limited.Token).ConfigureAwait(false);
            _isDeaf = !await HearsAsync(limited.Token).ConfigureAwait(false);
            if (_isDeaf)
                await CloseAsync().ConfigureAwait(false);
            return !_isDeaf;
        }).ConfigureAwait(false);
    }

    // LISTEN takes no parameter; the name is made in the server.
    static async Task SubscribeAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "do $$ begin execute format('listen jobs_queue_%s', 'jobs_queue_job'::regclass::oid); end $$";

        await db.ExecuteAsync(sql, [], ct).ConfigureAwait(false);
    }

    async Task<bool> HearsAsync(CancellationToken ct)
    {
        const string sql = "select from (select pg_notify('jobs_queue_' || 'jobs_queue_job'::regclass::oid, 'hear')) told";

        _called = null;
        await pooled.WithConnectionAsync(db => db.FindAsync(sql, [], _ => true, ct), ct).ConfigureAwait(false);
        if (_called is null)
            await _db!.WaitAsync(HearsWithin, ct).ConfigureAwait(false);

        var heard = _called is not null;
        _called = null;
        return heard;
    }

    // A listener that is lost is no failure: the worker looks by itself until there is a new one.
    async Task<bool> TryAsync(Func<Task<bool>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            await CloseAsync().ConfigureAwait(false);
            return false;
        }
    }

    async Task CloseAsync()
    {
        _sleeps = false;
        if (_db is not { } db)
            return;

        _db = null;
        await db.LetGoAsync().ConfigureAwait(false);
    }
}
