using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>The user joins by own wish, as a plain member. Never ends a ban.</summary>
    public async Task<JoinOutcome> JoinAsync(
        NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct = default)
    {
        const string sql = """
            insert into memberships_membership as m
                (user_id, scope_type, scope_id, role, state, changed_by, change_reason)
            values ($1, $2, $3, 'member', 'active', $1, 'joined')
            on conflict on constraint memberships_membership_pkey do update
            set role = 'member', state = 'active', since = clock_timestamp(), changed_at = clock_timestamp(),
                changed_by = excluded.changed_by, change_reason = excluded.change_reason
            where m.state = 'left'
            """;

        while (await db.ExecuteAsync(sql, [userId, scope.Type, scope.Id], ct).ConfigureAwait(false) == 0)
        {
            switch ((await FindAsync(db, userId, scope, ct).ConfigureAwait(false))?.State)
            {
                case MemberState.Active: return JoinOutcome.AlreadyMember;
                case MemberState.Banned: return JoinOutcome.Banned;
                default: continue; // left between the two statements: join again
            }
        }

        return JoinOutcome.Joined;
    }

    /// <summary>An administrator makes the user a member in this role, whatever was before.</summary>
    /// <param name="db">An open connection; <see cref="OnBanned.Reinstate"/> needs a transaction on it, because it
    /// writes two transitions: the ban lifted, the member added.</param>
    /// <param name="member">Who, to what, in which role.</param>
    /// <param name="onBanned">What to do with somebody who is banned.</param>
    /// <param name="by">By whose hand, and why.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<AddOutcome> AddMemberAsync(
        NpgsqlConnection db, NewMember member, OnBanned onBanned, Change by, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(by);

        var reinstated = onBanned == OnBanned.Reinstate
            && await UnbanAsync(db, member.UserId, member.Scope, by, ct).ConfigureAwait(false) == UnbanOutcome.Lifted;

        var outcomes = await AddMembersAsync(db, [member], by, ct).ConfigureAwait(false);
        return reinstated && outcomes is [AddOutcome.Added] ? AddOutcome.Reinstated : outcomes[0];
    }

    /// <summary>The user leaves by own wish.</summary>
    public Task<RemoveOutcome> LeaveAsync(
        NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct = default) =>
        RemoveMemberAsync(db, userId, scope, Change.By(userId, "left"), ct);

    /// <summary>Ends a membership; the row stays, with the state left. Never ends a ban.</summary>
    public async Task<RemoveOutcome> RemoveMemberAsync(
        NpgsqlConnection db, Guid userId, Scope scope, Change by, CancellationToken ct = default)
    {
        const string sql = """
            update memberships_membership m
            set state = 'left', since = clock_timestamp(), changed_at = clock_timestamp(),
                changed_by = $4::uuid, change_reason = $5
            where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'active'
              and not memberships_is_last_owner(m)
            """;

        ArgumentNullException.ThrowIfNull(by);
        object?[] args = [userId, scope.Type, scope.Id, by.ActorId, by.Reason];
        while (await db.ExecuteAsync(sql, args, ct).ConfigureAwait(false) == 0)
        {
            switch (await FindAsync(db, userId, scope, ct).ConfigureAwait(false))
            {
                case null or { State: MemberState.Left }: return RemoveOutcome.NotMember;
                case { State: MemberState.Banned }: return RemoveOutcome.Banned;
                case { Role: MemberRole.Owner }: return RemoveOutcome.LastOwner;
                default: continue; // came back between the two statements: remove again
            }
        }

        return RemoveOutcome.Removed;
    }

    /// <summary>Keeps the user out until the ban is lifted; also somebody who never was a member.</summary>
    public async Task<BanOutcome> BanAsync(
        NpgsqlConnection db, Guid userId, Scope scope, Change by, CancellationToken ct = default)
    {
        const string sql = """
            insert into memberships_membership as m
                (user_id, scope_type, scope_id, role, state, changed_by, change_reason)
            values ($1, $2, $3, 'member', 'banned', $4::uuid, $5)
            on conflict on constraint memberships_membership_pkey do update
            set state = 'banned', since = clock_timestamp(), changed_at = clock_timestamp(),
                changed_by = excluded.changed_by, change_reason = excluded.change_reason
            where m.state = 'left' or (m.state = 'active' and m.role <> 'owner')
            """;

        ArgumentNullException.ThrowIfNull(by);
        object?[] args = [userId, scope.Type, scope.Id, by.ActorId, by.Reason];
        while (await db.ExecuteAsync(sql, args, ct).ConfigureAwait(false) == 0)
        {
            switch (await FindAsync(db, userId, scope, ct).ConfigureAwait(false))
            {
                case { State: MemberState.Banned }: return BanOutcome.AlreadyBanned;
                case { State: MemberState.Active, Role: MemberRole.Owner }: return BanOutcome.Owner;
                default: continue; // changed between the two statements: ban again
            }
        }

        return BanOutcome.Banned;
    }

    /// <summary>Lifts a ban. The user is no member then, and may join again.</summary>
    public async Task<UnbanOutcome> UnbanAsync(
        NpgsqlConnection db, Guid userId, Scope scope, Change by, CancellationToken ct = default)
    {
        // The permit names the one row whose ban the guard in the database lets go.
        const string sql = """
            with permit as materialized (
                select set_config('memberships.lift_ban', concat_ws('/', user_id, scope_type, scope_id), true)
                from memberships_membership
                where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'banned'
                for update
            )
            update memberships_membership m
            set state = 'left', since = clock_timestamp(), changed_at = clock_timestamp(),
                changed_by = $4::uuid, change_reason = $5
            from permit
            where m.user_id = $1 and m.scope_type = $2 and m.scope_id = $3 and m.state = 'banned'
            """;

        ArgumentNullException.ThrowIfNull(by);
        object?[] args = [userId, scope.Type, scope.Id, by.ActorId, by.Reason];
        return await db.ExecuteAsync(sql, args, ct).ConfigureAwait(false) > 0
            ? UnbanOutcome.Lifted
            : UnbanOutcome.NotBanned;
    }
}
