using System.Text.Json;
using Bits.Jobs;
using Bits.Platform.Features.Notifications.WhatsApp;
using Bits.Shared;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>Tells people. Other features ask here.</summary>
public sealed class Notifier(JobQueue jobs, NotificationTexts texts, IOptions<WhatsAppOptions> whatsApp)
{
    /// <summary>Puts a notification into the recipients' inboxes, and plans a message to those who want one.</summary>
    /// <param name="db">An open connection with a transaction; the messages are sent after it has committed.</param>
    /// <param name="notification">What to tell.</param>
    /// <param name="recipients">Whom.</param>
    /// <param name="ct">Stops the query.</param>
    /// <remarks>Idempotent: each recipient gets it once on each channel, however often and from wherever this is called.
    /// </remarks>
    /// <exception cref="ArgumentException">No <see cref="INotificationText"/> has words for its kind.</exception>
    public async Task NotifyAsync(
        NpgsqlConnection db, Notification notification, IReadOnlyCollection<Guid> recipients, CancellationToken ct)
    {
        if (!texts.Has(notification.Kind))
            throw new ArgumentException(
                $"Nothing has words for {notification.Kind}; register an INotificationText.", nameof(notification));

        var id = await InsertAsync(db, notification, ct);

        await PlanInAppAsync(db, id, recipients, ct);
        if (whatsApp.Value.Enabled)
            await PlanWhatsAppAsync(db, id, recipients, ct);
    }

    /// <summary>Takes back what was told of subjects that are gone, from everybody.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="subjectIds">The subjects.</param>
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
        // The update that changes nothing locks the row that is there, and returns its id.
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
