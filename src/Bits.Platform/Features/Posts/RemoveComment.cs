using Bits.Platform.Audit;
using Bits.Platform.Features.Posts.Moderation;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Posts;

/// <summary>Removes a comment: by its author or a moderator. A placeholder stays while it has answers; the text is deleted
/// after thirty days. A moderator's removal of another's comment is a decision: the author is notified, and may appeal.
/// </summary>
[Rpc(
    "posts.v1/RemoveComment", PostCapabilities.Use, Audit = AuditClass.Admin,
    Example = """{"commentId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","reason":"Sells watches."}""",
    Answer = """{"removed":true}""")]
public sealed class RemoveComment(PostGate gate, PostRemoval removal, CaseDecider decider)
    : IRpc<RemoveComment.Request, RemoveComment.Response>
{
    /// <summary>The comment to remove.</summary>
    /// <param name="CommentId">The comment.</param>
    /// <param name="Reason">The reason; a moderator gives one.</param>
    public sealed record Request(Guid CommentId, [property: Text(500)] string? Reason = null);

    /// <summary>The result.</summary>
    /// <param name="Removed">Whether it was visible before.</param>
    public sealed record Response(bool Removed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (comment, post, rights) = await gate.GetCommentAsync(call, request.CommentId, ct);
        var removed = PostRemoval.ReasonOf(rights, comment.AuthorId, request.Reason) is { } why
            ? await decider.RemoveAsync(call, new(post.Id, comment.Id), comment.AuthorId, post.Scope, why, ct)
            : await removal.RemoveCommentAsync(call.Db, comment, request.Reason, ct);

        call.Audit.Target("comment", comment.Id).If(removed);
        if (request.Reason is { } reason)
            call.Audit.Because(reason);
        return new(removed);
    }
}
