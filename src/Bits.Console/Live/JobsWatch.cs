using Bits.Console.Hosting;
using Bits.Jobs;

namespace Bits.Console.Live;

/// <summary>Caches the state of the queues for two seconds, regardless of the number of viewers. Reads only on
/// demand.</summary>
sealed class JobsWatch(ConsoleDatabase database, TimeProvider time) : IDisposable
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    readonly JobInspector _jobs = new(database.DataSource);
    readonly SemaphoreSlim _reading = new(1);
    JobsNow? _latest;
    int _changes;

    /// <summary>Returns the state, up to two seconds old.</summary>
    public async Task<JobsNow> LookAsync(CancellationToken ct)
    {
        if (IsFresh(_latest))
            return _latest!;

        await _reading.WaitAsync(ct);
        try
        {
            if (IsFresh(_latest))
                return _latest!;

            var changes = Volatile.Read(ref _changes);
            var now = await ReadAsync(ct);

            // A read that began before a change may show the time before it.
            if (changes == Volatile.Read(ref _changes))
                _latest = now;
            return now;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Discards the cached state after a change. A read in progress is not cached.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        _latest = null;
    }

    /// <inheritdoc />
    public void Dispose() => _reading.Dispose();

    async Task<JobsNow> ReadAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return new(
            now, await _jobs.ListCountsAsync(ct: ct), await _jobs.ListOutcomesAsync(now - JobsNow.Window, ct),
            await _jobs.ListWorkersAsync(ct), await _jobs.ListPausesAsync(ct));
    }

    bool IsFresh(JobsNow? look) => look is not null && time.GetUtcNow() - look.At < Fresh;
}
