using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>One line of somebody's inbox.</summary>
/// <param name="NotificationId">Its id.</param>
/// <param name="Kind">What sort of thing.</param>
/// <param name="SubjectId">What it is about: for <c>groups.notify_post</c>, the post.</param>
/// <param name="Title">The headline.</param>
/// <param name="Body">The text.</param>
/// <param name="CreatedAt">When it came.</param>
/// <param name="ReadAt">When it was read; null for not yet.</param>
public sealed record InboxItem(
    Guid NotificationId,
    string Kind,
    string SubjectId,
    string Title,
    string Body,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ReadAt);

/// <summary>A place in an inbox: behind this item.</summary>
readonly record struct InboxPlace(DateTimeOffset CreatedAt, Guid NotificationId);

/// <summary>Reads and marks inboxes.</summary>
static class Inbox
{
    public static Task<List<InboxItem>> ListAsync(
        NpgsqlConnection db, Guid userId, InboxPlace? after, int limit, CancellationToken ct)
    {
        const string sql = """
            select d.notification_id, n.kind, n.subject_id, n.title, n.body, d.created_at, d.read_at
            from notifications_delivery d
            join notifications_notification n on n.id = d.notification_id
            where d.channel = 'in_app' and d.recipient_id = $1
              and (d.created_at, d.notification_id) < (coalesce($2::timestamptz, 'infinity'), $3)
            order by d.created_at desc, d.notification_id desc
            limit $4
            """;

        return db.QueryAsync(
            sql, [userId, after?.CreatedAt, after?.NotificationId ?? Guid.AllBitsSet, limit], Read, ct);
    }

    public static Task<int> MarkReadAsync(
        NpgsqlConnection db, Guid userId, IReadOnlyList<Guid> notificationIds, CancellationToken ct)
    {
        const string sql = """
            update notifications_delivery
            set read_at = now()
            where notification_id = any($2) and channel = 'in_app' and recipient_id = $1 and read_at is null
            """;

        return db.ExecuteAsync(sql, [userId, notificationIds.ToArray()], ct);
    }

    static InboxItem Read(NpgsqlDataReader row) => new(
        NotificationId: row.GetGuid(0),
        Kind: row.GetString(1),
        SubjectId: row.GetString(2),
        Title: row.GetString(3),
        Body: row.GetString(4),
        CreatedAt: row.GetFieldValue<DateTimeOffset>(5),
        ReadAt: row.Nullable<DateTimeOffset>(6));
}
