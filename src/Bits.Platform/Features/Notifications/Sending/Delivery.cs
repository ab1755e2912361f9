using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications.Channels;
using Bits.Platform.Features.People;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications.Sending;

/// <summary>A delivery with all that its message and its rules need, as it is now.</summary>
/// <param name="Key">Which it is.</param>
/// <param name="Facts">What the rules depend on.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Recipient">The recipient; null for a closed account.</param>
/// <param name="Address">The address; null without one.</param>
/// <param name="Words">The text; null for a removed subject.</param>
sealed record Delivery(
    DeliveryKey Key, DeliveryFacts Facts, NotificationKind Kind, Account? Recipient, string? Address, NotificationWords? Words)
{
    /// <summary>Gets the address that the ledger keeps for the reports of the provider; null for a channel without any: that of a
    /// browser is its keys, which belong in no ledger.</summary>
    public string? ReportedAddress { get; init; }

    /// <summary>Gets the item of the message.</summary>
    public MessageItem Item => new(Key.NotificationId, Kind, Words!);
}

/// <summary>Reads deliveries, and asks the features that know what their rules depend on.</summary>
sealed class Deliveries(
    NotificationTexts texts, ChannelList channels, AccountDirectory accounts, Memberships memberships, ReadableScopes readable,
    ScopeNotifications levels, Blocks blocks)
{
    /// <summary>Reads a delivery; null for an unknown notification. The delivery itself need not be in the ledger.</summary>
    public async Task<Delivery?> FindAsync(NpgsqlConnection db, DeliveryKey key, CancellationToken ct)
    {
        var channel = channels.Find(key.Channel);
        if (await RowAsync(db, key, ct) is not { } row || (channel is null && key.Channel != ChannelList.InApp))
            return null;
        if (texts.Find(row.Kind) is not { } kind)
            return null; // of a later version that was rolled back: nothing here knows its words

        var account = await accounts.FindEnabledAsync(db, key.RecipientId, ct);
        var address = account is null || channel is null ? account?.Username : await channel.FindAddressAsync(db, account, ct);
        var words = await texts.ComposeAsync(db, [(row.Kind, row.Subject)], row.Settings.Language, ct);
        var facts = new DeliveryFacts
        {
            Importance = kind.Importance,
            Settings = row.Settings,
            Mode = row.Mode ?? channel?.DefaultOf(kind.Importance) ?? DeliveryMode.Now,
            PlannedAt = row.PlannedAt,
            IsRead = row.IsRead,
            HasAccount = account is not null,
            HasSubject = words.Count > 0,
            MayRead = row.Scope is not { } of || await MayReadAsync(db, of, kind, key.RecipientId, ct),
            IsMuted = row.Scope is { } scope && await IsMutedAsync(db, scope, kind, key.RecipientId, ct),
            IsBlocked = row.Actor is { } actor && (await blocks.ListBlockersAsync(db, actor, [key.RecipientId], ct)).Count > 0,
            HasAddress = address is not null,
            IsSuppressed = address is not null && await Suppressions.HasAsync(db, key.Channel, address, ct),
        };
        return new(key, facts, kind, account, address, words.Values.SingleOrDefault())
        {
            ReportedAddress = channel is { HasReports: true } ? address : null,
        };
    }

    // News are for members. What is for one person, such as an answer in a public group, is also for one who never joined and
    // may read there; not for one who left or was banned.
    async Task<bool> MayReadAsync(NpgsqlConnection db, Scope scope, NotificationKind kind, Guid recipient, CancellationToken ct) =>
        await memberships.IsMemberAsync(db, recipient, scope, ct)
        || (kind.Importance != Importance.News && await memberships.FindAsync(db, recipient, scope, ct) is null
            && await CallerLookup.FindAsync(db, recipient, ct) is { } caller
            && (await readable.ListAsync(db, caller, [scope], ct)).Count > 0);

    async Task<bool> IsMutedAsync(NpgsqlConnection db, Scope scope, NotificationKind kind, Guid recipient, CancellationToken ct)
    {
        var concern = kind.Importance == Importance.News ? PostConcern.InScope : PostConcern.Personal;
        return (await levels.ListAsync(db, scope, concern, [recipient], ct)).Count == 0;
    }

    static Task<Row?> RowAsync(NpgsqlConnection db, DeliveryKey key, CancellationToken ct)
    {
        const string sql = $"""
            select n.kind, n.subject_id, n.facts, n.scope_type, n.scope_id, n.actor_id, coalesce(d.created_at, n.created_at), p.mode,
                   exists (
                       select from notifications_delivery i
                       where i.notification_id = n.id and i.channel = 'in_app' and i.recipient_id = $3 and i.read_at is not null),
                   {NotificationSettings.Columns}
            from notifications_notification n
            left join notifications_delivery d on d.notification_id = n.id and d.channel = $2 and d.recipient_id = $3
            left join notifications_preference p on p.user_id = $3 and p.kind = n.kind and p.channel = $2
            left join notifications_settings s on s.user_id = $3
            where n.id = $1
            """;

        return db.FindAsync(
            sql, [key.NotificationId, key.Channel, key.RecipientId],
            row => new Row(
                Kind: row.GetString(0),
                Subject: new(row.GetString(1), Inbox.ReadFacts(row.GetString(2))),
                Scope: row.NullableString(3) is { } type ? new(type, row.GetString(4)) : null,
                Actor: row.Nullable<Guid>(5),
                PlannedAt: row.GetFieldValue<DateTimeOffset>(6),
                Mode: row.NullableString(7) is { } mode ? EnumText.Parse<DeliveryMode>(mode) : null,
                IsRead: row.GetBoolean(8),
                Settings: NotificationSettings.Read(row, 9)), ct);
    }

    sealed record Row(
        string Kind, NotificationSubject Subject, Scope? Scope, Guid? Actor, DateTimeOffset PlannedAt, DeliveryMode? Mode, bool IsRead,
        NotificationSettings Settings);
}
