namespace Bits.Jobs;

/// <summary>A page of jobs.</summary>
/// <param name="Jobs">The latest first.</param>
/// <param name="Next">From where to go on; null where there is nothing more.</param>
/// <param name="LookedBackTo">Where looking was broken off before the page was full: when the jobs there were enqueued.</param>
public sealed record JobPage(IReadOnlyList<JobSummary> Jobs, long? Next, DateTimeOffset? LookedBackTo);

/// <summary>How many jobs of a kind are in a state.</summary>
/// <param name="Queue">In this queue.</param>
/// <param name="Kind">Of this kind.</param>
/// <param name="State">In this state.</param>
/// <param name="Jobs">How many.</param>
/// <param name="IsLeast">Whether there are at least so many: counting was broken off.</param>
public sealed record JobCount(string Queue, string Kind, JobState State, long Jobs, bool IsLeast);

/// <summary>How attempts ended in a minute.</summary>
/// <param name="Minute">In which.</param>
/// <param name="Queue">In this queue.</param>
/// <param name="Kind">Of this kind.</param>
/// <param name="Outcome">How: succeeded, failed, dead, snoozed, released, lost.</param>
/// <param name="Jobs">How many.</param>
/// <param name="Seconds">How long they took together.</param>
public sealed record JobTally(
    DateTimeOffset Minute, string Queue, string Kind, string Outcome, long Jobs, double Seconds);

/// <summary>A worker that lives, or died within its lease.</summary>
/// <param name="Id">Its number; a worker that enters anew gets another one.</param>
/// <param name="Name">Machine, process, and a word of its own.</param>
/// <param name="Queues">The queues it serves.</param>
/// <param name="Kinds">The kinds it has handlers for.</param>
/// <param name="StartedAt">When it entered.</param>
/// <param name="BeatAt">Its last sign of life.</param>
/// <param name="Lease">How long it may be silent.</param>
/// <param name="IsLate">Whether it has been silent for longer: others are taking its jobs.</param>
/// <param name="Running">How many jobs it holds.</param>
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

/// <summary>What is stopped: all jobs of a queue, or all of a kind.</summary>
public sealed record PauseTarget
{
    PauseTarget(string? queue, string? kind) => (QueueName, KindName) = (queue, kind);

    /// <summary>The queue; null where it is a kind.</summary>
    public string? QueueName { get; }

    /// <summary>The kind; null where it is a queue.</summary>
    public string? KindName { get; }

    /// <summary>All jobs of a queue.</summary>
    /// <exception cref="ArgumentException">That is no name of a queue.</exception>
    public static PauseTarget Queue(string queue) => new(JobNames.Checked(queue, maxLength: 64, nameof(queue)), null);

    /// <summary>All jobs of a kind.</summary>
    /// <exception cref="ArgumentException">That is no name of a kind.</exception>
    public static PauseTarget Kind(string kind) => new(null, JobNames.Checked(kind, maxLength: 128, nameof(kind)));
}

/// <summary>Something that an operator has stopped.</summary>
/// <param name="Target">What.</param>
/// <param name="Reason">Why.</param>
/// <param name="PausedAt">When.</param>
public sealed record JobPause(PauseTarget Target, string Reason, DateTimeOffset PausedAt);
