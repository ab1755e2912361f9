using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Makes somebody a member of a group, or gives a member another role. A ban is not lifted by this.</summary>
[Rpc(
    "groups.v1/AddMember", Capabilities.MembershipAdd, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","role":"moderator"}""",
    Answer = """{"outcome":"added"}""")]
public sealed class AddMember(Memberships memberships, RankGate rank) : IRpc<AddMember.Request, AddMember.Response>
{
    /// <summary>Whom to add.</summary>
    /// <param name="GroupId">To which group.</param>
    /// <param name="UserId">Who; they must stand below the caller, unless the caller is an owner.</param>
    /// <param name="Role">In which role; not above the caller's own.</param>
    public sealed record Request(Guid GroupId, Guid UserId, MemberRole Role = MemberRole.Member) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>What came of it.</summary>
    /// <param name="Outcome">Added, role changed, or already a member.</param>
    public sealed record Response(AddOutcome Outcome);

    static readonly AuditField Role = new("role");

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await rank.RequireRoleAsync(call.Db, call.Caller, call.Scope, request.UserId, request.Role, ct);

        var before = await memberships.RoleAsync(call.Db, request.UserId, call.Scope, ct);
        var added = await memberships.AddMemberAsync(
            call.Db, new(request.UserId, call.Scope, request.Role), OnBanned.Refuse,
            Change.By(call.Caller.UserId, "added"), ct);

        call.Audit.Target("user", request.UserId).Changed(Role, before, request.Role).If(added != AddOutcome.AlreadyMember);
        return added switch
        {
            AddOutcome.Banned => throw FaultException.FailedPrecondition(
                "banned", "This user is banned from the group; lift the ban first."),
            AddOutcome.LastOwner => throw FaultException.FailedPrecondition(
                "last_owner", "This is the only owner of the group; make another one first."),
            var outcome => new(outcome),
        };
    }
}
