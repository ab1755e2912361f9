using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Gives a member of a group another role. Members may lower their own role.</summary>
[Rpc(
    "groups.v1/SetRole", Capabilities.MembershipSetRole, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","role":"moderator","reason":"Keeps order well."}""",
    Answer = """{"outcome":"changed"}""")]
public sealed class SetRole(Memberships memberships, RankGate rank) : IRpc<SetRole.Request, SetRole.Response>
{
    /// <summary>The member and the role.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="UserId">The user; must rank below the caller, unless the caller is an owner.</param>
    /// <param name="Role">The role; not above the caller's own.</param>
    /// <param name="Reason">The reason; kept in the history of the membership.</param>
    public sealed record Request(
        Guid GroupId, Guid UserId, MemberRole Role, [property: Text(Change.MaxReasonLength)] string Reason = "role given")
        : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="Outcome">Changed, or unchanged.</param>
    public sealed record Response(SetRoleOutcome Outcome);

    static readonly AuditField Role = new("role");

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await rank.RequireRoleAsync(call.Db, call.Caller, call.Scope, request.UserId, request.Role, ct);

        var by = Change.By(call.Caller.UserId, request.Reason);
        var before = await memberships.RoleAsync(call.Db, request.UserId, call.Scope, ct);
        var set = await memberships.SetRoleAsync(call.Db, request.UserId, call.Scope, request.Role, by, ct);

        call.Audit.Target("user", request.UserId).Because(request.Reason).Changed(Role, before, request.Role)
            .If(set == SetRoleOutcome.Changed);
        return set switch
        {
            SetRoleOutcome.NotMember => throw FaultException.FailedPrecondition(
                "user_not_a_member", "This user is not a member of the group. Add or invite them first."),
            SetRoleOutcome.LastOwner => throw FaultException.FailedPrecondition(
                "last_owner", "This is the only owner of the group. Transfer the ownership first."),
            var outcome => new(outcome),
        };
    }
}
