namespace Bits.Jobs;

/// <summary>Sets how workers run jobs of one kind.</summary>
public sealed class JobKindOptions
{
    /// <summary>The time after which an attempt is cancelled and fails; default: never, range 1 ms to 3,650 days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? Timeout
    {
        get;
        set => field = value is { } timeout
            ? JobDelays.Checked(timeout, TimeSpan.FromMilliseconds(1), nameof(Timeout))
            : null;
    }

    /// <summary>How long failed jobs of this kind wait; default: <see cref="JobWorkerOptions.Retry"/>.</summary>
    public RetryPolicy? Retry { get; set; }

    /// <summary>Decides what to do after an exception, from the exception and the number of the attempt. Returns null to
    /// apply the retry policy. Must not throw.</summary>
    public Func<Exception, int, RetryVerdict?>? Decide { get; set; }
}

/// <summary>Tells what to do with a job whose attempt has failed.</summary>
public readonly record struct RetryVerdict
{
    /// <summary>Ends the job dead.</summary>
    public static RetryVerdict Dead { get; }

    /// <summary>How long the job waits; null if it is dead.</summary>
    public TimeSpan? Delay { get; private init; }

    /// <summary>Runs the job again after this time, unless it was the last attempt.</summary>
    /// <param name="delay">The delay; at least zero. More than 3,650 days count as 3,650 days.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public static RetryVerdict After(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new() { Delay = JobDelays.Bounded(delay) };
    }
}
