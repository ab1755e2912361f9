using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

/// <summary>Export and erasure of what <see cref="Memberships"/> keeps about one person.</summary>
public sealed class MembershipPrivacy
{
    internal MembershipPrivacy()
    {
    }

    /// <summary>Exports everything that the tables keep about a user.</summary>
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
            await db.QueryAsync(members, [userId], MembershipRows.ReadMember, ct).ConfigureAwait(false),
            await db.QueryAsync(history, [userId], MembershipRows.ReadTransition, ct).ConfigureAwait(false),
            await db.QueryAsync(requests, [userId], MembershipRows.ReadRequest, ct).ConfigureAwait(false));
    }

    /// <summary>Removes a user from every scope and erases all reasons and notes about them or by them. Withdraws their
    /// pending requests and voids their pending invitations.</summary>
    /// <remarks>The facts stay: the ledger keeps user id, time and states, and bans stay in force. So the ledger still
    /// agrees with the rows. A second run changes nothing.</remarks>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="userId">The user to erase.</param>
    /// <param name="by">The actor and the reason. The reason of the ended memberships is erased with the others.</param>
    /// <param name="mention">A PostgreSQL regular expression that matches mentions of the user in the texts of others, case
    /// ignored; null: the texts of others stay.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>The result. If the user is the last owner of a scope, nothing was erased: transfer the ownership first.
    /// </returns>
    public async Task<Erasure> EraseAsync(
        NpgsqlConnection db, Guid userId, Change by, string? mention = null, CancellationToken ct = default)
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

    // Lists the users in whose history the person gave a reason or is mentioned.
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

    // Erases the reasons in one user's rows that are about the person, by them, or mention them. The permit names the user
    // whose reasons may be erased.
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
