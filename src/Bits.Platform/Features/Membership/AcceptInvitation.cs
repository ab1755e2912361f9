using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Membership;

/// <summary>The caller accepts an invitation, and is a member then, where its maker may still give its role. A ban stays a
/// ban.</summary>
[Rpc(
    "memberships.v1/AcceptInvitation", Capabilities.MembershipSelf,
    Example = """{"token":"3f9c2d"}""",
    Answer = """{"outcome":"joined"}""")]
public sealed class AcceptInvitation(Memberships memberships, InvitationGate gate)
    : IRpc<AcceptInvitation.Request, AcceptInvitation.Response>
{
    /// <summary>Which invitation: one of both.</summary>
    /// <param name="Token">Its token.</param>
    /// <param name="InvitationId">Its id, where it invites the caller by name.</param>
    public sealed record Request([property: Text(64, TextKind.Id)] string? Token = null, Guid? InvitationId = null);

    /// <summary>What came of it.</summary>
    /// <param name="Outcome">Joined, already a member, banned; or void, as its maker may not give the role any more. The
    /// invitation is used up.</param>
    public sealed record Response(AcceptOutcome Outcome);

    static readonly AuditField Outcome = new("outcome");

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var invitation = await FindAsync(request, call, ct) ?? throw NotFound();
        var outcome = await memberships.AcceptAsync(
            call.Db, call.Caller.UserId, invitation,
            (waiting, maker, stop) => gate.MayGiveAsync(call.Db, waiting, maker, stop), ct);

        call.Audit.Target("invitation", invitation.Id).Changed(Outcome, from: null, outcome);
        return outcome switch
        {
            AcceptOutcome.NotFound => throw NotFound(), // decided or renewed meanwhile
            AcceptOutcome.Own => throw FaultException.PermissionDenied(
                DecisionRules.Oneself, "Nobody accepts an invitation of their own; it stays good for others."),
            _ => new(outcome),
        };
    }

    async Task<MembershipRequest?> FindAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (request is { Token: { } token, InvitationId: null })
            return await memberships.FindInvitationAsync(call.Db, call.Caller.UserId, token, ct);
        if (request is not { Token: null, InvitationId: { } id })
            throw FaultException.InvalidArgument("token", "Give either the token or the invitationId.");

        return await memberships.FindRequestAsync(call.Db, id, ct) is { Kind: RequestKind.Invitation } found
            && found.UserId == call.Caller.UserId
                ? found
                : null;
    }

    static FaultException NotFound() => FaultException.NotFound(
        "invitation_not_found",
        "There is no such invitation for you: it is used up, taken back, void, too old, or somebody else's.");
}
