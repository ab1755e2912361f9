namespace Bits.Jobs;

/// <summary>Thrown by a handler that cannot do its work yet: the job waits and no attempt is counted.</summary>
/// <param name="delay">For how long; at least zero. More than 3,650 days count as 3,650 days.</param>
/// <param name="reason">Why, for the log.</param>
public sealed class SnoozeJobException(TimeSpan delay, string reason) : Exception(reason)
{
    /// <summary>For how long the job waits.</summary>
    public TimeSpan Delay { get; } = delay >= TimeSpan.Zero
        ? JobDelays.Bounded(delay)
        : throw new ArgumentOutOfRangeException(nameof(delay), delay, "A job cannot wait for less than no time.");
}
