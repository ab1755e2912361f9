using Bits.Membership;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Ends the caller's membership of a group. A banned caller stays banned.</summary>
[Rpc(
    "groups.v1/LeaveGroup", GroupCapabilities.Leave,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"outcome":"removed"}""")]
public sealed class LeaveGroup(Memberships memberships) : IRpc<LeaveGroup.Request, LeaveGroup.Response>
{
    /// <summary>The group to leave.</summary>
    /// <param name="GroupId">The group.</param>
    public sealed record Request(Guid GroupId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="Outcome">Removed, or unchanged: not a member, or banned.</param>
    public sealed record Response(RemoveOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var left = await memberships.LeaveAsync(call.Db, call.Caller.UserId, call.Scope, ct);

        call.Audit.If(left == RemoveOutcome.Removed);
        return left switch
        {
            RemoveOutcome.LastOwner => throw FaultException.FailedPrecondition(
                "last_owner", "You are the only owner of this group. Add another owner first."),
            var outcome => new(outcome),
        };
    }
}
