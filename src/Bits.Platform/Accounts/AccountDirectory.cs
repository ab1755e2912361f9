using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

/// <summary>Finds and writes accounts. Other parts use it instead of the table.</summary>
public sealed partial class AccountDirectory
{
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

    /// <summary>Removes all identifying data from an account, and ends its sessions.</summary>
    /// <returns>Whether the account was not erased before.</returns>
    public async Task<bool> EraseAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = """
            update accounts_user
            set username = 'erased-' || id, email = 'erased-' || id || '@erased.invalid', name = 'Erased account',
                batch = null, campus = null, platform_role = null, disabled_at = coalesce(disabled_at, now()), erased_at = now()
            where id = $1 and erased_at is null
            """;
        const string sessions = "delete from accounts_session where user_id = $1";

        await db.ExecuteAsync(sessions, [id], ct);
        return await db.ExecuteAsync(sql, [id], ct) > 0;
    }

    /// <summary>Returns whether <see cref="EraseAsync"/> has erased an account.</summary>
    internal static bool IsErased(Account account) => account.Email == $"erased-{account.Id}@erased.invalid";

    /// <summary>Sets or removes the platform role of an account.</summary>
    /// <returns>Whether the role changed.</returns>
    internal static async Task<bool> SetRoleAsync(NpgsqlConnection db, Guid id, PlatformRole? role, CancellationToken ct)
    {
        const string sql = """
            update accounts_user
            set platform_role = $2
            where id = $1 and platform_role is distinct from $2
            """;

        return await db.ExecuteAsync(sql, [id, role?.ToText()], ct) > 0;
    }

    /// <summary>Writes accounts by e-mail address: creates the new ones, and updates name, batch and campus of the
    /// others.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="accounts">The users; each address once.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The id and result of each, in the given order. A second call changes nothing.</returns>
    public async Task<IReadOnlyList<(Guid Id, UpsertOutcome Outcome)>> UpsertAsync(
        NpgsqlConnection db, IReadOnlyList<NewAccount> accounts, CancellationToken ct)
    {
        accounts = [.. accounts.Select(a => a with { Email = EmailAddress.Folded(a.Email) })];
        var created = await InsertAsync(db, accounts, a => BaseName(a.Email), ct);
        var missing = accounts.Where(a => !created.Contains(a.Email)).ToList();
        created.UnionWith(await InsertAsync(db, missing, a => $"{BaseName(a.Email)}-{Suffix(a.Email)}", ct));
        var updated = await UpdateAsync(db, accounts, ct);
        var ids = await ListIdsAsync(db, accounts, ct);

        return
        [
            .. accounts.Select(a => (
                ids[a.Email],
                created.Contains(a.Email) ? UpsertOutcome.Created
                : updated.Contains(a.Email) ? UpsertOutcome.Updated
                : UpsertOutcome.Unchanged)),
        ];
    }

    // Skips existing addresses, and taken user names: those are retried with another name.
    static async Task<HashSet<string>> InsertAsync(
        NpgsqlConnection db, IReadOnlyList<NewAccount> accounts, Func<NewAccount, string> username, CancellationToken ct)
    {
        const string sql = """
            insert into accounts_user (id, username, email, name, batch, campus)
            select id, username, email, name, batch, campus
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[])
                as n (id, username, email, name, batch, campus)
            order by email
            on conflict do nothing
            returning email
            """;

        return
        [
            .. await db.QueryAsync(
                sql,
                [
                    accounts.Select(_ => Guid.CreateVersion7()).ToArray(), accounts.Select(username).ToArray(),
                    .. Columns(accounts),
                ],
                row => row.GetString(0), ct),
        ];
    }

    static async Task<HashSet<string>> UpdateAsync(
        NpgsqlConnection db, IReadOnlyList<NewAccount> accounts, CancellationToken ct)
    {
        const string sql = """
            update accounts_user u
            set name = n.name, batch = coalesce(n.batch, u.batch), campus = coalesce(n.campus, u.campus)
            from unnest($1::text[], $2::text[], $3::int[], $4::text[]) as n (email, name, batch, campus)
            where u.email = n.email
              and (u.name, u.batch, u.campus)
                  is distinct from (n.name, coalesce(n.batch, u.batch), coalesce(n.campus, u.campus))
            returning u.email
            """;

        return [.. await db.QueryAsync(sql, Columns(accounts), row => row.GetString(0), ct)];
    }

    static async Task<Dictionary<string, Guid>> ListIdsAsync(
        NpgsqlConnection db, IReadOnlyList<NewAccount> accounts, CancellationToken ct)
    {
        const string sql = "select email, id from accounts_user where email = any($1)";

        return (await db.QueryAsync(
                sql, [accounts.Select(a => a.Email).ToArray()], row => (row.GetString(0), row.GetGuid(1)), ct))
            .ToDictionary();
    }

    static object[] Columns(IReadOnlyList<NewAccount> accounts) =>
    [
        accounts.Select(a => a.Email).ToArray(),
        accounts.Select(a => a.Name).ToArray(),
        accounts.Select(a => a.Batch).ToArray(),
        accounts.Select(a => a.Campus).ToArray(),
    ];

    static string BaseName(string email) => NotInUsername.Replace(email.Split('@')[0], "-");

    // Derives the name from the address, so that the same file gives the same names again.
    static string Suffix(string email) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email)).AsSpan(0, 4));

    static Account ReadAccount(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        Username: row.GetString(1),
        Email: row.GetString(2),
        Name: row.GetString(3),
        PrimaryRole: EnumText.Parse<PrimaryRole>(row.GetString(4)),
        PlatformRole: row.NullableString(5) is { } role ? EnumText.Parse<PlatformRole>(role) : null,
        Batch: row.Nullable<int>(6));

    [GeneratedRegex("[^a-z0-9.]+")]
    static partial Regex NotInUsername { get; }
}
