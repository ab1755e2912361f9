using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>Reads a scope as one user sees it, in one round trip: the user's row, request to join and invitation, and the
    /// number of members. Counts at each call.</summary>
    public async Task<ScopeOverview> OverviewAsync(
        NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct = default) =>
        (await OverviewsAsync(db, userId, [scope], ct).ConfigureAwait(false))[0];

    /// <summary>Reads many scopes as one user sees them, each as <see cref="OverviewAsync"/> does, in one round trip: for a page
    /// of scopes.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">The user.</param>
    /// <param name="scopes">The scopes, up to 1,000.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>The overviews, in the order of the scopes.</returns>
    /// <exception cref="InvalidArgumentException">There are more than 1,000 scopes.</exception>
    public async Task<IReadOnlyList<ScopeOverview>> OverviewsAsync(
        NpgsqlConnection db, Guid userId, IReadOnlyList<Scope> scopes, CancellationToken ct = default)
    {
        const string sql = """
            select m.user_id, m.scope_type, m.scope_id, m.role, m.state, m.since, m.until, m.version, m.changed_by,
                   m.change_reason,
                   exists (
                       select from memberships_request r
                       where r.user_id = $1 and r.scope_type = s.scope_type and r.scope_id = s.scope_id and r.kind = 'request'
                         and r.state = 'pending' and r.until > now()),
                   (select count(*)
                    from memberships_membership n
                    where n.scope_type = s.scope_type and n.scope_id = s.scope_id and n.state = 'active' and n.until > now()),
                   (select r.id
                    from memberships_request r
                    where r.user_id = $1 and r.scope_type = s.scope_type and r.scope_id = s.scope_id and r.kind = 'invitation'
                      and r.state = 'pending' and r.until > now())
            from unnest($2::text[], $3::text[]) with ordinality as s (scope_type, scope_id, place)
            left join memberships_member m
                on m.user_id = $1 and m.scope_type = s.scope_type and m.scope_id = s.scope_id
            order by s.place
            """;

        ArgumentNullException.ThrowIfNull(scopes);
        if (scopes.Count > 1_000)
            throw new InvalidArgumentException(nameof(scopes), $"has {scopes.Count} scopes. Ask for at most 1,000 at once.");
        if (scopes.Count == 0)
            return [];

        object[] args = [userId, scopes.Select(s => Known(s).Type).ToArray(), scopes.Select(s => s.Id).ToArray()];
        return await db.QueryAsync(sql, args, MembershipRows.ReadOverview, ct).ConfigureAwait(false);
    }

    /// <summary>Counts the members of a scope by role, in one round trip; omits roles without members. Counts at each call.
    /// </summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="ct">Cancels the query.</param>
    public async Task<IReadOnlyDictionary<MemberRole, long>> CountByRoleAsync(
        NpgsqlConnection db, Scope scope, CancellationToken ct = default)
    {
        const string sql = """
            select role, count(*)
            from memberships_membership
            where scope_type = $1 and scope_id = $2 and state = 'active' and until > now()
            group by role
            """;

        return (await db.QueryAsync(
            sql, [Known(scope).Type, scope.Id], row => (MemberRoles.Parse(row.GetString(0)), row.GetInt64(1)), ct)
            .ConfigureAwait(false)).ToDictionary();
    }
}
