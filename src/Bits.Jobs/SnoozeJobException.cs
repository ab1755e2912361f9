namespace Bits.Jobs;

/// <summary>Delays the job without counting an attempt. A handler throws it when it cannot do its work yet.</summary>
/// <param name="delay">The delay; at least zero. More than 3,650 days count as 3,650 days.</param>
/// <param name="reason">The reason, for the log.</param>
public sealed class SnoozeJobException(TimeSpan delay, string reason) : Exception(reason)
{
    /// <summary>How long the job waits.</summary>
    public TimeSpan Delay { get; } = delay >= TimeSpan.Zero
        ? JobDelays.Bounded(delay)
        : throw new ArgumentOutOfRangeException(nameof(delay), delay, "The delay is negative. Use zero or more.");
}
