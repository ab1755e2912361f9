using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Accounts;

/// <summary>Ends every session of the caller and every token that was issued to them so far, this one too. In force from
/// the next call on.</summary>
[Rpc(
    "accounts.v1/EndAllSessions", Capabilities.AccountsSelf, Audit = AuditClass.Security, Rate = RateClass.Sensitive, StepUp = true,
    Example = """{}""",
    Answer = """{}""")]
public sealed class EndAllSessions : IRpc<EndAllSessions.Request, EndAllSessions.Response>
{
    /// <summary>Nothing to say.</summary>
    public sealed record Request;

    /// <summary>Done.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await Sessions.EndAllAsync(call.Db, call.Caller.UserId, ct);

        call.Audit.Target("user", call.Caller.UserId);
        return new();
    }
}
