namespace Bits.Jobs;

/// <summary>For how long a job keeps others with the same key from being enqueued, and what becomes of those.</summary>
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

    /// <summary>What becomes of a job whose key another one holds; default <see cref="UniqueConflict.Keep"/>.</summary>
    public UniqueConflict OnConflict { get; init; }

    internal UniqueScope Checked()
    {
        ArgumentNullException.ThrowIfNull(While);
        if (While.Count == 0 && Window == TimeSpan.Zero)
            throw new ArgumentException("While: names no state and there is no window, so the key would keep nobody out; give one of them.");

        return this;
    }
}

/// <summary>What becomes of a job whose unique key another one holds.</summary>
public enum UniqueConflict
{
    /// <summary>It is not enqueued.</summary>
    Keep,

    /// <summary>The job that holds the key takes its arguments and options, and keeps its time and its place: the latest
    /// arguments run when the first ones would have.</summary>
    Replace,

    /// <summary>The same, and the job takes its time too: with <see cref="EnqueueOptions.RunIn"/> it runs once nobody has enqueued
    /// another one for so long.</summary>
    Debounce,
}

/// <summary>What became of a job that was to be enqueued under a unique key.</summary>
/// <param name="Id">The job that holds the key.</param>
/// <param name="IsNew">Whether it is the one that was to be enqueued; else nothing was enqueued.</param>
public readonly record struct EnqueuedJob(long Id, bool IsNew)
{
    /// <summary>Whether it has taken the arguments of the one that was to be enqueued. One that runs already takes none: then a new
    /// job gets the key and runs after it, or beside it.</summary>
    public bool IsReplaced { get; init; }
}

static class UniqueConflictText
{
    /// <summary>As the functions of the schema call it.</summary>
    public static string ToText(this UniqueConflict conflict) => conflict switch
    {
        UniqueConflict.Keep => "keep",
        UniqueConflict.Replace => "replace",
        UniqueConflict.Debounce => "debounce",
    };
}
