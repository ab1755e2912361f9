using Bits.Platform.Privacy;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Exports and erases what verifies a person, and their claims: part of <see cref="DirectoryData"/>.</summary>
static class TrustData
{
    /// <summary>The tables.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["directory_verification", "directory_vouch", "directory_claim"];

    /// <summary>Lists the addresses that the account of a person had before.</summary>
    public static Task<List<string>> ListIdentifiersAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "select old_email from directory_claim where person_id = $1";

        return db.QueryAsync(sql, [userId], row => row.GetString(0), ct);
    }

    /// <summary>Exports the verifications of a person, the vouches of and for them, and the claims that gave their account an
    /// address.</summary>
    public static async Task<object> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string verifications = "select level, since, until from directory_verification where user_id = $1 order by level";
        const string vouches = """
            select person_id, voucher_id, vouched_at
            from directory_vouch
            where person_id = $1 or voucher_id = $1
            order by vouched_at, person_id, voucher_id
            """;
        const string claims = """
            select name, batch, email, message, client, asked_at, confirmed_at, decided_at, old_email
            from directory_claim
            where person_id = $1
            order by asked_at
            """;

        return new
        {
            Verifications = await db.QueryAsync(verifications, [userId], PersonalRow.Read, ct),
            Vouches = await db.QueryAsync(vouches, [userId], PersonalRow.Read, ct),
            Claims = await db.QueryAsync(claims, [userId], PersonalRow.Read, ct),
        };
    }

    /// <summary>Erases them, and claims with an address of theirs. A claim of another person that mentions them keeps its other
    /// words.</summary>
    public static async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string verifications = "delete from directory_verification where user_id = $1";
        const string vouches = "delete from directory_vouch where person_id = $1 or voucher_id = $1";
        const string claims = "delete from directory_claim where person_id = $1 or email ~* ('^' || $2 || '$')";
        const string mentions = """
            update directory_claim
            set name = left(regexp_replace(name, $1, $2, 'gi'), 200), message = left(regexp_replace(message, $1, $2, 'gi'), 1000),
                reason = left(regexp_replace(reason, $1, $2, 'gi'), 500)
            where name ~* $1 or message ~* $1 or reason ~* $1
            """;
        const string decisions = "update directory_claim set reason = $2 where decided_by = $1 and reason <> $2";

        return await db.ExecuteAsync(verifications, [person.UserId], ct)
            + await db.ExecuteAsync(vouches, [person.UserId], ct)
            + await db.ExecuteAsync(claims, [person.UserId, person.Mention], ct)
            + await db.ExecuteAsync(decisions, [person.UserId, ErasedPerson.Placeholder], ct)
            + await db.ExecuteAsync(mentions, [person.Mention, ErasedPerson.Placeholder], ct);
    }
}
