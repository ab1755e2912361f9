using System.Diagnostics;

namespace Bits.Search.Live;

/// <summary>Counts what a live index does.</summary>
sealed class LiveIndexMeter
{
    long _answers;
    long _fallbacks;
    long _lastFetch;
    long _fetchedAt = Stopwatch.GetTimestamp();

    /// <summary>Gets the number of searches that the index answered.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Gets the number of searches that the database answered in its place.</summary>
    public long Fallbacks => Interlocked.Read(ref _fallbacks);

    /// <summary>Gets the duration of the last fetch.</summary>
    public TimeSpan LastFetch => new(Interlocked.Read(ref _lastFetch));

    /// <summary>Gets the time since the last fetch.</summary>
    public TimeSpan Lag => Stopwatch.GetElapsedTime(Interlocked.Read(ref _fetchedAt));

    /// <summary>Counts a search that the index answered.</summary>
    public void Answered()
    {
        Interlocked.Increment(ref _answers);
        SearchTelemetry.CountSearch(isLive: true);
    }

    /// <summary>Counts a search that the database answered.</summary>
    public void FellBack()
    {
        Interlocked.Increment(ref _fallbacks);
        SearchTelemetry.CountSearch(isLive: false);
    }

    /// <summary>Records a fetch and its number of changes.</summary>
    public void Fetched(TimeSpan duration, int changes)
    {
        Interlocked.Exchange(ref _lastFetch, duration.Ticks);
        Interlocked.Exchange(ref _fetchedAt, Stopwatch.GetTimestamp());
        SearchTelemetry.RecordFetch(duration, changes);
    }
}
