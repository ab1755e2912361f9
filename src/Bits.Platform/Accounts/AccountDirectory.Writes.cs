using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

public sealed partial class AccountDirectory
{
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
        var changed = await db.ExecuteAsync(sql, [id], ct) > 0;
        await UpdateFollowersAsync(db, changed ? [id] : [], ct);
        return changed;
    }

    /// <summary>Disables or enables an account.</summary>
    /// <returns>Whether it changed.</returns>
    internal async Task<bool> SetDisabledAsync(NpgsqlConnection db, Guid id, bool disabled, CancellationToken ct)
    {
        const string sql = """
            update accounts_user
            set disabled_at = case when $2 then coalesce(disabled_at, now()) end
            where id = $1 and (disabled_at is not null) <> $2
            """;

        var changed = await db.ExecuteAsync(sql, [id, disabled], ct) > 0;
        await UpdateFollowersAsync(db, changed ? [id] : [], ct);
        return changed;
    }

    /// <summary>Moves the account of a person to another e-mail address, and ends its sessions: what the earlier mailbox opened
    /// does not last.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="id">The account; an enabled one.</param>
    /// <param name="email">The folded address.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="FaultException">Another account has the address.</exception>
    internal async Task SetEmailAsync(NpgsqlConnection db, Guid id, string email, CancellationToken ct)
    {
        const string sql = "update accounts_user set email = $2 where id = $1";

        try
        {
            await db.ExecuteAsync(sql, [id, email], ct);
        }
        catch (PostgresException e) when (e.ConstraintName == "accounts_user_email_taken")
        {
            throw FaultException.AlreadyExists("email_taken", "An account has this address already: its owner signs in by it, once it is enabled. Reject this claim.");
        }

        await Sessions.EndAllAsync(db, id, ct);
        await UpdateFollowersAsync(db, [id], ct);
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
        await UpdateFollowersAsync(db, [.. created.Concat(updated).Select(email => ids[email])], ct);

        return
        [
            .. accounts.Select(a => (
                ids[a.Email],
                created.Contains(a.Email) ? UpsertOutcome.Created
                : updated.Contains(a.Email) ? UpsertOutcome.Updated
                : UpsertOutcome.Unchanged)),
        ];
    }

    async Task UpdateFollowersAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> changed, CancellationToken ct)
    {
        if (changed.Count > 0)
            foreach (var follower in _followers)
                await follower.FollowAsync(db, changed, ct);
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

    [GeneratedRegex("[^a-z0-9.]+")]
    static partial Regex NotInUsername { get; }
}
