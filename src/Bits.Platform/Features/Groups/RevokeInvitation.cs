using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Revokes an invitation into a group; its token stops working.</summary>
[Rpc(
    "groups.v1/RevokeInvitation", Capabilities.MembershipInvite, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","invitationId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""",
    Answer = """{}""")]
public sealed class RevokeInvitation(Memberships memberships)
    : IRpc<RevokeInvitation.Request, RevokeInvitation.Response>
{
    /// <summary>The invitation to revoke.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="InvitationId">The invitation.</param>
    public sealed record Request(Guid GroupId, Guid InvitationId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>An empty response.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        call.Audit.Target("invitation", request.InvitationId);
        var by = Change.By(call.Caller.UserId, "invitation taken back");

        return await memberships.Requests.FindAsync(call.Db, request.InvitationId, ct) is { Kind: RequestKind.Invitation } waiting
            && waiting.Scope == call.Scope
            && await memberships.Requests.RejectAsync(call.Db, request.InvitationId, by, ct)
                ? new()
                : throw FaultException.NotFound("invitation_not_found", "There is no such pending invitation. List the invitations again.");
    }
}
