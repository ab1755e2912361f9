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
            where user_id = $1 or created_by = $1
            order by created_at, id
            """;

        return new(
            userId,
            await db.QueryAsync(members, [userId], ReadMember, ct).ConfigureAwait(false),
            await db.QueryAsync(history, [userId], ReadTransition, ct).ConfigureAwait(false),
            await db.QueryAsync(requests, [userId], ReadRequest, ct).ConfigureAwait(false));
    }

    /// <summary>Takes a user out of every scope and removes all words about them and by them: reasons and notes. What they
    /// had asked for or given and still waits is withdrawn.</summary>
    /// <remarks>The facts stay: the ledger keeps who, when, from what to what, under an id that leads to nobody once the
    /// account is gone, and bans go on. So the ledger still adds up to the rows. Doing it twice changes nothing the
    /// second time.</remarks>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="userId">Whom.</param>
    /// <param name="by">By whose hand; the reason is written to the memberships that end, before it is removed with the
    /// others.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>What was done; nothing where the user is the last owner of a scope: hand those over first.</returns>
    public Task<Erasure> EraseAsync(NpgsqlConnection db, Guid userId, Change by, CancellationToken ct = default) =>
        EraseAsync(db, userId, by, mention: null, ct);

    /// <summary>The same; and reasons and notes of others that mention the user lose their words.</summary>
    /// <inheritdoc cref="EraseAsync(NpgsqlConnection, Guid, Change, CancellationToken)"/>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="userId">Whom.</param>
    /// <param name="by">By whose hand.</param>
    /// <param name="mention">A regular expression of PostgreSQL that matches a mention of the user, upper and lower case
    /// being the same; null: nothing does.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<Erasure> EraseAsync(
        NpgsqlConnection db, Guid userId, Change by, string? mention, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (await ListLastOwnedAsync(db, userId, ct).ConfigureAwait(false) is [_, ..] owned)
            return new(owned, Left: 0, ReasonsErased: 0);

        var left = await LeaveAllAsync(db, userId, by, ct).ConfigureAwait(false);
        var erased = await EraseReasonsAsync(db, userId, userId, mention, ct).ConfigureAwait(false);
        foreach (var other in await ListOthersAsync(db, userId, mention, ct).ConfigureAwait(false))
            erased += await EraseReasonsAsync(db, other, userId, mention, ct).ConfigureAwait(false);
        await EraseNotesAsync(db, userId, mention, ct).ConfigureAwait(false);
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

    // In whose history the user has given a reason or is mentioned in one.
    static async Task<IReadOnlyList<Guid>> ListOthersAsync(
        NpgsqlConnection db, Guid userId, string? mention, CancellationToken ct)
    {
        const string sql = """
            select distinct user_id
            from memberships_transition
            where user_id <> $1 and reason <> '[erased]' and (actor_id = $1 or reason ~* $2)
            order by user_id
            """;

        return await db.QueryAsync(sql, [userId, mention], row => row.GetGuid(0), ct).ConfigureAwait(false);
    }

    // The reasons in one user's rows that are about, by or mention the person. The permit names whose rows may lose words.
    static async Task<int> EraseReasonsAsync(
        NpgsqlConnection db, Guid ofUser, Guid person, string? mention, CancellationToken ct)
    {
        const string permit = "select set_config('memberships.erase', $1, true)";
        const string rows = """
            update memberships_membership
            set change_reason = '[erased]'
            where user_id = $1 and change_reason <> '[erased]' and ($1 = $2 or changed_by = $2 or change_reason ~* $3)
            """;
        const string ledger = """
            update memberships_transition
            set reason = '[erased]'
            where user_id = $1 and reason <> '[erased]' and ($1 = $2 or actor_id = $2 or reason ~* $3)
            """;

        await db.ExecuteAsync(permit, [ofUser.ToString()], ct).ConfigureAwait(false);
        await db.ExecuteAsync(rows, [ofUser, person, mention], ct).ConfigureAwait(false);
        var erased = await db.ExecuteAsync(ledger, [ofUser, person, mention], ct).ConfigureAwait(false);
        await db.ExecuteAsync(permit, [""], ct).ConfigureAwait(false);
        return erased;
    }

    static async Task EraseNotesAsync(NpgsqlConnection db, Guid userId, string? mention, CancellationToken ct)
    {
        const string own = """
            update memberships_request
            set note = null, token_hash = null,
                state = case when state <> 'pending' then state when user_id = $1 then 'withdrawn' else 'void' end,
                decided_at = coalesce(decided_at, clock_timestamp())
            where (user_id = $1 or created_by = $1) and (note is not null or state = 'pending')
            """;
        const string others = """
            update memberships_request
            set note = left(regexp_replace(note, $1, '[erased]', 'gi'), 1000)
            where note ~* $1
            """;

        await db.ExecuteAsync(own, [userId], ct).ConfigureAwait(false);
        await db.ExecuteAsync(others, [mention], ct).ConfigureAwait(false);
    }
}
