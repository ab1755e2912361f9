using System.Buffers.Text;
using System.Security.Cryptography;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.SigningIn.Passkeys;

/// <summary>Challenges for authenticators: 256 random bits, good once and for five minutes, for the browser that holds the
/// token.</summary>
static class PasskeyChallenges
{
    /// <summary>How long a challenge is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    const int Length = 32;

    /// <summary>Adds a challenge, and deletes expired ones.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="userId">Who adds a passkey; null for a sign-in.</param>
    /// <param name="sessionId">The session in which a passkey is added; null without one.</param>
    /// <param name="ct">Stops the query.</param>
    public static async Task<PasskeyChallenge> AddAsync(NpgsqlConnection db, Guid? userId, string? sessionId, CancellationToken ct)
    {
        const string expired = "delete from sign_in_challenge where expires_at < now()";
        const string sql = """
            insert into sign_in_challenge (hash, challenge, user_id, session_id, expires_at)
            values ($1, $2, $3, $4, now() + $5)
            """;

        var (token, challenge) = (RandomNumberGenerator.GetBytes(Length), RandomNumberGenerator.GetBytes(Length));
        await db.ExecuteAsync(expired, [], ct);
        await db.ExecuteAsync(sql, [SHA256.HashData(token), challenge, userId, sessionId, Lifetime], ct);
        return new(Base64Url.EncodeToString(token), Base64Url.EncodeToString(challenge));
    }

    /// <summary>Uses up a challenge; null when it is unknown, used, expired, or another user's or session's.</summary>
    public static async Task<byte[]?> TakeAsync(NpgsqlConnection db, string token, Guid? userId, string? sessionId, CancellationToken ct)
    {
        const string sql = """
            delete from sign_in_challenge
            where hash = $1 and user_id is not distinct from $2::uuid and session_id is not distinct from $3::text
            returning challenge, expires_at > now()
            """;

        if (!Base64Url.IsValid(token, out var length) || length != Length)
            return null;

        var found = await db.FindAsync(
            sql, [SHA256.HashData(Base64Url.DecodeFromChars(token)), userId, sessionId],
            row => (Challenge: row.GetFieldValue<byte[]>(0), IsGood: row.GetBoolean(1)), ct);
        return found.IsGood ? found.Challenge : null;
    }
}

/// <summary>A challenge for an authenticator.</summary>
/// <param name="Token">The secret that the browser sends back with the answer.</param>
/// <param name="Challenge">The challenge, in base64url.</param>
public sealed record PasskeyChallenge(string Token, string Challenge);
