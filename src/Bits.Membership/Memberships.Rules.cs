using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

// A rule keeps members of its own: those whose last change is an addition by the rule. Whom another hand added, promoted,
// removed or banned, and who joined or left, the rule leaves alone.
public sealed partial class Memberships
{
    const string AddedByRule = "added by the rule";
    const string RemovedByRule = "no longer matches the rule";

    /// <summary>Makes users plain members of a scope because a rule matches them. Never adds again who left, was removed or is
    /// banned; adds again whom a rule had removed.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="userIds">The users.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>The users who are members now and were not before.</returns>
    public async Task<IReadOnlyList<Guid>> AddByRuleAsync(
        NpgsqlConnection db, Scope scope, IReadOnlyCollection<Guid> userIds, CancellationToken ct = default)
    {
        const string sql = """
            insert into memberships_membership as m
                (user_id, scope_type, scope_id, role, state, until, changed_by, change_reason)
            select u.id, $2, $3, 'member', 'active', 'infinity', null, $4
            from (select distinct id from unnest($1::uuid[]) as n (id) order by id) u
            on conflict on constraint memberships_membership_pkey do update
            set role = excluded.role, state = 'active', until = excluded.until, changed_at = clock_timestamp(), changed_by = null,
                change_reason = excluded.change_reason
            where m.state = 'left' and m.changed_by is null and m.change_reason = $5
            returning user_id
            """;

        ArgumentNullException.ThrowIfNull(userIds);
        object[] args = [userIds.ToArray(), Known(scope).Type, scope.Id, AddedByRule, RemovedByRule];
        return await db.QueryAsync(sql, args, row => row.GetGuid(0), ct).ConfigureAwait(false);
    }

    /// <summary>Lists those of the users whom <see cref="AddByRuleAsync"/> would add now.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="userIds">The users.</param>
    /// <param name="ct">Cancels the query.</param>
    public async Task<IReadOnlyList<Guid>> ListAddableByRuleAsync(
        NpgsqlConnection db, Scope scope, IReadOnlyCollection<Guid> userIds, CancellationToken ct = default)
    {
        const string sql = """
            select u.id
            from (select distinct id from unnest($1::uuid[]) as n (id)) u
            left join memberships_membership m on m.user_id = u.id and m.scope_type = $2 and m.scope_id = $3
            where m.user_id is null or (m.state = 'left' and m.changed_by is null and m.change_reason = $4)
            order by u.id
            """;

        ArgumentNullException.ThrowIfNull(userIds);
        object[] args = [userIds.ToArray(), Known(scope).Type, scope.Id, RemovedByRule];
        return await db.QueryAsync(sql, args, row => row.GetGuid(0), ct).ConfigureAwait(false);
    }

    /// <summary>Lists a page of the members whom a rule keeps, ordered by id.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="after">The last user of the previous page; null for the first page.</param>
    /// <param name="limit">The page size, 1 to 10,000.</param>
    /// <param name="ct">Cancels the query.</param>
    public async Task<IReadOnlyList<Guid>> ListByRuleAsync(
        NpgsqlConnection db, Scope scope, Guid? after = null, int limit = 1_000, CancellationToken ct = default)
    {
        const string sql = """
            select user_id
            from memberships_membership
            where scope_type = $1 and scope_id = $2 and state = 'active' and until > now() and user_id > $3
              and role = 'member' and changed_by is null and change_reason = $4
            order by user_id
            limit $5
            """;

        CheckPage(limit);
        object[] args = [Known(scope).Type, scope.Id, after ?? Guid.Empty, AddedByRule, limit];
        return await db.QueryAsync(sql, args, row => row.GetGuid(0), ct).ConfigureAwait(false);
    }

    /// <summary>Ends memberships that a rule keeps, because it no longer matches. Leaves all others alone.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="userIds">The users.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>The number of ended memberships.</returns>
    public async Task<int> RemoveByRuleAsync(
        NpgsqlConnection db, Scope scope, IReadOnlyCollection<Guid> userIds, CancellationToken ct = default)
    {
        const string sql = """
            update memberships_membership m
            set state = 'left', until = 'infinity', changed_at = clock_timestamp(), changed_by = null, change_reason = $5
            from (
                select user_id
                from memberships_membership
                where scope_type = $2 and scope_id = $3 and user_id = any($1) and state = 'active'
                order by user_id
                for update) chosen
            where m.user_id = chosen.user_id and m.scope_type = $2 and m.scope_id = $3 and m.state = 'active' and m.role = 'member'
              and m.changed_by is null and m.change_reason = $4
            """;

        ArgumentNullException.ThrowIfNull(userIds);
        object[] args = [userIds.ToArray(), Known(scope).Type, scope.Id, AddedByRule, RemovedByRule];
        return await db.ExecuteAsync(sql, args, ct).ConfigureAwait(false);
    }
}
