using System.Buffers.Text;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Features.Notifications.Channels.Push;

/// <summary>Sends notifications to a browser of the caller too. A browser belongs to who asked last; at most 10 for each member.
/// </summary>
[Rpc(
    "notifications.v1/AddPushSubscription", NotificationCapabilities.Self, Audit = AuditClass.Security,
    Example = """{"endpoint":"https://fcm.googleapis.com/fcm/send/c1","p256dh":"BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM","auth":"tBHItJI5svbpez7KI4CCXg","label":"Firefox on Linux"}""",
    Answer = """{"subscriptionId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""")]
public sealed class AddPushSubscription(IOptions<PushOptions> options)
    : IRpc<AddPushSubscription.Request, AddPushSubscription.Response>
{
    const int MaxEach = 10;
    const int PointBytes = 65;
    const int SecretBytes = 16;

    /// <summary>The browser, as its PushManager returns it.</summary>
    /// <param name="Endpoint">The address at the push service of the browser's maker.</param>
    /// <param name="P256dh">The key that messages are encrypted for: a P-256 point, 65 bytes as base64url.</param>
    /// <param name="Auth">The secret that messages are encrypted with: 16 bytes as base64url.</param>
    /// <param name="Label">What to call it, such as Firefox on Linux.</param>
    public sealed record Request(
        [property: Text(1_000, TextKind.Line)] string Endpoint,
        [property: Text(100, TextKind.Id)] string P256dh,
        [property: Text(100, TextKind.Id)] string Auth,
        [property: Text(100, TextKind.Line)] string Label);

    /// <summary>The result.</summary>
    /// <param name="SubscriptionId">The id.</param>
    public sealed record Response(Guid SubscriptionId);

    static readonly AuditField Browser = new("browser", Sensitivity.Personal);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string count = "select count(*) from notifications_push_subscription where user_id = $1 and endpoint <> $2";
        const string sql = """
            insert into notifications_push_subscription (id, user_id, endpoint, p256dh, auth, label)
            values ($1, $2, $3, $4, $5, $6)
            on conflict on constraint notifications_push_subscription_endpoint_taken do update
            set user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth, label = excluded.label
            returning id
            """;

        Check(request);
        if (await call.Db.FindAsync(count, [call.Caller.UserId, request.Endpoint], row => row.GetInt64(0), ct) >= MaxEach)
            throw FaultException.FailedPrecondition("too_many_browsers", $"You get notifications in {MaxEach} browsers already. Remove one first.");

        var id = await call.Db.FindAsync(
            sql, [Guid.CreateVersion7(), call.Caller.UserId, request.Endpoint, request.P256dh, request.Auth, request.Label],
            row => row.GetGuid(0), ct);
        call.Audit.Target("push_subscription", id).Changed(Browser, from: null, request.Label);
        return new(id);
    }

    void Check(Request request)
    {
        if (!options.Value.Enabled)
            throw FaultException.FailedPrecondition("push_is_off", "This platform sends no push messages.");
        if (!Uri.TryCreate(request.Endpoint, UriKind.Absolute, out var endpoint) || !options.Value.IsService(endpoint)
            || request.Endpoint.Contains(' ', StringComparison.Ordinal))
            throw FaultException.InvalidArgument("endpoint", "is not an https address of a known push service; send what the browser returned.");
        if (!Base64Url.IsValid(request.P256dh, out var point) || point != PointBytes)
            throw FaultException.InvalidArgument("p256dh", $"is not a key of {PointBytes} bytes as base64url; send what the browser returned.");
        if (!Base64Url.IsValid(request.Auth, out var secret) || secret != SecretBytes)
            throw FaultException.InvalidArgument("auth", $"is not a secret of {SecretBytes} bytes as base64url; send what the browser returned.");
    }
}
