using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Makes a user a member of a group, or gives a member another role. Does not lift a ban.</summary>
[Rpc(
    "groups.v1/AddMember", Capabilities.MembershipAdd, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","role":"moderator"}""",
    Answer = """{"outcome":"added"}""")]
public sealed class AddMember(Memberships memberships, RankGate rank) : IRpc<AddMember.Request, AddMember.Response>
{
    /// <summary>The user to add.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="UserId">The user; must rank below the caller, unless the caller is an owner.</param>
    /// <param name="Role">The role; not above the caller's own.</param>
    public sealed record Request(Guid GroupId, Guid UserId, MemberRole Role = MemberRole.Member) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="Outcome">Added, role changed, or already a member.</param>
    public sealed record Response(AddOutcome Outcome);

    static readonly AuditField Role = new("role");

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await rank.RequireRoleAsync(call.Db, call.Caller, call.Scope, request.UserId, request.Role, ct);

        var before = await memberships.RoleAsync(call.Db, request.UserId, call.Scope, ct);
        if (before is null && (await Group.GetAsync(call.Db, call.Scope, ct)).Visibility == ScopeVisibility.Secret)
            throw FaultException.FailedPrecondition("invitation_only", "A secret group admits by invitation only. Invite this user.");
        var added = await memberships.AddMemberAsync(
            call.Db, new(request.UserId, call.Scope, request.Role), OnBanned.Refuse,
            Change.By(call.Caller.UserId, "added"), ct);

        call.Audit.Target("user", request.UserId).Changed(Role, before, request.Role).If(added != AddOutcome.AlreadyMember);
        return added switch
        {
            AddOutcome.Banned => throw FaultException.FailedPrecondition(
                "banned", "This user is banned from the group. Lift the ban first."),
            AddOutcome.LastOwner => throw FaultException.FailedPrecondition(
                "last_owner", "This is the only owner of the group. Add another owner first."),
            var outcome => new(outcome),
        };
    }
}
