using System.Data.Common;

namespace Bits.Jobs;

/// <summary>What a handler can do to its own job, as long as that is its own.</summary>
sealed class JobHand(IJobStore store, JobKey key, TimeProvider time)
{
    JobReport? _report;

    /// <summary>What it says of itself, if it has said anything.</summary>
    public JobReport? Begun => Volatile.Read(ref _report);

    /// <summary>What it says of itself; made when it first does, whichever of its threads comes first.</summary>
    public JobReport Report => LazyInitializer.EnsureInitialized(ref _report, () => new(store, key, time));

    /// <summary>Whether the handler has ended the job in a transaction; that may have been rolled back.</summary>
    public bool HasCompleted { get; private set; }

    /// <summary>Ends the job in the handler's transaction.</summary>
    public async Task CompleteAsync(DbConnection db, CancellationToken ct)
    {
        await store.CompleteAsync(db, key, ct).ConfigureAwait(false);
        HasCompleted = true;
    }

    /// <summary>Keeps what came out, as JSON.</summary>
    public async Task RecordAsync(string result, CancellationToken ct)
    {
        if (!await store.TellAsync(key, new(null, null, [], [], result), ct).ConfigureAwait(false))
            throw new JobLostException(key.Id);
    }
}
