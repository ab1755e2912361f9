using Bits.Platform.Audit;
using Bits.Platform.Features.Posts.Moderation;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts;

/// <summary>Removes a post: by its author or a moderator. It leaves search, lists and notifications at once; its text is
/// deleted after thirty days. A moderator's removal of another's post is a decision: the author is notified, and may appeal.
/// </summary>
[Rpc(
    "posts.v1/RemovePost", PostCapabilities.Use, Audit = AuditClass.Admin,
    Example = """{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","reason":"Sells watches."}""",
    Answer = """{"removed":true}""")]
public sealed class RemovePost(PostGate gate, PostRemoval removal, CaseDecider decider) : IRpc<RemovePost.Request, RemovePost.Response>
{
    /// <summary>The post to remove.</summary>
    /// <param name="PostId">The post.</param>
    /// <param name="Reason">The reason; a moderator gives one.</param>
    public sealed record Request(Guid PostId, [property: Text(500)] string? Reason = null);

    /// <summary>The result.</summary>
    /// <param name="Removed">Whether it was visible before.</param>
    public sealed record Response(bool Removed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (post, rights) = await gate.FindPostAsync(call, request.PostId, ct);
        var removed = PostRemoval.ReasonOf(rights, post.AuthorId, request.Reason) is { } why
            ? await decider.RemoveAsync(call, new(post.Id, CommentId: null), post.AuthorId, post.Scope, why, ct)
            : await removal.RemovePostAsync(call.Db, post, request.Reason, ct);

        call.Audit.Target("post", post.Id).If(removed);
        if (request.Reason is { } reason)
            call.Audit.Because(reason);
        return new(removed);
    }
}
