namespace Bits.Jobs;

/// <summary>How jobs of one kind are run.</summary>
public sealed class JobKindOptions
{
    /// <summary>After how long an attempt is cancelled and has failed; default: never, range 1 ms to 3,650 days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? Timeout
    {
        get;
        set => field = value is { } timeout
            ? JobDelays.Checked(timeout, TimeSpan.FromMilliseconds(1), nameof(Timeout))
            : null;
    }

    /// <summary>How long failed jobs of this kind wait; default: as the worker says.</summary>
    public RetryPolicy? Retry { get; set; }

    /// <summary>What to do after an exception, by the exception and the number of the attempt; null leaves it to the
    /// policy. Must not throw.</summary>
    public Func<Exception, int, RetryVerdict?>? Decide { get; set; }
}

/// <summary>What to do with a job whose attempt has failed.</summary>
public readonly record struct RetryVerdict
{
    /// <summary>Never to run again.</summary>
    public static RetryVerdict Dead { get; }

    /// <summary>How long it waits; null where it is dead.</summary>
    public TimeSpan? Delay { get; private init; }

    /// <summary>Runs the job again after this time, unless it was the last attempt.</summary>
    /// <param name="delay">At least zero. More than 3,650 days count as 3,650 days.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public static RetryVerdict After(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new() { Delay = JobDelays.Bounded(delay) };
    }
}
