using System.Diagnostics.Metrics;

namespace Bits.Search;

/// <summary>The names under which this library reports metrics.</summary>
public static class SearchTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string SourceName = "Bits.Search";

    /// <summary>The counter of reads, by which path answered: <c>live</c> or <c>sql</c>.</summary>
    public const string Reads = "bits.search.reads";

    /// <summary>The histogram of how long the live index took to catch up, in seconds.</summary>
    public const string PullDuration = "bits.search.live.pull.duration";

    /// <summary>The counter of documents that the live index took in.</summary>
    public const string Changes = "bits.search.live.changes";

    /// <summary>The gauge of documents that the live index holds.</summary>
    public const string LiveDocuments = "bits.search.live.documents";

    /// <summary>The gauge of the memory that it takes, in bytes.</summary>
    public const string LiveBytes = "bits.search.live.bytes";

    /// <summary>The gauge of how long ago it last read what had changed, in seconds.</summary>
    public const string LiveLag = "bits.search.live.lag";

    /// <summary>The counter of failures of the live index: it waits and tries again, and the database answers.</summary>
    public const string LiveFailures = "bits.search.live.failures";

    /// <summary>The histogram of how long a page took, in seconds, by path.</summary>
    public const string Duration = "bits.search.duration";

    /// <summary>The counter of signals and of lines of the query log that were dropped.</summary>
    public const string Dropped = "bits.search.dropped";

    internal const string Path = "bits.search.path";

    static readonly Meter Meter = new(SourceName);
    static readonly Counter<long> ReadCounter = Meter.CreateCounter<long>(Reads, description: "Reads of the index.");
    static readonly Histogram<double> Pulls =
        Meter.CreateHistogram<double>(PullDuration, "s", "How long the live index took to catch up.");
    static readonly Counter<long> ChangeCounter =
        Meter.CreateCounter<long>(Changes, description: "Documents that the live index took in.");

    static readonly Counter<long> FailureCounter =
        Meter.CreateCounter<long>(LiveFailures, description: "Failures of the live index.");

    static readonly Counter<long> DroppedCounter =
        Meter.CreateCounter<long>(Dropped, description: "Signals and logged queries that were dropped.");
    static readonly Histogram<double> Searches = Meter.CreateHistogram<double>(Duration, "s", "How long a page took.");

    internal static void CountDropped(int things) => DroppedCounter.Add(things);

    internal static void RecordSearch(TimeSpan duration, bool isLive) => Searches.Record(duration.TotalSeconds, Of(isLive));

    internal static void CountFailure() => FailureCounter.Add(1);

    internal static void CountSearch(bool isLive) => ReadCounter.Add(1, Of(isLive));

    static KeyValuePair<string, object?> Of(bool isLive) => new(Path, isLive ? "live" : "sql");

    // Until it is disposed of.
    internal static IDisposable Observe(LiveIndex live)
    {
        var meter = new Meter(SourceName);
        FailureCounter.Add(0); // so that it is seen before the first
        meter.CreateObservableGauge(LiveDocuments, () => live.Health.Documents, description: "Documents in the live index.");
        meter.CreateObservableGauge(LiveBytes, () => live.Health.Bytes, "By", "Memory that the live index takes.");
        meter.CreateObservableGauge(
            LiveLag, () => live.Health.Lag.TotalSeconds, "s", "How long ago the live index read what had changed.");
        return meter;
    }

    internal static void RecordPull(TimeSpan duration, int changes)
    {
        Pulls.Record(duration.TotalSeconds);
        ChangeCounter.Add(changes);
    }
}
