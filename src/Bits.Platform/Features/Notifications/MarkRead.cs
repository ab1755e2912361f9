using System.ComponentModel.DataAnnotations;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Notifications;

/// <summary>Marks notifications of the caller's inbox as read.</summary>
[Rpc(
    "notifications.v1/MarkRead", NotificationCapabilities.Self,
    Example = """{"notificationIds":["0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"]}""",
    Answer = """{"marked":1}""")]
public sealed class MarkRead : IRpc<MarkRead.Request, MarkRead.Response>
{
    /// <summary>The notifications to mark.</summary>
    /// <param name="NotificationIds">The ids, 1 to 100; ignores those of other users.</param>
    public sealed record Request(
        [property: Length(1, 100, ErrorMessage = "must have 1 to 100 entries.")] IReadOnlyList<Guid> NotificationIds);

    /// <summary>The result.</summary>
    /// <param name="Marked">The number that were unread before.</param>
    public sealed record Response(int Marked);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var marked = await Inbox.MarkReadAsync(call.Db, call.Caller.UserId, request.NotificationIds, ct);

        call.Audit.If(marked > 0);
        return new(marked);
    }
}
