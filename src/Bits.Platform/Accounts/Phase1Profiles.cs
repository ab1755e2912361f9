using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

/// <summary>The data of Phase 1 that memberships are inferred from.</summary>
/// <param name="UserId">The user.</param>
/// <param name="PrimaryRole">The relation to the institute.</param>
/// <param name="Batch">The year of graduation, from the account.</param>
/// <param name="Chapter">The chapter, from the profile.</param>
/// <param name="City">The city, from the profile.</param>
public sealed record Phase1Profile(Guid UserId, PrimaryRole PrimaryRole, int? Batch, string? Chapter, string? City);

/// <summary>Reads the profiles of Phase 1.</summary>
public sealed class Phase1Profiles
{
    /// <summary>Lists a page of people by id; omits machines and erased accounts.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="after">The last id of the previous page; <see cref="Guid.Empty"/> for the first.</param>
    /// <param name="limit">The maximum page size.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<Phase1Profile>> ListAsync(
        NpgsqlConnection db, Guid after, int limit, CancellationToken ct)
    {
        const string sql = """
            select u.id, u.primary_role, u.batch, p.chapter, p.city
            from accounts_user u
            left join accounts_profile p on p.user_id = u.id
            where u.id > $1 and u.client_id is null and u.erased_at is null
            order by u.id
            limit $2
            """;

        return await db.QueryAsync(
            sql, [after, limit],
            row => new Phase1Profile(
                UserId: row.GetGuid(0),
                PrimaryRole: EnumText.Parse<PrimaryRole>(row.GetString(1)),
                Batch: row.Nullable<int>(2),
                Chapter: row.NullableString(3),
                City: row.NullableString(4)), ct);
    }

    /// <summary>Finds the words of a user's profile: chapter and city.</summary>
    public async Task<IReadOnlyList<string>> FindWordsAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select trim(word)
            from accounts_profile, unnest(array[chapter, city]) word
            where user_id = $1 and trim(word) <> ''
            """;

        return await db.QueryAsync(sql, [userId], row => row.GetString(0), ct);
    }
}
