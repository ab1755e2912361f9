using Bits.Membership;
using Bits.Platform.Texts;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Lists the decisions on a reported post or comment.</summary>
public enum CaseDecision
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It is hidden; the text is kept until the decision is undone.</summary>
    Hide,

    /// <summary>It is removed; the text is deleted after thirty days.</summary>
    Remove,

    /// <summary>It stays, and its author is warned.</summary>
    Warn,

    /// <summary>It is removed, and its author is banned from the scope.</summary>
    Ban,
}

/// <summary>A reported post or comment.</summary>
/// <param name="Id">The id.</param>
/// <param name="Scope">The scope.</param>
/// <param name="Subject">The post or comment.</param>
/// <param name="AuthorId">Its author.</param>
/// <param name="OpenedAt">The time of the first report.</param>
/// <param name="Decision">The decision; null while open.</param>
/// <param name="DecidedAt">The time of the decision.</param>
/// <param name="DecidedBy">Who decided.</param>
/// <param name="DecidedRank">Their rank in the scope then.</param>
/// <param name="Reason">The reason of the decision.</param>
/// <param name="UndoneAt">The time when it was undone; null while it stands.</param>
/// <param name="DecidedIn">The name of the scope at the decision; null while open.</param>
/// <param name="BanVersion">The version of the author's membership that its ban wrote; null without one.</param>
sealed record Case(
    Guid Id, Scope Scope, Subject Subject, Guid AuthorId, DateTimeOffset OpenedAt, CaseDecision? Decision,
    DateTimeOffset? DecidedAt, Guid? DecidedBy, int? DecidedRank, string? Reason, DateTimeOffset? UndoneAt,
    string? DecidedIn, int? BanVersion)
{
    static readonly Dictionary<string, MentionedUser> NoMentions = [];

    // The columns that Read reads, in its order.
    const string Columns = """
        id, scope, post_id, comment_id, author_id, opened_at, decision, decided_at, decided_by, decided_rank, reason,
        undone_at, scope_name, ban_version
        """;

    /// <summary>Finds the case with this id.</summary>
    public static Task<Case?> FindAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = $"select {Columns} from posts_case where id = $1";

        return db.FindAsync(sql, [id], Read, ct);
    }

    /// <summary>Finds the same, and it stays as read until the transaction ends: for those who decide, answer or undo.</summary>
    public static Task<Case?> HoldAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = $"select {Columns} from posts_case where id = $1 for no key update";

        return db.FindAsync(sql, [id], Read, ct);
    }

    /// <summary>Lists the cases with these ids.</summary>
    public static Task<List<Case>> ListAsync(NpgsqlConnection db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        const string sql = $"select {Columns} from posts_case where id = any($1)";

        return db.QueryAsync(sql, [ids.ToArray()], Read, ct);
    }

    /// <summary>Lists a page of the cases of a scope after a place, the latest first.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="reader">The moderator who reads; leaves out the cases about their own texts.</param>
    /// <param name="isDecided">Whether to list the decided cases instead of the open ones.</param>
    /// <param name="after">The place; null for the first page.</param>
    /// <param name="limit">The page size.</param>
    /// <param name="ct">Stops the query.</param>
    public static Task<List<Case>> ListAsync(
        NpgsqlConnection db, Scope scope, Guid reader, bool isDecided, PostPlace? after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns}
            from posts_case
            where scope = $1 and (decided_at is not null) = $2 and author_id <> $6
              and (opened_at, id) < (coalesce($3::timestamptz, 'infinity'), $4)
            order by opened_at desc, id desc
            limit $5
            """;

        return db.QueryAsync(
            sql, [scope.ToString(), isDecided, after?.CreatedAt, after?.Id ?? Guid.AllBitsSet, limit, reader], Read, ct);
    }

    /// <summary>Lists the texts that cases are about as safe HTML, removed ones too, by the id of the post or comment; a deleted
    /// one is empty.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> ListRenderedAsync(
        NpgsqlConnection db, IEnumerable<Case> cases, CancellationToken ct)
    {
        const string sql = """
            select id, body from posts_post where id = any($1)
            union all
            select id, body from posts_comment where id = any($1)
            """;

        return (await db.QueryAsync(
                sql, [cases.Select(c => c.Subject.Id).Distinct().ToArray()], row => (row.GetGuid(0), Rendered(row.GetString(1))), ct))
            .ToDictionary();
    }

    static string Rendered(string text) => text.Length == 0 ? "" : RichText.ToHtml(text, NoMentions);

    /// <summary>Gets the name of the scope for readers who may have left it: as it was at the decision.</summary>
    public string ScopeName => DecidedIn ?? Scope.ToString();

    /// <summary>Writes the decision on an open case; false: decided meanwhile.</summary>
    public static async Task<bool> DecideAsync(
        NpgsqlConnection db, Guid id, CaseDecision decision, (Guid UserId, int Rank) by, string reason, string scopeName,
        CancellationToken ct)
    {
        const string sql = """
            update posts_case
            set decision = $2, decided_at = now(), decided_by = $3, decided_rank = $4, reason = $5, scope_name = $6
            where id = $1 and decided_at is null
            """;

        return await db.ExecuteAsync(sql, [id, decision.ToText(), by.UserId, (short)by.Rank, reason, scopeName], ct) > 0;
    }

    /// <summary>Marks a decision as undone; false: open, or undone before.</summary>
    public static async Task<bool> UndoAsync(NpgsqlConnection db, Guid id, Guid by, CancellationToken ct)
    {
        const string sql = """
            update posts_case
            set undone_at = now(), undone_by = $2
            where id = $1 and decided_at is not null and undone_at is null
            """;

        return await db.ExecuteAsync(sql, [id, by], ct) > 0;
    }

    static Case Read(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        Scope: Scope.Parse(row.GetString(1)),
        Subject: new(row.GetGuid(2), row.Nullable<Guid>(3)),
        AuthorId: row.GetGuid(4),
        OpenedAt: row.GetFieldValue<DateTimeOffset>(5),
        Decision: row.NullableString(6) is { } decision ? EnumText.Parse<CaseDecision>(decision) : null,
        DecidedAt: row.Nullable<DateTimeOffset>(7),
        DecidedBy: row.Nullable<Guid>(8),
        DecidedRank: row.Nullable<short>(9),
        Reason: row.NullableString(10),
        UndoneAt: row.Nullable<DateTimeOffset>(11),
        DecidedIn: row.NullableString(12),
        BanVersion: row.Nullable<int>(13));
}
