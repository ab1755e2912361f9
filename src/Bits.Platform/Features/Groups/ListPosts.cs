using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Posts;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists the posts of a group, the latest first.</summary>
[Rpc(
    "groups.v1/ListPosts", GroupCapabilities.Read, Reads = true, FromReplica = true,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","limit":20}""",
    Answer = """{"posts":[{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","authorId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","authorName":"Asha Rao","body":"Who comes to the regatta?","createdAt":"2026-11-23T18:00:00Z"}],"nextCursor":null}""")]
public sealed class ListPosts(AccountDirectory accounts, ScopePosts scopePosts) : IRpc<ListPosts.Request, ListPosts.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        Guid GroupId,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>A page.</summary>
    /// <param name="Posts">The posts.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Post> Posts, string? NextCursor);

    /// <summary>A post.</summary>
    /// <param name="PostId">The id.</param>
    /// <param name="AuthorId">The author.</param>
    /// <param name="AuthorName">The author's name; null when the account is erased.</param>
    /// <param name="Body">The text.</param>
    /// <param name="CreatedAt">The time of creation.</param>
    public sealed record Post(Guid PostId, Guid AuthorId, string? AuthorName, string Body, DateTimeOffset CreatedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<PostPlace>(request.Cursor);
        var posts = await scopePosts.ListAsync(call.Db, call.Scope, call.Caller.UserId, after, request.Limit, ct);
        var names = await accounts.ListNamesAsync(call.Db, posts.Select(p => p.AuthorId), ct);

        return new(
            [.. posts.Select(p => new Post(p.Id, p.AuthorId, names.GetValueOrDefault(p.AuthorId), p.Body, p.CreatedAt))],
            call.Cursors.Next(posts, request.Limit, p => new PostPlace(p.CreatedAt, p.Id)));
    }
}
