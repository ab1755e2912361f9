using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Membership;

/// <summary>Accepts an invitation and makes the caller a member, if its maker may still give the role. A banned caller
/// stays banned.</summary>
[Rpc(
    "memberships.v1/AcceptInvitation", Capabilities.MembershipSelf,
    Example = """{"token":"3f9c2d"}""",
    Answer = """{"outcome":"joined"}""")]
public sealed class AcceptInvitation(Memberships memberships, InvitationGate gate, Authorizer authorizer)
    : IRpc<AcceptInvitation.Request, AcceptInvitation.Response>
{
    /// <summary>The invitation, by token or by id.</summary>
    /// <param name="Token">The token.</param>
    /// <param name="InvitationId">The id of an invitation that names the caller.</param>
    public sealed record Request([property: Text(64, TextKind.Id)] string? Token = null, Guid? InvitationId = null);

    /// <summary>The result.</summary>
    /// <param name="Outcome">Joined, already a member, or banned; or void, because the maker may no longer give the
    /// role. The invitation is used up.</param>
    public sealed record Response(AcceptOutcome Outcome);

    static readonly AuditField Outcome = new("outcome");

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var invitation = await FindAsync(request, call, ct) ?? throw NotFound();
        await authorizer.RequireActiveAsync(call.Db, invitation.Scope, ct);
        var outcome = await memberships.Requests.AcceptAsync(
            call.Db, call.Caller.UserId, invitation,
            (waiting, maker, stop) => gate.MayGiveAsync(call.Db, waiting, maker, stop), ct);

        call.Audit.Target("invitation", invitation.Id).Changed(Outcome, from: null, outcome);
        return outcome switch
        {
            AcceptOutcome.NotFound => throw NotFound(), // decided or renewed meanwhile
            AcceptOutcome.Own => throw FaultException.PermissionDenied(
                DecisionRules.Oneself, "You cannot accept your own invitation. It stays valid for others."),
            _ => new(outcome),
        };
    }

    async Task<MembershipRequest?> FindAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (request is { Token: { } token, InvitationId: null })
            return await memberships.Requests.FindInvitationAsync(call.Db, call.Caller.UserId, token, ct);
        if (request is not { Token: null, InvitationId: { } id })
            throw FaultException.InvalidArgument("token", "Give either the token or the invitationId.");

        return await memberships.Requests.FindAsync(call.Db, id, ct) is { Kind: RequestKind.Invitation } found
            && found.UserId == call.Caller.UserId
                ? found
                : null;
    }

    static FaultException NotFound() => FaultException.NotFound(
        "invitation_not_found",
        "There is no such invitation for you: it is used, revoked, void, expired, or for another user. Ask for a new one.");
}
