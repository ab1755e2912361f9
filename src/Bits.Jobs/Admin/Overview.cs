namespace Bits.Jobs;

/// <summary>A page of jobs.</summary>
/// <param name="Jobs">The jobs, the latest first.</param>
/// <param name="Next">The start of the next page; null if there are no more jobs.</param>
/// <param name="LookedBackTo">When the last examined job was enqueued, if the search stopped before the page was full; else
/// null.</param>
public sealed record JobPage(IReadOnlyList<JobSummary> Jobs, long? Next, DateTimeOffset? LookedBackTo);

/// <summary>The number of jobs of a queue, a kind and a state.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Kind">The kind.</param>
/// <param name="State">The state.</param>
/// <param name="Jobs">The number of jobs.</param>
/// <param name="IsMinimum">Whether the number is a minimum, because the count stopped early.</param>
public sealed record JobCount(string Queue, string Kind, JobState State, long Jobs, bool IsMinimum);

/// <summary>The number of attempts with an outcome in a minute.</summary>
/// <param name="Minute">The minute.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Outcome">The outcome: succeeded, failed, dead, snoozed, released or lost.</param>
/// <param name="Jobs">The number of attempts.</param>
/// <param name="Seconds">Their total run time, in seconds.</param>
public sealed record JobOutcomeCount(
    DateTimeOffset Minute, string Queue, string Kind, string Outcome, long Jobs, double Seconds);

/// <summary>A registered worker.</summary>
/// <param name="Id">The id; a worker that registers again gets another one.</param>
/// <param name="Name">The name: machine, process and a random suffix.</param>
/// <param name="Queues">The queues that it serves.</param>
/// <param name="Kinds">The kinds that it has handlers for.</param>
/// <param name="StartedAt">When it registered.</param>
/// <param name="BeatAt">Its last heartbeat.</param>
/// <param name="Lease">How long it keeps its jobs without a heartbeat.</param>
/// <param name="IsLate">Whether it has missed its lease: other workers take its jobs back.</param>
/// <param name="Running">The number of jobs that it holds.</param>
public sealed record WorkerSummary(
    long Id,
    string Name,
    IReadOnlyList<string> Queues,
    IReadOnlyList<string> Kinds,
    DateTimeOffset StartedAt,
    DateTimeOffset BeatAt,
    TimeSpan Lease,
    bool IsLate,
    int Running);

/// <summary>A queue or a kind to pause.</summary>
public sealed record PauseTarget
{
    PauseTarget(string? queue, string? kind) => (QueueName, KindName) = (queue, kind);

    /// <summary>The queue; null for a kind.</summary>
    public string? QueueName { get; }

    /// <summary>The kind; null for a queue.</summary>
    public string? KindName { get; }

    /// <summary>Targets all jobs of a queue.</summary>
    /// <exception cref="ArgumentException">The name is invalid.</exception>
    public static PauseTarget Queue(string queue) => new(JobNames.Checked(queue, maxLength: 64, nameof(queue)), null);

    /// <summary>Targets all jobs of a kind.</summary>
    /// <exception cref="ArgumentException">The name is invalid.</exception>
    public static PauseTarget Kind(string kind) => new(null, JobNames.Checked(kind, maxLength: 128, nameof(kind)));
}

/// <summary>A pause of a queue or a kind.</summary>
/// <param name="Target">The queue or kind.</param>
/// <param name="Reason">The reason.</param>
/// <param name="PausedAt">When an operator paused it.</param>
public sealed record JobPause(PauseTarget Target, string Reason, DateTimeOffset PausedAt);
