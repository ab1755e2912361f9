using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Ends a user's membership of a group. The user may join again; a banned user stays banned.</summary>
[Rpc(
    "groups.v1/RemoveMember", Capabilities.MembershipRemove, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","reason":"Asked to be removed."}""",
    Answer = """{"outcome":"removed"}""")]
public sealed class RemoveMember(Memberships memberships, RankGate rank)
    : IRpc<RemoveMember.Request, RemoveMember.Response>
{
    /// <summary>The user to remove.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="UserId">The user; their role must be below the caller's, unless the caller is an owner.</param>
    /// <param name="Reason">The reason; kept in the history of the membership.</param>
    public sealed record Request(Guid GroupId, Guid UserId, [property: Text(Change.MaxReasonLength)] string Reason)
        : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="Outcome">Removed, or unchanged: not a member, or banned.</param>
    public sealed record Response(RemoveOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await rank.RequireRemoveAsync(call.Db, call.Caller, call.Scope, request.UserId, ct);

        var by = Change.By(call.Caller.UserId, request.Reason);
        var removed = await memberships.RemoveMemberAsync(call.Db, request.UserId, call.Scope, by, ct);

        call.Audit.Target("user", request.UserId).Because(request.Reason).If(removed == RemoveOutcome.Removed);
        return removed switch
        {
            RemoveOutcome.LastOwner => throw FaultException.FailedPrecondition(
                "last_owner", "This is the only owner of the group. Add another owner first."),
            var outcome => new(outcome),
        };
    }
}
