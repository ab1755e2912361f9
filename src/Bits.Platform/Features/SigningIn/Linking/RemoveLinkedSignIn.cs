using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.SigningIn.Linking;

/// <summary>Removes a sign-in at an identity provider from the account of the caller. Its tokens end with the next call; sessions
/// of browsers stay, end them with EndAllSessions.</summary>
[Rpc(
    "signin.v1/RemoveLinkedSignIn", SigningInCapabilities.Self, Audit = AuditClass.Security, StepUp = true,
    Example = """{"signInId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13"}""",
    Answer = """{}""")]
public sealed class RemoveLinkedSignIn(SignInWays ways) : IRpc<RemoveLinkedSignIn.Request, RemoveLinkedSignIn.Response>
{
    /// <summary>The sign-in to remove.</summary>
    /// <param name="SignInId">The sign-in.</param>
    public sealed record Request(Guid SignInId);

    /// <summary>An empty response.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await SignInWays.LockAsync(call.Db, call.Caller.UserId, ct);
        if (!await LinkedSignIns.RemoveAsync(call.Db, call.Caller.UserId, request.SignInId, ct))
            throw FaultException.NotFound("sign_in_not_found", $"Your account has no linked sign-in {request.SignInId}. Load the page again.");
        await ways.RequireOneAsync(call.Db, call.Caller.UserId, ct);

        call.Audit.Target("linked_sign_in", request.SignInId);
        return new();
    }
}
