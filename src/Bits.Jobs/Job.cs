using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

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
    internal JobHand? Hand { get; init; }

    /// <summary>Marks the job succeeded in the caller's transaction: what the handler wrote there and the end of the
    /// job are committed together, once. Commit before the handler returns: where the job is still running then, the
    /// attempt has failed.</summary>
    /// <param name="db">The handler's open connection, with its transaction begun.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="JobLostException">The job is not this worker's any more: roll back.</exception>
    /// <exception cref="ArgumentException">The connection is none to the database of the jobs.</exception>
    /// <exception cref="InvalidOperationException">The connection has no transaction, or a test constructed the job.
    /// </exception>
    public Task CompleteAsync(DbConnection db, CancellationToken ct = default) =>
        Hand?.CompleteAsync(db, ct) ?? throw new InvalidOperationException("This job was not claimed by a worker.");

    /// <summary>Says how far it is: operators see the latest word. Written down about once a second, in the background; after
    /// a new attempt has begun only that one's word counts.</summary>
    /// <param name="percent">How far, 0 to 100.</param>
    /// <param name="note">A few words; what is longer than 200 bytes is cut.</param>
    /// <remarks>Never waits. Of a job that was made by hand, as a test does, nobody hears.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The percentage is none.</exception>
    public void ReportProgress(int percent, string? note = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        Hand?.Report.Progress((short)percent, note);
    }

    /// <summary>Adds a line to the job's log, for operators. Written down about once a second, in the background; of each job
    /// the latest 500 lines are kept, over all its attempts.</summary>
    /// <param name="line">What to say; what is longer than 1,000 bytes is cut.</param>
    /// <remarks>Never waits. Of a job that was made by hand, as a test does, nobody hears.</remarks>
    public void Log(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        Hand?.Report.Line(line);
    }

    /// <summary>Keeps what came out of this attempt, in place of what it kept before: operators see it with the job, for as
    /// long as the job is kept.</summary>
    /// <param name="result">What came out.</param>
    /// <param name="json">How to write it: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="ct">Stops the query.</param>
    /// <remarks>Call it before <see cref="CompleteAsync"/>, whose transaction it would wait for. Of a job that was made by
    /// hand, as a test does, nothing is kept.</remarks>
    /// <exception cref="ArgumentException">It has more than 64 KiB of JSON, or holds the character NUL.</exception>
    /// <exception cref="JobLostException">The job is not this worker's any more; nothing is kept.</exception>
    public Task RecordResultAsync<TResult>(TResult result, JsonTypeInfo<TResult> json, CancellationToken ct = default)
    {
        var text = JobResult.Checked(JsonSerializer.SerializeToUtf8Bytes(result, json));
        return Hand?.RecordAsync(text, ct) ?? Task.CompletedTask;
    }
}
