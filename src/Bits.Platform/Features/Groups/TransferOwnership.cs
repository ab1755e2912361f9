using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Transfers the ownership of a group: the other member becomes its owner, the caller an admin, both or
/// neither.</summary>
[Rpc(
    "groups.v1/TransferOwnership", Capabilities.MembershipTransfer, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","reason":"I move away."}""",
    Answer = """{"outcome":"transferred"}""")]
public sealed class TransferOwnership(Memberships memberships)
    : IRpc<TransferOwnership.Request, TransferOwnership.Response>
{
    /// <summary>The group and its new owner.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="UserId">A member, not the caller.</param>
    /// <param name="Reason">The reason; kept in the history of both memberships.</param>
    public sealed record Request(
        Guid GroupId, Guid UserId, [property: Text(Change.MaxReasonLength)] string Reason = "handed over") : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="Outcome">Transferred.</param>
    public sealed record Response(TransferOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (request.UserId == call.Caller.UserId)
            throw FaultException.InvalidArgument("userId", "is your own id; name another member.");

        call.Audit.Target("user", request.UserId).Because(request.Reason);
        var by = Change.By(call.Caller.UserId, request.Reason);
        return await memberships.TransferOwnershipAsync(
            call.Db, call.Scope, call.Caller.UserId, request.UserId, by, ct) switch
        {
            TransferOutcome.NotOwner => throw FaultException.FailedPrecondition(
                "not_the_owner", "You do not own this group. Platform administrators set roles instead."),
            TransferOutcome.NotMember => throw FaultException.FailedPrecondition(
                "user_not_a_member", "This user is not a member of the group. Add or invite them first."),
            var outcome => new(outcome),
        };
    }
}
