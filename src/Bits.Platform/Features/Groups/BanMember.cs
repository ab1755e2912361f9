using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Keeps somebody out of a group, member or not, until the ban is lifted. In force from the next call on.
/// </summary>
[Rpc(
    "groups.v1/BanMember", Capabilities.GroupsBan, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","reason":"Sells watches in every thread."}""",
    Answer = """{"outcome":"banned"}""")]
public sealed class BanMember(Memberships memberships, GroupRank rank) : IRpc<BanMember.Request, BanMember.Response>
{
    /// <summary>Whom to ban.</summary>
    /// <param name="GroupId">From which group.</param>
    /// <param name="UserId">Who; their role must be below the caller's.</param>
    /// <param name="Reason">Why; kept in the history of the membership.</param>
    public sealed record Request(Guid GroupId, Guid UserId, [property: Text(Change.MaxReasonLength)] string Reason)
        : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>What came of it.</summary>
    /// <param name="Outcome">Banned, or already banned.</param>
    public sealed record Response(BanOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (request.UserId == call.Caller.UserId)
            throw FaultException.InvalidArgument("userId", "must be somebody else; to go yourself, leave the group.");
        await rank.RequireAboveAsync(call, request.UserId, newRole: null, ct);

        var by = Change.By(call.Caller.UserId, request.Reason);
        var banned = await memberships.BanAsync(call.Db, request.UserId, call.Scope, by, ct: ct);

        call.Audit.Target("user", request.UserId).Because(request.Reason).If(banned != BanOutcome.AlreadyBanned);
        return banned switch
        {
            BanOutcome.Owner => throw FaultException.FailedPrecondition(
                "owner", "This user is an owner of the group; give them another role first."),
            var outcome => new(outcome),
        };
    }
}
