using Bits.Membership;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Withdraws the caller's request to join a group.</summary>
[Rpc(
    "groups.v1/WithdrawRequest", GroupCapabilities.Leave,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"withdrawn":true}""")]
public sealed class WithdrawRequest(Memberships memberships)
    : IRpc<WithdrawRequest.Request, WithdrawRequest.Response>
{
    /// <summary>The request to withdraw.</summary>
    /// <param name="GroupId">The group.</param>
    public sealed record Request(Guid GroupId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="Withdrawn">Whether there was a request.</param>
    public sealed record Response(bool Withdrawn);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var own = await memberships.Requests.FindAsync(
            call.Db, call.Caller.UserId, call.Scope, RequestKind.Request, ct);

        var withdrawn = own is not null && await memberships.Requests.WithdrawAsync(call.Db, call.Caller.UserId, own.Id, ct);

        call.Audit.If(withdrawn);
        return new(withdrawn);
    }
}
