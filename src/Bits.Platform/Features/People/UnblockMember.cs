using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.People;

/// <summary>Unblocks a member.</summary>
[Rpc(
    "people.v1/UnblockMember", PeopleCapabilities.Block,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11"}""",
    Answer = """{"changed":true}""")]
public sealed class UnblockMember : IRpc<UnblockMember.Request, UnblockMember.Response>
{
    /// <summary>The member to unblock.</summary>
    /// <param name="UserId">The member.</param>
    public sealed record Request(Guid UserId);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the call changed anything.</param>
    public sealed record Response(bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = "delete from people_block where user_id = $1 and blocked_id = $2";

        var changed = await call.Db.ExecuteAsync(sql, [call.Caller.UserId, request.UserId], ct) > 0;

        call.Audit.Target("user", request.UserId).If(changed);
        return new(changed);
    }
}
