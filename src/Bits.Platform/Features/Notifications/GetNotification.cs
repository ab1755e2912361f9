using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Notifications;

/// <summary>Returns a notification of the caller's inbox, also one that came by message only.</summary>
[Rpc(
    "notifications.v1/GetNotification", NotificationCapabilities.Self, Reads = true,
    Example = """{"notificationId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""",
    Answer = """{"notification":{"notificationId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","kind":"groups.notify_post","subjectId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","title":"Asha Rao posted in Rowing in Goa","body":"Who comes to the regatta?","createdAt":"2026-11-23T18:00:00Z","readAt":null}}""")]
public sealed class GetNotification(Inbox inbox) : IRpc<GetNotification.Request, GetNotification.Response>
{
    /// <summary>The notification.</summary>
    /// <param name="NotificationId">The id.</param>
    public sealed record Request(Guid NotificationId);

    /// <summary>The notification.</summary>
    /// <param name="Notification">The notification.</param>
    public sealed record Response(InboxItem Notification);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct) =>
        new(await inbox.FindAsync(call.Db, call.Caller, request.NotificationId, ct)
            ?? throw FaultException.NotFound("notification_missing", "No notification of yours has this id."));
}
