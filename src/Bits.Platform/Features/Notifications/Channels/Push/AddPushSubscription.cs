using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Features.Notifications.Channels.Push;

/// <summary>Sends notifications to a browser of the caller too, while this session lasts: until it ends or expires, with a
/// token for 31 days at most. Ask again in the next session. A browser belongs to who asked last; at most 10 for each member.
/// </summary>
[Rpc(
    "notifications.v1/AddPushSubscription", NotificationCapabilities.Self, Audit = AuditClass.Security,
    Example = """{"endpoint":"https://fcm.googleapis.com/fcm/send/c1","p256dh":"BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM","auth":"tBHItJI5svbpez7KI4CCXg","publicKey":"BEl62iUYgUivxIkv69yViEuiBIa","label":"Firefox on Linux"}""",
    Answer = """{"subscriptionId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""")]
public sealed class AddPushSubscription(IOptions<PushOptions> options)
    : IRpc<AddPushSubscription.Request, AddPushSubscription.Response>
{
    const int MaxEach = 10;

    /// <summary>The browser, as its PushManager returns it.</summary>
    /// <param name="Endpoint">The address at the push service of the browser's maker.</param>
    /// <param name="P256dh">The key that messages are encrypted for: a P-256 point, 65 bytes as base64url.</param>
    /// <param name="Auth">The secret that messages are encrypted with: 16 bytes as base64url.</param>
    /// <param name="PublicKey">The key of the platform that it was made for, as ListPushSubscriptions returns it.</param>
    /// <param name="Label">What to call it, such as Firefox on Linux.</param>
    public sealed record Request(
        [property: Text(1_000, TextKind.Line)] string Endpoint,
        [property: Text(100, TextKind.Id)] string P256dh,
        [property: Text(100, TextKind.Id)] string Auth,
        [property: Text(100, TextKind.Id)] string PublicKey,
        [property: Text(100, TextKind.Line)] string Label);

    /// <summary>The result.</summary>
    /// <param name="SubscriptionId">The id.</param>
    public sealed record Response(Guid SubscriptionId);

    static readonly AuditField Browser = new("browser", Sensitivity.Personal);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string oneAtATime = "select pg_advisory_xact_lock(hashtextextended('notifications.push:' || $1::text, 0))";
        const string sql = """
            insert into notifications_push_subscription (id, user_id, endpoint, p256dh, auth, public_key, label, session_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict on constraint notifications_push_subscription_endpoint_taken do update
            set user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth, public_key = excluded.public_key,
                label = excluded.label, session_id = excluded.session_id, bound_at = excluded.bound_at
            returning id
            """;

        Check(request);
        await call.Db.ExecuteAsync(oneAtATime, [call.Caller.UserId], ct);
        var browsers = await PushBrowsers.CleanAndListAsync(call.Db, [call.Caller.UserId], request.PublicKey, ct);
        if (browsers.Count(browser => browser.Endpoint != request.Endpoint) >= MaxEach)
            throw FaultException.FailedPrecondition("too_many_browsers", $"You get notifications in {MaxEach} browsers already. Remove one first.");

        var id = await call.Db.FindAsync(
            sql,
            [
                Guid.CreateVersion7(), call.Caller.UserId, request.Endpoint, request.P256dh, request.Auth, request.PublicKey,
                request.Label, call.Caller.SessionId,
            ],
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
        if (!PushKey.IsPoint(request.P256dh))
            throw FaultException.InvalidArgument(
                "p256dh", $"is not a point of P-256 as base64url, {PushKey.PointBytes} bytes; send what the browser returned.");
        if (!PushKey.IsSecret(request.Auth))
            throw FaultException.InvalidArgument(
                "auth", $"is not a secret of {PushKey.SecretBytes} bytes as base64url; send what the browser returned.");
        if (request.PublicKey != options.Value.PublicKey)
            throw FaultException.InvalidArgument(
                "publicKey", "is not the platform's key now. Get it by ListPushSubscriptions, and subscribe the browser with it.");
    }
}
