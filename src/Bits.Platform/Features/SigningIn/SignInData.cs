using Bits.Platform.Privacy;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.SigningIn;

/// <summary>Exports and erases a person's passkeys, and the claims of sign-ins on their account.</summary>
sealed class SignInData : IPersonalData
{
    public string Part => "signin";

    public IReadOnlyList<string> Tables => ["sign_in_passkey", "sign_in_challenge", "sign_in_claim"];

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string passkeys = """
            select id, name, transports, sign_count, created_at, last_used_at
            from sign_in_passkey
            where user_id = $1
            order by created_at, id
            """;
        const string claims = "select issuer, label, client, expires_at from sign_in_claim where user_id = $1 order by expires_at";

        return new
        {
            Passkeys = await db.QueryAsync(passkeys, [userId], PersonalRow.Read, ct),
            Claims = await db.QueryAsync(claims, [userId], PersonalRow.Read, ct),
        };
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string passkeys = "delete from sign_in_passkey where user_id = $1";
        const string challenges = "delete from sign_in_challenge where user_id = $1";
        const string claims = "delete from sign_in_claim where user_id = $1";

        return await db.ExecuteAsync(passkeys, [person.UserId], ct)
            + await db.ExecuteAsync(challenges, [person.UserId], ct)
            + await db.ExecuteAsync(claims, [person.UserId], ct);
    }
}
