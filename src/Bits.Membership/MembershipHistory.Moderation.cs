using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class MembershipHistory
{
    /// <summary>Lists the moderation of a scope, the latest first: bans and their ends, removals by others, changes of roles.
    /// Omits who joined and who left.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="after">The last line of the previous page; null for the first page.</param>
    /// <param name="limit">The page size, 1 to 10,000.</param>
    /// <param name="ct">Cancels the query.</param>
    public async Task<IReadOnlyList<Transition>> ListModerationAsync(
        NpgsqlConnection db, Scope scope, ModerationPlace? after = null, int limit = 100, CancellationToken ct = default)
    {
        const string sql = """
            select user_id, scope_type, scope_id, version, at, from_state, to_state, from_role, to_role,
                   nullif(until, 'infinity'), actor_id, reason
            from memberships_transition
            where scope_type = $1 and scope_id = $2
              and (to_state = 'banned' or from_state = 'banned'
                   or (from_state = 'active' and ((to_state = 'left' and actor_id <> user_id) or from_role <> to_role)))
              and (at, user_id, version) < (coalesce($3::timestamptz, 'infinity'), $4, $5)
            order by at desc, user_id desc, version desc
            limit $6
            """;

        Memberships.CheckPage(limit);
        object?[] args =
        [
            Memberships.Known(scope).Type, scope.Id, after?.At.ToUniversalTime(), after?.UserId ?? Guid.AllBitsSet,
            after?.Version ?? int.MaxValue, limit,
        ];
        return await db.QueryAsync(sql, args, MembershipRows.ReadTransition, ct).ConfigureAwait(false);
    }
}

/// <summary>A place in the moderation of a scope: after this line.</summary>
/// <param name="At">The time of the line.</param>
/// <param name="UserId">The user of the line.</param>
/// <param name="Version">The version of the line.</param>
public readonly record struct ModerationPlace(DateTimeOffset At, Guid UserId, int Version);
