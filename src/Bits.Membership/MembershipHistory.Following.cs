namespace Bits.Membership;

public sealed partial class MembershipHistory
{
    /// <summary>Returns the query for the transitions that a snapshot did not see and its own statement sees, for a process
    /// that keeps a copy of memberships. Unlike <see cref="ListChangesAsync"/> it holds nothing back.</summary>
    /// <remarks>Reads nothing twice, however long other transactions stay open. Take the next snapshot in the same
    /// transaction at repeatable read; then the copy equals the table as of that snapshot.</remarks>
    /// <param name="snapshot">An earlier <c>pg_current_snapshot()</c> of this server, as text.</param>
    /// <returns>The transitions; those of one membership in order.</returns>
    public static BatchedRead<IReadOnlyList<Transition>> SinceRead(string snapshot)
    {
        // Two parts, and a range for equality: few transactions write most rows after an import, so the planner takes any one or any
        // list of them for half of the table, and would read all of it.
        const string sql = """
            select user_id, scope_type, scope_id, version, at, from_state, to_state, from_role, to_role,
                   nullif(until, 'infinity'), actor_id, reason
            from (
                select * from memberships_transition where xid >= pg_snapshot_xmax($1::text::pg_snapshot)
                union all
                select t.*
                from pg_snapshot_xip($1::text::pg_snapshot) as before (x)
                cross join lateral (select * from memberships_transition where xid between x and x offset 0) as t) as changed
            order by version
            """;

        return new(sql, [snapshot], async (reader, ct) =>
        {
            var transitions = new List<Transition>();
            while (await reader.ReadAsync(ct).ConfigureAwait(false))
                transitions.Add(MembershipRows.ReadTransition(reader));
            return transitions;
        });
    }
}
