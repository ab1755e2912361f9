using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Something posted in a group.</summary>
/// <param name="Id">Its id.</param>
/// <param name="GroupId">Where.</param>
/// <param name="AuthorId">By whom.</param>
/// <param name="Body">The text.</param>
/// <param name="CreatedAt">When.</param>
public sealed record GroupPost(Guid Id, Guid GroupId, Guid AuthorId, string Body, DateTimeOffset CreatedAt)
{
    const int MaxTitleBytes = 240;

    /// <summary>The post as its audience may find it: its first line is the title.</summary>
    public static SearchDocument AsDocument(Guid id, string body, Group group) => new(
        Surfaces.Groups, DocumentId(id), PostgresText.Cleaned(FirstLine(body), MaxTitleBytes), body, group.PostAudience);

    static string FirstLine(string body)
    {
        foreach (var line in body.AsSpan().Trim().EnumerateLines())
            return line.ToString();

        return "";
    }

    /// <summary>What a post is called in the index.</summary>
    public static string DocumentId(Guid id) => $"post:{id}";

    /// <summary>The post with this id, or null.</summary>
    public static Task<GroupPost?> FindAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = """
            select id, group_id, author_id, body, created_at
            from groups_post
            where id = $1
            """;

        return db.FindAsync(sql, [id], Read, ct);
    }

    /// <summary>A page of a group's posts, the latest first, behind a place in that order.</summary>
    public static Task<List<GroupPost>> ListAsync(
        NpgsqlConnection db, Guid groupId, Place? after, int limit, CancellationToken ct)
    {
        const string sql = """
            select id, group_id, author_id, body, created_at
            from groups_post
            where group_id = $1 and (created_at, id) < (coalesce($2::timestamptz, 'infinity'), $3)
            order by created_at desc, id desc
            limit $4
            """;

        return db.QueryAsync(sql, [groupId, after?.CreatedAt, after?.Id ?? Guid.AllBitsSet, limit], Read, ct);
    }

    /// <summary>The posts with these ids.</summary>
    public static Task<List<GroupPost>> ListAsync(NpgsqlConnection db, Guid[] ids, CancellationToken ct)
    {
        const string sql = """
            select id, group_id, author_id, body, created_at
            from groups_post
            where id = any($1)
            """;

        return db.QueryAsync(sql, [ids], Read, ct);
    }

    static GroupPost Read(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        GroupId: row.GetGuid(1),
        AuthorId: row.GetGuid(2),
        Body: row.GetString(3),
        CreatedAt: row.GetFieldValue<DateTimeOffset>(4));

    /// <summary>A place in the list of posts: behind this one.</summary>
    public readonly record struct Place(DateTimeOffset CreatedAt, Guid Id);
}
