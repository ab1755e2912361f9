using Microsoft.Extensions.Logging;

namespace Bits.Search;

/// <summary>Logs the events of the library.</summary>
static partial class SearchLog
{
    [LoggerMessage(1, LogLevel.Information, "Loaded the live index: {Documents} documents, {Megabytes} MiB.")]
    public static partial void LiveIndexLoaded(this ILogger log, long documents, long megabytes);

    [LoggerMessage(2, LogLevel.Warning,
        "Did not load the live index: the documents need more than {Megabytes} MiB. The database answers every search; "
        + "raise LiveIndexOptions.MaxMegabytes.")]
    public static partial void LiveIndexTooLarge(this ILogger log, int megabytes);

    [LoggerMessage(3, LogLevel.Warning, "Live index failed; retrying in {Pause}. The database answers meanwhile.")]
    public static partial void LiveIndexFailed(this ILogger log, TimeSpan pause, Exception e);

    [LoggerMessage(4, LogLevel.Warning, "Live index could not read changes; the database answers.")]
    public static partial void LiveFetchFailed(this ILogger log, Exception e);
}
