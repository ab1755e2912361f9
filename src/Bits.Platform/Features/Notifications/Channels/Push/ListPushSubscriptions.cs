using Bits.Platform.Rpc;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Features.Notifications.Channels.Push;

/// <summary>Lists the browsers in which the caller gets notifications, the oldest first. Omits those whose session has ended, and
/// those made for an earlier key of the platform.</summary>
[Rpc(
    "notifications.v1/ListPushSubscriptions", NotificationCapabilities.Self, Reads = true,
    Example = """{}""",
    Answer = """{"publicKey":"BEl62iUYgUivxIkv69yViEuiBIa","subscriptions":[{"subscriptionId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","label":"Firefox on Linux","createdAt":"2026-11-23T18:00:00Z","isThis":true}]}""")]
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
    /// <param name="IsThis">Whether the session of this call asked for it.</param>
    public sealed record Item(Guid SubscriptionId, string Label, DateTimeOffset CreatedAt, bool IsThis);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (!options.Value.Enabled)
            return new(PublicKey: null, []);

        var browsers = await PushBrowsers.ListAsync(call.Db, call.Caller.UserId, options.Value.PublicKey, ct);
        return new(
            options.Value.PublicKey,
            [.. browsers.Select(browser => new Item(
                browser.Id, browser.Label, browser.CreatedAt,
                IsThis: call.Caller.SessionId is { } session && browser.Session.SessionId == session))]);
    }
}
