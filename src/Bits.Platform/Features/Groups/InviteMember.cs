using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Invites a user into a group and notifies them, or creates a token. A second invitation renews the first. It
/// becomes void when the caller may no longer give its role.</summary>
[Rpc(
    "groups.v1/InviteMember", Capabilities.MembershipInvite, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","role":"member","note":"Come and row.","days":14}""",
    Answer = """{"invitationId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","token":"q3v0Qk1mB7y2T9c5","until":"2026-12-07T18:00:00Z"}""")]
public sealed class InviteMember(Memberships memberships, AccountDirectory accounts, RankGate rank, Notifier notifier)
    : IRpc<InviteMember.Request, InviteMember.Response>
{
    /// <summary>The user to invite.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="UserId">The user; null for the first user who presents the token.</param>
    /// <param name="Role">The role; not above the caller's own, and not owner.</param>
    /// <param name="Note">A message.</param>
    /// <param name="Days">The number of days until it expires, 1 to 365.</param>
    public sealed record Request(
        Guid GroupId,
        Guid? UserId = null,
        MemberRole Role = MemberRole.Member,
        [property: Text(Change.MaxReasonLength)] string Note = "invited",
        [property: Range(1, 365, ErrorMessage = "must be 1 to 365.")] int Days = 14) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The invitation.</summary>
    /// <param name="InvitationId">The id.</param>
    /// <param name="Token">The token, which admits one user; returned only here.</param>
    /// <param name="Until">The time of expiry.</param>
    public sealed record Response(Guid InvitationId, string Token, DateTimeOffset Until);

    static readonly AuditField Role = new("role");

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (request.Role == MemberRole.Owner)
            throw FaultException.InvalidArgument("role", "must not be owner; invite an admin, then transfer the ownership.");
        await rank.RequireInviteAsync(call.Db, call.Caller, call.Scope, request.Role, ct);
        if (request.UserId is { } userId)
            await RequireInvitableAsync(call, userId, ct);

        var invitation = await memberships.Requests.InviteAsync(
            call.Db, call.Scope, request.Role, Change.By(call.Caller.UserId, request.Note), request.UserId,
            TimeSpan.FromDays(request.Days), ct);
        if (request.UserId is { } invited)
            await notifier.NotifyAsync(call.Db, InvitationText.Of(invitation, call.Caller.UserId), [invited], ct);

        call.Audit.Target("invitation", invitation.Id).Changed(Role, from: null, request.Role);
        return new(invitation.Id, invitation.Token, invitation.Until);
    }

    async Task RequireInvitableAsync(RpcContext call, Guid userId, CancellationToken ct)
    {
        if (userId == call.Caller.UserId)
            throw FaultException.PermissionDenied(DecisionRules.Oneself, "You cannot invite yourself. Ask another moderator.");
        if (await accounts.FindAsync(call.Db, userId, ct) is null)
            throw FaultException.NotFound("user_not_found", $"There is no user {userId}.");

        switch ((await memberships.FindAsync(call.Db, userId, call.Scope, ct))?.State)
        {
            case MemberState.Banned:
                throw FaultException.FailedPrecondition("banned", "This user is banned from the group. Lift the ban first.");
            case MemberState.Active:
                throw FaultException.AlreadyExists("already_a_member", "This user is a member already. Set their role instead.");
        }
    }
}
