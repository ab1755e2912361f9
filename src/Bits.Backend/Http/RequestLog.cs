namespace Bits.Backend.Http;

/// <summary>What requests tell the program's log: who was not let in, and who came too often.</summary>
static partial class RequestLog
{
    [LoggerMessage(401, LogLevel.Warning, "A request from {Address} to {Path} was not let in: {Reason}")]
    public static partial void NotLetIn(this ILogger log, string address, string path, string reason);

    [LoggerMessage(429, LogLevel.Warning, "A request from {Address} to {Path} came too often: {Reason}")]
    public static partial void TooOften(this ILogger log, string address, string path, string reason);
}
