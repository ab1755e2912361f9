using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>A comment on a post, or an answer to a comment.</summary>
/// <param name="Id">The id.</param>
/// <param name="PostId">The post.</param>
/// <param name="ParentId">The comment that it answers; null for a comment on the post.</param>
/// <param name="AuthorId">The author.</param>
/// <param name="Body">The text in CommonMark.</param>
/// <param name="CreatedAt">The time of creation.</param>
/// <param name="EditedAt">The time of the last edit; null without one.</param>
/// <param name="Replies">The number of visible answers.</param>
/// <param name="Reactions">The number of reactions of each kind, in the order of <see cref="ReactionKind"/>.</param>
/// <param name="RemovedAt">The time of removal; null while visible.</param>
sealed record Comment(
    Guid Id, Guid PostId, Guid? ParentId, Guid AuthorId, string Body, DateTimeOffset CreatedAt, DateTimeOffset? EditedAt,
    int Replies, IReadOnlyList<int> Reactions, DateTimeOffset? RemovedAt)
{
    // The columns that Read reads, in its order.
    const string Columns = """
        c.id, c.post_id, c.parent_id, c.author_id, c.body, c.created_at, c.edited_at, c.replies, c.reactions, c.removed_at
        """;

    /// <summary>Finds the comment with this id, removed or not.</summary>
    public static Task<Comment?> FindAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = $"select {Columns} from posts_comment c where c.id = $1";

        return db.FindAsync(sql, [id], Read, ct);
    }

    /// <summary>Lists the visible comments with these ids.</summary>
    public static Task<List<Comment>> ListAsync(NpgsqlConnection db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        const string sql = $"select {Columns} from posts_comment c where c.id = any($1) and c.removed_at is null";

        return db.QueryAsync(sql, [ids.Distinct().ToArray()], Read, ct);
    }

    /// <summary>Lists a page of the comments on a post or of the answers to a comment, the oldest first. A removed
    /// comment stays while it has answers.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="postId">The post.</param>
    /// <param name="parentId">The comment that they answer; null for comments on the post.</param>
    /// <param name="without">The authors to leave out.</param>
    /// <param name="after">The place; null for the first page.</param>
    /// <param name="limit">The page size.</param>
    /// <param name="ct">Stops the query.</param>
    public static Task<List<Comment>> ListAsync(
        NpgsqlConnection db, Guid postId, Guid? parentId, IReadOnlyCollection<Guid> without, PostPlace? after, int limit,
        CancellationToken ct)
    {
        // Two texts: "is not distinct from" finds nothing by the index, so each page would read the whole thread.
        const string onPost = $"""
            select {Columns}
            from posts_comment c
            where c.post_id = $1 and c.parent_id is null and (c.removed_at is null or c.replies > 0)
              and c.author_id <> all($2) and (c.created_at, c.id) > (coalesce($3::timestamptz, '-infinity'), $4)
            order by c.created_at, c.id
            limit $5
            """;
        const string onComment = $"""
            select {Columns}
            from posts_comment c
            where c.post_id = $1 and c.parent_id = $6 and (c.removed_at is null or c.replies > 0)
              and c.author_id <> all($2) and (c.created_at, c.id) > (coalesce($3::timestamptz, '-infinity'), $4)
            order by c.created_at, c.id
            limit $5
            """;

        object?[] place = [postId, without.ToArray(), after?.CreatedAt, after?.Id ?? Guid.Empty, limit];
        return parentId is { } parent
            ? db.QueryAsync(onComment, [.. place, parent], Read, ct)
            : db.QueryAsync(onPost, place, Read, ct);
    }

    /// <summary>Lists the first answers to each of these comments, the oldest first.</summary>
    public static Task<List<Comment>> ListFirstRepliesAsync(
        NpgsqlConnection db, Guid postId, IEnumerable<Guid> parents, IReadOnlyCollection<Guid> without, int each,
        CancellationToken ct)
    {
        const string sql = $"""
            select {Columns}
            from unnest($2::uuid[]) as p (id)
            cross join lateral (
                select *
                from posts_comment r
                where r.post_id = $1 and r.parent_id = p.id and r.removed_at is null and r.author_id <> all($3)
                order by r.created_at, r.id
                limit $4) c
            order by c.created_at, c.id
            """;

        return db.QueryAsync(sql, [postId, parents.ToArray(), without.ToArray(), each], Read, ct);
    }

    static Comment Read(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        PostId: row.GetGuid(1),
        ParentId: row.Nullable<Guid>(2),
        AuthorId: row.GetGuid(3),
        Body: row.GetString(4),
        CreatedAt: row.GetFieldValue<DateTimeOffset>(5),
        EditedAt: row.Nullable<DateTimeOffset>(6),
        Replies: row.GetInt32(7),
        Reactions: row.GetFieldValue<int[]>(8),
        RemovedAt: row.Nullable<DateTimeOffset>(9));
}
