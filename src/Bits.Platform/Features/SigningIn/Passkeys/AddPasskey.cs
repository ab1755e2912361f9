using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Features.SigningIn.Passkeys;

/// <summary>Adds a passkey to the account of the caller; at most 20. Uses up the challenge of BeginPasskey.</summary>
[Rpc(
    "signin.v1/AddPasskey", SigningInCapabilities.Self, Audit = AuditClass.Security, Rate = RateClass.Sensitive, StepUp = true,
    Example = """{"challengeId":"5f70","name":"Phone","clientData":"eyJ0","attestation":"o2Nm","transports":["internal"]}""",
    Answer = """{"passkeyId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""")]
public sealed class AddPasskey(PasskeyProtocol protocol) : IRpc<AddPasskey.Request, AddPasskey.Response>
{
    /// <summary>How many passkeys an account has at most.</summary>
    public const int MaxEach = 20;

    // WebAuthn level 3: other words are of later versions, and of no use to this one.
    static readonly string[] Transports = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];

    /// <summary>The answer of the authenticator.</summary>
    /// <param name="ChallengeId">The secret from BeginPasskey.</param>
    /// <param name="Name">The name for the user, 1 to 60 characters.</param>
    /// <param name="ClientData">The <c>clientDataJSON</c>, in base64url.</param>
    /// <param name="Attestation">The <c>attestationObject</c>, in base64url.</param>
    /// <param name="Transports">How the authenticator is reached; unknown words are left out.</param>
    public sealed record Request(
        [property: Text(64, TextKind.Id)] string ChallengeId, [property: Text(60, TextKind.Line)] string Name,
        [property: Text(PasskeyAnswer.MaxBytes, TextKind.Id)] string ClientData,
        [property: Text(PasskeyAnswer.MaxBytes, TextKind.Id)] string Attestation,
        [property: Text(20, TextKind.Id)] IReadOnlyList<string>? Transports = null);

    /// <summary>The passkey.</summary>
    /// <param name="PasskeyId">The id.</param>
    public sealed record Response(Guid PasskeyId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        _ = protocol.SiteId;
        var (clientData, attestation) = (PasskeyAnswer.Bytes("clientData", request.ClientData), PasskeyAnswer.Bytes("attestation", request.Attestation));
        var challenge = await PasskeyChallenges.TakeAsync(call.Db, request.ChallengeId, call.Caller.UserId, call.Caller.SessionId, ct)
            ?? throw FaultException.FailedPrecondition(
                "challenge_over", "This challenge was used, is older than five minutes, or is from another session. Start again.");
        var made = await protocol.VerifyNewAsync(call.Caller.UserId, challenge, clientData, attestation, ct)
            ?? throw FaultException.InvalidArgument(
                "attestation", "is not the answer of an authenticator to this challenge for this site. Start again on the settings page.");

        var id = await InsertAsync(made, request, call, ct);

        call.Audit.Target("passkey", id);
        return new(id);
    }

    static async Task<Guid> InsertAsync(NewCredential made, Request request, RpcContext call, CancellationToken ct)
    {
        const string count = "select count(*) from sign_in_passkey where user_id = $1";
        const string sql = """
            insert into sign_in_passkey (id, user_id, credential_id, public_key, sign_count, transports, name)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict on constraint sign_in_passkey_once do nothing
            """;

        await SignInWays.LockAsync(call.Db, call.Caller.UserId, ct); // one at a time, for the count
        if (await call.Db.FindAsync(count, [call.Caller.UserId], row => row.GetInt64(0), ct) >= MaxEach)
            throw FaultException.ResourceExhausted(
                "too_many_passkeys", $"You have {MaxEach} passkeys, and more are not possible. Remove one of them first.", retryAfter: null);

        var id = Guid.CreateVersion7(call.Now);
        var transports = Transports.Intersect(request.Transports ?? []).ToArray();
        return await call.Db.ExecuteAsync(
            sql, [id, call.Caller.UserId, made.Id, made.PublicKey, made.SignCount, transports, TextRules.Canonical(request.Name)], ct) > 0
            ? id
            : throw FaultException.AlreadyExists("passkey_exists", "This passkey is added already. Sign in with it, or add another one.");
    }
}
