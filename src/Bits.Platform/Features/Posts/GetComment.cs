using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts;

/// <summary>Gets a visible comment, without the answers to it.</summary>
[Rpc(
    "posts.v1/GetComment", PostCapabilities.Use, Reads = true,
    Example = """{"commentId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""",
    Answer = """{"comment":{"commentId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","parentId":null,"authorId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f14","authorName":"Bikram Sen","body":"I do.","rendered":"<p>I do.</p>","createdAt":"2026-11-23T18:05:00Z","editedAt":null,"isRemoved":false,"replyCount":0,"replies":[],"reactions":[],"ownReaction":null,"can":["report","react","comment"]}}""")]
public sealed class GetComment(PostGate gate, CommentViews views) : IRpc<GetComment.Request, GetComment.Response>
{
    /// <summary>The comment.</summary>
    /// <param name="CommentId">The id.</param>
    public sealed record Request(Guid CommentId);

    /// <summary>The comment.</summary>
    /// <param name="Comment">The comment, as the caller sees it.</param>
    public sealed record Response(CommentView Comment);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (comment, post, rights) = await gate.GetCommentAsync(call, request.CommentId, ct);

        return new((await views.ListAsync(call.Db, [comment], [], rights, post.RemovedAt is null, ct))[0]);
    }
}
