using Npgsql;

namespace Bits.Membership.Tests;

/// <summary>Time passes for the rows, not for the clock.</summary>
static class Time
{
    /// <summary>Lets the ends of a user's present states have come a minute ago, in row and ledger alike.</summary>
    public static Task<int> PassTimeAsync(this NpgsqlDataSource dataSource, Guid userId) => dataSource.SqlAsync(
        $"""
        begin;
        set local session_replication_role = replica;
        update memberships_transition t set at = at - interval '1 day', until = now() - interval '1 minute'
        from memberships_membership m
        where t.user_id = m.user_id and t.scope_type = m.scope_type and t.scope_id = m.scope_id and t.version = m.version
          and m.user_id = '{userId}' and m.until < 'infinity';
        update memberships_membership
        set since = since - interval '1 day', changed_at = changed_at - interval '1 day', until = now() - interval '1 minute'
        where user_id = '{userId}' and until < 'infinity';
        commit
        """);
}
