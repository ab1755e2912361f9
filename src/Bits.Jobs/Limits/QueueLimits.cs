namespace Bits.Jobs;

/// <summary>What a queue may do at most. What is null is not limited.</summary>
/// <remarks>Limits hold in the whole fleet, whatever is killed when: a job counts from its claim until its end is stored, or
/// until it has been taken back from a dead worker. Rates count by the database's clock, when jobs are claimed, over every
/// interval of that length.</remarks>
public sealed record QueueLimits
{
    /// <summary>How many jobs run at once in the whole fleet; at least 1.</summary>
    public int? Running { get; init; }

    /// <summary>How many of them in each worker; at least 1.</summary>
    public int? RunningPerWorker { get; init; }

    /// <summary>How many of each key; at least 1. One makes the jobs of a key run one after the other, in their order.
    /// </summary>
    public int? RunningPerKey { get; init; }

    /// <summary>How many jobs begin in any interval.</summary>
    public Rate? Rate { get; init; }

    /// <summary>How many jobs of each key begin in any interval.</summary>
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
            throw new ArgumentOutOfRangeException(name, value, $"{name}: must be at least 1; to stop a queue pause it.");
    }
}

/// <summary>So many jobs in any interval of this length.</summary>
public sealed record Rate
{
    static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>So many jobs in any interval of this length.</summary>
    /// <param name="jobs">At least 1.</param>
    /// <param name="per">100 ms to 1 day.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of range; the message says which.</exception>
    public Rate(int jobs, TimeSpan per)
    {
        if (jobs < 1)
            throw new ArgumentOutOfRangeException(nameof(jobs), jobs, "jobs: must be at least 1; to stop a queue pause it.");
        if (per < TimeSpan.FromMilliseconds(100) || per > Longest)
            throw new ArgumentOutOfRangeException(nameof(per), per, "per: must be 100 ms to 1 day.");

        (Jobs, Per) = (jobs, per);
    }

    /// <summary>How many.</summary>
    public int Jobs { get; }

    /// <summary>In how long.</summary>
    public TimeSpan Per { get; }
}

/// <summary>The limits of a queue.</summary>
/// <param name="Queue">Which.</param>
/// <param name="Limits">What it may do.</param>
public sealed record LimitedQueue(string Queue, QueueLimits Limits);
