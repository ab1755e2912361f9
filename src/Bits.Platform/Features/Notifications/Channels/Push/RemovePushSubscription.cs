using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Notifications.Channels.Push;

/// <summary>Sends no more notifications to a browser of the caller.</summary>
[Rpc(
    "notifications.v1/RemovePushSubscription", NotificationCapabilities.Self, Audit = AuditClass.Security,
    Example = """{"subscriptionId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""",
    Answer = """{"removed":true}""")]
public sealed class RemovePushSubscription : IRpc<RemovePushSubscription.Request, RemovePushSubscription.Response>
{
    /// <summary>The browser.</summary>
    /// <param name="SubscriptionId">The id; ignores those of other users.</param>
    public sealed record Request(Guid SubscriptionId);

    /// <summary>The result.</summary>
    /// <param name="Removed">Whether it was there.</param>
    public sealed record Response(bool Removed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = "delete from notifications_push_subscription where id = $1 and user_id = $2";

        var removed = await call.Db.ExecuteAsync(sql, [request.SubscriptionId, call.Caller.UserId], ct) > 0;
        call.Audit.Target("push_subscription", request.SubscriptionId).If(removed);
        return new(removed);
    }
}
