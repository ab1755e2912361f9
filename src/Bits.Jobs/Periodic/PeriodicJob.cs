namespace Bits.Jobs;

/// <summary>A job that runs by the calendar.</summary>
/// <param name="Name">What it is called; unique.</param>
/// <param name="Schedule">When it runs.</param>
/// <param name="Kind">The kind of the jobs that are enqueued.</param>
/// <param name="Payload">What they are about, as a JSON object.</param>
public sealed record PeriodicJob(string Name, Schedule Schedule, string Kind, string Payload)
{
    /// <summary>What becomes of ticks at which no worker was there; default <see cref="MissedTicks.Skip"/>.</summary>
    public MissedTicks Missed { get; init; } = MissedTicks.Skip;

    /// <summary>With <see cref="MissedTicks.All"/>: for how many of them at most, the latest; default 1, range 1 to 1,000. With
    /// the others it is refused.</summary>
    public int MissedMost { get; init; } = 1;

    /// <summary>Whether a tick passes while a job of this schedule waits or runs; default: each tick has its job. Not together with
    /// <see cref="MissedTicks.All"/>.</summary>
    public bool NoOverlap { get; init; }

    /// <summary>The queue; default <c>default</c>.</summary>
    public string Queue { get; init; } = EnqueueOptions.DefaultQueue;

    /// <summary>Smaller runs first; default 0.</summary>
    public short Priority { get; init; }

    /// <summary>After how many failed attempts a job ends dead; default 12.</summary>
    public int MaxAttempts { get; init; } = 12;

    /// <summary>How long after its tick has fired a job may still start; default: for ever, range 1 ms to 3,650 days. See
    /// <see cref="EnqueueOptions.ExpiresIn"/>.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    internal PeriodicJob Checked()
    {
        JobNames.Checked(Name, maxLength: 128, nameof(Name));
        JobNames.Checked(Kind, maxLength: 128, nameof(Kind));
        JobNames.Checked(Queue, maxLength: 64, nameof(Queue));
        ArgumentNullException.ThrowIfNull(Schedule);
        ArgumentOutOfRangeException.ThrowIfLessThan(MissedMost, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MissedMost, 1_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        if (ExpiresIn is { } span)
            JobDelays.Checked(span, JobDelays.Tick, nameof(ExpiresIn));
        if (MissedMost > 1 && Missed != MissedTicks.All)
            throw new ArgumentException("MissedMost: is for missed ticks that each have a job; say MissedTicks.All, or leave it out.", nameof(MissedMost));
        if (NoOverlap && Missed == MissedTicks.All)
            throw new ArgumentException("NoOverlap: a job for each missed tick would overlap; say MissedTicks.Coalesce or Skip.", nameof(NoOverlap));
        return this with { Payload = JobPayload.Checked(Payload) };
    }
}

/// <summary>A periodic job as an operator sees it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Cron">When it runs: the expression.</param>
/// <param name="Zone">The zone in which that is read.</param>
/// <param name="Kind">The kind of its jobs.</param>
/// <param name="Queue">Their queue.</param>
/// <param name="Payload">What they are about, as JSON.</param>
/// <param name="Missed">What becomes of ticks at which no worker was there.</param>
/// <param name="MissedMost">For how many of them at most, where each has a job.</param>
/// <param name="IsByHand">Whether an operator has added or edited it: then the code does not change it any more.</param>
/// <param name="PausedBecause">Why it is paused; null where it is not.</param>
/// <param name="NextAt">Its next tick; null where it is paused, has none, or cannot be read.</param>
/// <param name="LastTick">The tick that fired last.</param>
/// <param name="LastJobId">The job of that tick.</param>
/// <param name="Problem">Why the schedule cannot be read; null where it can.</param>
public sealed record PeriodicSummary(
    string Name,
    string Cron,
    string Zone,
    string Kind,
    string Queue,
    string Payload,
    MissedTicks Missed,
    int MissedMost,
    bool IsByHand,
    string? PausedBecause,
    DateTimeOffset? NextAt,
    DateTimeOffset? LastTick,
    long? LastJobId,
    string? Problem)
{
    /// <summary>Whether a tick passes while a job of this schedule waits or runs.</summary>
    public bool NoOverlap { get; init; }
}
