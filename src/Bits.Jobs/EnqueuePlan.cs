namespace Bits.Jobs;

/// <summary>The options of a job merged with the defaults of its kind, and checked.</summary>
sealed record EnqueuePlan(
    string Kind, string Queue, short Priority, int MaxAttempts, DateTimeOffset? RunAt, TimeSpan? RunIn, string? PartitionKey, long? Batch,
    string? UniqueKey, UniqueScope Unique)
{
    /// <summary>The moment at which the job expires; null with <see cref="ExpiresIn"/>, and if it never expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The time after which the job expires, counted from when it is due.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    // The table refuses later moments, so readers in other languages never meet the year 10000.
    static readonly DateTimeOffset End = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset LastExpiry = new(9998, 12, 31, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Start = new(1900, 1, 2, 0, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan LongestWait = TimeSpan.FromDays(36_500);

    /// <summary>Whether the job runs at once.</summary>
    public bool IsForNow => RunAt is null && RunIn is null;

    /// <summary>Makes the plan of a job of this kind.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message says which.</exception>
    public static EnqueuePlan Of<TArgs>(EnqueueOptions? options) where TArgs : IJobArgs =>
        options is null || options == EnqueueOptions.Default ? KindPlan<TArgs>.Default : Of(KindPlan<TArgs>.Default, options);

    /// <summary>Applies options to the plan of a kind.</summary>
    public static EnqueuePlan Of(EnqueuePlan kind, EnqueueOptions options)
    {
        if (options.MaxAttempts < 1)
            throw new InvalidArgumentException("options.MaxAttempts", "must be at least 1.");
        if (options.PartitionKey is not null)
            PartitionKeys.Checked(options.PartitionKey, "options.PartitionKey");
        CheckTime(options);
        CheckExpiry(options);
        CheckUnique(options);
        return kind with
        {
            Queue = options.Queue is null ? kind.Queue : JobNames.Checked(options.Queue, maxLength: 64, "options.Queue"),
            Priority = options.Priority ?? kind.Priority,
            MaxAttempts = options.MaxAttempts ?? kind.MaxAttempts,
            RunAt = options.RunAt == DateTimeOffset.MinValue ? null : options.RunAt?.ToUniversalTime(),
            RunIn = options.RunIn,
            ExpiresAt = options.ExpiresAt == DateTimeOffset.MaxValue ? null : options.ExpiresAt?.ToUniversalTime(),
            ExpiresIn = options.ExpiresAt is null ? options.ExpiresIn ?? kind.ExpiresIn : null,
            PartitionKey = options.PartitionKey,
            Batch = options.Batch,
            UniqueKey = options.UniqueKey,
            Unique = options.Unique?.Checked() ?? kind.Unique,
        };
    }

    /// <summary>Computes when a job expires.</summary>
    /// <param name="runAt">When the job is due; null means now.</param>
    /// <param name="now">The time of the enqueue, by the database's clock.</param>
    public DateTimeOffset? ExpiryOf(DateTimeOffset? runAt, DateTimeOffset now)
    {
        if (ExpiresIn is not { } span)
            return ExpiresAt;

        var due = runAt > now ? runAt.Value : now;
        return due < LastExpiry - span ? due + span : LastExpiry;
    }

    static void CheckTime(EnqueueOptions options)
    {
        if (options.RunAt >= End)
            throw new InvalidArgumentException("options.RunAt", "RunAt is in the year 9999 or later. Use an earlier moment.");
        if (options.RunIn < TimeSpan.Zero || options.RunIn > LongestWait)
            throw new InvalidArgumentException("options.RunIn", "RunIn is out of range. Use 0 to 36,500 days.");
        if (options.RunIn is not null && options.RunAt is not null)
            throw new InvalidArgumentException("options.RunIn", "RunIn and RunAt both set when the job runs. Use one of them.");
    }

    static void CheckExpiry(EnqueueOptions options)
    {
        if (options.ExpiresIn is { } span)
            JobDelays.Checked(span, JobDelays.Tick, "options.ExpiresIn");
        if (options.ExpiresIn is not null && options.ExpiresAt is not null)
            throw new InvalidArgumentException("options.ExpiresIn", "ExpiresIn and ExpiresAt both set when the job expires. Use one of them.");
        if (options.ExpiresAt is not { } moment || moment == DateTimeOffset.MaxValue)
            return;
        if (moment < Start || moment >= End)
            throw new InvalidArgumentException(
                "options.ExpiresAt", "ExpiresAt is out of range. Use a moment from 1900 to 9998, or DateTimeOffset.MaxValue for never.");
        if (moment <= options.RunAt)
            throw new InvalidArgumentException("options.ExpiresAt", "The job would expire before it may run. Leave out ExpiresAt, or use a later one.");
    }

    static void CheckUnique(EnqueueOptions options)
    {
        if (options.UniqueKey is not null)
            UniqueKeys.Checked(options.UniqueKey, "options.UniqueKey");
        if (options.Batch is not null && options.Unique is { OnConflict: not UniqueConflict.Keep })
            throw new InvalidArgumentException("options.Batch", "A job that takes new arguments keeps its batch. Leave out the batch, or use UniqueConflict.Keep.");
    }
}

/// <summary>Caches the defaults of a kind, which are read once.</summary>
static class KindPlan<TArgs> where TArgs : IJobArgs
{
    static EnqueuePlan? Known;

    /// <summary>The plan of a job without options.</summary>
    /// <exception cref="ArgumentException">The name or a default is out of range; the message says which.</exception>
    public static EnqueuePlan Default => Known ??= Create(TArgs.Defaults);

    static EnqueuePlan Create(JobDefaults defaults)
    {
        if (defaults.MaxAttempts < 1)
            throw new InvalidArgumentException("TArgs.Defaults.MaxAttempts", "must be at least 1.");
        if (defaults.ExpiresIn is { } span)
            JobDelays.Checked(span, JobDelays.Tick, "TArgs.Defaults.ExpiresIn");
        return new(
            JobNames.Checked(TArgs.Kind, maxLength: 128, "TArgs.Kind"),
            JobNames.Checked(defaults.Queue, maxLength: 64, "TArgs.Defaults.Queue"), defaults.Priority, defaults.MaxAttempts,
            RunAt: null, RunIn: null, PartitionKey: null, Batch: null, UniqueKey: null, defaults.Unique.Checked())
        {
            ExpiresIn = defaults.ExpiresIn,
        };
    }
}
