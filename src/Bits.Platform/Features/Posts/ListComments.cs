using Bits.Platform.Features.People;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts;

/// <summary>Lists the comments on a post, each with its first answers, or the answers to one comment; the oldest first.
/// A removed comment stays as a placeholder while it has answers. Leaves out members whom the caller has blocked.</summary>
[Rpc(
    "posts.v1/ListComments", PostCapabilities.Use, Reads = true,
    Example = """{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","limit":20}""",
    Answer = """{"comments":[{"commentId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","parentId":null,"authorId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f14","authorName":"Bikram Sen","body":"I do.","rendered":"<p>I do.</p>","createdAt":"2026-11-23T18:05:00Z","editedAt":null,"isRemoved":false,"replyCount":0,"replies":[],"reactions":[],"ownReaction":null,"can":["report","react","comment"]}],"nextCursor":null}""")]
public sealed class ListComments(PostGate gate, CommentViews views, Blocks blocks)
    : IRpc<ListComments.Request, ListComments.Response>
{
    const int FirstReplies = 3;

    /// <summary>The page to list.</summary>
    /// <param name="PostId">The post.</param>
    /// <param name="ParentId">The comment whose answers to list; null for the comments on the post.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        Guid PostId,
        Guid? ParentId = null,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Comments">The comments.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<CommentView> Comments, string? NextCursor);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<PostPlace>(request.Cursor);
        var (post, rights) = await gate.FindPostAsync(call, request.PostId, ct);
        var blocked = await blocks.ListAsync(call.Db, call.Caller.UserId, ct);
        var comments = await Comment.ListAsync(call.Db, post.Id, request.ParentId, blocked, after, request.Limit, ct);
        var replies = request.ParentId is null
            ? await Comment.ListFirstRepliesAsync(call.Db, post.Id, comments.Select(c => c.Id), blocked, FirstReplies, ct)
            : [];

        return new(
            await views.ListAsync(call.Db, comments, replies, rights, post.RemovedAt is null, ct),
            call.Cursors.Next(comments, request.Limit, c => new PostPlace(c.CreatedAt, c.Id)));
    }
}
