using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Membership;

/// <summary>The caller accepts an invitation, and is a member then. A ban stays a ban.</summary>
[Rpc(
    "memberships.v1/AcceptInvitation", Capabilities.MembershipSelf,
    Example = """{"token":"3f9c2d"}""",
    Answer = """{"outcome":"joined"}""")]
public sealed class AcceptInvitation(Memberships memberships)
    : IRpc<AcceptInvitation.Request, AcceptInvitation.Response>
{
    /// <summary>Which invitation.</summary>
    /// <param name="Token">Its token.</param>
    public sealed record Request([property: Text(64, TextKind.Id)] string Token);

    /// <summary>What came of it.</summary>
    /// <param name="Outcome">Joined, already a member, or banned; the invitation is used up.</param>
    public sealed record Response(AcceptOutcome Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct) =>
        await memberships.AcceptAsync(call.Db, call.Caller.UserId, request.Token, ct) switch
        {
            AcceptOutcome.NotFound => throw FaultException.NotFound(
                "invitation_not_found", "There is no such invitation for you: it is used up, taken back, too old, or somebody else's."),
            var outcome => new(outcome),
        };
}
