using System.Diagnostics.CodeAnalysis;
using Bits.Shared;

namespace Bits.Jobs;

/// <summary>A job as a worker has claimed it.</summary>
/// <param name="Key">How its end is told to the store.</param>
/// <param name="Queue">The queue that it waited in.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Payload">JSON in UTF-8.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="MaxAttempts">After how many failed attempts it ends dead.</param>
/// <param name="EnqueuedAt">When it was enqueued.</param>
/// <param name="TraceParent">The span that enqueued it.</param>
/// <param name="PartitionKey">With whom it takes turns.</param>
/// <param name="Batch">The batch that it belongs to.</param>
/// <param name="IsSolo">Whether it runs alone, because workers were lost with it.</param>
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
    bool IsSolo);

/// <summary>One attempt at one job. Whoever names it proves that the job is still his.</summary>
/// <param name="Slot">Where the job is kept.</param>
/// <param name="Id">Which job.</param>
/// <param name="Lease">The fencing token.</param>
readonly record struct JobKey(short Slot, long Id, long Lease);

/// <summary>What a worker got when it asked for jobs.</summary>
/// <param name="Jobs">In the order in which they are to run.</param>
/// <param name="NextRunIn">When the next job is due, if there was none now and one waits.</param>
/// <param name="IsGone">The worker has been taken for dead and must enter anew.</param>
sealed record Claim(List<ClaimedJob> Jobs, TimeSpan? NextRunIn = null, bool IsGone = false);

/// <summary>An attempt that did not end in success.</summary>
/// <param name="Key">Which attempt.</param>
/// <param name="Outcome">How it ended: failed, dead or released.</param>
/// <param name="Delay">How long the job waits.</param>
/// <param name="Error">What the operator is to read; null leaves what is there.</param>
sealed record SettledJob(JobKey Key, string Outcome, TimeSpan Delay, AttemptError? Error)
{
    /// <summary>Runs again after the delay, unless this was its last attempt.</summary>
    public const string Failed = "failed";

    /// <summary>Never runs again.</summary>
    public const string Dead = "dead";

    /// <summary>Runs again after the delay, as if this attempt had not been.</summary>
    public const string Released = "released";

    /// <summary>Failed, unless its handler's transaction has ended it.</summary>
    public const string Uncommitted = "uncommitted";
}

/// <summary>A job whose end is another one than the worker told.</summary>
/// <param name="Id">Which job.</param>
/// <param name="Lease">Which attempt.</param>
/// <param name="Ended">One of the words below; null in the default value.</param>
readonly record struct OtherEnd(long Id, long Lease, string? Ended)
{
    /// <summary>It was not the worker's any more.</summary>
    public const string Lost = "lost";

    /// <summary>An operator had cancelled it: it is dead.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Its handler's transaction has ended it.</summary>
    public const string Completed = "ended";
}

/// <summary>What went wrong in an attempt, as texts that Postgres can keep.</summary>
/// <param name="Type">The type of the exception, or a word of <see cref="FailureTypes"/>.</param>
/// <param name="Message">What it said.</param>
/// <param name="Detail">All of it, with the stack.</param>
sealed record AttemptError(string Type, string Message, string Detail)
{
    const int MaxTypeBytes = 500;
    const int MaxDetailBytes = 8 * 1024;
    const int MaxMessageBytes = 2 * 1024;

    /// <summary>What an exception says; never throws, whatever its members do.</summary>
    public static AttemptError Of(Exception e)
    {
        var type = e.GetType().FullName ?? e.GetType().Name;
        var message = Said(() => e.Message, "Message");
        return new(
            PostgresText.Cleaned(type, MaxTypeBytes), PostgresText.Cleaned(message, MaxMessageBytes),
            PostgresText.Cleaned(Said(e.ToString, "ToString", $"{type}: {message}"), MaxDetailBytes));
    }

    /// <summary>What was said in words.</summary>
    public static AttemptError Said(string type, string prefix, string? reason) => new(
        type, PostgresText.Cleaned(reason ?? "", MaxMessageBytes), PostgresText.Cleaned($"{prefix}: {reason}", MaxDetailBytes));

    [SuppressMessage("Design", "CA1031", Justification = "Exceptions are code of strangers too.")]
    static string Said(Func<string?> member, string name, string? otherwise = null)
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

/// <summary>What the store answers to a heartbeat.</summary>
/// <param name="What">One of the words below.</param>
/// <param name="Id">The job that it is about.</param>
/// <param name="Lease">The attempt that it is about.</param>
/// <param name="Said">More words.</param>
sealed record HeartbeatEvent(string What, long Id, long Lease, string Said)
{
    public const string Gone = "gone";
    public const string Cancel = "cancel";
    public const string Rescued = "rescued";
    public const string Solo = "solo";
    public const string Unknown = "unknown";
}
