using System.Text.Json;
using Bits.Jobs;
using Bits.Platform.Features.Notifications.WhatsApp;
using Bits.Shared;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>Notifies users. Other features use it instead of the tables.</summary>
public sealed class Notifier(JobQueue jobs, NotificationTexts texts, IOptions<WhatsAppOptions> whatsApp)
{
    /// <summary>Adds a notification to the recipients' inboxes, and plans a message to those who opted in.</summary>
    /// <param name="db">An open connection with a transaction; the messages are sent after its commit.</param>
    /// <param name="notification">The notification.</param>
    /// <param name="recipients">The recipients.</param>
    /// <param name="ct">Stops the query.</param>
    /// <remarks>Idempotent: each recipient gets it once per channel, regardless of repeated calls.</remarks>
    /// <exception cref="ArgumentException">No <see cref="INotificationText"/> renders its kind.</exception>
    public async Task NotifyAsync(
        NpgsqlConnection db, Notification notification, IReadOnlyCollection<Guid> recipients, CancellationToken ct)
    {
        if (!texts.Has(notification.Kind))
            throw new ArgumentException(
                $"No INotificationText renders {notification.Kind}. Register one.", nameof(notification));

        var id = await InsertAsync(db, notification, ct);

        await PlanInAppAsync(db, id, recipients, ct);
        if (whatsApp.Value.Enabled)
            await PlanWhatsAppAsync(db, id, recipients, ct);
    }

    /// <summary>Withdraws the notifications of deleted subjects from all recipients.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="subjectIds">The deleted subjects.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task TakeBackAsync(
        NpgsqlConnection db, string kind, IReadOnlyCollection<string> subjectIds, CancellationToken ct)
    {
        const string deliveries = """
            delete from notifications_delivery
            where notification_id in (select id from notifications_notification where kind = $1 and subject_id = any($2))
            """;
        const string notifications = "delete from notifications_notification where kind = $1 and subject_id = any($2)";

        await db.ExecuteAsync(deliveries, [kind, subjectIds.ToArray()], ct);
        await db.ExecuteAsync(notifications, [kind, subjectIds.ToArray()], ct);
    }

    static Task<Guid> InsertAsync(NpgsqlConnection db, Notification notification, CancellationToken ct)
    {
        // An update without a change locks the existing row, and returns its id.
        const string sql = """
            insert into notifications_notification (id, kind, subject_id, scope_type, scope_id, facts)
            values ($1, $2, $3, $4, $5, $6::jsonb)
            on conflict on constraint notifications_notification_once do update set kind = excluded.kind
            returning id
            """;

        return db.FindAsync(
            sql,
            [
                Guid.CreateVersion7(), notification.Kind, notification.SubjectId, notification.Scope?.Type,
                notification.Scope?.Id, Json(notification.Facts),
            ],
            row => row.GetGuid(0), ct);
    }

    static string Json(IReadOnlyDictionary<string, string>? facts) =>
        facts is null ? "{}" : JsonSerializer.Serialize(new(facts), NotificationsJson.Default.DictionaryStringString);

    static Task<int> PlanInAppAsync(NpgsqlConnection db, Guid id, IReadOnlyCollection<Guid> recipients, CancellationToken ct)
    {
        const string sql = """
            insert into notifications_delivery (notification_id, channel, recipient_id, state)
            select $1, 'in_app', recipient_id, 'accepted'
            from unnest($2::uuid[]) as r (recipient_id)
            on conflict on constraint notifications_delivery_once do nothing
            """;

        return db.ExecuteAsync(sql, [id, recipients.ToArray()], ct);
    }

    async Task PlanWhatsAppAsync(
        NpgsqlConnection db, Guid id, IReadOnlyCollection<Guid> recipients, CancellationToken ct)
    {
        const string sql = """
            insert into notifications_delivery (notification_id, channel, recipient_id, state)
            select $1, 'whatsapp', user_id, 'planned'
            from notifications_whatsapp_number
            where user_id = any($2)
            on conflict on constraint notifications_delivery_once do nothing
            returning recipient_id
            """;

        var planned = await db.QueryAsync(sql, [id, recipients.ToArray()], row => row.GetGuid(0), ct);
        await jobs.EnqueueManyAsync(
            db, [.. planned.Select(recipient => new SendWhatsApp(id, recipient))],
            NotificationsJson.Default.SendWhatsApp, options: null, ct);
    }
}
