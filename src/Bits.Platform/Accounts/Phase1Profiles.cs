using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

/// <summary>What Phase 1 knows of a user, from which memberships follow.</summary>
/// <param name="UserId">Who.</param>
/// <param name="PrimaryRole">What they are to the institute.</param>
/// <param name="Batch">The year of graduation, as it stands in the account.</param>
/// <param name="Chapter">The chapter that they have named in their profile.</param>
/// <param name="City">Where they live, by their profile.</param>
public sealed record Phase1Profile(Guid UserId, PrimaryRole PrimaryRole, int? Batch, string? Chapter, string? City);

/// <summary>Reads what Phase 1 has left.</summary>
public sealed class Phase1Profiles
{
    /// <summary>A page of people, in the order of their ids; without machines, and without those who were erased.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="after">The id that ended the page before; <see cref="Guid.Empty"/> for the first.</param>
    /// <param name="limit">The longest page.</param>
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
                PrimaryRole: Enum.Parse<PrimaryRole>(row.GetString(1), ignoreCase: true),
                Batch: row.Nullable<int>(2),
                Chapter: row.NullableString(3),
                City: row.NullableString(4)), ct);
    }

    /// <summary>What somebody's profile says in words: chapter and city, where it does.</summary>
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
