using System.Diagnostics;

namespace Bits.Load.Measuring;

/// <summary>How long calls took, in microseconds. Written by one client, read when all have stopped.</summary>
sealed class Latencies
{
    double[] _microseconds = new double[1 << 12];
    bool _sorted = true;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The latency that half of the calls did not exceed.</summary>
    public double P50 => Percentile(0.50);

    /// <summary>The latency that 95 of 100 calls did not exceed.</summary>
    public double P95 => Percentile(0.95);

    /// <summary>The latency that 99 of 100 calls did not exceed.</summary>
    public double P99 => Percentile(0.99);

    /// <summary>Those of several clients together.</summary>
    public static Latencies Merged(IEnumerable<Latencies> clients)
    {
        var merged = new Latencies();
        foreach (var client in clients)
        {
            foreach (var latency in client._microseconds.AsSpan(0, client.Count))
                merged.Record(latency);
        }

        return merged;
    }

    /// <summary>Counts a call that began at this <see cref="Stopwatch.GetTimestamp"/> and ends now.</summary>
    public void RecordSince(long started) => Record(Stopwatch.GetElapsedTime(started).TotalMicroseconds);

    /// <summary>Counts a call.</summary>
    public void Record(double microseconds)
    {
        if (Count == _microseconds.Length)
            Array.Resize(ref _microseconds, 2 * Count);

        _microseconds[Count++] = microseconds;
        _sorted = false;
    }

    /// <summary>The nearest rank: the smallest latency that this share of the calls did not exceed.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public double Percentile(double share)
    {
        if (Count == 0)
            throw new InvalidOperationException("No call was measured.");
        if (!_sorted)
            Array.Sort(_microseconds, 0, Count);

        _sorted = true;
        return _microseconds[Math.Max(0, (int)Math.Ceiling(share * Count) - 1)];
    }
}
