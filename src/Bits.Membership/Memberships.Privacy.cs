using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>All that is kept about a user here.</summary>
    public async Task<MembershipExport> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct = default)
    {
        const string members = """
            select user_id, scope_type, scope_id, role, state, since, until, version, changed_by, change_reason
            from memberships_member
            where user_id = $1
            order by scope_type, scope_id
            """;
        const string history = """
            select user_id, scope_type, scope_id, version, at, from_state, to_state, from_role, to_role,
                   nullif(until, 'infinity'), actor_id, reason
            from memberships_transition
            where user_id = $1
            order by scope_type, scope_id, version
            """;
        const string requests = """
            select id, kind, user_id, scope_type, scope_id, role, note, created_at, nullif(until, 'infinity'), created_by
            from memberships_request
            where user_id = $1
            order by created_at, id
            """;

        return new(
            userId,
            await db.QueryAsync(members, [userId], ReadMember, ct).ConfigureAwait(false),
            await db.QueryAsync(history, [userId], ReadTransition, ct).ConfigureAwait(false),
            await db.QueryAsync(requests, [userId], ReadRequest, ct).ConfigureAwait(false));
    }

    /// <summary>Takes a user out of every scope and removes all words about them: reasons and notes.</summary>
    /// <remarks>The facts stay: the ledger keeps who, when, from what to what, under an id that leads to nobody once the
    /// account is gone, and bans go on. So the ledger still adds up to the rows. Doing it twice changes nothing the
    /// second time.</remarks>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="userId">Whom.</param>
    /// <param name="by">By whose hand; the reason is written to the memberships that end, before it is removed with the
    /// others.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>What was done; nothing where the user is the last owner of a scope: hand those over first.</returns>
    public async Task<Erasure> EraseAsync(NpgsqlConnection db, Guid userId, Change by, CancellationToken ct = default)
    {
        const string permit = "select set_config('memberships.erase', $1, true)";

        ArgumentNullException.ThrowIfNull(by);
        if (await ListLastOwnedAsync(db, userId, ct).ConfigureAwait(false) is [_, ..] owned)
            return new(owned, Left: 0, ReasonsErased: 0);

        var left = await LeaveAllAsync(db, userId, by, ct).ConfigureAwait(false);
        await db.ExecuteAsync(permit, [userId.ToString()], ct).ConfigureAwait(false);
        var erased = await EraseWordsAsync(db, userId, ct).ConfigureAwait(false);
        await db.ExecuteAsync(permit, [""], ct).ConfigureAwait(false);
        return new([], left, erased);
    }

    static async Task<IReadOnlyList<Scope>> ListLastOwnedAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select scope_type, scope_id
            from memberships_membership m
            where user_id = $1 and state = 'active' and role = 'owner' and memberships_is_last_owner(m)
            order by scope_type, scope_id
            """;

        return await db.QueryAsync(sql, [userId], row => new Scope(row.GetString(0), row.GetString(1)), ct).ConfigureAwait(false);
    }

    static Task<int> LeaveAllAsync(NpgsqlConnection db, Guid userId, Change by, CancellationToken ct)
    {
        const string sql = """
            update memberships_membership
            set state = 'left', until = 'infinity', changed_at = clock_timestamp(), changed_by = $2::uuid, change_reason = $3
            where user_id = $1 and state = 'active'
            """;

        return db.ExecuteAsync(sql, [userId, by.ActorId, by.Reason], ct);
    }

    static async Task<int> EraseWordsAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string rows = """
            update memberships_membership
            set change_reason = '[erased]'
            where user_id = $1 and change_reason <> '[erased]'
            """;
        const string ledger = """
            update memberships_transition
            set reason = '[erased]'
            where user_id = $1 and reason <> '[erased]'
            """;
        const string requests = """
            update memberships_request
            set note = null, token_hash = null,
                state = case state when 'pending' then 'withdrawn' else state end,
                decided_at = coalesce(decided_at, clock_timestamp())
            where user_id = $1 and (note is not null or state = 'pending')
            """;

        await db.ExecuteAsync(rows, [userId], ct).ConfigureAwait(false);
        await db.ExecuteAsync(requests, [userId], ct).ConfigureAwait(false);
        return await db.ExecuteAsync(ledger, [userId], ct).ConfigureAwait(false);
    }
}
