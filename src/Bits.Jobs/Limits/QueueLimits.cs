namespace Bits.Jobs;

/// <summary>Limits how many jobs of a queue run. A null value means no limit.</summary>
/// <remarks>Limits hold in the whole fleet, also when workers are killed: a job counts from its claim until its end is
/// stored, or until it is taken back from a dead worker. Rates count claims by the database's clock, over every interval of
/// that length.</remarks>
public sealed record QueueLimits
{
    /// <summary>The maximum number of jobs that run at once in the whole fleet; at least 1.</summary>
    public int? Running { get; init; }

    /// <summary>The maximum number of jobs that run at once in each worker; at least 1.</summary>
    public int? RunningPerWorker { get; init; }

    /// <summary>The maximum number of jobs of each partition key that run at once; at least 1. With 1 the jobs of a key run
    /// one after the other, in their order.</summary>
    public int? RunningPerKey { get; init; }

    /// <summary>The maximum number of jobs that begin in any interval.</summary>
    public Rate? Rate { get; init; }

    /// <summary>The maximum number of jobs of each partition key that begin in any interval.</summary>
    public Rate? RatePerKey { get; init; }

    internal QueueLimits Checked()
    {
        Positive(Running, nameof(Running));
        Positive(RunningPerWorker, nameof(RunningPerWorker));
        Positive(RunningPerKey, nameof(RunningPerKey));
        return this;
    }

    static void Positive(int? value, string name)
    {
        if (value < 1)
            throw new InvalidArgumentException(name, "must be at least 1. To stop a queue, pause it.");
    }
}

/// <summary>A maximum number of jobs in any interval of a length.</summary>
public sealed record Rate
{
    static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Creates a rate.</summary>
    /// <param name="jobs">The maximum number of jobs; at least 1.</param>
    /// <param name="per">The length of the interval; 100 ms to 1 day.</param>
    /// <exception cref="InvalidArgumentException">A parameter is out of range; the field says which.</exception>
    public Rate(int jobs, TimeSpan per)
    {
        if (jobs < 1)
            throw new InvalidArgumentException(nameof(jobs), "must be at least 1. To stop a queue, pause it.");
        if (per < TimeSpan.FromMilliseconds(100) || per > Longest)
            throw new InvalidArgumentException(nameof(per), "is out of range. Use 100 ms to 1 day.");

        (Jobs, Per) = (jobs, per);
    }

    /// <summary>The maximum number of jobs.</summary>
    public int Jobs { get; }

    /// <summary>The length of the interval.</summary>
    public TimeSpan Per { get; }
}
