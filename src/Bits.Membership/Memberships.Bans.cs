using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>Bans a user, member or not, until the ban ends or is lifted. Gives an existing ban the new end.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">The user to ban.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="by">The actor and the reason.</param>
    /// <param name="until">The end of the ban, in the future by the database's clock; null: until it is lifted.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <exception cref="InvalidArgumentException">The end lies in the past.</exception>
    public async Task<BanOutcome> BanAsync(
        NpgsqlConnection db, Guid userId, Scope scope, Change by, DateTimeOffset? until = null,
        CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        until = InMicroseconds(until);
        object?[] args = [userId, Known(scope).Type, scope.Id, by.ActorId, by.Reason, until];
        try
        {
            return await WriteBanAsync(db, userId, scope, args, until, ct).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.ConstraintName == "memberships_membership_end_lies_ahead")
        {
            throw new InvalidArgumentException(nameof(until), EndInThePast);
        }
    }

    async Task<BanOutcome> WriteBanAsync(
        NpgsqlConnection db, Guid userId, Scope scope, object?[] args, DateTimeOffset? until, CancellationToken ct)
    {
        const string ban = """
            insert into memberships_membership as m
                (user_id, scope_type, scope_id, role, state, until, changed_by, change_reason)
            values ($1, $2, $3, 'member', 'banned', coalesce($6::timestamptz, 'infinity'), $4::uuid, $5)
            on conflict on constraint memberships_membership_pkey do update
            set state = 'banned', until = excluded.until, changed_at = clock_timestamp(),
                changed_by = excluded.changed_by, change_reason = excluded.change_reason
            where m.state = 'left' or (m.state = 'active' and m.until > now() and m.role <> 'owner')
            """;
        // Shortening a ban needs the same permit as lifting it.
        const string changeEnd = """
            with permit as materialized (
                select set_config('memberships.lift_ban', concat_ws('/', user_id, scope_type, scope_id), true)
                from memberships_membership
                where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'banned'
                for update
            )
            update memberships_membership m
            set until = coalesce($6::timestamptz, 'infinity'), changed_at = clock_timestamp(), changed_by = $4::uuid,
                change_reason = $5
            from permit
            where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'banned' and until > now()
            """;

        while (await db.ExecuteAsync(ban, args, ct).ConfigureAwait(false) == 0)
        {
            switch (await FindAsync(db, userId, scope, ct).ConfigureAwait(false))
            {
                case { State: MemberState.Banned } now when now.Until == until: return BanOutcome.AlreadyBanned;
                case { State: MemberState.Banned }:
                    var changed = await db.ExecuteAsync(changeEnd, args, ct).ConfigureAwait(false) > 0;
                    await EndPermitAsync(db, ct).ConfigureAwait(false);
                    if (changed)
                        return BanOutcome.EndChanged;
                    break; // lifted between the two statements: ban again
                case { State: MemberState.Active, Role: MemberRole.Owner }: return BanOutcome.Owner;
                default: await EndOneExpiredAsync(db, userId, scope, ct).ConfigureAwait(false); break;
            }
        }

        return BanOutcome.Banned;
    }

    /// <summary>Lifts a ban.</summary>
    /// <param name="db">An open connection. <see cref="AfterBan.AsBefore"/> needs a transaction on it, because it writes two
    /// transitions: the ban lifted, the member added.</param>
    /// <param name="userId">The banned user.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="by">The actor and the reason.</param>
    /// <param name="after">What the user is afterwards; default: not a member, but free to join.</param>
    /// <param name="ct">Cancels the query.</param>
    public async Task<UnbanOutcome> UnbanAsync(
        NpgsqlConnection db, Guid userId, Scope scope, Change by, AfterBan after = AfterBan.Left,
        CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!await LiftAsync(db, userId, scope, by, ct).ConfigureAwait(false))
            return UnbanOutcome.NotBanned;
        if (after == AfterBan.Left || await FindBannedMemberAsync(db, userId, scope, ct).ConfigureAwait(false) is not { } member)
            return UnbanOutcome.Lifted;

        return await EnterAsync(db, member, by, ct).ConfigureAwait(false) ? UnbanOutcome.Restored : UnbanOutcome.Lifted;
    }

    // The permit names the one row whose ban the guard in the database lets end.
    async Task<bool> LiftAsync(NpgsqlConnection db, Guid userId, Scope scope, Change by, CancellationToken ct)
    {
        const string sql = """
            with permit as materialized (
                select set_config('memberships.lift_ban', concat_ws('/', user_id, scope_type, scope_id), true)
                from memberships_membership
                where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'banned' and until > now()
                for update
            )
            update memberships_membership m
            set state = 'left', until = 'infinity', changed_at = clock_timestamp(), changed_by = $4::uuid, change_reason = $5
            from permit
            where m.user_id = $1 and m.scope_type = $2 and m.scope_id = $3 and m.state = 'banned' and m.until > now()
            """;

        return await db.ExecuteAsync(sql, [userId, Known(scope).Type, scope.Id, by.ActorId, by.Reason], ct)
            .ConfigureAwait(false) > 0;
    }

    // Reads what the user was when the lifted ban began: a member whose end has not come since, or null.
    static Task<NewMember?> FindBannedMemberAsync(NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct)
    {
        const string sql = """
            select ban.from_role, nullif(before.until, 'infinity')
            from memberships_transition ban
            join memberships_transition before
                on before.user_id = ban.user_id and before.scope_type = ban.scope_type and before.scope_id = ban.scope_id
                and before.version = ban.version - 1
            where ban.user_id = $1 and ban.scope_type = $2 and ban.scope_id = $3
              and ban.version = (
                select max(version) from memberships_transition
                where user_id = $1 and scope_type = $2 and scope_id = $3
                  and to_state = 'banned' and from_state is distinct from 'banned')
              and ban.from_state = 'active' and before.until > now()
            """;

        return db.FindAsync<NewMember?>(
            sql, [userId, scope.Type, scope.Id],
            row => new(userId, scope, MemberRoles.Parse(row.GetString(0)), row.Nullable<DateTimeOffset>(1)), ct);
    }

    // Lengthening a ban does not spend the permit.
    static Task<int> EndPermitAsync(NpgsqlConnection db, CancellationToken ct) =>
        db.ExecuteAsync("select set_config('memberships.lift_ban', '', true)", [], ct);
}
