namespace Bits.Jobs;

/// <summary>Sets how long a failed job waits for its next attempt, by exponential backoff with jitter.</summary>
/// <remarks>The delay doubles with each attempt up to a maximum, and is then drawn from its upper half. So jobs that failed
/// together do not retry together.</remarks>
public sealed record RetryPolicy
{
    /// <summary>The longest wait before the second attempt; default 2 s, range 0 to 3,650 days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan FirstDelay
    {
        get;
        init => field = JobDelays.Checked(value, TimeSpan.Zero, nameof(FirstDelay));
    } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait of all; default 1 h, range 0 to 3,650 days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan MaxDelay
    {
        get;
        init => field = JobDelays.Checked(value, TimeSpan.Zero, nameof(MaxDelay));
    } = TimeSpan.FromHours(1);

    /// <summary>Draws the wait after a failed attempt.</summary>
    /// <param name="attempt">The number of the failed attempt, from 1.</param>
    /// <param name="random">The source of randomness.</param>
    public TimeSpan DelayAfter(int attempt, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        ArgumentNullException.ThrowIfNull(random);

        var ceiling = Math.Min(MaxDelay.TotalSeconds, FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 60)));
        return TimeSpan.FromSeconds(ceiling * (0.5 + random.NextDouble() / 2));
    }
}
