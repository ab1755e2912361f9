using System.Diagnostics;

namespace Bits.Search.Live;

/// <summary>Counts what a live index does.</summary>
sealed class LiveIndexMeter
{
    long _answers;
    long _fallbacks;
    long _lastPull;
    long _pulledAt = Stopwatch.GetTimestamp();

    /// <summary>Searches that it has answered.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Searches that the database answered in its place.</summary>
    public long Fallbacks => Interlocked.Read(ref _fallbacks);

    /// <summary>How long the last pull took.</summary>
    public TimeSpan LastPull => new(Interlocked.Read(ref _lastPull));

    /// <summary>How long ago that was.</summary>
    public TimeSpan Lag => Stopwatch.GetElapsedTime(Interlocked.Read(ref _pulledAt));

    /// <summary>A search was answered.</summary>
    public void Answered()
    {
        Interlocked.Increment(ref _answers);
        SearchTelemetry.CountSearch(isLive: true);
    }

    /// <summary>A search was left to the database.</summary>
    public void FellBack()
    {
        Interlocked.Increment(ref _fallbacks);
        SearchTelemetry.CountSearch(isLive: false);
    }

    /// <summary>Changes were taken in.</summary>
    public void Pulled(TimeSpan duration, int changes)
    {
        Interlocked.Exchange(ref _lastPull, duration.Ticks);
        Interlocked.Exchange(ref _pulledAt, Stopwatch.GetTimestamp());
        SearchTelemetry.RecordPull(duration, changes);
    }
}
