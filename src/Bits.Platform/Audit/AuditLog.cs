using Microsoft.Extensions.Logging;

namespace Bits.Platform.Audit;

/// <summary>Logs the events of the audit log.</summary>
static partial class AuditLog
{
    [LoggerMessage(301, LogLevel.Information, "Sealed the audit log up to seal {Seq}, code {Mac}.")]
    public static partial void Sealed(this ILogger log, long seq, string mac);

    [LoggerMessage(302, LogLevel.Critical, "Stopped sealing the audit log: its seals are broken: {Problem} "
        + "Run adminctl audit verify.")]
    public static partial void Broken(this ILogger log, string problem);

    [LoggerMessage(303, LogLevel.Warning, "Audit log maintenance failed; retrying.")]
    public static partial void MaintenanceFailed(this ILogger log, Exception e);

    [LoggerMessage(304, LogLevel.Information, "Dropped {Partition} of the audit log after its retention.")]
    public static partial void GaveUp(this ILogger log, string partition);

    [LoggerMessage(305, LogLevel.Error, "Could not write an audit event: {Action} by {ActorId}, {Outcome}.")]
    public static partial void DenialNotWritten(this ILogger log, Exception e, string action, Guid? actorId, string outcome);
}
