using System.Data.Common;

namespace Bits.Jobs;

/// <summary>A job in the hands of its handler.</summary>
/// <typeparam name="TArgs">What it is about.</typeparam>
/// <param name="Id">Its number in <c>jobs_queue_job</c>.</param>
/// <param name="Args">What it is about.</param>
/// <param name="Queue">The queue that it waited in.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="MaxAttempts">After how many failed attempts it ends dead.</param>
/// <param name="Lease">The fencing token of this attempt: higher than that of every attempt before it. Hand it to
/// other systems that must not listen to a worker which has lost the job without knowing.</param>
/// <param name="EnqueuedAt">When it was enqueued, by the database's clock.</param>
public sealed record Job<TArgs>(
    long Id, TArgs Args, string Queue, int Attempt, int MaxAttempts, long Lease, DateTimeOffset EnqueuedAt)
    where TArgs : IJobArgs
{
    internal Func<DbConnection, CancellationToken, Task>? Completion { get; init; }

    /// <summary>Marks the job succeeded in the caller's transaction: what the handler wrote there and the end of the
    /// job are committed together, once. The handler returns after the commit.</summary>
    /// <param name="db">The handler's open connection, with its transaction begun.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="JobLostException">The job is not this worker's any more: roll back.</exception>
    /// <exception cref="ArgumentException">The connection is none to the database of the jobs.</exception>
    /// <exception cref="InvalidOperationException">The job was made by hand, as a test does.</exception>
    public Task CompleteAsync(DbConnection db, CancellationToken ct = default) =>
        Completion?.Invoke(db, ct) ?? throw new InvalidOperationException("This job was not claimed by a worker.");
}
