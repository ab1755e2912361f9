using Bits.Jobs;
using Bits.Platform.Auth;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Writes many posts at once, each with its own author and time: for demo data.</summary>
public sealed class PostImport(Indexer index, JobQueue jobs)
{
    /// <summary>Writes posts that are not there yet, with their documents.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="posts">The posts.</param>
    /// <param name="scopes">The scopes of the posts.</param>
    /// <param name="notified">The number of posts, from the end, whose readers are notified.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The number of new posts.</returns>
    public async Task<int> InsertAsync(
        NpgsqlConnection db, IReadOnlyList<Post> posts, IReadOnlyCollection<ScopeFacts> scopes, int notified, CancellationToken ct)
    {
        const string sql = """
            insert into posts_post (id, scope, author_id, body, created_at)
            select *
            from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[])
            on conflict on constraint posts_post_pkey do nothing
            """;

        var inserted = await db.ExecuteAsync(
            sql,
            [
                posts.Select(p => p.Id).ToArray(), posts.Select(p => p.Scope.ToString()).ToArray(),
                posts.Select(p => p.AuthorId).ToArray(), posts.Select(p => p.Body).ToArray(),
                posts.Select(p => p.CreatedAt).ToArray(),
            ], ct);

        var facts = scopes.ToDictionary(scope => scope.Scope);
        await index.BulkUpsertAsync(
            db, [.. posts.Select(p => PostDocument.Of(p.Id, p.Scope, p.AuthorId, p.Body, PostDocument.AudienceOf(facts[p.Scope])))], ct);
        if (inserted > 0)
            await jobs.EnqueueManyAsync(
                db, [.. posts.TakeLast(notified).Select(p => new NotifyPost(p.Id))], PostsJson.Default.NotifyPost,
                options: null, ct);

        return inserted;
    }
}
