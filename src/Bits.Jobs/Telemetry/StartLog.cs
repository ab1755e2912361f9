using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>What is logged when a host starts.</summary>
static partial class StartLog
{
    [LoggerMessage(30, LogLevel.Warning, "Whether the schema of the job queue is there could not be seen: {Problem}")]
    public static partial void SchemaNotChecked(this ILogger log, string problem);

    [LoggerMessage(31, LogLevel.Warning, "There are handlers for {Kinds} and this host starts no worker: call AddWorker(), or their jobs wait for another program.")]
    public static partial void NoWorker(this ILogger log, string kinds);
}
