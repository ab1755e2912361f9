using System.Text.Json;
using Bits.Membership;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>A link of a post.</summary>
/// <param name="Url">The address.</param>
/// <param name="Title">The title; null without one.</param>
public sealed record PostLink(string Url, string? Title);

/// <summary>A post in a scope.</summary>
/// <param name="Id">The id.</param>
/// <param name="Scope">The scope.</param>
/// <param name="AuthorId">The author.</param>
/// <param name="Body">The text in CommonMark, with user names as the author wrote them.</param>
/// <param name="CreatedAt">The time of creation.</param>
public sealed record Post(Guid Id, Scope Scope, Guid AuthorId, string Body, DateTimeOffset CreatedAt)
{
    // The columns that Read reads, in its order.
    internal const string Columns = """
        id, scope, author_id, body, created_at, links::text, edited_at, version, pin is not null, comments, reactions,
        removed_at
        """;

    /// <summary>Gets the links.</summary>
    public IReadOnlyList<PostLink> Links { get; init; } = [];

    /// <summary>Gets the time of the last edit; null without one.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>Gets the number of texts so far.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Gets whether it is pinned.</summary>
    public bool IsPinned { get; init; }

    /// <summary>Gets the number of visible comments.</summary>
    public int Comments { get; init; }

    /// <summary>Gets the number of reactions of each kind, in the order of <see cref="ReactionKind"/>.</summary>
    public IReadOnlyList<int> Reactions { get; init; } = [];

    /// <summary>Gets the time of removal; null while visible.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>Finds the post with this id, removed or not.</summary>
    public static async Task<Post?> FindAsync(NpgsqlConnection db, Guid id, CancellationToken ct) =>
        await FindOrPhantomAsync(db, id, ct) is (var post, true) ? post : null;

    /// <summary>Finds the post with this id, removed or not. For a missing one it reads a phantom in a missing group: reading a
    /// row takes a tenth of a call, and would tell outsiders that a post exists.</summary>
    /// <returns>The post, and whether it exists.</returns>
    public static Task<(Post Post, bool Exists)> FindOrPhantomAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = """
            select k.id, coalesce(p.scope, 'group:' || k.id), coalesce(p.author_id, k.id), coalesce(p.body, 'phantom'),
                   coalesce(p.created_at, now()), coalesce(p.links, '[]')::text, p.edited_at, coalesce(p.version, 1), p.pin is not null,
                   coalesce(p.comments, 0), coalesce(p.reactions, '{0,0,0,0,0,0}'), p.removed_at, p.id is not null
            from (values ($1::uuid)) as k (id)
            left join posts_post p on p.id = k.id
            """;

        return db.FindAsync(sql, [id], row => (Read(row), row.GetBoolean(12)), ct);
    }

    /// <summary>Lists the visible posts with these ids.</summary>
    public static Task<List<Post>> ListAsync(NpgsqlConnection db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        const string sql = $"select {Columns} from posts_post where id = any($1) and removed_at is null";

        return db.QueryAsync(sql, [ids.Distinct().ToArray()], Read, ct);
    }

    /// <summary>Lists the pinned posts of a scope, the first pin first.</summary>
    public static Task<List<Post>> ListPinnedAsync(NpgsqlConnection db, Scope scope, CancellationToken ct)
    {
        const string sql = $"select {Columns} from posts_post where scope = $1 and pin is not null order by pin";

        return db.QueryAsync(sql, [scope.ToString()], Read, ct);
    }

    /// <summary>Lists a page of the visible posts of a scope after a place, the latest first.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="without">The authors to leave out.</param>
    /// <param name="after">The place; null for the first page.</param>
    /// <param name="limit">The page size.</param>
    /// <param name="ct">Stops the query.</param>
    public static Task<List<Post>> ListAsync(
        NpgsqlConnection db, Scope scope, IReadOnlyCollection<Guid> without, PostPlace? after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns}
            from posts_post
            where scope = $1 and removed_at is null and author_id <> all($2)
              and (created_at, id) < (coalesce($3::timestamptz, 'infinity'), $4)
            order by created_at desc, id desc
            limit $5
            """;

        return db.QueryAsync(
            sql, [scope.ToString(), without.ToArray(), after?.CreatedAt, after?.Id ?? Guid.AllBitsSet, limit], Read, ct);
    }

    internal static Post Read(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        Scope: Scope.Parse(row.GetString(1)),
        AuthorId: row.GetGuid(2),
        Body: row.GetString(3),
        CreatedAt: row.GetFieldValue<DateTimeOffset>(4))
    {
        Links = JsonSerializer.Deserialize(row.GetString(5), PostsJson.Default.IReadOnlyListPostLink)!,
        EditedAt = row.Nullable<DateTimeOffset>(6),
        Version = row.GetInt32(7),
        IsPinned = row.GetBoolean(8),
        Comments = row.GetInt32(9),
        Reactions = row.GetFieldValue<int[]>(10),
        RemovedAt = row.Nullable<DateTimeOffset>(11),
    };
}

/// <summary>A place in a list of posts: after this one.</summary>
public readonly record struct PostPlace(DateTimeOffset CreatedAt, Guid Id);
