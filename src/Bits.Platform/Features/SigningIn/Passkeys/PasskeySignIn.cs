using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.SigningIn.Passkeys;

/// <summary>Signs a browser in by a passkey. See <c>docs/design/sign-in.md</c>.</summary>
public sealed class PasskeySignIn(SystemPipeline pipeline, AccountDirectory accounts, PasskeyProtocol protocol, TimeProvider time)
{
    static readonly AuditAction Begun = new("signin.begin_passkey_sign_in", AuditClass.Access);
    static readonly AuditAction Refused = new("signin.refuse_passkey", AuditClass.Security);
    static readonly AuditField Passkey = new("passkey");
    static readonly AuditField Problem = new("problem");

    // RFC 8176: a key that software may hold, a person who was present, and with the verification of the user two factors.
    static readonly string[] Methods = ["swk", "user", "mfa"];

    /// <summary>Gets whether passkeys are on.</summary>
    public bool IsAvailable => protocol.IsAvailable;

    /// <summary>Gets the id of the site (RP ID).</summary>
    /// <exception cref="FaultException">Passkeys are off.</exception>
    public string SiteId => protocol.SiteId;

    /// <summary>Gets how long a challenge is good.</summary>
    public static TimeSpan Lifetime => PasskeyChallenges.Lifetime;

    /// <summary>Creates a challenge. It names no account: the authenticator offers the passkeys that it has for the site.</summary>
    public Task<PasskeyChallenge> BeginAsync(RequestOrigin origin, CancellationToken ct) => pipeline.RunAsync(
        new SystemTask(Begun, Actor.System("sign_in"), origin),
        call =>
        {
            call.Audit.If(false);
            return PasskeyChallenges.AddAsync(call.Db, userId: null, sessionId: null, ct);
        }, ct);

    /// <summary>Verifies an answer and begins a session. Uses the challenge up in any case.</summary>
    /// <param name="token">The token of the challenge.</param>
    /// <param name="answer">The answer of the authenticator.</param>
    /// <param name="origin">The origin of the request.</param>
    /// <param name="lifetime">The duration of the session.</param>
    /// <param name="ct">Stops it before the commit.</param>
    /// <returns>The secret of the session; null when the answer is refused. A refusal of a known passkey leaves an audit
    /// event.</returns>
    public async Task<SessionSecret?> FinishAsync(
        string token, PasskeyAnswer answer, RequestOrigin origin, TimeSpan lifetime, CancellationToken ct)
    {
        var (secret, refusal) = await pipeline.RunAsync(
            new SystemTask(Sessions.SignIn, Actor.System("sign_in"), origin),
            call => TryAsync(call, token, answer, origin, lifetime, ct), ct);
        if (refusal is not null)
            await pipeline.RunAsync(
                new SystemTask(Refused, Actor.System("sign_in"), origin),
                call =>
                {
                    call.Audit.Target("user", refusal.UserId).Changed(Passkey, from: null, refusal.PasskeyId).Changed(Problem, from: null, refusal.Problem);
                    return Task.FromResult(true);
                }, ct);

        return secret;
    }

    async Task<(SessionSecret? Secret, Refusal? Refusal)> TryAsync(
        SystemCall call, string token, PasskeyAnswer answer, RequestOrigin origin, TimeSpan lifetime, CancellationToken ct)
    {
        const string sql = "select id, user_id, public_key from sign_in_passkey where credential_id = $1 for update";

        call.Audit.If(false);
        var challenge = await PasskeyChallenges.TakeAsync(call.Db, token, userId: null, sessionId: null, ct);
        if (challenge is null)
            return default;
        if (await call.Db.FindAsync(
                sql, [answer.CredentialId], row => new Known(row.GetGuid(0), row.GetGuid(1), row.GetFieldValue<byte[]>(2)), ct) is not { } known)
            return default;

        if (!answer.UserHandle.AsSpan().SequenceEqual(known.UserId.ToByteArray()))
            return (null, new(known.UserId, known.Id, "user_handle"));
        if (await protocol.VerifyAsync(answer, challenge, known.PublicKey, ct) is not { } count)
            return (null, new(known.UserId, known.Id, "not_valid"));
        if (await accounts.FindEnabledAsync(call.Db, known.UserId, ct) is null)
            return (null, new(known.UserId, known.Id, "account_disabled"));
        if (!await CountAsync(call, known.Id, count, ct))
            return (null, new(known.UserId, known.Id, "counter"));

        call.Audit.If(true).Changed(Passkey, from: null, known.Id);
        return (await Sessions.AddAsync(call, known.UserId, new(time.GetUtcNow(), null, Methods), origin, lifetime, ct), null);
    }

    // A counter that does not grow tells of a copy of the key. Authenticators that do not count send 0 always.
    static async Task<bool> CountAsync(SystemCall call, Guid id, long count, CancellationToken ct)
    {
        const string sql = """
            update sign_in_passkey
            set sign_count = $2, last_used_at = now()
            where id = $1 and ($2 > sign_count or ($2 = 0 and sign_count = 0))
            """;

        return await call.Db.ExecuteAsync(sql, [id, count], ct) > 0;
    }

    sealed record Known(Guid Id, Guid UserId, byte[] PublicKey);

    sealed record Refusal(Guid UserId, Guid PasskeyId, string Problem);
}
