namespace Bits.Jobs;

/// <summary>Puts a worker to sleep. Sleeping workers share a lock; producers notify only if that lock is held.</summary>
sealed partial class PostgresWorkerStore
{
    // A producer that enqueued before the lock and commits after it does not notify, so the first sleeps are short.
    static readonly TimeSpan[] FirstNaps = [TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100)];

    int _naps;

    public bool IsListening => _listener.IsListening;

    bool IsAsleep => _asleepOn == _claims.Opened;

    public async Task<bool> SleepAsync(Func<Task<bool>> lastLook, TimeSpan time, CancellationToken ct)
    {
        if (!_listener.IsListening)
        {
            await Task.Delay(time, EngineTime.Instance, ct)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            return false;
        }

        if (!IsAsleep)
        {
            await FallAsleepAsync(ct);
            if (await lastLook())
                return false;
        }

        var nap = _naps < FirstNaps.Length && FirstNaps[_naps] < time ? FirstNaps[_naps] : time;
        _naps++;
        return await _listener.WaitAsync(nap, ct);
    }

    public async Task AwakeAsync(CancellationToken ct)
    {
        const string sql = "select pg_advisory_unlock_shared(jobs_queue_lock_class(), 0)";

        if (!IsAsleep)
            return;

        _asleepOn = -1;
        await _claims.UseAsync(db => db.Find(sql, [], row => row.GetBoolean(0)), ct);
    }

    async Task FallAsleepAsync(CancellationToken ct)
    {
        const string sql = "select from (select pg_advisory_lock_shared(jobs_queue_lock_class(), 0)) locked";

        await _claims.UseAsync(db => db.Find(sql, [], _ => true), ct);
        (_asleepOn, _naps) = (_claims.Opened, 0);
    }
}
