using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Bans a user from a group, member or not, until the ban ends or is lifted. Takes effect with the next call.
/// Changes the end of an existing ban.</summary>
[Rpc(
    "groups.v1/BanMember", Capabilities.MembershipBan, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","reason":"Sells watches in every thread."}""",
    Answer = """{"outcome":"banned"}""")]
public sealed class BanMember(Memberships memberships, RankGate rank) : IRpc<BanMember.Request, BanMember.Response>
{
    /// <summary>The user to ban.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="UserId">The user; their role must be below the caller's.</param>
    /// <param name="Reason">The reason; kept in the history of the membership.</param>
    /// <param name="Until">The end of the ban; null until it is lifted.</param>
    public sealed record Request(
        Guid GroupId, Guid UserId, [property: Text(Change.MaxReasonLength)] string Reason, DateTimeOffset? Until = null)
        : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="Outcome">Banned, banned already, or banned with another end.</param>
    public sealed record Response(BanOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await rank.RequireBanAsync(call.Db, call.Caller, call.Scope, request.UserId, ct);

        var by = Change.By(call.Caller.UserId, request.Reason);
        var banned = await memberships.BanAsync(call.Db, request.UserId, call.Scope, by, request.Until, ct);

        call.Audit.Target("user", request.UserId).Because(request.Reason).If(banned != BanOutcome.AlreadyBanned);
        return banned switch
        {
            BanOutcome.Owner => throw FaultException.FailedPrecondition(
                "owner", "This user is an owner of the group. Give them another role first."),
            var outcome => new(outcome),
        };
    }
}
