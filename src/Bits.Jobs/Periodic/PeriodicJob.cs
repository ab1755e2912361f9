namespace Bits.Jobs;

/// <summary>A schedule that enqueues a job at each tick.</summary>
/// <param name="Name">The unique name.</param>
/// <param name="Schedule">The ticks.</param>
/// <param name="Kind">The kind of its jobs.</param>
/// <param name="Payload">The payload of its jobs, as a JSON object.</param>
public sealed record PeriodicJob(string Name, Schedule Schedule, string Kind, string Payload)
{
    /// <summary>What happens to ticks that no worker fired in time; default <see cref="MissedTicks.Skip"/>.</summary>
    public MissedTicks Missed { get; init; } = MissedTicks.Skip;

    /// <summary>The maximum number of missed ticks that get a job, the latest ones; default 1, range 1 to 1,000. More than 1
    /// only with <see cref="MissedTicks.All"/>.</summary>
    public int MissedMax { get; init; } = 1;

    /// <summary>Whether ticks are skipped while a job of this schedule waits or runs; default: each tick has a job. Not
    /// together with <see cref="MissedTicks.All"/>.</summary>
    public bool NoOverlap { get; init; }

    /// <summary>The queue; default <c>default</c>.</summary>
    public string Queue { get; init; } = EnqueueOptions.DefaultQueue;

    /// <summary>The priority; smaller numbers run first. Default 0.</summary>
    public short Priority { get; init; }

    /// <summary>The number of failed attempts after which a job ends dead; default 12.</summary>
    public int MaxAttempts { get; init; } = 12;

    /// <summary>The time after which a job expires, counted from when its tick fired; default: never, range 1 ms to 3,650
    /// days. See <see cref="EnqueueOptions.ExpiresIn"/>.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    internal PeriodicJob Checked()
    {
        JobNames.Checked(Name, maxLength: 128, nameof(Name));
        JobNames.Checked(Kind, maxLength: 128, nameof(Kind));
        JobNames.Checked(Queue, maxLength: 64, nameof(Queue));
        ArgumentNullException.ThrowIfNull(Schedule);
        if (MissedMax is < 1 or > 1_000)
            throw new InvalidArgumentException(nameof(MissedMax), "must be 1 to 1,000.");
        if (MaxAttempts < 1)
            throw new InvalidArgumentException(nameof(MaxAttempts), "must be at least 1.");
        if (ExpiresIn is { } span)
            JobDelays.Checked(span, JobDelays.Tick, nameof(ExpiresIn));
        if (MissedMax > 1 && Missed != MissedTicks.All)
            throw new InvalidArgumentException(nameof(MissedMax), "has an effect only with MissedTicks.All. Set Missed to All, or leave MissedMax out.");
        if (NoOverlap && Missed == MissedTicks.All)
            throw new InvalidArgumentException(nameof(NoOverlap), "a job for each missed tick would overlap. Use MissedTicks.Coalesce or Skip.");
        return this with { Payload = JobPayload.Checked(Payload) };
    }
}

/// <summary>A periodic job as an operator sees it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Cron">The cron expression.</param>
/// <param name="Zone">The time zone of the expression.</param>
/// <param name="Kind">The kind of its jobs.</param>
/// <param name="Queue">The queue of its jobs.</param>
/// <param name="Payload">The payload of its jobs, as JSON.</param>
/// <param name="Missed">What happens to ticks that no worker fired in time.</param>
/// <param name="MissedMax">The maximum number of missed ticks that get a job.</param>
/// <param name="IsByHand">Whether an operator has added or edited it: then the code no longer changes it.</param>
/// <param name="PausedBecause">The reason of the pause; null if it is not paused.</param>
/// <param name="NextAt">The next tick; null if it is paused, never comes, or the schedule is invalid.</param>
/// <param name="LastTick">The tick that fired last.</param>
/// <param name="LastJobId">The id of the job of that tick.</param>
/// <param name="Problem">Why the schedule is invalid; null if it is valid.</param>
public sealed record PeriodicSummary(
    string Name,
    string Cron,
    string Zone,
    string Kind,
    string Queue,
    string Payload,
    MissedTicks Missed,
    int MissedMax,
    bool IsByHand,
    string? PausedBecause,
    DateTimeOffset? NextAt,
    DateTimeOffset? LastTick,
    long? LastJobId,
    string? Problem)
{
    /// <summary>Whether ticks are skipped while a job of this schedule waits or runs.</summary>
    public bool NoOverlap { get; init; }
}
