using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Accounts;

/// <summary>Ends every session of the caller, and every token issued to them so far, including this one. Takes effect
/// with the next call.</summary>
[Rpc(
    "accounts.v1/EndAllSessions", Capabilities.AccountsSelf, Audit = AuditClass.Security, Rate = RateClass.Sensitive, StepUp = true,
    Example = """{}""",
    Answer = """{}""")]
public sealed class EndAllSessions : IRpc<EndAllSessions.Request, EndAllSessions.Response>
{
    /// <summary>An empty request.</summary>
    public sealed record Request;

    /// <summary>An empty response.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await Sessions.EndAllAsync(call.Db, call.Caller.UserId, ct);

        call.Audit.Target("user", call.Caller.UserId);
        return new();
    }
}
