namespace Bits.Jobs;

/// <summary>How jobs of a kind are enqueued and run unless somebody says otherwise: <see cref="EnqueueOptions"/> for one job,
/// <see cref="JobKindOptions"/> for a worker. Plain SQL does not know of them and writes its columns itself.</summary>
public sealed record JobDefaults
{
    internal static readonly JobDefaults None = new();

    /// <summary>The queue; default <c>default</c>.</summary>
    public string Queue { get; init; } = EnqueueOptions.DefaultQueue;

    /// <summary>Smaller runs first; default 0.</summary>
    public short Priority { get; init; }

    /// <summary>After how many failed attempts a job ends dead; default 12, at least 1.</summary>
    public int MaxAttempts { get; init; } = 12;

    /// <summary>For how long a job with an <see cref="IJobArgs.UniqueKey"/> holds it; default until it has ended.</summary>
    public UniqueScope Unique { get; init; } = UniqueScope.UntilEnded;

    /// <summary>How long after it is due a job may still start, by the database's clock; default: for ever, range 1 ms to 3,650 days.
    /// See <see cref="EnqueueOptions.ExpiresIn"/>.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>After how long an attempt is cancelled and has failed; default: never.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long failed jobs wait; default: as the worker says.</summary>
    public RetryPolicy? Retry { get; init; }
}
