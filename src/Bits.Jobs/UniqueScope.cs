namespace Bits.Jobs;

/// <summary>For how long a job keeps others with the same key from being enqueued.</summary>
public sealed record UniqueScope
{
    /// <summary>Until it has ended: succeeded or dead.</summary>
    public static UniqueScope UntilEnded { get; } = new();

    /// <summary>In which states it keeps the key; default pending, running and failed. Without any, the window alone
    /// counts.</summary>
    public IReadOnlyCollection<JobState> While { get; init; } = [JobState.Pending, JobState.Running, JobState.Failed];

    /// <summary>How long it keeps the key at least, counted from when it was enqueued, whatever its state; default 0,
    /// range 0 to 3,650 days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan Window
    {
        get;
        init => field = JobDelays.Checked(value, TimeSpan.Zero, nameof(Window));
    }
}

/// <summary>What became of a job that was to be enqueued under a unique key.</summary>
/// <param name="Id">The job that holds the key.</param>
/// <param name="IsNew">Whether it is the one that was to be enqueued; else nothing was enqueued.</param>
public readonly record struct EnqueuedJob(long Id, bool IsNew);
