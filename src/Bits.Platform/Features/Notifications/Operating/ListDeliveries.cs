using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications.Sending;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>Lists deliveries outside the app for operators: those that failed, are unknown or being sent, or those of one open
/// state, the latest change first; or all to a user, the latest first. Shows no text.</summary>
[Rpc(
    "notifications.v1/ListDeliveries", NotificationCapabilities.Inspect, Shows = true, Audit = AuditClass.Admin,
    Example = """{"state":"unknown"}""",
    Answer = """{"deliveries":[{"notificationId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","kind":"posts.mention","channel":"email","recipientId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","recipientName":"Asha Rao","state":"unknown","rule":null,"error":"the sender stopped before it knew","plannedAt":"2026-11-23T18:00:00Z","changedAt":"2026-11-23T18:00:00Z"}],"nextCursor":null}""")]
public sealed class ListDeliveries(AccountDirectory accounts) : IRpc<ListDeliveries.Request, ListDeliveries.Response>
{
    /// <summary>The states that need an operator.</summary>
    public static IReadOnlyList<DeliveryState> Troubled { get; } = [DeliveryState.Unknown, DeliveryState.Failed, DeliveryState.Sending];

    /// <summary>The states that are listed for all recipients.</summary>
    public static IReadOnlyList<DeliveryState> Open { get; } = [.. Troubled, DeliveryState.Planned, DeliveryState.Held];

    /// <summary>The page to list.</summary>
    /// <param name="State">Failed, unknown, sending, planned or held, or any of one user; null for the first three, or for all of a
    /// user.</param>
    /// <param name="UserId">The recipient: lists all their states; null for all recipients.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        DeliveryState? State = null,
        Guid? UserId = null,
        [property: PageSize] int Limit = 50,
        [property: PageCursor] string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Deliveries">The deliveries.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Item> Deliveries, string? NextCursor);

    /// <summary>A delivery.</summary>
    /// <param name="NotificationId">The notification.</param>
    /// <param name="Kind">The kind.</param>
    /// <param name="Channel">The channel.</param>
    /// <param name="RecipientId">The recipient.</param>
    /// <param name="RecipientName">The recipient's name; null when the account is gone.</param>
    /// <param name="State">How far it is.</param>
    /// <param name="Rule">The rule behind it; null without one.</param>
    /// <param name="Error">The provider's last error; null without one.</param>
    /// <param name="PlannedAt">The time of planning.</param>
    /// <param name="ChangedAt">The time of the state.</param>
    public sealed record Item(
        Guid NotificationId, string Kind, string Channel, Guid RecipientId, string? RecipientName, DeliveryState State, SendingRule? Rule,
        string? Error, DateTimeOffset PlannedAt, DateTimeOffset ChangedAt);

    readonly record struct Place(DateTimeOffset At, Guid NotificationId, Guid RecipientId, string Channel);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (request.State is { } state && request.UserId is null && !Open.Contains(state))
            throw FaultException.InvalidArgument("state", "must be failed, unknown, sending, planned or held; of one user, any.");

        var after = call.Cursors.Read<Place>(request.Cursor);
        var items = request.UserId is { } user
            ? await OfUserAsync(call.Db, user, request, after, ct)
            : await OpenAsync(call.Db, request, after, ct);
        var names = await accounts.ListNamesAsync(call.Db, items.Select(item => item.RecipientId), ct);

        if (request.UserId is { } seen)
            call.Audit.Target("user", seen);
        return new(
            [.. items.Select(item => item with { RecipientName = names.GetValueOrDefault(item.RecipientId) })],
            call.Cursors.Next(items, request.Limit, i => new Place(request.UserId is null ? i.ChangedAt : i.PlannedAt, i.NotificationId, i.RecipientId, i.Channel)));
    }

    static Task<List<Item>> OpenAsync(NpgsqlConnection db, Request request, Place? after, CancellationToken ct)
    {
        const string sql = """
            select d.notification_id, n.kind, d.channel, d.recipient_id, d.state, d.reason, d.error, d.created_at, d.changed_at
            from unnest($1::text[]) as s (state)
            cross join lateral (
                select *
                from notifications_delivery
                where state = s.state and state in ('planned', 'held', 'sending', 'unknown', 'failed')
                  and (changed_at, notification_id, recipient_id, channel)
                    < (coalesce($2::timestamptz, 'infinity'), $3::uuid, $4::uuid, $5::text)
                order by changed_at desc, notification_id desc, recipient_id desc, channel desc
                limit $6) d
            join notifications_notification n on n.id = d.notification_id
            order by d.changed_at desc, d.notification_id desc, d.recipient_id desc, d.channel desc
            limit $6
            """;

        return db.QueryAsync(
            sql,
            [
                (request.State is { } one ? [one] : Troubled).Select(EnumText.ToText).ToArray(), after?.At,
                after?.NotificationId ?? Guid.AllBitsSet, after?.RecipientId ?? Guid.AllBitsSet, after?.Channel ?? "", request.Limit,
            ], Read, ct);
    }

    static Task<List<Item>> OfUserAsync(NpgsqlConnection db, Guid user, Request request, Place? after, CancellationToken ct)
    {
        const string sql = """
            select d.notification_id, n.kind, d.channel, d.recipient_id, d.state, d.reason, d.error, d.created_at, d.changed_at
            from notifications_delivery d
            join notifications_notification n on n.id = d.notification_id
            where d.recipient_id = $7 and d.channel <> 'in_app' and ($1::text is null or d.state = $1)
              and (d.created_at, d.notification_id, d.recipient_id, d.channel)
                < (coalesce($2::timestamptz, 'infinity'), $3::uuid, $4::uuid, $5::text)
            order by d.created_at desc, d.notification_id desc, d.recipient_id desc, d.channel desc
            limit $6
            """;

        return db.QueryAsync(
            sql,
            [
                request.State?.ToText(), after?.At, after?.NotificationId ?? Guid.AllBitsSet, after?.RecipientId ?? Guid.AllBitsSet,
                after?.Channel ?? "", request.Limit, user,
            ], Read, ct);
    }

    static Item Read(NpgsqlDataReader row) => new(
        NotificationId: row.GetGuid(0),
        Kind: row.GetString(1),
        Channel: row.GetString(2),
        RecipientId: row.GetGuid(3),
        RecipientName: null,
        State: EnumText.Parse<DeliveryState>(row.GetString(4)),
        Rule: row.NullableString(5) is { } rule ? EnumText.Parse<SendingRule>(rule) : null,
        Error: row.NullableString(6),
        PlannedAt: row.GetFieldValue<DateTimeOffset>(7),
        ChangedAt: row.GetFieldValue<DateTimeOffset>(8));
}
