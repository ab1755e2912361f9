using Bits.Membership;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Declines the caller's invitation into a group.</summary>
[Rpc(
    "groups.v1/DeclineInvitation", GroupCapabilities.Leave,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"declined":true}""")]
public sealed class DeclineInvitation(Memberships memberships)
    : IRpc<DeclineInvitation.Request, DeclineInvitation.Response>
{
    /// <summary>The invitation to decline.</summary>
    /// <param name="GroupId">The group; it has at most one invitation for the caller.</param>
    public sealed record Request(Guid GroupId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="Declined">Whether there was an invitation.</param>
    public sealed record Response(bool Declined);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var own = await memberships.Requests.FindAsync(
            call.Db, call.Caller.UserId, call.Scope, RequestKind.Invitation, ct);
        var by = Change.By(call.Caller.UserId, "invitation declined");
        var declined = own is not null && await memberships.Requests.RejectAsync(call.Db, own.Id, by, ct);

        call.Audit.If(declined);
        return new(declined);
    }
}
