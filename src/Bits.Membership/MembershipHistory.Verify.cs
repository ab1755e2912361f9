using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class MembershipHistory
{
    /// <summary>Verifies that the ledger, replayed from its beginning, gives each row without a gap.</summary>
    /// <remarks>Reads both tables once, at one moment. A finding means that a change bypassed the triggers: a restore of one
    /// table without the other, or a superuser who disabled them.</remarks>
    /// <param name="db">An open connection.</param>
    /// <param name="limit">The maximum number of findings, 1 to 10,000.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>The contradictions; empty if there are none.</returns>
    public async Task<IReadOnlyList<LedgerFinding>> VerifyAsync(
        NpgsqlConnection db, int limit = 1_000, CancellationToken ct = default)
    {
        const string sql = """
            with line as (
                select user_id, scope_type, scope_id, version, from_state, to_state, from_role, to_role, until, actor_id, reason,
                    row_number() over history as place,
                    lag(to_state) over history as last_state,
                    lag(to_role) over history as last_role,
                    lead(version) over history is null as is_last
                from memberships_transition
                window history as (partition by user_id, scope_type, scope_id order by version)
            )
            select user_id, scope_type, scope_id, case
                    when m.user_id is null then 'the ledger has a membership that has no row'
                    when line.user_id is null then 'the row has no line in the ledger'
                    when line.version <> line.place then 'line ' || line.place || ' of the ledger is missing'
                    when (line.from_state, line.from_role) is distinct from (line.last_state, line.last_role)
                        then 'line ' || line.version || ' does not continue the line before it'
                    when m.version <> line.version then 'the row has version ' || m.version || ', the ledger ' || line.version
                    else 'the row is not what the last line of the ledger says'
                end
            from line
            full join memberships_membership m using (user_id, scope_type, scope_id)
            where m.user_id is null or line.user_id is null or line.version <> line.place
               or (line.from_state, line.from_role) is distinct from (line.last_state, line.last_role)
               or (line.is_last and (m.version, m.state, m.role, m.until, m.changed_by, m.change_reason)
                   is distinct from (line.version, line.to_state, line.to_role, line.until, line.actor_id, line.reason))
            order by user_id, scope_type, scope_id, line.version
            limit $1
            """;

        Memberships.CheckPage(limit);
        return await db.QueryAsync(
            sql, [limit],
            row => new LedgerFinding(row.GetGuid(0), $"{row.GetString(1)}:{row.GetString(2)}", row.GetString(3)), ct)
            .ConfigureAwait(false);
    }
}

/// <summary>A contradiction between the ledger and a row, or within the ledger.</summary>
/// <param name="UserId">The user of the membership.</param>
/// <param name="Scope">The scope of the membership, in its written form.</param>
/// <param name="Problem">The contradiction.</param>
public sealed record LedgerFinding(Guid UserId, string Scope, string Problem);
