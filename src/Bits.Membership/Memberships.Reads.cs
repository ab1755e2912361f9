using System.Data;
using System.Diagnostics.CodeAnalysis;
using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>Tells whether the user is a member now. One descent of one index.</summary>
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

    /// <summary>Reads the role of a member; null for non-members and banned users. One descent of one index.</summary>
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

    /// <summary>Reads the row in any state; null for users who never were members and never were banned.</summary>
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
        return await row.ReadAsync(ct).ConfigureAwait(false) ? MembershipRows.ReadMember(row) : null;
    }

    /// <summary>Lists a page of a scope's rows, ordered by user id.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="filter">The rows to list; default: the members, in every role.</param>
    /// <param name="after">The last user id of the previous page; null for the first page.</param>
    /// <param name="limit">The page size, 1 to 10,000.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>A page shorter than <paramref name="limit"/> is the last one. Costs the same at any depth. A user who joins
    /// meanwhile appears if their id lies ahead; no user appears twice. Expired rows are listed as left once
    /// <see cref="EndExpiredAsync"/> has recorded their end, and are not listed before.</returns>
    /// <exception cref="InvalidArgumentException">The limit is out of range.</exception>
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
            { Role: not null and not MemberRole.Member } => db.QueryAsync(officers, withState, MembershipRows.ReadMember, ct),
            { State: MemberState.Active } => db.QueryAsync(members, args, MembershipRows.ReadMember, ct),
            _ => db.QueryAsync(former, withState, MembershipRows.ReadMember, ct),
        }).ConfigureAwait(false);
    }

    /// <summary>Lists a page of a user's rows in any state, ordered by scope.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">The user.</param>
    /// <param name="state">The only state to list; null: all.</param>
    /// <param name="after">The last scope of the previous page; null for the first page.</param>
    /// <param name="limit">The page size, 1 to 10,000.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <exception cref="InvalidArgumentException">The limit is out of range.</exception>
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
            sql, [userId, after?.Type ?? "", after?.Id ?? "", state?.ToText(), limit], MembershipRows.ReadMember, ct).ConfigureAwait(false);
    }

    /// <summary>Counts the rows of a scope. Counts at each call, so it never differs from the list.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="filter">The rows to count; default: the members, in every role.</param>
    /// <param name="ct">Cancels the query.</param>
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

    // Builds the hot reads with typed parameters, so that nothing is boxed.
    [SuppressMessage("Security", "CA2100", Justification = "Callers can only pass constants (CA1857).")]
    internal NpgsqlCommand AboutOne(NpgsqlConnection db, [ConstantExpected] string sql, Guid userId, Scope scope) => new(sql, db)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = userId },
            new NpgsqlParameter<string> { TypedValue = Known(scope).Type },
            new NpgsqlParameter<string> { TypedValue = scope.Id },
        },
    };
}
