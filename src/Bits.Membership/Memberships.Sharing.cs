using System.Runtime.CompilerServices;
using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>Lists who shares a scope with a user now, by type of scope. The user is among them.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">The user.</param>
    /// <param name="scopeTypes">The types of scopes that count, such as <see cref="ScopeTypes.Batch"/>.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>The members of the user's scopes; each user once or more per type. Costs as much as these scopes have
    /// members: up to tens of thousands of rows.</returns>
    public Task<ILookup<string, Guid>> ListSharingAsync(
        NpgsqlConnection db, Guid userId, IReadOnlyCollection<string> scopeTypes, CancellationToken ct = default)
    {
        const string sql = """
            select scope_type, array_agg(m.user_id)
            from memberships_membership own
            join memberships_membership m using (scope_type, scope_id)
            where own.user_id = $1 and own.state = 'active' and own.until > now() and scope_type = any($2)
              and m.state = 'active' and m.until > now()
            group by scope_type
            """;

        return SharingAsync(db, sql, [userId, Known(scopeTypes)], ct);
    }

    /// <summary>Lists those of some users who share a scope with a user now, by type of scope.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">The user.</param>
    /// <param name="others">The users to ask about.</param>
    /// <param name="scopeTypes">The types of scopes that count, such as <see cref="ScopeTypes.Batch"/>.</param>
    /// <param name="ct">Cancels the query.</param>
    public Task<ILookup<string, Guid>> ListSharingAsync(
        NpgsqlConnection db, Guid userId, IReadOnlyCollection<Guid> others, IReadOnlyCollection<string> scopeTypes,
        CancellationToken ct = default)
    {
        const string sql = """
            select scope_type, array_agg(m.user_id)
            from memberships_membership own
            join memberships_membership m using (scope_type, scope_id)
            where own.user_id = $1 and own.state = 'active' and own.until > now() and scope_type = any($2)
              and m.user_id = any($3) and m.state = 'active' and m.until > now()
            group by scope_type
            """;

        ArgumentNullException.ThrowIfNull(others);
        return SharingAsync(db, sql, [userId, Known(scopeTypes), others.ToArray()], ct);
    }

    /// <summary>Reads all active memberships in scopes of some types, scope by scope; for a process that keeps a copy and
    /// follows it with <see cref="MembershipHistory.SinceRead"/>.</summary>
    /// <param name="db">An open connection; busy until the last row is read.</param>
    /// <param name="scopeTypes">The types of scopes.</param>
    /// <param name="ct">Cancels the query.</param>
    public async IAsyncEnumerable<ActiveMember> StreamActiveAsync(
        NpgsqlConnection db, IReadOnlyCollection<string> scopeTypes, [EnumeratorCancellation] CancellationToken ct = default)
    {
        const string sql = """
            select user_id, scope_type, scope_id, nullif(until, 'infinity'), since
            from memberships_membership
            where state = 'active' and scope_type = any($1)
            order by scope_type, scope_id
            """;

        await using var command = new NpgsqlCommand(sql, db) { Parameters = { new NpgsqlParameter { Value = Known(scopeTypes) } } };
        await using var row = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var scope = default(Scope);
        while (await row.ReadAsync(ct).ConfigureAwait(false))
        {
            if (row.GetString(2) is var id && (id != scope.Id || row.GetString(1) != scope.Type))
                scope = new(row.GetString(1), id);
            yield return ReadActive(row, scope);
        }
    }

    static ActiveMember ReadActive(NpgsqlDataReader row, Scope scope) =>
        new(row.GetGuid(0), scope, row.Nullable<DateTimeOffset>(3), row.GetFieldValue<DateTimeOffset>(4));

    static async Task<ILookup<string, Guid>> SharingAsync(
        NpgsqlConnection db, [System.Diagnostics.CodeAnalysis.ConstantExpected] string sql, object[] args, CancellationToken ct)
    {
        var rows = await db.QueryAsync(
            sql, args, row => (Type: row.GetString(0), Users: row.GetFieldValue<Guid[]>(1)), ct).ConfigureAwait(false);
        return rows.SelectMany(row => row.Users, (row, user) => (row.Type, User: user)).ToLookup(row => row.Type, row => row.User);
    }

    string[] Known(IReadOnlyCollection<string> scopeTypes)
    {
        ArgumentNullException.ThrowIfNull(scopeTypes);
        foreach (var type in scopeTypes)
            if (!_scopeTypes.Contains(type))
                throw new InvalidArgumentException(nameof(scopeTypes), $"has '{type}', which is not a known scope type.");

        return [.. scopeTypes];
    }
}

/// <summary>An active membership.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Scope">The scope.</param>
/// <param name="Until">The end, which may have passed; null without one.</param>
/// <param name="Since">The beginning.</param>
public readonly record struct ActiveMember(Guid UserId, Scope Scope, DateTimeOffset? Until, DateTimeOffset Since);
