using Bits.Membership;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Features.Posts;

/// <summary>Leaves the posts of a scope out of the caller's feed.</summary>
[Rpc(
    "feed.v1/MuteScope", PostCapabilities.Read,
    Example = """{"scope":"group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"changed":true}""")]
public sealed class MuteScope : IRpc<MuteScope.Request, MuteScope.Response>
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
        const string sql = """
            insert into posts_mute (user_id, scope)
            values ($1, $2)
            on conflict on constraint posts_mute_once do nothing
            """;

        var changed = await call.Db.ExecuteAsync(sql, [call.Caller.UserId, call.Scope.ToString()], ct) > 0;

        call.Audit.If(changed);
        return new(changed);
    }
}
