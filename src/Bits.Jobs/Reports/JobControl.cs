using System.Data.Common;

namespace Bits.Jobs;

/// <summary>Acts on the job of a running handler: reports, result, completion.</summary>
sealed class JobControl(IJobStore store, JobKey key, TimeProvider time)
{
    JobReport? _report;

    /// <summary>The report, if the handler has begun one.</summary>
    public JobReport? Begun => Volatile.Read(ref _report);

    /// <summary>The report; created on first use, by any thread.</summary>
    public JobReport Report => LazyInitializer.EnsureInitialized(ref _report, () => new(store, key, time));

    /// <summary>Whether the handler has ended the job in a transaction; that may have been rolled back.</summary>
    public bool HasCompleted { get; private set; }

    /// <summary>Ends the job in the handler's transaction.</summary>
    public async Task CompleteAsync(DbConnection db, CancellationToken ct)
    {
        await store.CompleteAsync(db, key, ct).ConfigureAwait(false);
        HasCompleted = true;
    }

    /// <summary>Stores the result, as JSON.</summary>
    public async Task RecordAsync(string result, CancellationToken ct)
    {
        if (!await store.SaveProgressAsync(key, new(null, null, [], [], result), ct).ConfigureAwait(false))
            throw new JobLostException(key.Id);
    }
}
