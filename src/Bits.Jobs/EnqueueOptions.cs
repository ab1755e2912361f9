namespace Bits.Jobs;

/// <summary>When, where and how often a job is to run. What is left out is as its kind says; see
/// <see cref="IJobArgs.Defaults"/>.</summary>
public sealed record EnqueueOptions
{
    /// <summary>The queue every job goes to unless its kind or these options say otherwise.</summary>
    public const string DefaultQueue = "default";

    internal static readonly EnqueueOptions Default = new();

    /// <summary>The queue; default: that of the kind. Lower-case letters, digits, dots, dashes, underscores; at most 64.
    /// </summary>
    public string? Queue { get; init; }

    /// <summary>Not before this moment; default: at once. A moment in the past means at once.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>Not before this time has passed, by the database's clock; default: at once. From 0; not together with
    /// <see cref="RunAt"/>.</summary>
    public TimeSpan? RunIn { get; init; }

    /// <summary>Not after this moment: a job that has not started by then, for the first time or again, never does and ends dead,
    /// with <see cref="FailureTypes.Expired"/> as the reason. A moment in the past means at once. Default: as the kind says, never
    /// unless that says otherwise; <see cref="DateTimeOffset.MaxValue"/> means never. From 1900, before 9999, and after
    /// <see cref="RunAt"/>.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The same after this time, by the database's clock, counted from when the job is due; default: as the kind says.
    /// 1 ms to 3,650 days; not together with <see cref="ExpiresAt"/>.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>Smaller runs first; default: that of the kind, which is 0 unless it says otherwise. Range -32,768 to 32,767.
    /// </summary>
    public short? Priority { get; init; }

    /// <summary>After how many failed attempts the job ends dead; default: as the kind says, 12 unless it says otherwise; at
    /// least 1. With the default <see cref="RetryPolicy"/> twelve attempts span a good hour.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>With whom it takes turns, such as a tenant; default: nobody. Jobs of one queue and priority that have keys
    /// are claimed in turn, key by key, however many of one key wait; a queue can also limit how many of a key run at once.
    /// 1 to 200 bytes.</summary>
    public string? Key { get; init; }

    /// <summary>The batch that it belongs to; see <see cref="JobQueue.BeginBatchAsync"/>. Default: none.</summary>
    public long? Batch { get; init; }

    /// <summary>Enqueues the job only if no other one holds this key; default: <see cref="IJobArgs.UniqueKey"/> of its arguments.
    /// Shared by all kinds: begin it with the kind. 1 to 500 bytes; for one job, not for many.</summary>
    public string? UniqueKey { get; init; }

    /// <summary>For how long it holds its unique key, and what becomes of the next one that wants it; default: as the kind says,
    /// until it has ended unless that says otherwise. Only with a unique key.</summary>
    public UniqueScope? Unique { get; init; }
}
