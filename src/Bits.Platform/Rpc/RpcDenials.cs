using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Shared;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Puts into the audit log what did not happen: denials of every call, and failures of those that touch
/// accounts, sessions and rights. Beside the call's transaction, which is gone.</summary>
public sealed class RpcDenials(AuditWriter audit, ILogger<RpcDenials> log)
{
    /// <summary>Writes the event of a call that ended with a fault, where it is to have one. A log that cannot be written
    /// lets no caller in: the denial stands, and an alarm is raised.</summary>
    internal Task RecordAsync(RefusedCall call) => call.Caller is { } caller
        ? RecordAsync(call.Received.Method.Action, caller, call.Fault, call.ToEvent)
        : Task.CompletedTask;

    /// <summary>The same for what is no call, such as a page.</summary>
    internal async Task RecordAsync(
        AuditAction action, Caller caller, FaultException fault, Func<AuditOutcome, string?, AuditEvent> toEvent)
    {
        if (Outcome(action, fault) is not { } outcome)
            return;

        try
        {
            await audit.WriteApartAsync(toEvent(outcome, fault.Reason), CancellationToken.None);
            AuditTelemetry.DenialWritten(action.Name, outcome);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            log.DenialNotWritten(e, action.Name, caller.UserId, outcome.ToText());
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
