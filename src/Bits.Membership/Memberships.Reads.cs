using System.Data;
using System.Diagnostics.CodeAnalysis;
using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>Whether the user is a member now. One descent of one index.</summary>
    public async Task<bool> IsMemberAsync(
        NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct = default)
    {
        const string sql = """
            select true
            from memberships_membership
            where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'active' and until > now()
            """;

        await using var command = AboutOne(db, sql, userId, scope);
        await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, ct).ConfigureAwait(false);
        return await row.ReadAsync(ct).ConfigureAwait(false);
    }

    /// <summary>The role of a member; null for anybody who is none, also for the banned. One descent of one index.
    /// </summary>
    public async Task<MemberRole?> RoleAsync(
        NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct = default)
    {
        const string sql = """
            select role
            from memberships_membership
            where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'active' and until > now()
            """;

        await using var command = AboutOne(db, sql, userId, scope);
        await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, ct).ConfigureAwait(false);
        return await row.ReadAsync(ct).ConfigureAwait(false) ? MemberRoles.Parse(row.GetString(0)) : null;
    }

    /// <summary>The row in whatever state; null for somebody who never was a member and never was banned.</summary>
    public async Task<Member?> FindAsync(
        NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct = default)
    {
        const string sql = """
            select user_id, scope_type, scope_id, role, state, since, until, version, changed_by, change_reason
            from memberships_member
            where user_id = $1 and scope_type = $2 and scope_id = $3
            """;

        await using var command = AboutOne(db, sql, userId, scope);
        await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, ct).ConfigureAwait(false);
        return await row.ReadAsync(ct).ConfigureAwait(false) ? ReadMember(row) : null;
    }

    /// <summary>The row in whatever state.</summary>
    /// <exception cref="KeyNotFoundException">The user never was a member and never was banned.</exception>
    public async Task<Member> GetAsync(NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct = default) =>
        await FindAsync(db, userId, scope, ct).ConfigureAwait(false)
        ?? throw new KeyNotFoundException($"User {userId} never was in {scope}; FindAsync answers null instead.");

    /// <summary>A page of a scope's rows, in the order of their user ids.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">Of what.</param>
    /// <param name="filter">Which; default: the members, in every role.</param>
    /// <param name="after">The user id that ended the page before; null for the first page.</param>
    /// <param name="limit">The longest page, 1 to 10,000.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>A page shorter than <paramref name="limit"/> is the last one. Costs the same at any depth; somebody
    /// who joins meanwhile appears if their id lies ahead, and nobody appears twice. Those whose end has come are listed
    /// as left once <see cref="EndExpiredAsync(NpgsqlConnection, int, CancellationToken)"/> has written it, and not at all before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public async Task<IReadOnlyList<Member>> ListByScopeAsync(
        NpgsqlConnection db, Scope scope, MemberFilter filter = default, Guid? after = null, int limit = 100,
        CancellationToken ct = default)
    {
        const string members = """
            select user_id, scope_type, scope_id, role, state, since, nullif(until, 'infinity'), version, changed_by,
                   change_reason
            from memberships_membership
            where scope_type = $1 and scope_id = $2 and state = 'active' and until > now() and user_id > $3
              and ($4::text is null or role = $4)
            order by user_id
            limit $5
            """;
        const string officers = """
            select user_id, scope_type, scope_id, role, state, since, nullif(until, 'infinity'), version, changed_by,
                   change_reason
            from memberships_membership
            where scope_type = $1 and scope_id = $2 and state = $6 and until > now() and user_id > $3
              and role <> 'member' and role = $4
            order by user_id
            limit $5
            """;
        const string former = """
            select user_id, scope_type, scope_id, role, state, since, nullif(until, 'infinity'), version, changed_by,
                   change_reason
            from memberships_membership
            where scope_type = $1 and scope_id = $2 and state <> 'active' and state = $6 and until > now() and user_id > $3
              and ($4::text is null or role = $4)
            order by user_id
            limit $5
            """;

        CheckPage(limit);
        object?[] args = [Known(scope).Type, scope.Id, after ?? Guid.Empty, filter.Role?.ToText(), limit];
        object?[] withState = [.. args, filter.State.ToText()];
        return await (filter switch
        {
            { Role: not null and not MemberRole.Member } => db.QueryAsync(officers, withState, ReadMember, ct),
            { State: MemberState.Active } => db.QueryAsync(members, args, ReadMember, ct),
            _ => db.QueryAsync(former, withState, ReadMember, ct),
        }).ConfigureAwait(false);
    }

    /// <summary>A page of a user's rows in whatever state, in the order of their scopes.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="state">Those in this state only; null: all.</param>
    /// <param name="after">The scope that ended the page before; null for the first page.</param>
    /// <param name="limit">The longest page, 1 to 10,000.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public async Task<IReadOnlyList<Member>> ListByUserAsync(
        NpgsqlConnection db, Guid userId, MemberState? state = null, Scope? after = null, int limit = 100,
        CancellationToken ct = default)
    {
        const string sql = """
            select user_id, scope_type, scope_id, role, state, since, until, version, changed_by, change_reason
            from memberships_member
            where user_id = $1 and (scope_type, scope_id) > ($2, $3) and ($4::text is null or state = $4)
            order by scope_type, scope_id
            limit $5
            """;

        CheckPage(limit);
        return await db.QueryAsync(
            sql, [userId, after?.Type ?? "", after?.Id ?? "", state?.ToText(), limit], ReadMember, ct).ConfigureAwait(false);
    }

    /// <summary>How many rows of a scope there are, counted anew each time: never out of step with the list.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">Of what.</param>
    /// <param name="filter">Which; default: the members, in every role.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<long> CountByScopeAsync(
        NpgsqlConnection db, Scope scope, MemberFilter filter = default, CancellationToken ct = default)
    {
        const string members = """
            select count(*)
            from memberships_membership
            where scope_type = $1 and scope_id = $2 and state = 'active' and until > now() and ($3::text is null or role = $3)
            """;
        const string former = """
            select count(*)
            from memberships_membership
            where scope_type = $1 and scope_id = $2 and state <> 'active' and state = $4 and until > now()
              and ($3::text is null or role = $3)
            """;

        object?[] args = [Known(scope).Type, scope.Id, filter.Role?.ToText()];
        return filter.State == MemberState.Active
            ? await db.FindAsync(members, args, row => row.GetInt64(0), ct).ConfigureAwait(false)
            : await db.FindAsync(former, [.. args, filter.State.ToText()], row => row.GetInt64(0), ct).ConfigureAwait(false);
    }

    // The hot reads: typed parameters, so that nothing is boxed on the way.
    [SuppressMessage("Security", "CA2100", Justification = "Callers can only pass constants (CA1857).")]
    NpgsqlCommand AboutOne(NpgsqlConnection db, [ConstantExpected] string sql, Guid userId, Scope scope) => new(sql, db)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = userId },
            new NpgsqlParameter<string> { TypedValue = Known(scope).Type },
            new NpgsqlParameter<string> { TypedValue = scope.Id },
        },
    };

    static void CheckPage(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPage);
    }

    static Member ReadMember(NpgsqlDataReader row) => new(
        UserId: row.GetGuid(0),
        Scope: new(row.GetString(1), row.GetString(2)),
        Role: MemberRoles.Parse(row.GetString(3)),
        State: MemberStateText.Parse(row.GetString(4)),
        Since: row.GetFieldValue<DateTimeOffset>(5),
        Until: row.Nullable<DateTimeOffset>(6),
        Version: row.GetInt32(7),
        ChangedBy: row.Nullable<Guid>(8),
        Reason: row.GetString(9));
}
