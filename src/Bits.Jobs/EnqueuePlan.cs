namespace Bits.Jobs;

/// <summary>The options of a job and the defaults of its kind, put together and checked.</summary>
sealed record EnqueuePlan(
    string Kind, string Queue, short Priority, int MaxAttempts, DateTimeOffset? RunAt, TimeSpan? RunIn, string? Key, long? Batch,
    string? UniqueKey, UniqueScope Unique)
{
    /// <summary>Not after this moment; null with <see cref="ExpiresIn"/>, and where it never expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Not after this time, from when it is due.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    // The table refuses later moments; what reads it in other languages need not cope with the year 10000.
    static readonly DateTimeOffset End = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset LastExpiry = new(9998, 12, 31, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Start = new(1900, 1, 2, 0, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan LongestWait = TimeSpan.FromDays(36_500);

    /// <summary>Whether it runs at once.</summary>
    public bool IsForNow => RunAt is null && RunIn is null;

    /// <summary>The plan of a job of this kind.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message says which.</exception>
    public static EnqueuePlan Of<TArgs>(EnqueueOptions? options) where TArgs : IJobArgs =>
        options is null || options == EnqueueOptions.Default ? KindPlan<TArgs>.Default : Of(KindPlan<TArgs>.Default, options);

    /// <summary>The plan that options make of another one.</summary>
    public static EnqueuePlan Of(EnqueuePlan kind, EnqueueOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxAttempts ?? 1, 1, "options.MaxAttempts");
        if (options.Key is not null)
            JobKeys.Checked(options.Key, "options.Key");
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
            Key = options.Key,
            Batch = options.Batch,
            UniqueKey = options.UniqueKey,
            Unique = options.Unique?.Checked() ?? kind.Unique,
        };
    }

    /// <summary>When a job expires that is enqueued now, by the database's clock, and is to run then.</summary>
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
            throw new ArgumentOutOfRangeException(
                "options.RunAt", options.RunAt, "A job cannot run in the year 9999 or later.");
        if (options.RunIn < TimeSpan.Zero || options.RunIn > LongestWait)
            throw new ArgumentOutOfRangeException("options.RunIn", options.RunIn, "A job waits for 0 to 36,500 days.");
        if (options.RunIn is not null && options.RunAt is not null)
            throw new ArgumentException("RunIn and RunAt both say when the job runs; give one of them.", "options.RunIn");
    }

    static void CheckExpiry(EnqueueOptions options)
    {
        if (options.ExpiresIn is { } span)
            JobDelays.Checked(span, JobDelays.Tick, "options.ExpiresIn");
        if (options.ExpiresIn is not null && options.ExpiresAt is not null)
            throw new ArgumentException("ExpiresIn and ExpiresAt both say when the job expires; give one of them.", "options.ExpiresIn");
        if (options.ExpiresAt is not { } moment || moment == DateTimeOffset.MaxValue)
            return;
        if (moment < Start || moment >= End)
            throw new ArgumentOutOfRangeException(
                "options.ExpiresAt", moment, "A job expires between 1900 and 9998; DateTimeOffset.MaxValue means never.");
        if (moment <= options.RunAt)
            throw new ArgumentException("The job would expire before it may run; leave out ExpiresAt, or give a later one.", "options.ExpiresAt");
    }

    static void CheckUnique(EnqueueOptions options)
    {
        if (options.UniqueKey is not null)
            UniqueKeys.Checked(options.UniqueKey, "options.UniqueKey");
        if (options.Batch is not null && options.Unique is { OnConflict: not UniqueConflict.Keep })
            throw new ArgumentException("A job that takes new arguments keeps its batch; leave out the batch, or keep the first.", "options.Batch");
    }
}

/// <summary>What a kind says of its jobs; asked once.</summary>
static class KindPlan<TArgs> where TArgs : IJobArgs
{
    static EnqueuePlan? Known;

    /// <summary>The plan of a job without options.</summary>
    /// <exception cref="ArgumentException">The name or a default is out of range; the message says which.</exception>
    public static EnqueuePlan Default => Known ??= Create(TArgs.Defaults);

    static EnqueuePlan Create(JobDefaults defaults)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(defaults.MaxAttempts, 1, "TArgs.Defaults.MaxAttempts");
        if (defaults.ExpiresIn is { } span)
            JobDelays.Checked(span, JobDelays.Tick, "TArgs.Defaults.ExpiresIn");
        return new(
            JobNames.Checked(TArgs.Kind, maxLength: 128, "TArgs.Kind"),
            JobNames.Checked(defaults.Queue, maxLength: 64, "TArgs.Defaults.Queue"), defaults.Priority, defaults.MaxAttempts,
            RunAt: null, RunIn: null, Key: null, Batch: null, UniqueKey: null, defaults.Unique.Checked())
        {
            ExpiresIn = defaults.ExpiresIn,
        };
    }
}
