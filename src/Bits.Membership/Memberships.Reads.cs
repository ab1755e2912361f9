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
            where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'active'
            """;

        return await db.FindAsync(sql, [userId, scope.Type, scope.Id], row => row.GetBoolean(0), ct)
            .ConfigureAwait(false);
    }

    /// <summary>The role of a member; null for anybody who is none, also for the banned.</summary>
    public async Task<MemberRole?> RoleAsync(
        NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct = default)
    {
        const string sql = """
            select role
            from memberships_membership
            where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'active'
            """;

        return await db.FindAsync<MemberRole?>(
            sql, [userId, scope.Type, scope.Id], row => MemberRoles.Parse(row.GetString(0)), ct).ConfigureAwait(false);
    }

    /// <summary>The row in whatever state; null for somebody who never was a member and never was banned.</summary>
    public async Task<Member?> FindAsync(
        NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct = default)
    {
        const string sql = """
            select user_id, scope_type, scope_id, role, state, since, version, changed_by, change_reason
            from memberships_membership
            where user_id = $1 and scope_type = $2 and scope_id = $3
            """;

        return await db.FindAsync(sql, [userId, scope.Type, scope.Id], ReadMember, ct).ConfigureAwait(false);
    }

    /// <summary>A page of a scope's rows, in the order of their user ids.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">Of what.</param>
    /// <param name="filter">Which; default: the members, in every role.</param>
    /// <param name="after">The user id that ended the page before; null for the first page.</param>
    /// <param name="limit">The longest page, 1 to 10,000.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>A page shorter than <paramref name="limit"/> is the last one. Costs the same at any depth; somebody
    /// who joins meanwhile appears if their id lies ahead, and nobody appears twice.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public async Task<IReadOnlyList<Member>> ListByScopeAsync(
        NpgsqlConnection db, Scope scope, MemberFilter filter = default, Guid? after = null, int limit = 100,
        CancellationToken ct = default)
    {
        const string sql = """
            select user_id, scope_type, scope_id, role, state, since, version, changed_by, change_reason
            from memberships_membership
            where scope_type = $1 and scope_id = $2 and state = $3 and user_id > $4
              and ($5::text is null or role = $5)
            order by user_id
            limit $6
            """;

        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);

        return await db.QueryAsync(
            sql,
            [scope.Type, scope.Id, filter.State.ToText(), after ?? Guid.Empty, filter.Role?.ToText(), limit],
            ReadMember, ct).ConfigureAwait(false);
    }

    /// <summary>The written form of every scope that the user is a member of, such as <c>batch:2018</c>, sorted.</summary>
    public async Task<IReadOnlyList<string>> AudienceTagsAsync(
        NpgsqlConnection db, Guid userId, CancellationToken ct = default)
    {
        const string sql = """
            select scope_type || ':' || scope_id
            from memberships_membership
            where user_id = $1 and state = 'active'
            order by scope_type, scope_id
            """;

        return await db.QueryAsync(sql, [userId], row => row.GetString(0), ct).ConfigureAwait(false);
    }

    /// <summary>Every transition of one membership, the oldest first.</summary>
    public async Task<IReadOnlyList<Transition>> HistoryAsync(
        NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct = default)
    {
        const string sql = """
            select version, at, from_state, to_state, from_role, to_role, actor_id, reason
            from memberships_transition
            where user_id = $1 and scope_type = $2 and scope_id = $3
            order by version
            """;

        return await db.QueryAsync(sql, [userId, scope.Type, scope.Id], ReadTransition, ct).ConfigureAwait(false);

        Transition ReadTransition(NpgsqlDataReader row) => new(
            userId,
            scope,
            Version: row.GetInt32(0),
            At: row.GetFieldValue<DateTimeOffset>(1),
            FromState: row.NullableString(2) is { } state ? MemberStateText.Parse(state) : null,
            ToState: MemberStateText.Parse(row.GetString(3)),
            FromRole: row.NullableString(4) is { } role ? MemberRoles.Parse(role) : null,
            ToRole: MemberRoles.Parse(row.GetString(5)),
            ActorId: row.Nullable<Guid>(6),
            Reason: row.GetString(7));
    }

    static Member ReadMember(NpgsqlDataReader row) => new(
        UserId: row.GetGuid(0),
        Scope: new(row.GetString(1), row.GetString(2)),
        Role: MemberRoles.Parse(row.GetString(3)),
        State: MemberStateText.Parse(row.GetString(4)),
        Since: row.GetFieldValue<DateTimeOffset>(5),
        Version: row.GetInt32(6),
        ChangedBy: row.Nullable<Guid>(7),
        Reason: row.GetString(8));
}
