using System.Text.Json;
using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Features.People;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>A notification in a user's inbox.</summary>
/// <param name="NotificationId">The id.</param>
/// <param name="Kind">The kind.</param>
/// <param name="SubjectId">The subject; the post for <c>groups.notify_post</c>.</param>
/// <param name="Title">The headline; null when the reader may not read in its scope now or has blocked
/// who did it, or its subject is deleted.</param>
/// <param name="Body">The text; null with the title.</param>
/// <param name="CreatedAt">The time of creation.</param>
/// <param name="ReadAt">The time of reading; null while unread.</param>
public sealed record InboxItem(
    Guid NotificationId,
    string Kind,
    string SubjectId,
    string? Title,
    string? Body,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ReadAt);

/// <summary>A place in an inbox: after this notification.</summary>
readonly record struct InboxPlace(DateTimeOffset CreatedAt, Guid NotificationId);

/// <summary>What of an inbox is listed.</summary>
/// <param name="OnlyUnread">Whether only what is unread.</param>
/// <param name="Kind">The kind; null for all.</param>
readonly record struct InboxFilter(bool OnlyUnread, string? Kind);

/// <summary>Reads and marks inboxes.</summary>
public sealed class Inbox(NotificationTexts texts, ReadableScopes scopes, Blocks blocks)
{
    internal async Task<IReadOnlyList<InboxItem>> ListAsync(
        NpgsqlConnection db, Caller reader, InboxFilter filter, InboxPlace? after, int limit, CancellationToken ct) =>
        await ShowAsync(db, reader, await ListAsync(db, reader.UserId, filter, after, limit, ct), ct);

    /// <summary>Finds a notification that was planned for the reader on any channel.</summary>
    internal async Task<InboxItem?> FindAsync(NpgsqlConnection db, Caller reader, Guid id, CancellationToken ct)
    {
        const string sql = """
            select d.notification_id, n.kind, n.subject_id, n.facts, n.scope_type, n.scope_id, d.created_at, d.read_at, s.language, n.actor_id
            from notifications_delivery d
            join notifications_notification n on n.id = d.notification_id
            left join notifications_settings s on s.user_id = d.recipient_id
            where d.recipient_id = $1 and d.notification_id = $2
            order by d.channel = 'in_app' desc
            limit 1
            """;

        return await ShowAsync(db, reader, await db.QueryAsync(sql, [reader.UserId, id], Read, ct), ct) is [var item] ? item : null;
    }

    async Task<IReadOnlyList<InboxItem>> ShowAsync(
        NpgsqlConnection db, Caller reader, IReadOnlyList<Line> lines, CancellationToken ct)
    {
        var words = await texts.ComposeAsync(
            db, lines.Select(line => (line.Kind, line.Subject)), lines is [var first, ..] ? first.Language : default, ct);

        // Checks rights after rendering: a user who loses the right meanwhile reads nothing written since.
        var readable = await scopes.ListAsync(db, reader, lines.Select(line => line.Scope).OfType<Scope>(), ct);
        var blocked = lines.Any(line => line.Actor is not null) ? await blocks.ListAsync(db, reader.UserId, ct) : [];
        return
        [
            .. lines.Select(line => line.ToItem(
                (line.Scope is { } scope && !readable.Contains(scope)) || (line.Actor is { } actor && blocked.Contains(actor))
                    ? null
                    : words.GetValueOrDefault((line.Kind, line.Subject.SubjectId)))),
        ];
    }

    /// <summary>Returns the number of unread notifications of each user, up to 100; omits users without one.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="users">The users.</param>
    /// <param name="ct">Stops the query.</param>
    public static async Task<IReadOnlyDictionary<Guid, int>> CountUnreadAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> users, CancellationToken ct)
    {
        // Looks at the latest 100 of each inbox only, so that an inbox of any size costs the same.
        const string sql = """
            select u.id, count(*)
            from unnest($1::uuid[]) as u (id)
            cross join lateral (
                select read_at
                from notifications_delivery
                where channel = 'in_app' and recipient_id = u.id
                order by created_at desc, notification_id desc
                limit 100) d
            where d.read_at is null
            group by u.id
            """;

        return (await db.QueryAsync(sql, [users.ToArray()], row => (row.GetGuid(0), (int)row.GetInt64(1)), ct)).ToDictionary();
    }

    internal static Task<int> MarkReadAsync(
        NpgsqlConnection db, Guid userId, IReadOnlyList<Guid> notificationIds, CancellationToken ct)
    {
        const string sql = """
            update notifications_delivery
            set read_at = now()
            where notification_id = any($2) and channel = 'in_app' and recipient_id = $1 and read_at is null
            """;

        return db.ExecuteAsync(sql, [userId, notificationIds.ToArray()], ct);
    }

    internal static IReadOnlyDictionary<string, string> ReadFacts(string json) =>
        JsonSerializer.Deserialize(json, NotificationsJson.Default.DictionaryStringString)!;

    static Task<List<Line>> ListAsync(
        NpgsqlConnection db, Guid userId, InboxFilter filter, InboxPlace? after, int limit, CancellationToken ct)
    {
        const string sql = """
            select d.notification_id, n.kind, n.subject_id, n.facts, n.scope_type, n.scope_id, d.created_at, d.read_at, s.language, n.actor_id
            from notifications_delivery d
            join notifications_notification n on n.id = d.notification_id
            left join notifications_settings s on s.user_id = d.recipient_id
            where d.channel = 'in_app' and d.recipient_id = $1
              and (d.created_at, d.notification_id) < (coalesce($2::timestamptz, 'infinity'), $3)
              and (not $5 or d.read_at is null) and ($6::text is null or n.kind = $6)
            order by d.created_at desc, d.notification_id desc
            limit $4
            """;

        return db.QueryAsync(
            sql, [userId, after?.CreatedAt, after?.NotificationId ?? Guid.AllBitsSet, limit, filter.OnlyUnread, filter.Kind],
            Read, ct);
    }

    static Line Read(NpgsqlDataReader row) => new(
        NotificationId: row.GetGuid(0),
        Kind: row.GetString(1),
        Subject: new(row.GetString(2), ReadFacts(row.GetString(3))),
        Scope: row.NullableString(4) is { } type ? new(type, row.GetString(5)) : null,
        CreatedAt: row.GetFieldValue<DateTimeOffset>(6),
        ReadAt: row.Nullable<DateTimeOffset>(7),
        Language: row.NullableString(8) is { } language ? EnumText.Parse<Language>(language) : NotificationSettings.Default.Language,
        Actor: row.Nullable<Guid>(9));

    sealed record Line(
        Guid NotificationId, string Kind, NotificationSubject Subject, Scope? Scope, DateTimeOffset CreatedAt,
        DateTimeOffset? ReadAt, Language Language, Guid? Actor)
    {
        public InboxItem ToItem(NotificationWords? words) =>
            new(NotificationId, Kind, Subject.SubjectId, words?.Title, words?.Body, CreatedAt, ReadAt);
    }
}
