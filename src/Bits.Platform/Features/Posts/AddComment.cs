using Bits.Jobs;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Comments on a post, or answers a comment on it. Notifies those it concerns, each once.</summary>
[Rpc(
    "posts.v1/AddComment", PostCapabilities.Use,
    Example = """{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","body":"I do."}""",
    Answer = """{"commentId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""")]
public sealed class AddComment(PostGate gate, Mentions mentions, JobQueue jobs)
    : IRpc<AddComment.Request, AddComment.Response>
{
    /// <summary>The comment and its post.</summary>
    /// <param name="PostId">The post.</param>
    /// <param name="Body">The text in CommonMark. An @name mentions a user who may read the post.</param>
    /// <param name="ParentId">The comment that it answers, itself no answer; null for a comment on the post.</param>
    public sealed record Request(Guid PostId, [property: Text(5_000)] string Body, Guid? ParentId = null);

    /// <summary>The comment.</summary>
    /// <param name="CommentId">The id.</param>
    public sealed record Response(Guid CommentId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (post, rights) = await gate.HoldPostAsync(call, request.PostId, ct);
        rights.Require(PostCapabilities.Write);
        var id = Guid.CreateVersion7(call.Now);

        await InsertAsync(call, id, request, ct);
        await mentions.WriteAsync(call.Db, new(post.Id, id), post.Scope, request.Body, ct);
        await jobs.EnqueueAsync(call.Db, new NotifyActivity(id), PostsJson.Default.NotifyActivity, ct);

        call.Audit.Target("comment", id);
        return new(id);
    }

    static async Task InsertAsync(RpcContext call, Guid id, Request request, CancellationToken ct)
    {
        const string sql = """
            insert into posts_comment (id, post_id, parent_id, author_id, body, created_at)
            values ($1, $2, $3::uuid, $4, $5, $6)
            """;

        try
        {
            await call.Db.ExecuteAsync(
                sql, [id, request.PostId, request.ParentId, call.Caller.UserId, request.Body, call.Now], ct);
        }
        catch (PostgresException e) when (e.ConstraintName is "posts_comment_post_is_there" or "posts_comment_post_exists")
        {
            throw PostGate.NoPost(request.PostId);
        }
        catch (PostgresException e) when (e.ConstraintName == "posts_comment_parent_is_there")
        {
            throw PostGate.NoComment(request.ParentId!.Value);
        }
        catch (PostgresException e) when (e.ConstraintName == "posts_comment_two_levels")
        {
            throw FaultException.InvalidArgument(
                "parentId", "is not a comment on this post, or is an answer itself. Answer the comment above it.");
        }
    }
}
