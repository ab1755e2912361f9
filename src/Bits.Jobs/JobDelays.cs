namespace Bits.Jobs;

/// <summary>Limits how long jobs may wait, so that the table can store the moment.</summary>
static class JobDelays
{
    /// <summary>The longest delay; the schema has the same limit.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromDays(3_650);

    /// <summary>The shortest timeout or expiry.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Cuts a delay that a handler asks for to the longest one.</summary>
    public static TimeSpan Bounded(TimeSpan delay) => delay > Max ? Max : delay;

    /// <summary>Checks a time that options declare.</summary>
    /// <exception cref="InvalidArgumentException">The time is out of range.</exception>
    public static TimeSpan Checked(TimeSpan value, TimeSpan min, string name) => value >= min && value <= Max
        ? value
        : throw new InvalidArgumentException(
            name, $"is out of range. Use {(min == TimeSpan.Zero ? "zero" : $"{min.TotalMilliseconds} ms")} to {Max.TotalDays} days.");
}
