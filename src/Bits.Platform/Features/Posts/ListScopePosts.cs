using Bits.Membership;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Posts;

/// <summary>Lists the posts of a scope, the latest first; the first page starts with the pinned ones. Leaves out those of
/// members whom the caller has blocked.</summary>
[Rpc(
    "posts.v1/ListPosts", PostCapabilities.Read, Reads = true,
    Example = """{"scope":"group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","limit":20}""",
    Answer = """{"pinned":[],"posts":[{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","scope":"batch:2018","scopeName":"Batch of 2018","authorId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","authorName":"Asha Rao","body":"Who comes to the **regatta**?","rendered":"<p>Who comes to the <strong>regatta</strong>?</p>","links":[],"createdAt":"2026-11-23T18:00:00Z","editedAt":null,"isPinned":false,"isRemoved":false,"commentCount":2,"reactions":[{"kind":"like","count":3}],"ownReaction":"like","can":["report","react","comment"]}],"nextCursor":null}""")]
public sealed class ListScopePosts(PostGate gate, PostViews views, Blocks blocks)
    : IRpc<ListScopePosts.Request, ListScopePosts.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="Scope">The scope, such as batch:2018.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        [property: Text(ScopeTextAttribute.MaxLength, TextKind.Id), ScopeText] string Scope,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Bits.Membership.Scope.Parse(Scope);
    }

    /// <summary>A page.</summary>
    /// <param name="Pinned">The pinned posts, on the first page only; they stand in <paramref name="Posts"/> too.</param>
    /// <param name="Posts">The posts.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<PostView> Pinned, IReadOnlyList<PostView> Posts, string? NextCursor);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<PostPlace>(request.Cursor);
        var blocked = await blocks.ListAsync(call.Db, call.Caller.UserId, ct);
        var pinned = after is null ? await Post.ListPinnedAsync(call.Db, call.Scope, ct) : [];
        var posts = await Post.ListAsync(call.Db, call.Scope, blocked, after, request.Limit, ct);
        var rights = await gate.FindRightsAsync(call.Db, call.Caller, call.Scope, ct);

        return new(
            await ViewAsync([.. pinned.Where(post => !blocked.Contains(post.AuthorId))]),
            await ViewAsync(posts),
            call.Cursors.Next(posts, request.Limit, p => new PostPlace(p.CreatedAt, p.Id)));

        Task<IReadOnlyList<PostView>> ViewAsync(IReadOnlyList<Post> shown) =>
            views.ListAsync(call.Db, shown, _ => rights!, call.Caller.UserId, ct);
    }
}
