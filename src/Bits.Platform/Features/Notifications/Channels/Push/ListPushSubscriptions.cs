using Bits.Platform.Rpc;
using Bits.Shared;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Features.Notifications.Channels.Push;

/// <summary>Lists the browsers in which the caller gets notifications, the oldest first.</summary>
[Rpc(
    "notifications.v1/ListPushSubscriptions", NotificationCapabilities.Self, Reads = true,
    Example = """{}""",
    Answer = """{"publicKey":"BEl62iUYgUivxIkv69yViEuiBIa","subscriptions":[{"subscriptionId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","label":"Firefox on Linux","createdAt":"2026-11-23T18:00:00Z"}]}""")]
public sealed class ListPushSubscriptions(IOptions<PushOptions> options)
    : IRpc<ListPushSubscriptions.Request, ListPushSubscriptions.Response>
{
    /// <summary>An empty request.</summary>
    public sealed record Request;

    /// <summary>The browsers.</summary>
    /// <param name="PublicKey">The key to subscribe with (VAPID); null where push is off.</param>
    /// <param name="Subscriptions">The browsers.</param>
    public sealed record Response(string? PublicKey, IReadOnlyList<Item> Subscriptions);

    /// <summary>A browser.</summary>
    /// <param name="SubscriptionId">The id.</param>
    /// <param name="Label">What it is called.</param>
    /// <param name="CreatedAt">The time at which it was added.</param>
    public sealed record Item(Guid SubscriptionId, string Label, DateTimeOffset CreatedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            select id, label, created_at
            from notifications_push_subscription
            where user_id = $1
            order by created_at, id
            """;

        return new(
            options.Value.Enabled ? options.Value.PublicKey : null,
            await call.Db.QueryAsync(
                sql, [call.Caller.UserId], row => new Item(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)), ct));
    }
}
