using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>A job as its handler sees it.</summary>
/// <typeparam name="TArgs">The arguments of the kind.</typeparam>
/// <param name="Id">The id in <c>jobs_queue_job</c>.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Attempt">The number of this attempt, from 1.</param>
/// <param name="MaxAttempts">The number of failed attempts after which the job ends dead.</param>
/// <param name="Lease">The fencing token of this attempt: higher than that of every earlier attempt. Pass it to other
/// systems, so that they can refuse a worker that has lost the job without knowing.</param>
/// <param name="EnqueuedAt">When the job was enqueued, by the database's clock.</param>
public sealed record Job<TArgs>(
    long Id, TArgs Args, string Queue, int Attempt, int MaxAttempts, long Lease, DateTimeOffset EnqueuedAt)
    where TArgs : IJobArgs
{
    internal JobControl? Control { get; init; }

    /// <summary>Marks the job succeeded in the caller's transaction: the handler's writes and the end of the job are
    /// committed together, once. Commit before the handler returns; else the attempt fails.</summary>
    /// <param name="db">The handler's open connection, with its transaction begun.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="JobLostException">This worker has lost the job: roll back.</exception>
    /// <exception cref="ArgumentException">The connection is not an <c>NpgsqlConnection</c>.</exception>
    /// <exception cref="InvalidOperationException">The connection has no transaction, or a test constructed the job.
    /// </exception>
    public Task CompleteAsync(DbConnection db, CancellationToken ct = default) =>
        Control?.CompleteAsync(db, ct) ?? throw new InvalidOperationException("No worker has claimed this job. Run it by a worker, or by TestJobs.DrainAsync.");

    /// <summary>Reports progress; operators see the latest report. Stores it about once a second, in the background. A new
    /// attempt replaces the reports of earlier ones.</summary>
    /// <param name="percent">The progress, 0 to 100.</param>
    /// <param name="note">A short note; cut at 200 bytes.</param>
    /// <remarks>Never blocks. No-op for jobs that a test constructed.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The percentage is below 0 or above 100.</exception>
    public void ReportProgress(int percent, string? note = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        Control?.Report.Progress((short)percent, note);
    }

    /// <summary>Adds a line to the job's log, for operators. Stores it about once a second, in the background. Keeps the
    /// latest 500 lines of a job, over all its attempts.</summary>
    /// <param name="line">The line; cut at 1,000 bytes.</param>
    /// <remarks>Never blocks. No-op for jobs that a test constructed.</remarks>
    public void Log(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        Control?.Report.Line(line);
    }

    /// <summary>Stores the result of this attempt, and replaces an earlier one. Operators see it with the job until
    /// retention deletes the job.</summary>
    /// <param name="result">The result.</param>
    /// <param name="json">Its entry in a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="ct">Stops the query.</param>
    /// <remarks>Call it before <see cref="CompleteAsync"/>, whose transaction it would wait for. No-op for jobs that a test
    /// constructed.</remarks>
    /// <exception cref="ArgumentException">The result exceeds 64 KiB of JSON, or contains the character NUL.</exception>
    /// <exception cref="JobLostException">This worker has lost the job; nothing is stored.</exception>
    public Task RecordResultAsync<TResult>(TResult result, JsonTypeInfo<TResult> json, CancellationToken ct = default)
    {
        var text = JobResult.Checked(JsonSerializer.SerializeToUtf8Bytes(result, json));
        return Control?.RecordAsync(text, ct) ?? Task.CompletedTask;
    }
}
