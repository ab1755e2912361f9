namespace Bits.Jobs;

/// <summary>Sets how long a job holds its unique key, and what happens to other jobs with that key.</summary>
public sealed record UniqueScope
{
    /// <summary>Holds the key until the job has ended: succeeded or dead.</summary>
    public static UniqueScope UntilEnded { get; } = new();

    /// <summary>The states in which the job holds the key; default pending, running and failed. If empty, only the window
    /// counts.</summary>
    public IReadOnlyCollection<JobState> While { get; init; } = [JobState.Pending, JobState.Running, JobState.Failed];

    /// <summary>The minimum time for which the job holds the key, from its enqueue on, whatever its state; default 0, range
    /// 0 to 3,650 days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan Window
    {
        get;
        init => field = JobDelays.Checked(value, TimeSpan.Zero, nameof(Window));
    }

    /// <summary>What happens to a job whose key another job holds; default <see cref="UniqueConflict.Keep"/>.</summary>
    public UniqueConflict OnConflict { get; init; }

    internal UniqueScope Checked()
    {
        ArgumentNullException.ThrowIfNull(While);
        if (While.Count == 0 && Window == TimeSpan.Zero)
            throw new InvalidArgumentException(nameof(While), "names no state and Window is zero, so the key has no effect. Set one of them.");

        return this;
    }
}

/// <summary>What happens to a new job whose unique key another job holds.</summary>
public enum UniqueConflict
{
    /// <summary>The new job is not enqueued.</summary>
    Keep,

    /// <summary>The holder takes the new arguments and options, and keeps its time and position: the latest arguments run
    /// when the first ones would have.</summary>
    Replace,

    /// <summary>The holder takes the new arguments, options and time. With <see cref="EnqueueOptions.RunIn"/> it runs once
    /// no job was enqueued for that long.</summary>
    Debounce,
}

/// <summary>The result of enqueueing a job with a unique key.</summary>
/// <param name="Id">The id of the job that holds the key.</param>
/// <param name="IsNew">Whether that is the new job; else nothing was enqueued.</param>
public readonly record struct EnqueuedJob(long Id, bool IsNew)
{
    /// <summary>Whether the holder has taken the new arguments. A running holder takes no arguments: a new job gets the key,
    /// and runs after it or beside it.</summary>
    public bool IsReplaced { get; init; }
}
