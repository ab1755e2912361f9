using Bits.Jobs;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Posts;

/// <summary>Gives the caller's own comment another text. Users who are newly mentioned are notified.</summary>
[Rpc(
    "posts.v1/EditComment", PostCapabilities.Use,
    Example = """{"commentId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","body":"I do, with a friend."}""",
    Answer = """{"changed":true}""")]
public sealed class EditComment(PostGate gate, Mentions mentions, JobQueue jobs)
    : IRpc<EditComment.Request, EditComment.Response>
{
    /// <summary>The comment and its new text.</summary>
    /// <param name="CommentId">The comment.</param>
    /// <param name="Body">The text in CommonMark.</param>
    public sealed record Request(Guid CommentId, [property: Text(5_000)] string Body);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the call changed anything.</param>
    public sealed record Response(bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (comment, post, rights) = await gate.HoldCommentAsync(call, request.CommentId, ct);
        rights.Require(PostCapabilities.Write);
        PostGate.RequireAuthor(call.Caller, comment.AuthorId);

        var changed = await WriteAsync(call, request, ct);
        if (changed && await mentions.WriteAsync(call.Db, new(post.Id, comment.Id), post.Scope, request.Body, ct))
            await jobs.EnqueueAsync(call.Db, new NotifyActivity(comment.Id), PostsJson.Default.NotifyActivity, ct);

        call.Audit.Target("comment", comment.Id).If(changed);
        return new(changed);
    }

    static async Task<bool> WriteAsync(RpcContext call, Request request, CancellationToken ct)
    {
        const string sql = """
            update posts_comment
            set body = $2, edited_at = $3
            where id = $1 and removed_at is null and body <> $2
            """;

        return await call.Db.ExecuteAsync(sql, [request.CommentId, request.Body, call.Now], ct) > 0;
    }
}
