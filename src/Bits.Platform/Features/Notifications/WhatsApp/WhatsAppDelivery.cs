using Bits.Membership;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications.WhatsApp;

/// <summary>A delivery to send.</summary>
sealed record WhatsAppDelivery(
    string Kind, NotificationSubject Subject, Scope? Scope, string? Phone, DateTimeOffset PlannedAt)
{
    /// <summary>Starts a planned delivery; null when it is no longer planned.</summary>
    public static Task<WhatsAppDelivery?> TakeAsync(NpgsqlConnection db, SendWhatsApp args, CancellationToken ct)
    {
        const string sql = """
            update notifications_delivery d
            set state = 'sending', changed_at = now()
            from notifications_notification n
            left join notifications_whatsapp_number w on w.user_id = $2
            where n.id = d.notification_id
              and d.notification_id = $1 and d.channel = 'whatsapp' and d.recipient_id = $2 and d.state = 'planned'
            returning n.kind, n.subject_id, n.facts, n.scope_type, n.scope_id, w.phone, d.created_at
            """;

        return db.FindAsync(
            sql, [args.NotificationId, args.RecipientId],
            row => new WhatsAppDelivery(
                Kind: row.GetString(0),
                Subject: new(row.GetString(1), Inbox.ReadFacts(row.GetString(2))),
                Scope: row.NullableString(3) is { } type ? new(type, row.GetString(4)) : null,
                Phone: row.NullableString(5),
                PlannedAt: row.GetFieldValue<DateTimeOffset>(6)), ct);
    }

    /// <summary>Marks an attempt as unknown: its process ended while sending.</summary>
    public static async Task<bool> GiveUpAsync(NpgsqlConnection db, SendWhatsApp args, CancellationToken ct)
    {
        const string sql = """
            update notifications_delivery
            set state = 'unknown', error = 'the sender stopped before it knew', changed_at = now()
            where notification_id = $1 and channel = 'whatsapp' and recipient_id = $2 and state = 'sending'
            """;

        return await db.ExecuteAsync(sql, [args.NotificationId, args.RecipientId], ct) > 0;
    }

    /// <summary>Records the state. An answer of the provider overrules an unknown outcome.</summary>
    public static Task<int> RecordAsync(
        NpgsqlConnection db, SendWhatsApp args, string state, string? providerId, string? error, CancellationToken ct)
    {
        const string sql = """
            update notifications_delivery
            set state = $3, provider_id = $4, error = $5, changed_at = now()
            where notification_id = $1 and channel = 'whatsapp' and recipient_id = $2
              and state in ('sending', 'unknown')
            """;

        return db.ExecuteAsync(sql, [args.NotificationId, args.RecipientId, state, providerId, error], ct);
    }
}
