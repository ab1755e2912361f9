using System.Text.Json;
using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>One line of somebody's inbox.</summary>
/// <param name="NotificationId">Its id.</param>
/// <param name="Kind">What sort of thing.</param>
/// <param name="SubjectId">What it is about: for <c>groups.notify_post</c>, the post.</param>
/// <param name="Title">The headline; null where the reader may not read in its scope now, or its subject is gone.</param>
/// <param name="Body">The text; null with the title.</param>
/// <param name="CreatedAt">When it came.</param>
/// <param name="ReadAt">When it was read; null for not yet.</param>
public sealed record InboxItem(
    Guid NotificationId,
    string Kind,
    string SubjectId,
    string? Title,
    string? Body,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ReadAt);

/// <summary>A place in an inbox: behind this item.</summary>
readonly record struct InboxPlace(DateTimeOffset CreatedAt, Guid NotificationId);

/// <summary>Reads and marks inboxes.</summary>
public sealed class Inbox(NotificationTexts texts, ReadableScopes scopes)
{
    internal async Task<IReadOnlyList<InboxItem>> ListAsync(
        NpgsqlConnection db, Caller reader, InboxPlace? after, int limit, CancellationToken ct)
    {
        var lines = await ListAsync(db, reader.UserId, after, limit, ct);
        var words = await texts.ComposeAsync(db, lines.Select(line => (line.Kind, line.Subject)), ct);

        // Asked behind the words: who loses the right meanwhile reads nothing that was written since.
        var readable = await scopes.ListAsync(db, reader, lines.Select(line => line.Scope).OfType<Scope>(), ct);
        return
        [
            .. lines.Select(line => line.ToItem(
                line.Scope is { } scope && !readable.Contains(scope)
                    ? null
                    : words.GetValueOrDefault((line.Kind, line.Subject.SubjectId)))),
        ];
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

    static Task<List<Line>> ListAsync(NpgsqlConnection db, Guid userId, InboxPlace? after, int limit, CancellationToken ct)
    {
        const string sql = """
            select d.notification_id, n.kind, n.subject_id, n.facts, n.scope_type, n.scope_id, d.created_at, d.read_at
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

    static Line Read(NpgsqlDataReader row) => new(
        NotificationId: row.GetGuid(0),
        Kind: row.GetString(1),
        Subject: new(row.GetString(2), ReadFacts(row.GetString(3))),
        Scope: row.NullableString(4) is { } type ? new(type, row.GetString(5)) : null,
        CreatedAt: row.GetFieldValue<DateTimeOffset>(6),
        ReadAt: row.Nullable<DateTimeOffset>(7));

    sealed record Line(
        Guid NotificationId, string Kind, NotificationSubject Subject, Scope? Scope, DateTimeOffset CreatedAt,
        DateTimeOffset? ReadAt)
    {
        public InboxItem ToItem(NotificationWords? words) =>
            new(NotificationId, Kind, Subject.SubjectId, words?.Title, words?.Body, CreatedAt, ReadAt);
    }
}
