namespace Bits.Jobs;

/// <summary>The types of failures without an exception.</summary>
public static class FailureTypes
{
    /// <summary>The worker of the job died.</summary>
    public const string Lost = "lost";

    /// <summary>An operator cancelled the job.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The handler threw <see cref="DiscardJobException"/>.</summary>
    public const string Discarded = "discarded";

    /// <summary>The table refused the outcome of the attempt.</summary>
    public const string Unstorable = "unstorable";

    /// <summary>The handler completed the job in a transaction that was not committed.</summary>
    public const string Uncommitted = "uncommitted";

    /// <summary>The job expired before it started; see <see cref="EnqueueOptions.ExpiresAt"/>. No attempt failed.</summary>
    public const string Expired = "expired";

    /// <summary>The step was never released, because a predecessor in its workflow is dead.</summary>
    public const string Skipped = "skipped";
}

/// <summary>An attempt that did not succeed.</summary>
/// <param name="At">When the attempt ended.</param>
/// <param name="Attempt">The number of the attempt, from 1; 0 if no attempt had begun.</param>
/// <param name="State">The state of the job after it: failed or dead.</param>
/// <param name="BeganAt">When the attempt began; null if the job was cancelled before that.</param>
/// <param name="Worker">The name of the worker.</param>
/// <param name="Type">The type of the exception, or one of <see cref="FailureTypes"/>.</param>
/// <param name="Message">The message.</param>
/// <param name="Detail">The full text, with the stack.</param>
/// <param name="Signature">The signature that similar failures share: <see cref="JobFilter.Signature"/>.</param>
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

/// <summary>A group of dead jobs with the same reason.</summary>
/// <param name="Signature">The type and the first line of the message, without numbers, ids and names.</param>
/// <param name="Kind">The kind of the jobs.</param>
/// <param name="Type">The type of the exception, or one of <see cref="FailureTypes"/>.</param>
/// <param name="Message">The message of the latest job.</param>
/// <param name="Jobs">The number of jobs.</param>
/// <param name="FirstAt">When the first job ended.</param>
/// <param name="LastAt">When the latest job ended.</param>
/// <param name="LatestJobId">The id of the latest job.</param>
public sealed record FailureGroup(
    string Signature,
    string Kind,
    string Type,
    string Message,
    long Jobs,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    long LatestJobId);
