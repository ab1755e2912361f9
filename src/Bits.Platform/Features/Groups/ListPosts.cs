using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists what is posted in a group, the latest first.</summary>
[Rpc(
    "groups.v1/ListPosts", Capabilities.GroupsRead, Reads = true, FromReplica = true,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","limit":20}""",
    Answer = """{"posts":[{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","authorId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","authorName":"Asha Rao","body":"Who comes to the regatta?","createdAt":"2026-11-23T18:00:00Z"}],"nextCursor":null}""")]
public sealed class ListPosts(AccountDirectory accounts) : IRpc<ListPosts.Request, ListPosts.Response>
{
    /// <summary>Which posts.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Limit">The longest page, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the page before; nothing for the first page.</param>
    public sealed record Request(
        Guid GroupId,
        [property: Range(1, 100, ErrorMessage = "must be 1 to 100.")] int Limit = 20,
        [property: Text(PageCursors.MaxLength, TextKind.Id)] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>A page.</summary>
    /// <param name="Posts">The posts.</param>
    /// <param name="NextCursor">Leads to the next page; null on the last one.</param>
    public sealed record Response(IReadOnlyList<Post> Posts, string? NextCursor);

    /// <summary>A post.</summary>
    /// <param name="PostId">Its id.</param>
    /// <param name="AuthorId">By whom.</param>
    /// <param name="AuthorName">Their name; null when the account is gone.</param>
    /// <param name="Body">The text.</param>
    /// <param name="CreatedAt">When.</param>
    public sealed record Post(Guid PostId, Guid AuthorId, string? AuthorName, string Body, DateTimeOffset CreatedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<GroupPost.Place>(request.Cursor);
        var posts = await GroupPost.ListAsync(call.Db, request.GroupId, after, request.Limit, ct);
        var names = await accounts.ListNamesAsync(call.Db, posts.Select(p => p.AuthorId), ct);

        return new(
            [.. posts.Select(p => new Post(p.Id, p.AuthorId, names.GetValueOrDefault(p.AuthorId), p.Body, p.CreatedAt))],
            posts.Count == request.Limit
                ? call.Cursors.Write(new GroupPost.Place(posts[^1].CreatedAt, posts[^1].Id))
                : null);
    }
}
