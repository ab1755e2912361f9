using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Lists the posts of all scopes that the caller is a member of, the latest first. Leaves out muted scopes and
/// members whom the caller has blocked.</summary>
[Rpc(
    "feed.v1/ListFeed", PostCapabilities.Use, Reads = true,
    Example = """{"limit":20}""",
    Answer = """{"items":[{"post":{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","scope":"batch:2018","scopeName":"Batch of 2018","authorId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","authorName":"Asha Rao","body":"Who comes to the **regatta**?","rendered":"<p>Who comes to the <strong>regatta</strong>?</p>","links":[],"createdAt":"2026-11-23T18:00:00Z","editedAt":null,"isPinned":false,"isRemoved":false,"commentCount":2,"reactions":[{"kind":"like","count":3}],"ownReaction":"like","can":["report","react","comment"]},"isNew":true}],"seenAt":"2026-11-22T18:00:00Z","nextCursor":null}""")]
public sealed class ListFeed(Memberships memberships, Authorizer authorizer, PostViews views)
    : IRpc<ListFeed.Request, ListFeed.Response>
{
    const int MaxScopes = 1_000;

    /// <summary>The page to list.</summary>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Items">The posts.</param>
    /// <param name="SeenAt">How far the caller has read, as of the last MarkSeen; null before the first.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Item> Items, DateTimeOffset? SeenAt, string? NextCursor);

    /// <summary>A post of the feed.</summary>
    /// <param name="Post">The post.</param>
    /// <param name="IsNew">Whether another member wrote it since the caller's last visit.</param>
    public sealed record Item(PostView Post, bool IsNew);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (db, me) = (call.Db, call.Caller.UserId);
        var after = call.Cursors.Read<PostPlace>(request.Cursor);
        var own = await memberships.ListByUserAsync(db, me, MemberState.Active, after: null, MaxScopes, ct);
        var ((muted, seenAt), blocked) = await Feed.SettingsQuery(me).ReadWithAsync(Blocks.Query(me), db, ct);
        var scopes = own.Where(member => !muted.Contains(member.Scope.ToString())).ToDictionary(member => member.Scope);
        var posts = await Feed.ListAsync(db, scopes.Keys, blocked!, after, request.Limit, ct);
        var facts = await ListFactsAsync(db, posts, ct);
        var shown = await views.ListAsync(db, posts, RightsIn, me, ct);

        return new(
            [.. shown.Select(post => new Item(post, post.AuthorId != me && seenAt is { } seen && post.CreatedAt > seen))],
            seenAt,
            call.Cursors.Next(posts, request.Limit, p => new PostPlace(p.CreatedAt, p.Id)));

        ScopeRights RightsIn(Scope scope) => new(call.Caller, facts[scope], scopes[scope]);
    }

    // Reads the scopes of the page only, all in one round trip. One that is deleted meanwhile is private.
    async Task<IReadOnlyDictionary<Scope, ScopeFacts>> ListFactsAsync(
        NpgsqlConnection db, IReadOnlyList<Post> posts, CancellationToken ct)
    {
        var facts = posts.Select(post => post.Scope).Distinct()
            .ToDictionary(scope => scope, scope => authorizer.ImplicitScope(scope) ?? new(scope, ScopeVisibility.Private));
        var queries = facts.Keys.Select(authorizer.Query).OfType<BatchedQuery<ScopeFacts?>>().ToList();
        foreach (var found in await BatchedQuery<ScopeFacts?>.ReadAllAsync(queries, db, ct))
            if (found is not null)
                facts[found.Scope] = found;

        return facts;
    }
}
