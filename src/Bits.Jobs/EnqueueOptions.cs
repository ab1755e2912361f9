namespace Bits.Jobs;

/// <summary>Sets when, where and how often a job runs. Options that are left out come from its kind; see
/// <see cref="IJobArgs.Defaults"/>.</summary>
public sealed record EnqueueOptions
{
    /// <summary>The queue of jobs whose kind and options name no other.</summary>
    public const string DefaultQueue = "default";

    internal static readonly EnqueueOptions Default = new();

    /// <summary>The queue; default: that of the kind. Lower-case letters, digits, dots, dashes, underscores; at most 64.
    /// </summary>
    public string? Queue { get; init; }

    /// <summary>The earliest start; default: at once. A moment in the past means at once. Before the year 9999.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>The delay before the earliest start, by the database's clock; default: at once. Range 0 to 36,500 days; not
    /// together with <see cref="RunAt"/>.</summary>
    public TimeSpan? RunIn { get; init; }

    /// <summary>The moment at which the job expires. A job that has not started by then ends dead, with
    /// <see cref="FailureTypes.Expired"/> as the reason; the same holds for a retry. A moment in the past means at once.
    /// Default: that of the kind, else never; <see cref="DateTimeOffset.MaxValue"/> means never. From 1900, before 9999, and
    /// after <see cref="RunAt"/>.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The time after which the job expires, by the database's clock, counted from when the job is due. Default:
    /// that of the kind. Range 1 ms to 3,650 days; not together with <see cref="ExpiresAt"/>.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>The priority; smaller numbers run first. Default: that of the kind, else 0. Range -32,768 to
    /// 32,767.</summary>
    public short? Priority { get; init; }

    /// <summary>The number of failed attempts after which the job ends dead. Default: that of the kind, else 12; at least 1.
    /// With the default <see cref="RetryPolicy"/> twelve attempts span about an hour.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The partition key for fair queueing, such as a tenant; default: none. Workers claim jobs of one queue and
    /// priority key by key, however many of one key wait. A queue can also limit how many jobs of a key run at once.
    /// 1 to 200 bytes.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>The batch of the job; see <see cref="JobQueue.BeginBatchAsync"/>. Default: none.</summary>
    public long? Batch { get; init; }

    /// <summary>The unique key: the job is enqueued only if no other job holds it. Default: <see cref="IJobArgs.UniqueKey"/>
    /// of its arguments. All kinds share keys, so begin it with the kind. 1 to 500 bytes; for a single job only.</summary>
    public string? UniqueKey { get; init; }

    /// <summary>How long the job holds its unique key, and what happens to the next job with that key. Default: that of the
    /// kind, else until the job has ended. Only with a unique key.</summary>
    public UniqueScope? Unique { get; init; }
}
