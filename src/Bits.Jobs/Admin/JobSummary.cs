namespace Bits.Jobs;

/// <summary>A job as an operator sees it.</summary>
/// <param name="Id">The id.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Kind">The kind.</param>
/// <param name="State">The state.</param>
/// <param name="Attempt">The number of attempts that have begun.</param>
/// <param name="MaxAttempts">The number of failed attempts after which the job ends dead.</param>
/// <param name="RunAt">When the job is due, or was due last.</param>
/// <param name="EnqueuedAt">When the job was enqueued.</param>
/// <param name="Error">The error of the last failed attempt.</param>
public sealed record JobSummary(
    long Id,
    string Queue,
    string Kind,
    JobState State,
    int Attempt,
    int MaxAttempts,
    DateTimeOffset RunAt,
    DateTimeOffset EnqueuedAt,
    string? Error)
{
    /// <summary>The partition key for fair queueing; see <see cref="EnqueueOptions.PartitionKey"/>.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>The priority; smaller numbers run first.</summary>
    public short Priority { get; init; }

    /// <summary>Whether the job is a step of a workflow that waits for its predecessors; <see cref="RunAt"/> has no meaning
    /// then.</summary>
    public bool WaitsForOthers => State == JobState.Pending && IsWithoutTurn;

    /// <summary>Whether the job is a step of a workflow that was never released; also true for a skipped step.</summary>
    public bool IsWithoutTurn => RunAt == Never;

    // The same moment as in jobs_queue_never.
    static readonly DateTimeOffset Never = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);
}

/// <summary>A job with all its details.</summary>
/// <param name="Job">The summary.</param>
/// <param name="Payload">The payload, as JSON.</param>
/// <param name="Crashes">The number of workers that died with the job.</param>
/// <param name="StartedAt">When the last attempt began.</param>
/// <param name="FinishedAt">When the last attempt ended; null during the first attempt, and while the job waits.</param>
/// <param name="Worker">The worker of the last attempt; null if it is no longer registered.</param>
/// <param name="TraceParent">The span that enqueued the job, as W3C trace context.</param>
/// <param name="Batch">The batch that the job belongs to.</param>
/// <param name="Failures">All attempts that did not succeed, the oldest first.</param>
public sealed record JobDetail(
    JobSummary Job,
    string Payload,
    int Crashes,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? Worker,
    string? TraceParent,
    long? Batch,
    IReadOnlyList<JobFailure> Failures)
{
    /// <summary>The moment at which it expires; null if it does not.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The progress of its latest attempt; null if it has reported no progress.</summary>
    public JobProgress? Progress { get; init; }

    /// <summary>The result of its latest attempt, as JSON; null if it has recorded no result.</summary>
    public string? Result { get; init; }

    /// <summary>The steps of its workflow, in their given order; empty if the job belongs to no workflow.</summary>
    public IReadOnlyList<WorkflowStepSummary> Workflow { get; init; } = [];

    /// <summary>The log of its attempts, at most the latest 500 lines, the oldest first.</summary>
    public IReadOnlyList<JobLogLine> Log { get; init; } = [];
}
