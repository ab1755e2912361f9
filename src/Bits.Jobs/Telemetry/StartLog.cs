using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>The log messages at the start of a host.</summary>
static partial class StartLog
{
    [LoggerMessage(30, LogLevel.Warning, "Could not check the schema of the job queue: {Problem}")]
    public static partial void SchemaNotChecked(this ILogger log, string problem);

    [LoggerMessage(31, LogLevel.Warning, "This host has handlers for {Kinds} but starts no worker; their jobs wait for another program. Call AddWorker().")]
    public static partial void NoWorker(this ILogger log, string kinds);
}
