namespace Bits.Jobs;

/// <summary>How long jobs may wait: long enough for everything, short enough that the table can keep the moment.</summary>
static class JobDelays
{
    /// <summary>The longest delay; the schema has the same one.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromDays(3_650);

    /// <summary>The shortest time after which something ends.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>A delay that a handler asks for while it runs: one beyond the longest is the longest.</summary>
    public static TimeSpan Bounded(TimeSpan delay) => delay > Max ? Max : delay;

    /// <summary>A time that is declared.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public static TimeSpan Checked(TimeSpan value, TimeSpan min, string name) => value >= min && value <= Max
        ? value
        : throw new ArgumentOutOfRangeException(
            name, value, $"{name} is out of range. Use {(min == TimeSpan.Zero ? "zero" : $"{min.TotalMilliseconds} ms")} to {Max.TotalDays} days.");
}
