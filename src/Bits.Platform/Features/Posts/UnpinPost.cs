using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Posts;

/// <summary>Unpins a post.</summary>
[Rpc(
    "posts.v1/UnpinPost", PostCapabilities.Use, Audit = AuditClass.Admin,
    Example = """{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""",
    Answer = """{"changed":true}""")]
public sealed class UnpinPost(PostGate gate) : IRpc<UnpinPost.Request, UnpinPost.Response>
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
        var changed = await UnpinAsync(call, post.Id, ct);

        call.Audit.Target("post", post.Id).If(changed);
        return new(changed);
    }

    static async Task<bool> UnpinAsync(RpcContext call, Guid postId, CancellationToken ct)
    {
        const string sql = "update posts_post set pin = null where id = $1 and pin is not null";

        return await call.Db.ExecuteAsync(sql, [postId], ct) > 0;
    }
}
