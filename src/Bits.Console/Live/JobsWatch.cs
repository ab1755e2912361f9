using Bits.Console.Hosting;
using Bits.Jobs;

namespace Bits.Console.Live;

/// <summary>Reads how the queues stand, at most every two seconds however many look, and only while somebody looks.
/// </summary>
sealed class JobsWatch(ConsoleDatabase database, TimeProvider time) : IDisposable
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    readonly JobInspector _jobs = new(database.DataSource);
    readonly SemaphoreSlim _reading = new(1);
    JobsNow? _latest;

    /// <summary>How they stand, or stood up to two seconds ago.</summary>
    public async Task<JobsNow> LookAsync(CancellationToken ct)
    {
        if (IsFresh(_latest))
            return _latest!;

        await _reading.WaitAsync(ct);
        try
        {
            return IsFresh(_latest) ? _latest! : _latest = await ReadAsync(ct);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Has the next look be a new one: somebody has just changed something.</summary>
    public void Forget() => _latest = null;

    /// <inheritdoc />
    public void Dispose() => _reading.Dispose();

    async Task<JobsNow> ReadAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return new(
            now, await _jobs.ListCountsAsync(ct: ct), await _jobs.ListTallyAsync(now - JobsNow.Window, ct),
            await _jobs.ListWorkersAsync(ct), await _jobs.ListPausesAsync(ct));
    }

    bool IsFresh(JobsNow? look) => look is not null && time.GetUtcNow() - look.At < Fresh;
}
