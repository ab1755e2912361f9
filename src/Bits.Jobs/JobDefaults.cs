namespace Bits.Jobs;

/// <summary>The defaults by which jobs of a kind are enqueued and run. <see cref="EnqueueOptions"/> override them for one
/// job, <see cref="JobKindOptions"/> for a worker. Plain SQL does not apply them: set the columns yourself.</summary>
public sealed record JobDefaults
{
    internal static readonly JobDefaults None = new();

    /// <summary>The queue; default <c>default</c>.</summary>
    public string Queue { get; init; } = EnqueueOptions.DefaultQueue;

    /// <summary>The priority; smaller numbers run first. Default 0.</summary>
    public short Priority { get; init; }

    /// <summary>The number of failed attempts after which a job ends dead; default 12, at least 1.</summary>
    public int MaxAttempts { get; init; } = 12;

    /// <summary>How long a job holds its <see cref="IJobArgs.UniqueKey"/>; default: until it has ended.</summary>
    public UniqueScope Unique { get; init; } = UniqueScope.UntilEnded;

    /// <summary>The time after which a job expires, by the database's clock, counted from when it is due. Default: never;
    /// range 1 ms to 3,650 days. See <see cref="EnqueueOptions.ExpiresIn"/>.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>The time after which an attempt is cancelled and fails; default: never.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long failed jobs wait; default: <see cref="JobWorkerOptions.Retry"/>.</summary>
    public RetryPolicy? Retry { get; init; }
}
