namespace Bits.Jobs;

/// <summary>How long a failed job waits for its next attempt.</summary>
/// <remarks>Exponential backoff: the delay doubles with each attempt up to a ceiling, and is then drawn from its upper
/// half, so that jobs which failed together do not come back together.</remarks>
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

    /// <summary>The wait after a failed attempt.</summary>
    /// <param name="attempt">Which attempt failed, from 1.</param>
    /// <param name="random">Where chance comes from.</param>
    public TimeSpan DelayAfter(int attempt, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        ArgumentNullException.ThrowIfNull(random);

        var ceiling = Math.Min(MaxDelay.TotalSeconds, FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 60)));
        return TimeSpan.FromSeconds(ceiling * (0.5 + random.NextDouble() / 2));
    }
}
