using Microsoft.Extensions.Logging;

namespace Bits.Search;

/// <summary>Everything that the library logs.</summary>
static partial class SearchLog
{
    [LoggerMessage(1, LogLevel.Information, "The live index has loaded {Documents} documents, {Megabytes} MiB.")]
    public static partial void LiveIndexLoaded(this ILogger log, long documents, long megabytes);

    [LoggerMessage(2, LogLevel.Warning,
        "The documents need more than the {Megabytes} MiB that the live index may take: the database answers every search. "
        + "Raise LiveIndexOptions.MaxMegabytes.")]
    public static partial void LiveIndexTooLarge(this ILogger log, int megabytes);

    [LoggerMessage(3, LogLevel.Warning, "The live index failed; it tries again in {Pause}, and the database answers.")]
    public static partial void LiveIndexFailed(this ILogger log, TimeSpan pause, Exception e);

    [LoggerMessage(4, LogLevel.Warning, "The live index could not read what has changed; the database answers.")]
    public static partial void LivePullFailed(this ILogger log, Exception e);
}
