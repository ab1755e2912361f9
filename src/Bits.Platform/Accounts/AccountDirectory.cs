using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

/// <summary>Finds and writes accounts. Other parts use it instead of the table.</summary>
/// <param name="followers">The features that keep data equal to the accounts. Default: none.</param>
public sealed partial class AccountDirectory(IEnumerable<IAccountFollower>? followers = null)
{
    readonly IReadOnlyList<IAccountFollower> _followers = [.. followers ?? []];

    // In the order in which ReadAccount reads them.
    const string AccountColumns = "id, username, email, name, primary_role, platform_role, batch";

    /// <summary>Finds the account with this id.</summary>
    public Task<Account?> FindAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = $"""
            select {AccountColumns}
            from accounts_user
            where id = $1
            """;

        return db.FindAsync(sql, [id], ReadAccount, ct);
    }

    /// <summary>Returns the query for a user's relation to the institute; null when the account is missing or disabled.</summary>
    internal static BatchedQuery<PrimaryRole?> PrimaryRoleQuery(Guid id)
    {
        const string sql = "select primary_role from accounts_user where id = $1 and disabled_at is null";

        return new(sql, [id], row => EnumText.Parse<PrimaryRole>(row.GetString(0)));
    }

    /// <summary>Lists the enabled administrators of the platform.</summary>
    public Task<List<Guid>> ListAdministratorsAsync(NpgsqlConnection db, int limit, CancellationToken ct)
    {
        const string sql = "select id from accounts_user where platform_role = 'admin' and disabled_at is null order by id limit $1";

        return db.QueryAsync(sql, [limit], row => row.GetGuid(0), ct);
    }

    /// <summary>Lists the enabled operators of the platform, and its administrators.</summary>
    public Task<List<Guid>> ListOperatorsAsync(NpgsqlConnection db, int limit, CancellationToken ct)
    {
        const string sql = """
            select id from accounts_user
            where platform_role in ('operator', 'admin') and disabled_at is null and client_id is null
            order by id limit $1
            """;

        return db.QueryAsync(sql, [limit], row => row.GetGuid(0), ct);
    }

    /// <summary>Lists the ids of enabled accounts, in order, after one of them.</summary>
    public Task<List<Guid>> ListActiveIdsAsync(NpgsqlConnection db, Guid? after, int limit, CancellationToken ct)
    {
        const string sql = """
            select id from accounts_user
            where ($1::uuid is null or id > $1) and disabled_at is null and client_id is null
            order by id limit $2
            """;

        return db.QueryAsync(sql, [after, limit], row => row.GetGuid(0), ct);
    }

    /// <summary>Finds the account with this user name, e-mail address or id.</summary>
    public Task<Account?> FindByLoginAsync(NpgsqlConnection db, string login, CancellationToken ct)
    {
        const string sql = $"""
            select {AccountColumns}
            from accounts_user
            where username = $1 or email = $1 or id = $2::uuid
            """;

        return db.FindAsync(sql, [EmailAddress.Folded(login), Guid.TryParse(login, out var id) ? id : null], ReadAccount, ct);
    }

    /// <summary>Finds the account with this e-mail address.</summary>
    public Task<Account?> FindByEmailAsync(NpgsqlConnection db, string email, CancellationToken ct)
    {
        const string sql = $"""
            select {AccountColumns}
            from accounts_user
            where email = $1
            """;

        return db.FindAsync(sql, [EmailAddress.Folded(email)], ReadAccount, ct);
    }

    /// <summary>Finds the enabled account of a person; null for machines, and for disabled and erased accounts.</summary>
    public Task<Account?> FindEnabledAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = $"""
            select {AccountColumns}
            from accounts_user
            where id = $1 and client_id is null and disabled_at is null and erased_at is null
            """;

        return db.FindAsync(sql, [id], ReadAccount, ct);
    }

    /// <summary>Finds the same, and keeps it as it is until the transaction ends.</summary>
    internal static Task<Account?> LockEnabledAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = $"""
            select {AccountColumns}
            from accounts_user
            where id = $1 and client_id is null and disabled_at is null and erased_at is null
            for update
            """;

        return db.FindAsync(sql, [id], ReadAccount, ct);
    }

    /// <summary>Keeps an account as it is until the transaction ends, in every state.</summary>
    internal static Task LockAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = "select from accounts_user where id = $1 for update";

        return db.ExecuteAsync(sql, [id], ct);
    }

    /// <summary>Returns those of the users whose account is enabled and belongs to a person.</summary>
    public async Task<IReadOnlyList<Guid>> ListEnabledAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        const string sql = """
            select id from accounts_user
            where id = any($1) and client_id is null and disabled_at is null and erased_at is null
            """;

        return await db.QueryAsync(sql, [ids.ToArray()], row => row.GetGuid(0), ct);
    }

    static Account ReadAccount(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        Username: row.GetString(1),
        Email: row.GetString(2),
        Name: row.GetString(3),
        PrimaryRole: EnumText.Parse<PrimaryRole>(row.GetString(4)),
        PlatformRole: row.NullableString(5) is { } role ? EnumText.Parse<PlatformRole>(role) : null,
        Batch: row.Nullable<int>(6));
}
