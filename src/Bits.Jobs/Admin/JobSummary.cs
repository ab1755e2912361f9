namespace Bits.Jobs;

/// <summary>A job as an operator sees it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempt">How many attempts have begun.</param>
/// <param name="MaxAttempts">After how many failed ones it ends dead.</param>
/// <param name="RunAt">When it runs next, or was to run last.</param>
/// <param name="EnqueuedAt">When it was enqueued.</param>
/// <param name="Error">What the last failed attempt said.</param>
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
    /// <summary>With whom it takes turns; see <see cref="EnqueueOptions.Key"/>.</summary>
    public string? Key { get; init; }

    /// <summary>Its priority: smaller runs first.</summary>
    public short Priority { get; init; }

    /// <summary>Whether it is a step of a workflow whose turn has not come; <see cref="RunAt"/> says nothing then.</summary>
    public bool WaitsForOthers => State == JobState.Pending && IsWithoutTurn;

    /// <summary>Whether it is a step of a workflow that has not had its turn; one that was skipped never will.</summary>
    public bool IsWithoutTurn => RunAt == Never;

    // As the table has it.
    static readonly DateTimeOffset Never = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);
}

/// <summary>Everything about one job.</summary>
/// <param name="Job">What the list shows.</param>
/// <param name="Payload">What it is about, as JSON.</param>
/// <param name="Crashes">How many workers died with it.</param>
/// <param name="StartedAt">When the last attempt began.</param>
/// <param name="FinishedAt">When the last attempt ended; null while it runs for the first time, or waits.</param>
/// <param name="Worker">Who runs it, or ran it last, where that worker still lives.</param>
/// <param name="TraceParent">The span that enqueued it, as W3C trace context.</param>
/// <param name="Batch">The batch that it belongs to.</param>
/// <param name="Failures">Every attempt that did not end in success, the oldest first.</param>
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
    /// <summary>The moment after which it does not start any more; null where it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How far its latest attempt has said it is; null where it has said nothing.</summary>
    public JobProgress? Progress { get; init; }

    /// <summary>What its latest attempt has kept, as JSON; null where that kept nothing.</summary>
    public string? Result { get; init; }

    /// <summary>The steps of the workflow that it is of, in the order in which they were given; none where it is of none.</summary>
    public IReadOnlyList<WorkflowStepSummary> Workflow { get; init; } = [];

    /// <summary>The log of its attempts, at most the latest 500 lines, the oldest first.</summary>
    public IReadOnlyList<JobLogLine> Log { get; init; } = [];
}
