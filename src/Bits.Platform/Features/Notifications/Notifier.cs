using System.Text.Json;
using Bits.Jobs;
using Bits.Platform.Features.Notifications.Channels;
using Bits.Platform.Features.Notifications.Sending;
using Bits.Shared;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>Notifies users. Other features use it instead of the tables: they say what happened and whom it concerns, never
/// a channel.</summary>
public sealed class Notifier(
    JobQueue jobs, NotificationTexts texts, ChannelList channels, TimeProvider time, ILogger<Notifier> log)
{
    /// <summary>Adds a notification to the recipients' inboxes, and plans its messages on all channels on which they can be
    /// reached.</summary>
    /// <param name="db">An open connection with a transaction; the messages are sent after its commit.</param>
    /// <param name="notification">The notification.</param>
    /// <param name="recipients">The recipients.</param>
    /// <param name="ct">Stops the query.</param>
    /// <remarks>Idempotent: each recipient gets it once per channel, regardless of repeated calls. What a recipient wants is
    /// asked when a message is sent.</remarks>
    /// <exception cref="ArgumentException">No <see cref="INotificationText"/> renders its kind.</exception>
    public async Task NotifyAsync(
        NpgsqlConnection db, Notification notification, IReadOnlyCollection<Guid> recipients, CancellationToken ct)
    {
        var kind = texts.Find(notification.Kind)
            ?? throw new ArgumentException($"No INotificationText renders {notification.Kind}. Register one.", nameof(notification));

        var now = time.GetUtcNow();
        var id = await InsertAsync(db, notification, now, ct);

        await PlanInAppAsync(db, id, kind, notification.Renews, recipients, now, ct);
        foreach (var channel in channels.On)
            await PlanAsync(db, id, kind, channel, recipients, now, ct);
    }

    /// <summary>Withdraws the notifications of deleted subjects from all recipients.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="subjectIds">The deleted subjects.</param>
    /// <param name="ct">Stops the query.</param>
    /// <remarks>Messages that are on their way stay in the ledger, as their outcome is not known yet.</remarks>
    public async Task TakeBackAsync(
        NpgsqlConnection db, string kind, IReadOnlyCollection<string> subjectIds, CancellationToken ct)
    {
        const string deliveries = """
            delete from notifications_delivery
            where notification_id in (select id from notifications_notification where kind = $1 and subject_id = any($2))
              and (channel = 'in_app' or state in ('planned', 'held', 'cancelled'))
            """;
        const string notifications = """
            delete from notifications_notification n
            where kind = $1 and subject_id = any($2)
              and not exists (select from notifications_delivery d where d.notification_id = n.id)
            """;

        await db.ExecuteAsync(deliveries, [kind, subjectIds.ToArray()], ct);
        await db.ExecuteAsync(notifications, [kind, subjectIds.ToArray()], ct);
    }

    static Task<Guid> InsertAsync(NpgsqlConnection db, Notification notification, DateTimeOffset now, CancellationToken ct)
    {
        // An update without a change locks the existing row, and returns its id.
        const string sql = """
            insert into notifications_notification (id, kind, subject_id, scope_type, scope_id, actor_id, facts, created_at)
            values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8)
            on conflict on constraint notifications_notification_once do update set kind = excluded.kind
            returning id
            """;

        return db.FindAsync(
            sql,
            [
                Guid.CreateVersion7(), notification.Kind, notification.SubjectId, notification.Scope?.Type,
                notification.Scope?.Id, notification.Actor, Json(notification.Facts), now,
            ],
            row => row.GetGuid(0), ct);
    }

    static string Json(IReadOnlyDictionary<string, string>? facts) =>
        facts is null ? "{}" : JsonSerializer.Serialize(new(facts), NotificationsJson.Default.DictionaryStringString);

    static Task<int> PlanInAppAsync(
        NpgsqlConnection db, Guid id, NotificationKind kind, bool renews, IReadOnlyCollection<Guid> recipients,
        DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            insert into notifications_delivery as d (notification_id, channel, recipient_id, state, created_at, changed_at)
            select $1, 'in_app', r.id, 'accepted', $3, $3
            from unnest($2::uuid[]) as r (id)
            where $5 or not exists (
                select from notifications_preference p
                where p.user_id = r.id and p.kind = $4 and p.channel = 'in_app' and p.mode = 'off')
            on conflict on constraint notifications_delivery_once do update
            set read_at = null, created_at = excluded.created_at
            where $6 and d.read_at is not null
            """;

        return db.ExecuteAsync(
            sql, [id, recipients.ToArray(), now, kind.Name, kind.Importance == Importance.Required, renews], ct);
    }

    // A channel is code of others: a fault of its own costs its messages, never what was decided.
    async Task<IReadOnlyList<Guid>> ListReachableAsync(
        NpgsqlConnection db, IChannel channel, IReadOnlyCollection<Guid> recipients, CancellationToken ct)
    {
        try
        {
            return await channel.ListReachableAsync(db, recipients, ct);
        }
        catch (Exception e) when (e is not (NpgsqlException or OperationCanceledException))
        {
            log.ChannelFailed(e, channel.Name);
            return [];
        }
    }

    async Task PlanAsync(
        NpgsqlConnection db, Guid id, NotificationKind kind, IChannel channel, IReadOnlyCollection<Guid> recipients,
        DateTimeOffset now, CancellationToken ct)
    {
        // What waits for a digest needs no job of its own: the digest asks what its recipient wants then.
        const string sql = """
            insert into notifications_delivery (notification_id, channel, recipient_id, state, reason, created_at, changed_at)
            select $1, $2, r.id, m.state, case m.state when 'held' then 'digest' end, $6, $6
            from unnest($3::uuid[]) as r (id)
            left join notifications_preference p on p.user_id = r.id and p.kind = $4 and p.channel = $2
            cross join lateral (select case coalesce(p.mode, $5) when 'digest' then 'held' else 'planned' end) as m (state)
            on conflict on constraint notifications_delivery_once do nothing
            returning recipient_id, state
            """;

        var reachable = await ListReachableAsync(db, channel, recipients, ct);
        var planned = await db.QueryAsync(
            sql,
            [
                id, channel.Name, reachable.ToArray(), kind.Name, channel.DefaultOf(kind.Importance).ToText(), now,
            ],
            row => (Recipient: row.GetGuid(0), State: EnumText.Parse<DeliveryState>(row.GetString(1))), ct);

        await jobs.EnqueueManyAsync(
            db,
            [.. planned.Where(d => d.State == DeliveryState.Planned).Select(d => new SendNotification(id, channel.Name, d.Recipient))],
            NotificationsJson.Default.SendNotification,
            new()
            {
                Priority = kind.Importance == Importance.News ? SendNotification.NewsPriority : SendNotification.PersonalPriority,
                RunAt = kind.Gathers > TimeSpan.Zero ? now + kind.Gathers : null,
            }, ct);
    }
}
