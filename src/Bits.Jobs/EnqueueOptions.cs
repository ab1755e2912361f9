namespace Bits.Jobs;

/// <summary>When, where and how often a job is to run.</summary>
public sealed record EnqueueOptions
{
    /// <summary>The queue every job goes to unless told otherwise.</summary>
    public const string DefaultQueue = "default";

    internal static readonly EnqueueOptions Default = new();

    /// <summary>The queue; default <c>default</c>. Lower-case letters, digits, dots, dashes, underscores; at most 64.
    /// </summary>
    public string Queue { get; init; } = DefaultQueue;

    /// <summary>Not before this moment; default: at once. A moment in the past means at once.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>Smaller runs first; default 0, range -32,768 to 32,767.</summary>
    public short Priority { get; init; }

    /// <summary>After how many failed attempts the job ends dead; default 12, at least 1. With the default
    /// <see cref="RetryPolicy"/> twelve attempts span a good hour.</summary>
    public int MaxAttempts { get; init; } = 12;

    /// <summary>With whom it takes turns, such as a tenant; default: nobody. Jobs of one queue and priority that have keys
    /// are claimed in turn, key by key, however many of one key wait; a queue can also limit how many of a key run at once.
    /// 1 to 200 bytes.</summary>
    public string? Key { get; init; }

    /// <summary>The batch that it belongs to; see <see cref="JobQueue.BeginBatchAsync"/>. Default: none.</summary>
    public long? Batch { get; init; }
}
