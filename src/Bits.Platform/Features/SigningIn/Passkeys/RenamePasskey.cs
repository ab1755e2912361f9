using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Features.SigningIn.Passkeys;

/// <summary>Renames a passkey of the caller.</summary>
[Rpc(
    "signin.v1/RenamePasskey", SigningInCapabilities.Self, Audit = AuditClass.Security,
    Example = """{"passkeyId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","name":"Old phone"}""",
    Answer = """{"changed":true}""")]
public sealed class RenamePasskey : IRpc<RenamePasskey.Request, RenamePasskey.Response>
{
    /// <summary>The new name.</summary>
    /// <param name="PasskeyId">The passkey.</param>
    /// <param name="Name">The name, 1 to 60 characters.</param>
    public sealed record Request(Guid PasskeyId, [property: Text(60, TextKind.Line)] string Name);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the call changed anything.</param>
    public sealed record Response(bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string lookup = "select name from sign_in_passkey where id = $1 and user_id = $2 for update";
        const string sql = "update sign_in_passkey set name = $2 where id = $1 and name <> $2";

        if (await call.Db.FindAsync(lookup, [request.PasskeyId, call.Caller.UserId], row => row.GetString(0), ct) is null)
            throw Missing(request.PasskeyId);

        var changed = await call.Db.ExecuteAsync(sql, [request.PasskeyId, TextRules.Canonical(request.Name)], ct) > 0;

        call.Audit.Target("passkey", request.PasskeyId).If(changed);
        return new(changed);
    }

    /// <summary>Creates the fault of a passkey that is not the caller's.</summary>
    internal static FaultException Missing(Guid id) =>
        FaultException.NotFound("passkey_not_found", $"You have no passkey {id}. Load the page again.");
}
