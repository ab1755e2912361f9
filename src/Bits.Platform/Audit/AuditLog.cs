using Microsoft.Extensions.Logging;

namespace Bits.Platform.Audit;

/// <summary>What the audit log tells the program's log.</summary>
static partial class AuditLog
{
    [LoggerMessage(301, LogLevel.Information, "The audit log is sealed up to seal {Seq}, code {Mac}.")]
    public static partial void Sealed(this ILogger log, long seq, string mac);

    [LoggerMessage(302, LogLevel.Critical, "The audit log is not sealed any further, because its seals are broken: {Problem} "
        + "Run adminctl audit verify.")]
    public static partial void Broken(this ILogger log, string problem);

    [LoggerMessage(303, LogLevel.Warning, "The audit log could not be looked after; it is tried again.")]
    public static partial void MaintenanceFailed(this ILogger log, Exception e);

    [LoggerMessage(304, LogLevel.Information, "The audit log gave up {Partition}, whose time is over.")]
    public static partial void GaveUp(this ILogger log, string partition);

    [LoggerMessage(305, LogLevel.Error, "An event of {Action} by {ActorId}, {Outcome}, could not be written to the audit log.")]
    public static partial void DenialNotWritten(this ILogger log, Exception e, string action, Guid? actorId, string outcome);
}
