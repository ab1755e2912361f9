using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Publishes and lists the posts of a scope, and keeps their audience. Other features use it instead of the
/// tables.</summary>
public sealed class ScopePosts(Indexer index, JobQueue jobs, Mentions mentions, Blocks blocks)
{
    /// <summary>The maximum number of posts whose audience changes at once.</summary>
    public const int MaxRetagged = 10_000;

    const int PageSize = 1_000;

    /// <summary>Publishes a post: findable with the commit, notified in the background.</summary>
    /// <param name="call">The call of the author, whom the pipeline has let post in its scope. Its capability refuses archived
    /// scopes, so the pipeline holds the scope as it is until the commit: a post never passes a change of visibility.</param>
    /// <param name="body">The text in CommonMark.</param>
    /// <param name="links">The links, at most four.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The id of the post.</returns>
    public async Task<Guid> PublishAsync(RpcContext call, string body, IReadOnlyList<PostLink> links, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        var id = Guid.CreateVersion7(call.Now);
        var facts = call.Facts ?? throw new ArgumentException("The call names no scope.", nameof(call));

        await InsertAsync(call, id, facts.Scope, body, links, ct);
        var isMention = await mentions.WriteAsync(call.Db, new(id, CommentId: null), facts.Scope, body, ct);
        await index.UpsertAsync(
            call.Db, PostDocument.Of(id, facts.Scope, call.Caller.UserId, body, PostDocument.AudienceOf(facts)), ct);
        if (isMention)
            await jobs.EnqueueAsync(call.Db, new NotifyActivity(id), PostsJson.Default.NotifyActivity, ct);
        await jobs.EnqueueAsync(call.Db, new NotifyPost(id), PostsJson.Default.NotifyPost, ct);

        return id;
    }

    /// <summary>Lists a page of the visible posts of a scope after a place, the latest first.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="reader">The reader; leaves out the members whom they have blocked.</param>
    /// <param name="after">The place; null for the first page.</param>
    /// <param name="limit">The page size.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<Post>> ListAsync(
        NpgsqlConnection db, Scope scope, Guid reader, PostPlace? after, int limit, CancellationToken ct) =>
        await Post.ListAsync(db, scope, await blocks.ListAsync(db, reader, ct), after, limit, ct);

    /// <summary>Gives the documents of a scope's posts its current audience, in the transaction of the change.</summary>
    /// <param name="db">An open connection with a transaction that holds the lock of the scope: no post is written meanwhile.
    /// </param>
    /// <param name="facts">The scope as changed.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="FaultException">There are more than <see cref="MaxRetagged"/>; nothing was written.</exception>
    public async Task RetagAsync(NpgsqlConnection db, ScopeFacts facts, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(facts);
        await RequireFewAsync(db, facts.Scope, ct);
        var (audience, page) = (PostDocument.AudienceOf(facts), default(List<Post>));
        for (PostPlace? after = null; page is null or { Count: PageSize };)
        {
            page = await Post.ListAsync(db, facts.Scope, [], after, PageSize, ct);
            await index.BulkUpsertAsync(
                db,
                [.. (await LockVisibleAsync(db, page, ct)).Select(post => PostDocument.Of(post.Id, facts.Scope, post.AuthorId, post.Body, audience))],
                ct);
            after = page.Count > 0 ? new(page[^1].CreatedAt, page[^1].Id) : after;
        }
    }

    // Removals do not hold the scope. One that has just committed is seen after the wait for its row, and one that comes
    // later waits for this transaction and then changes the document: no removed text returns to the index.
    static Task<List<(Guid Id, Guid AuthorId, string Body)>> LockVisibleAsync(NpgsqlConnection db, IEnumerable<Post> posts, CancellationToken ct)
    {
        const string sql = """
            select id, author_id, body
            from posts_post
            where id = any($1) and removed_at is null
            order by id
            for share
            """;

        return db.QueryAsync(sql, [posts.Select(post => post.Id).ToArray()], row => (row.GetGuid(0), row.GetGuid(1), row.GetString(2)), ct);
    }

    static async Task RequireFewAsync(NpgsqlConnection db, Scope scope, CancellationToken ct)
    {
        const string sql = """
            select count(*) from (select from posts_post where scope = $1 and removed_at is null limit $2) as counted
            """;

        if (await db.FindAsync(sql, [scope.ToString(), MaxRetagged + 1], row => row.GetInt64(0), ct) > MaxRetagged)
            throw FaultException.FailedPrecondition(
                "too_many_posts",
                $"There are more than {MaxRetagged:N0} posts; their audience cannot change at once. Keep the visibility, or create another group.");
    }

    static Task InsertAsync(
        RpcContext call, Guid id, Scope scope, string body, IReadOnlyList<PostLink> links, CancellationToken ct)
    {
        const string sql = """
            insert into posts_post (id, scope, author_id, body, links, created_at)
            values ($1, $2, $3, $4, $5::jsonb, $6)
            """;

        return call.Db.ExecuteAsync(
            sql, [id, scope.ToString(), call.Caller.UserId, body, PostLinks.ToJson(links), call.Now], ct);
    }
}
