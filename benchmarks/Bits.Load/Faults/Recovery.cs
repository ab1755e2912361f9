namespace Bits.Load.Faults;

/// <summary>How long a fault was felt.</summary>
/// <param name="Seconds">From the fault to the first second in which throughput was back at four fifths of what it was
/// before; 0 where it never fell below.</param>
/// <param name="LowSeconds">How many seconds it was below, all together.</param>
readonly record struct Recovery(int Seconds, int LowSeconds)
{
    const double Enough = 0.8;

    /// <summary>Finds out.</summary>
    /// <param name="perSecond">Calls answered in each second from the fault on.</param>
    /// <param name="before">Calls answered a second before it.</param>
    public static Recovery Of(IReadOnlyList<long> perSecond, double before)
    {
        var low = perSecond.Select(calls => calls < Enough * before).ToList();
        var fell = low.IndexOf(true);
        var back = fell < 0 ? 0 : low.IndexOf(false, fell);

        return new(back < 0 ? low.Count : back, low.Count(isLow => isLow));
    }
}
