using Bits.Membership;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Features.Posts;

/// <summary>Takes the posts of a scope into the caller's feed again.</summary>
[Rpc(
    "feed.v1/UnmuteScope", PostCapabilities.Read,
    Example = """{"scope":"group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"changed":true}""")]
public sealed class UnmuteScope : IRpc<UnmuteScope.Request, UnmuteScope.Response>
{
    /// <summary>The scope.</summary>
    /// <param name="Scope">The scope, such as batch:2018.</param>
    public sealed record Request(
        [property: Text(ScopeTextAttribute.MaxLength, TextKind.Id), ScopeText] string Scope) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Bits.Membership.Scope.Parse(Scope);
    }

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the call changed anything.</param>
    public sealed record Response(bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = "delete from posts_mute where user_id = $1 and scope = $2";

        var changed = await call.Db.ExecuteAsync(sql, [call.Caller.UserId, call.Scope.ToString()], ct) > 0;

        call.Audit.If(changed);
        return new(changed);
    }
}
