using Bits.Platform.Texts;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

/// <summary>An account as operators see it.</summary>
/// <param name="Account">The account.</param>
/// <param name="Campus">The campus, in lower case; null when unknown.</param>
/// <param name="ClientId">The client id of a machine at the identity provider; null for a person.</param>
/// <param name="CreatedAt">The time of creation.</param>
/// <param name="DisabledAt">The time at which it was disabled; null while it is enabled.</param>
/// <param name="ErasedAt">The time at which the person was erased; null otherwise.</param>
public sealed record AccountOverview(
    Account Account, string? Campus, string? ClientId, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt, DateTimeOffset? ErasedAt);

public sealed partial class AccountDirectory
{
    /// <summary>Lists accounts, those of machines and disabled ones too, by id: the oldest first.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="name">Beginnings of words of the name; null for all.</param>
    /// <param name="after">The account to continue after; null to begin.</param>
    /// <param name="limit">The maximum number.</param>
    /// <param name="ct">Stops the query.</param>
    public Task<List<AccountOverview>> ListOverviewsAsync(
        NpgsqlConnection db, string? name, Guid? after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            select {AccountColumns}, campus, client_id, created_at, disabled_at, erased_at
            from accounts_user
            where id > $1 and ($2::text is null or to_tsvector('simple', name) @@ to_tsquery('simple', $2))
            order by id
            limit $3
            """;

        return db.QueryAsync(sql, [after ?? Guid.Empty, WordPrefixes.AsQuery(name), limit], ReadOverview, ct);
    }

    /// <summary>Finds an account with what operators see of it.</summary>
    public Task<AccountOverview?> FindOverviewAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = $"""
            select {AccountColumns}, campus, client_id, created_at, disabled_at, erased_at
            from accounts_user
            where id = $1
            """;

        return db.FindAsync(sql, [id], ReadOverview, ct);
    }

    /// <summary>Returns accounts with what operators see of them; omits unknown ids.</summary>
    internal static Task<List<AccountOverview>> ListOverviewsAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        const string sql = $"""
            select {AccountColumns}, campus, client_id, created_at, disabled_at, erased_at
            from accounts_user
            where id = any($1)
            """;

        return db.QueryAsync(sql, [ids.ToArray()], ReadOverview, ct);
    }

    static AccountOverview ReadOverview(NpgsqlDataReader row) => new(
        ReadAccount(row),
        Campus: row.NullableString(7),
        ClientId: row.NullableString(8),
        CreatedAt: row.GetFieldValue<DateTimeOffset>(9),
        DisabledAt: row.Nullable<DateTimeOffset>(10),
        ErasedAt: row.Nullable<DateTimeOffset>(11));
}
