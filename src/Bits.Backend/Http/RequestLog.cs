namespace Bits.Backend.Http;

/// <summary>Logs denied and rate-limited requests.</summary>
static partial class RequestLog
{
    [LoggerMessage(401, LogLevel.Warning, "Denied a request from {Address} to {Path}: {Reason}")]
    public static partial void NotLetIn(this ILogger log, string address, string path, string reason);

    [LoggerMessage(429, LogLevel.Warning, "Rate-limited a request from {Address} to {Path}: {Reason}")]
    public static partial void TooOften(this ILogger log, string address, string path, string reason);
}
