using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Accounts;

/// <summary>Ends a session of the caller: this one, or another browser's. Takes effect with the next call.</summary>
[Rpc(
    "accounts.v1/EndSession", Capabilities.AccountsSelf, Audit = AuditClass.Security, StepUp = true,
    Example = """{"sessionId":"browser:5f70"}""",
    Answer = """{"ended":true}""")]
public sealed class EndSession : IRpc<EndSession.Request, EndSession.Response>
{
    /// <summary>The session to end.</summary>
    /// <param name="SessionId">The id of a browser session; null for the session of this call.</param>
    public sealed record Request([property: Text(200, TextKind.Id)] string? SessionId = null) : IStepUpRequest
    {
        // Any user of this browser may sign out.
        bool IStepUpRequest.NeedsStepUp => SessionId is not null;
    }

    /// <summary>The result.</summary>
    /// <param name="Ended">Whether the session was active before.</param>
    public sealed record Response(bool Ended);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var session = request.SessionId ?? call.Caller.SessionId ?? throw FaultException.FailedPrecondition(
            "no_session", "The token of this call belongs to no session (it has neither sid nor jti); end them all instead.");

        var ended = await Sessions.EndAsync(call.Db, call.Caller.UserId, session, ct);

        call.Audit.Target("session", session).If(ended);
        return new(ended);
    }
}
