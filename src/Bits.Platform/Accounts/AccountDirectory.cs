using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

/// <summary>Finds and writes accounts. Other parts ask here, not the table.</summary>
public sealed partial class AccountDirectory
{
    /// <summary>The account with this id, or null.</summary>
    public Task<Account?> FindAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = """
            select id, username, email, name, primary_role, platform_role, batch
            from accounts_user
            where id = $1
            """;

        return db.FindAsync(sql, [id], ReadAccount, ct);
    }

    /// <summary>What somebody is to the institute; null where there is no such account or it is not let in.</summary>
    public Task<PrimaryRole?> FindPrimaryRoleAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = "select primary_role from accounts_user where id = $1 and disabled_at is null";

        return db.FindAsync(sql, [id], row => (PrimaryRole?)Enum.Parse<PrimaryRole>(row.GetString(0), ignoreCase: true), ct);
    }

    /// <summary>The ids of those who are let in, in order, behind one of them.</summary>
    public Task<List<Guid>> ListActiveIdsAsync(NpgsqlConnection db, Guid? after, int limit, CancellationToken ct)
    {
        const string sql = """
            select id from accounts_user
            where ($1::uuid is null or id > $1) and disabled_at is null and client_id is null
            order by id limit $2
            """;

        return db.QueryAsync(sql, [after, limit], row => row.GetGuid(0), ct);
    }

    /// <summary>The account with this user name, e-mail address or id, or null.</summary>
    public Task<Account?> FindByLoginAsync(NpgsqlConnection db, string login, CancellationToken ct)
    {
        const string sql = """
            select id, username, email, name, primary_role, platform_role, batch
            from accounts_user
            where username = $1 or email = $1 or id = $2::uuid
            """;

        return db.FindAsync(sql, [EmailAddress.Folded(login), Guid.TryParse(login, out var id) ? id : null], ReadAccount, ct);
    }

    /// <summary>The account with this e-mail address, or null.</summary>
    public Task<Account?> FindByEmailAsync(NpgsqlConnection db, string email, CancellationToken ct)
    {
        const string sql = """
            select id, username, email, name, primary_role, platform_role, batch
            from accounts_user
            where email = $1
            """;

        return db.FindAsync(sql, [EmailAddress.Folded(email)], ReadAccount, ct);
    }

    /// <summary>The names of these accounts, by id; an id that nobody has is left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> ListNamesAsync(
        NpgsqlConnection db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        const string sql = "select id, name from accounts_user where id = any($1)";

        return (await db.QueryAsync(sql, [ids.Distinct().ToArray()], row => (row.GetGuid(0), row.GetString(1)), ct))
            .ToDictionary();
    }

    /// <summary>Takes from an account everything that says who it was, and ends its sessions.</summary>
    /// <returns>Whether it was not erased yet.</returns>
    public async Task<bool> EraseAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = """
            update accounts_user
            set username = 'erased-' || id, email = 'erased-' || id || '@erased.invalid', name = 'Erased account',
                batch = null, platform_role = null, disabled_at = coalesce(disabled_at, now()), erased_at = now()
            where id = $1 and erased_at is null
            """;
        const string sessions = "delete from accounts_session where user_id = $1";

        await db.ExecuteAsync(sessions, [id], ct);
        return await db.ExecuteAsync(sql, [id], ct) > 0;
    }

    /// <summary>Whether <see cref="EraseAsync"/> has taken away who it was.</summary>
    internal static bool IsErased(Account account) => account.Email == $"erased-{account.Id}@erased.invalid";

    /// <summary>Gives an account a role on the platform, or takes it away.</summary>
    /// <returns>Whether it had another one.</returns>
    internal static async Task<bool> SetRoleAsync(NpgsqlConnection db, Guid id, PlatformRole? role, CancellationToken ct)
    {
        const string sql = """
            update accounts_user
            set platform_role = $2
            where id = $1 and platform_role is distinct from $2
            """;

        return await db.ExecuteAsync(sql, [id, role?.ToString().ToLowerInvariant()], ct) > 0;
    }

    /// <summary>Writes accounts by e-mail address: makes the new ones, and brings name and batch of the others up to
    /// date.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="accounts">Who; each address once.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The id of each and what came of it, in the order given. Doing it twice changes nothing the second time.
    /// </returns>
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

    // Skips an account whose address is there, and one whose user name is taken: that one comes again with another name.
    static async Task<HashSet<string>> InsertAsync(
        NpgsqlConnection db, IReadOnlyList<NewAccount> accounts, Func<NewAccount, string> username, CancellationToken ct)
    {
        const string sql = """
            insert into accounts_user (id, username, email, name, batch)
            select id, username, email, name, batch
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[])
                as n (id, username, email, name, batch)
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
            set name = n.name, batch = coalesce(n.batch, u.batch)
            from unnest($1::text[], $2::text[], $3::int[]) as n (email, name, batch)
            where u.email = n.email
              and (u.name, u.batch) is distinct from (n.name, coalesce(n.batch, u.batch))
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
    ];

    static string BaseName(string email) => NotInUsername.Replace(email.Split('@')[0], "-");

    // From the address, so that the same file gives the same names again.
    static string Suffix(string email) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email)).AsSpan(0, 4));

    static Account ReadAccount(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        Username: row.GetString(1),
        Email: row.GetString(2),
        Name: row.GetString(3),
        PrimaryRole: Enum.Parse<PrimaryRole>(row.GetString(4), ignoreCase: true),
        PlatformRole: row.NullableString(5) is { } role ? Enum.Parse<PlatformRole>(role, ignoreCase: true) : null,
        Batch: row.Nullable<int>(6));

    [GeneratedRegex("[^a-z0-9.]+")]
    static partial Regex NotInUsername { get; }
}
