using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>The caller becomes a member of a public group. A ban stays a ban.</summary>
[Rpc(
    "groups.v1/JoinGroup", Capabilities.GroupsJoin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"outcome":"joined"}""")]
public sealed class JoinGroup(Memberships memberships) : IRpc<JoinGroup.Request, JoinGroup.Response>
{
    /// <summary>What to join.</summary>
    /// <param name="GroupId">The group.</param>
    public sealed record Request(Guid GroupId) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>What came of it.</summary>
    /// <param name="Outcome">Joined, or already a member.</param>
    public sealed record Response(JoinOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var group = await Group.GetAsync(call.Db, request.GroupId, ct);

        var outcome = group.Visibility == ScopeVisibility.Public
            ? await memberships.JoinAsync(call.Db, call.Caller.UserId, call.Scope, ct)
            : await StandingAsync(call, ct);

        call.Audit.If(outcome != JoinOutcome.AlreadyMember);
        return outcome switch
        {
            JoinOutcome.Joined or JoinOutcome.AlreadyMember => new(outcome),
            JoinOutcome.Banned => throw FaultException.FailedPrecondition(
                "banned", "You are banned from this group; ask one of its moderators."),
        };
    }

    // Nobody walks into a private group; whoever is in it, or is banned from it, may know.
    async Task<JoinOutcome> StandingAsync(RpcContext call, CancellationToken ct) =>
        (await memberships.FindAsync(call.Db, call.Caller.UserId, call.Scope, ct))?.State switch
        {
            MemberState.Active => JoinOutcome.AlreadyMember,
            MemberState.Banned => JoinOutcome.Banned,
            MemberState.Left or null => throw FaultException.PermissionDenied(
                "invitation_needed", "This group is private; ask one of its administrators to add you."),
        };
}
