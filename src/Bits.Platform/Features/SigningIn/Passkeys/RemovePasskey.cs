using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.SigningIn.Passkeys;

/// <summary>Removes a passkey of the caller. Sessions that it began stay; end them with EndAllSessions.</summary>
[Rpc(
    "signin.v1/RemovePasskey", SigningInCapabilities.Self, Audit = AuditClass.Security, StepUp = true,
    Example = """{"passkeyId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""",
    Answer = """{}""")]
public sealed class RemovePasskey(SignInWays ways) : IRpc<RemovePasskey.Request, RemovePasskey.Response>
{
    /// <summary>The passkey to remove.</summary>
    /// <param name="PasskeyId">The passkey.</param>
    public sealed record Request(Guid PasskeyId);

    /// <summary>An empty response.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = "delete from sign_in_passkey where id = $1 and user_id = $2";

        await SignInWays.LockAsync(call.Db, call.Caller.UserId, ct);
        if (await call.Db.ExecuteAsync(sql, [request.PasskeyId, call.Caller.UserId], ct) == 0)
            throw RenamePasskey.Missing(request.PasskeyId);
        await ways.RequireOneAsync(call.Db, call.Caller.UserId, ct);

        call.Audit.Target("passkey", request.PasskeyId);
        return new();
    }
}
