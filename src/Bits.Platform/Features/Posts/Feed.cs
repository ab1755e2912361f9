using Bits.Membership;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Reads the feed of a member: the latest posts of many scopes, pulled when it is read.</summary>
static class Feed
{
    /// <summary>Lists a page of the visible posts of the scopes after a place, the latest first.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scopes">The scopes.</param>
    /// <param name="without">The authors to leave out.</param>
    /// <param name="after">The place; null for the first page.</param>
    /// <param name="limit">The page size.</param>
    /// <param name="ct">Stops the query.</param>
    /// <remarks>Reads at most a page from each scope, in the order of one index, at any depth.</remarks>
    public static Task<List<Post>> ListAsync(
        NpgsqlConnection db, IEnumerable<Scope> scopes, IReadOnlyCollection<Guid> without, PostPlace? after, int limit,
        CancellationToken ct)
    {
        const string sql = $"""
            select {Post.Columns}
            from posts_post
            where id = any(array(
                select p.id
                from unnest($1::text[]) as s (scope)
                cross join lateral (
                    select l.id, l.created_at
                    from posts_post l
                    where l.scope = s.scope and l.removed_at is null and l.author_id <> all($2)
                      and (l.created_at, l.id) < (coalesce($3::timestamptz, 'infinity'), $4)
                    order by l.created_at desc, l.id desc
                    limit $5) p
                order by p.created_at desc, p.id desc
                limit $5))
            order by created_at desc, id desc
            """;

        return db.QueryAsync(
            sql,
            [
                scopes.Select(scope => scope.ToString()).ToArray(), without.ToArray(), after?.CreatedAt,
                after?.Id ?? Guid.AllBitsSet, limit,
            ], Post.Read, ct);
    }

    /// <summary>Returns the query for the scopes that a member leaves out, and how far they have read.</summary>
    public static BatchedQuery<(string[] Muted, DateTimeOffset? SeenAt)> SettingsQuery(Guid userId)
    {
        const string sql = """
            select array(select scope from posts_mute where user_id = $1 order by scope),
                   (select seen_at from posts_visit where user_id = $1)
            """;

        return new(sql, [userId], row => (row.GetFieldValue<string[]>(0), row.Nullable<DateTimeOffset>(1)));
    }
}
