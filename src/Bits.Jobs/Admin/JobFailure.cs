namespace Bits.Jobs;

/// <summary>What is written as the type of a failure where no exception was thrown.</summary>
public static class FailureTypes
{
    /// <summary>The worker that ran it died.</summary>
    public const string Lost = "lost";

    /// <summary>Somebody cancelled it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Its handler gave it up.</summary>
    public const string Discarded = "discarded";

    /// <summary>The table refused to store how the attempt ended.</summary>
    public const string Unstorable = "unstorable";

    /// <summary>Its handler completed it in a transaction that was not committed.</summary>
    public const string Uncommitted = "uncommitted";

    /// <summary>It had not started when its time was over; see <see cref="EnqueueOptions.ExpiresAt"/>. No attempt failed.</summary>
    public const string Expired = "expired";

    /// <summary>It never had its turn: a job of its workflow that it comes after is dead.</summary>
    public const string Skipped = "skipped";
}

/// <summary>An attempt that did not end in success.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Attempt">Which attempt, from 1; 0 where none had begun.</param>
/// <param name="State">Where the job stood after it: failed or dead.</param>
/// <param name="BeganAt">When it began; null where it was cancelled before.</param>
/// <param name="Worker">Who ran it.</param>
/// <param name="Type">The type of the exception, or one of <see cref="FailureTypes"/>.</param>
/// <param name="Message">What it said.</param>
/// <param name="Detail">All of it, with the stack.</param>
/// <param name="Signature">What it has in common with others: <see cref="JobFilter.Signature"/>.</param>
public sealed record JobFailure(
    DateTimeOffset At,
    int Attempt,
    JobState State,
    DateTimeOffset? BeganAt,
    string? Worker,
    string Type,
    string Message,
    string Detail,
    string Signature);

/// <summary>Dead jobs that ended for the same reason.</summary>
/// <param name="Signature">The type and the first line of the message, without numbers, ids and names.</param>
/// <param name="Kind">The kind of the jobs.</param>
/// <param name="Type">The type of the exception, or one of <see cref="FailureTypes"/>.</param>
/// <param name="Message">What the latest one said.</param>
/// <param name="Jobs">How many.</param>
/// <param name="FirstAt">When the first one ended.</param>
/// <param name="LastAt">When the latest one ended.</param>
/// <param name="LatestJobId">The latest one.</param>
public sealed record FailureGroup(
    string Signature,
    string Kind,
    string Type,
    string Message,
    long Jobs,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    long LatestJobId);
