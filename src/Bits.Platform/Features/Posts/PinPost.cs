using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Posts;

/// <summary>Pins a post to the top of its scope. A scope has at most three pinned posts.</summary>
[Rpc(
    "posts.v1/PinPost", PostCapabilities.Use, Audit = AuditClass.Admin,
    Example = """{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""",
    Answer = """{"changed":true}""")]
public sealed class PinPost(PostGate gate) : IRpc<PinPost.Request, PinPost.Response>
{
    /// <summary>The post.</summary>
    /// <param name="PostId">The post.</param>
    public sealed record Request(Guid PostId);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the call changed anything.</param>
    public sealed record Response(bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (post, rights) = await gate.HoldPostAsync(call, request.PostId, ct);
        rights.Require(PostCapabilities.Moderate);
        rights.RequireActive();
        var changed = await PinAsync(call, post, ct);

        call.Audit.Target("post", post.Id).If(changed);
        return new(changed);
    }

    // The unique place holds the limit; the lock only spares two moderators the violation.
    static async Task<bool> PinAsync(RpcContext call, Post post, CancellationToken ct)
    {
        const string sql = """
            update posts_post p
            set pin = free.place
            from (
                select place::smallint
                from generate_series(1, 3) as place
                where not exists (select from posts_post o where o.scope = $2 and o.pin = place)
                order by place
                limit 1) as free
            where p.id = $1 and p.removed_at is null and p.pin is null
            """;
        const string oneAtATime = "select pg_advisory_xact_lock(hashtextextended('posts.pin:' || $1::text, 0))";
        var scope = post.Scope.ToString();

        await call.Db.ExecuteAsync(oneAtATime, [scope], ct);
        if (await call.Db.ExecuteAsync(sql, [post.Id, scope], ct) > 0)
            return true;

        return await Post.FindAsync(call.Db, post.Id, ct) switch
        {
            { IsPinned: true } => false,
            { RemovedAt: null } => throw FaultException.FailedPrecondition(
                "too_many_pins", "This scope has three pinned posts. Unpin one of them first."),
            _ => throw PostGate.NoPost(post.Id),
        };
    }
}
