using System.Diagnostics.CodeAnalysis;
using Bits.Shared;

namespace Bits.Jobs;

/// <summary>A job that a worker has claimed.</summary>
/// <param name="Key">The key of the attempt.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Payload">The payload: JSON in UTF-8.</param>
/// <param name="Attempt">The number of this attempt, from 1.</param>
/// <param name="MaxAttempts">The number of failed attempts after which the job ends dead.</param>
/// <param name="EnqueuedAt">When the job was enqueued.</param>
/// <param name="TraceParent">The span that enqueued the job.</param>
/// <param name="PartitionKey">The key for fair queueing.</param>
/// <param name="Batch">The batch that the job belongs to.</param>
/// <param name="IsQuarantined">Whether the job runs alone, because workers were lost with it.</param>
sealed record ClaimedJob(
    JobKey Key,
    string Queue,
    string Kind,
    byte[] Payload,
    int Attempt,
    int MaxAttempts,
    DateTimeOffset EnqueuedAt,
    string? TraceParent,
    string? PartitionKey,
    long? Batch,
    bool IsQuarantined);

/// <summary>Identifies one attempt at one job, fenced by its lease.</summary>
/// <param name="Slot">The partition of the job.</param>
/// <param name="Id">The job.</param>
/// <param name="Lease">The fencing token.</param>
readonly record struct JobKey(short Slot, long Id, long Lease);

/// <summary>The answer to a claim.</summary>
/// <param name="Jobs">The claimed jobs, in the order in which they run.</param>
/// <param name="NextRunIn">The time until the next job is due, after a claim of no jobs; null without a scheduled job.</param>
/// <param name="IsGone">Whether the worker was taken for dead and must register again.</param>
sealed record Claim(List<ClaimedJob> Jobs, TimeSpan? NextRunIn = null, bool IsGone = false);

/// <summary>The result of an attempt that did not succeed.</summary>
/// <param name="Key">The key of the attempt.</param>
/// <param name="Outcome">The outcome: failed, dead, released or uncommitted.</param>
/// <param name="Delay">How long the job waits.</param>
/// <param name="Error">The error, for operators; null keeps the last one.</param>
sealed record AttemptResult(JobKey Key, string Outcome, TimeSpan Delay, AttemptError? Error)
{
    /// <summary>Runs again after the delay, unless this was its last attempt.</summary>
    public const string Failed = "failed";

    /// <summary>Never runs again.</summary>
    public const string Dead = "dead";

    /// <summary>Runs again after the delay, without counting this attempt.</summary>
    public const string Released = "released";

    /// <summary>Failed, unless the handler's transaction has ended the job.</summary>
    public const string Uncommitted = "uncommitted";
}

/// <summary>An attempt that ended otherwise than the worker reported.</summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Lease">The lease of the attempt.</param>
/// <param name="Ended">One of the constants below; null in the default value.</param>
readonly record struct OtherEnd(long Id, long Lease, string? Ended)
{
    /// <summary>The worker had lost the job.</summary>
    public const string Lost = "lost";

    /// <summary>An operator had cancelled the job: it is dead.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The handler's transaction has ended the job.</summary>
    public const string Completed = "ended";
}

/// <summary>The error of an attempt, as texts that Postgres can store.</summary>
/// <param name="Type">The type of the exception, or one of <see cref="FailureTypes"/>.</param>
/// <param name="Message">The message.</param>
/// <param name="Detail">The full text, with the stack.</param>
sealed record AttemptError(string Type, string Message, string Detail)
{
    const int MaxTypeBytes = 500;
    const int MaxDetailBytes = 8 * 1024;
    const int MaxMessageBytes = 2 * 1024;

    /// <summary>Reads an exception; never throws, whatever its members do.</summary>
    public static AttemptError Of(Exception e)
    {
        var type = e.GetType().FullName ?? e.GetType().Name;
        var message = Read(() => e.Message, "Message");
        return new(
            PostgresText.Cleaned(type, MaxTypeBytes), PostgresText.Cleaned(message, MaxMessageBytes),
            PostgresText.Cleaned(Read(e.ToString, "ToString", $"{type}: {message}"), MaxDetailBytes));
    }

    /// <summary>Makes the error of an attempt that ended without an exception.</summary>
    public static AttemptError WithReason(string type, string prefix, string? reason) => new(
        type, PostgresText.Cleaned(reason ?? "", MaxMessageBytes), PostgresText.Cleaned($"{prefix}: {reason}", MaxDetailBytes));

    [SuppressMessage("Design", "CA1031", Justification = "Exceptions are foreign code too.")]
    static string Read(Func<string?> member, string name, string? otherwise = null)
    {
        try
        {
            return member() ?? otherwise ?? "";
        }
        catch (Exception broken)
        {
            return $"{otherwise} (its {name} threw {broken.GetType().Name})".TrimStart();
        }
    }
}

/// <summary>An event in the answer to a heartbeat.</summary>
/// <param name="What">One of the constants below.</param>
/// <param name="Id">The id of the job; 0 without one.</param>
/// <param name="Lease">The lease of the attempt; 0 without one.</param>
/// <param name="Said">The reason, the kind or another detail.</param>
sealed record HeartbeatEvent(string What, long Id, long Lease, string Said)
{
    public const string Gone = "gone";
    public const string Cancel = "cancel";
    public const string Rescued = "rescued";
    public const string Quarantined = "quarantined";
    public const string Unknown = "unknown";
}
