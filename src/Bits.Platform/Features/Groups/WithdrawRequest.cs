using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>The caller takes back their own request to be let into a group.</summary>
[Rpc(
    "groups.v1/WithdrawRequest", Capabilities.GroupsLeave,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"withdrawn":true}""")]
public sealed class WithdrawRequest(Memberships memberships)
    : IRpc<WithdrawRequest.Request, WithdrawRequest.Response>
{
    /// <summary>Whose request.</summary>
    /// <param name="GroupId">The group.</param>
    public sealed record Request(Guid GroupId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>What came of it.</summary>
    /// <param name="Withdrawn">Whether there was one.</param>
    public sealed record Response(bool Withdrawn);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var own = await memberships.FindRequestAsync(
            call.Db, call.Caller.UserId, call.Scope, RequestKind.Request, ct);

        var withdrawn = own is not null && await memberships.WithdrawAsync(call.Db, call.Caller.UserId, own.Id, ct);

        call.Audit.If(withdrawn);
        return new(withdrawn);
    }
}
