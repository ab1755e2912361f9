using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Keeps somebody out of a group, member or not, until the ban ends or is lifted. In force from the next call
/// on. For somebody who is banned already it sets another end.</summary>
[Rpc(
    "groups.v1/BanMember", Capabilities.MembershipBan, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","reason":"Sells watches in every thread."}""",
    Answer = """{"outcome":"banned"}""")]
public sealed class BanMember(Memberships memberships, RankGate rank) : IRpc<BanMember.Request, BanMember.Response>
{
    /// <summary>Whom to ban.</summary>
    /// <param name="GroupId">From which group.</param>
    /// <param name="UserId">Who; their role must be below the caller's.</param>
    /// <param name="Reason">Why; kept in the history of the membership.</param>
    /// <param name="Until">When the ban ends by itself; nothing: when it is lifted.</param>
    public sealed record Request(
        Guid GroupId, Guid UserId, [property: Text(Change.MaxReasonLength)] string Reason, DateTimeOffset? Until = null)
        : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>What came of it.</summary>
    /// <param name="Outcome">Banned, banned already, or banned with another end.</param>
    public sealed record Response(BanOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await rank.RequireBanAsync(call.Db, call.Caller, call.Scope, request.UserId, ct);

        var banned = await BanAsync(request, call, ct);

        call.Audit.Target("user", request.UserId).Because(request.Reason).If(banned != BanOutcome.AlreadyBanned);
        return banned switch
        {
            BanOutcome.Owner => throw FaultException.FailedPrecondition(
                "owner", "This user is an owner of the group; give them another role first."),
            var outcome => new(outcome),
        };
    }

    async Task<BanOutcome> BanAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var by = Change.By(call.Caller.UserId, request.Reason);
        try
        {
            return await memberships.BanAsync(call.Db, request.UserId, call.Scope, by, request.Until, ct);
        }
        catch (ArgumentOutOfRangeException e) when (e.ParamName == "until")
        {
            throw FaultException.InvalidArgument("until", "lies in the past; give a later time, or none.");
        }
    }
}
