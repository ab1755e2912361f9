using System.Diagnostics.Metrics;

namespace Bits.Search;

/// <summary>Names the metrics of the library.</summary>
public static class SearchTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string SourceName = "Bits.Search";

    /// <summary>The counter of reads, by the path that answered: <c>live</c> or <c>sql</c>.</summary>
    public const string Reads = "bits.search.reads";

    /// <summary>The histogram of the time for the live index to catch up, in seconds.</summary>
    public const string FetchDuration = "bits.search.live.fetch.duration";

    /// <summary>The counter of changed documents that the live index read.</summary>
    public const string Changes = "bits.search.live.changes";

    /// <summary>The gauge of documents in the live index.</summary>
    public const string LiveDocuments = "bits.search.live.documents";

    /// <summary>The gauge of the memory of the live index, in bytes.</summary>
    public const string LiveBytes = "bits.search.live.bytes";

    /// <summary>The gauge of the time since the live index last read changes, in seconds.</summary>
    public const string LiveLag = "bits.search.live.lag";

    /// <summary>The counter of failures of the live index. It retries; the database answers meanwhile.</summary>
    public const string LiveFailures = "bits.search.live.failures";

    /// <summary>The histogram of the time for a page, in seconds, by path.</summary>
    public const string Duration = "bits.search.duration";

    /// <summary>The counter of dropped signals and query log lines.</summary>
    public const string Dropped = "bits.search.dropped";

    internal const string Path = "bits.search.path";

    static readonly Meter Meter = new(SourceName);
    static readonly Counter<long> ReadCounter = Meter.CreateCounter<long>(Reads, description: "Reads of the index.");
    static readonly Histogram<double> Fetches =
        Meter.CreateHistogram<double>(FetchDuration, "s", "Time for the live index to catch up.");
    static readonly Counter<long> ChangeCounter =
        Meter.CreateCounter<long>(Changes, description: "Changed documents that the live index read.");

    static readonly Counter<long> FailureCounter =
        Meter.CreateCounter<long>(LiveFailures, description: "Failures of the live index.");

    static readonly Counter<long> DroppedCounter =
        Meter.CreateCounter<long>(Dropped, description: "Signals and logged queries that were dropped.");
    static readonly Histogram<double> Searches = Meter.CreateHistogram<double>(Duration, "s", "Time for a page.");

    internal static void CountDropped(int things) => DroppedCounter.Add(things);

    internal static void RecordSearch(TimeSpan duration, bool isLive) => Searches.Record(duration.TotalSeconds, Of(isLive));

    internal static void CountFailure() => FailureCounter.Add(1);

    internal static void CountSearch(bool isLive) => ReadCounter.Add(1, Of(isLive));

    static KeyValuePair<string, object?> Of(bool isLive) => new(Path, isLive ? "live" : "sql");

    // Reports the gauges until disposed.
    internal static IDisposable Observe(LiveIndex live)
    {
        var meter = new Meter(SourceName);
        FailureCounter.Add(0); // the metric exists before the first failure
        meter.CreateObservableGauge(LiveDocuments, () => live.Health.Documents, description: "Documents in the live index.");
        meter.CreateObservableGauge(LiveBytes, () => live.Health.Bytes, "By", "Memory of the live index.");
        meter.CreateObservableGauge(
            LiveLag, () => live.Health.Lag.TotalSeconds, "s", "Time since the live index last read changes.");
        return meter;
    }

    internal static void RecordFetch(TimeSpan duration, int changes)
    {
        Fetches.Record(duration.TotalSeconds);
        ChangeCounter.Add(changes);
    }
}
