using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>The caller declines an invitation into a group that is addressed to them.</summary>
[Rpc(
    "groups.v1/DeclineInvitation", Capabilities.GroupsLeave,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"declined":true}""")]
public sealed class DeclineInvitation(Memberships memberships)
    : IRpc<DeclineInvitation.Request, DeclineInvitation.Response>
{
    /// <summary>Which invitation.</summary>
    /// <param name="GroupId">Into which group; there is one at most.</param>
    public sealed record Request(Guid GroupId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>What came of it.</summary>
    /// <param name="Declined">Whether there was one.</param>
    public sealed record Response(bool Declined);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var own = await memberships.FindRequestAsync(
            call.Db, call.Caller.UserId, call.Scope, RequestKind.Invitation, ct);
        var by = Change.By(call.Caller.UserId, "invitation declined");
        var declined = own is not null && await memberships.RejectAsync(call.Db, own.Id, by, ct);

        call.Audit.If(declined);
        return new(declined);
    }
}
