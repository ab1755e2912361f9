namespace Bits.Jobs;

/// <summary>How a periodic job is run; see <c>AddPeriodic</c>.</summary>
public sealed class PeriodicOptions
{
    /// <summary>The IANA zone in which the expression is read; default <c>UTC</c>.</summary>
    public string Zone { get; set; } = "UTC";

    /// <summary>What becomes of ticks at which no worker was there; default <see cref="MissedTicks.Skip"/>.</summary>
    public MissedTicks Missed { get; set; }

    /// <summary>With <see cref="MissedTicks.All"/>: for how many at most, the latest; default 1, range 1 to 1,000.</summary>
    public int MissedMost { get; set; } = 1;

    /// <summary>The queue, priority and attempts of its jobs. A moment and a key are not for these.</summary>
    public EnqueueOptions Enqueue { get; set; } = EnqueueOptions.Default;
}
