using Bits.Platform.Audit;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Notifications;

/// <summary>Tells an operator why a notification came to a user on each channel, or did not. Shows no text.</summary>
[Rpc(
    "notifications.v1/InspectNotification", NotificationCapabilities.Inspect, Shows = true, Audit = AuditClass.Admin,
    Example = """{"notificationId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11"}""",
    Answer = """{"explanations":[{"channel":"email","state":"cancelled","rule":"muted","text":"Not sent: the member has muted the group, or wants only mentions there.","at":"2026-11-23T18:00:00Z","error":null}]}""")]
public sealed class InspectNotification(DeliveryExplanations explanations)
    : IRpc<InspectNotification.Request, InspectNotification.Response>
{
    /// <summary>The notification and the user.</summary>
    /// <param name="NotificationId">The notification.</param>
    /// <param name="UserId">The user.</param>
    public sealed record Request(Guid NotificationId, Guid UserId);

    /// <summary>The explanation.</summary>
    /// <param name="Explanations">Each channel.</param>
    public sealed record Response(IReadOnlyList<DeliveryExplanation> Explanations);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        call.Audit.Target("user", request.UserId);
        return new(await explanations.ListAsync(call.Db, request.NotificationId, request.UserId, ct)
            ?? throw FaultException.NotFound("notification_missing", "No notification has this id."));
    }
}
