using Bits.Platform.Audit;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Puts into the audit log what did not happen: denials of every call, and failures of those that touch
/// accounts, sessions and rights. Beside the call's transaction, which is gone.</summary>
public sealed class RpcDenials(AuditWriter audit, ILogger<RpcDenials> log)
{
    /// <summary>Writes the event of a call that ended with a fault, where it is to have one. A log that cannot be written
    /// does not let anybody in: the denial stands, and an alarm is raised.</summary>
    internal async Task RecordAsync(RpcCall call, FaultException fault)
    {
        if (call.Caller is null || Outcome(call.Method.Action, fault) is not { } outcome)
            return;

        try
        {
            await audit.WriteApartAsync(call.ToEvent(outcome, fault.Reason), CancellationToken.None);
            AuditTelemetry.DenialWritten(call.Method.Action.Name, outcome);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            log.DenialNotWritten(e, call.Method.Action.Name, call.Caller.UserId, outcome.ToText());
            AuditTelemetry.DenialLost();
        }
    }

    static AuditOutcome? Outcome(AuditAction action, FaultException fault) => fault.Code switch
    {
        FaultCode.PermissionDenied => AuditOutcome.Denied,
        FaultCode.Unavailable or FaultCode.Internal or FaultCode.ResourceExhausted or FaultCode.Aborted
            or FaultCode.Unauthenticated or FaultCode.DeadlineExceeded => null,
        FaultCode.InvalidArgument or FaultCode.NotFound or FaultCode.AlreadyExists or FaultCode.FailedPrecondition =>
            action.Class == AuditClass.Security ? AuditOutcome.Failed : null,
    };
}
