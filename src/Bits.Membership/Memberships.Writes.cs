using System.Diagnostics.CodeAnalysis;
using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    const string EndInThePast = "lies in the past by the database's clock. Give a later time, or none.";

    /// <summary>Makes the user a plain member at their own wish. Never ends a ban.</summary>
    public async Task<JoinOutcome> JoinAsync(
        NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct = default)
    {
        var (member, by) = (new NewMember(userId, scope), Change.By(userId, "joined"));
        while (!await EnterAsync(db, member, by, ct).ConfigureAwait(false))
        {
            switch ((await FindAsync(db, userId, scope, ct).ConfigureAwait(false))?.State)
            {
                case MemberState.Active: return JoinOutcome.AlreadyMember;
                case MemberState.Banned: return JoinOutcome.Banned;
                default: await EndOneExpiredAsync(db, userId, scope, ct).ConfigureAwait(false); break;
            }
        }

        return JoinOutcome.Joined;
    }

    /// <summary>Makes a user a member with this role and end, from any state.</summary>
    /// <param name="db">An open connection. <see cref="OnBanned.Reinstate"/> needs a transaction on it, because it
    /// writes two transitions: the ban lifted, the member added.</param>
    /// <param name="member">The user, the scope, the role and the end.</param>
    /// <param name="onBanned">What to do with a banned user.</param>
    /// <param name="by">The actor and the reason.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <exception cref="InvalidArgumentException">The end lies in the past, or an owner has an end.</exception>
    public async Task<AddOutcome> AddMemberAsync(
        NpgsqlConnection db, NewMember member, OnBanned onBanned, Change by, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(by);
        member = Checked(member);

        await LockOwnersAsync(db, member.Scope, ct).ConfigureAwait(false); // before the row, which the insert locks
        var reinstated = false;
        while (!await EnterAsync(db, member, by, ct).ConfigureAwait(false))
        {
            switch (await FindAsync(db, member.UserId, member.Scope, ct).ConfigureAwait(false))
            {
                case { State: MemberState.Active } now when now.Role == member.Role && now.Until == member.Until:
                    return AddOutcome.AlreadyMember;
                case { State: MemberState.Active } now:
                    if (await AlterAsync(db, member, by, ct).ConfigureAwait(false))
                        return AddOutcome.Changed;
                    if (now.Role == MemberRole.Owner && await IsLastOwnerAsync(db, member.UserId, member.Scope, ct).ConfigureAwait(false))
                        return AddOutcome.LastOwner;
                    break; // changed between the two statements: look again
                case { State: MemberState.Banned } when onBanned == OnBanned.Refuse:
                    return AddOutcome.Banned;
                case { State: MemberState.Banned }:
                    reinstated |= await LiftAsync(db, member.UserId, member.Scope, by, ct).ConfigureAwait(false);
                    break;
                default:
                    await EndOneExpiredAsync(db, member.UserId, member.Scope, ct).ConfigureAwait(false);
                    break;
            }
        }

        return reinstated ? AddOutcome.Reinstated : AddOutcome.Added;
    }

    /// <summary>Ends the membership at the user's own wish.</summary>
    public Task<RemoveOutcome> LeaveAsync(
        NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct = default) =>
        RemoveMemberAsync(db, userId, scope, Change.By(userId, "left"), ct);

    /// <summary>Ends a membership. The row stays, with the state left. Never ends a ban.</summary>
    public async Task<RemoveOutcome> RemoveMemberAsync(
        NpgsqlConnection db, Guid userId, Scope scope, Change by, CancellationToken ct = default)
    {
        const string sql = """
            update memberships_membership m
            set state = 'left', until = 'infinity', changed_at = clock_timestamp(), changed_by = $4::uuid, change_reason = $5
            from memberships_lock_owners($2, $3)
            where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'active' and until > now()
              and not memberships_is_last_owner(m)
            """;

        ArgumentNullException.ThrowIfNull(by);
        object?[] args = [userId, Known(scope).Type, scope.Id, by.ActorId, by.Reason];
        while (await db.ExecuteAsync(sql, args, ct).ConfigureAwait(false) == 0)
        {
            switch (await FindAsync(db, userId, scope, ct).ConfigureAwait(false))
            {
                case null or { State: MemberState.Left }: return RemoveOutcome.NotMember;
                case { State: MemberState.Banned }: return RemoveOutcome.Banned;
                case { Role: MemberRole.Owner } when await IsLastOwnerAsync(db, userId, scope, ct).ConfigureAwait(false):
                    return RemoveOutcome.LastOwner;
                default: continue; // rejoined between the two statements: remove again
            }
        }

        return RemoveOutcome.Removed;
    }

    /// <summary>Records expired memberships and bans as left, with the reason <c>expired</c>.</summary>
    /// <remarks>Readers see an end at its moment, before it is recorded. Run it from time to time, so that lists and ledger
    /// show the ends too. Safe from several processes at once.</remarks>
    /// <param name="db">An open connection.</param>
    /// <param name="limit">The maximum per call, 1 to 10,000.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>The number of rows recorded.</returns>
    public async Task<int> EndExpiredAsync(NpgsqlConnection db, int limit = 1_000, CancellationToken ct = default)
    {
        const string sql = """
            update memberships_membership m
            set state = 'left', until = 'infinity', changed_at = clock_timestamp(), changed_by = null,
                change_reason = 'expired'
            from (
                select user_id, scope_type, scope_id
                from memberships_membership
                where until <= now() and until < 'infinity'
                order by until
                limit $1
                for update skip locked) ended
            where m.user_id = ended.user_id and m.scope_type = ended.scope_type and m.scope_id = ended.scope_id
            """;

        CheckPage(limit);
        return await db.ExecuteAsync(sql, [limit], ct).ConfigureAwait(false);
    }

    internal static Task<int> EndOneExpiredAsync(NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct)
    {
        const string sql = """
            update memberships_membership
            set state = 'left', until = 'infinity', changed_at = clock_timestamp(), changed_by = null,
                change_reason = 'expired'
            where user_id = $1 and scope_type = $2 and scope_id = $3 and until <= now()
            """;

        return db.ExecuteAsync(sql, [userId, scope.Type, scope.Id], ct);
    }

    // Makes a user a member who is neither member nor banned; false: nothing was written.
    internal async Task<bool> EnterAsync(NpgsqlConnection db, NewMember member, Change by, CancellationToken ct)
    {
        const string sql = """
            insert into memberships_membership as m
                (user_id, scope_type, scope_id, role, state, until, changed_by, change_reason)
            values ($1, $2, $3, $4, 'active', coalesce($5::timestamptz, 'infinity'), $6::uuid, $7)
            on conflict on constraint memberships_membership_pkey do update
            set role = excluded.role, state = 'active', until = excluded.until, changed_at = clock_timestamp(),
                changed_by = excluded.changed_by, change_reason = excluded.change_reason
            where m.state = 'left'
            """;

        return await WriteAsync(db, sql, member, by, ct).ConfigureAwait(false);
    }

    // Gives a member another role or end; false: not a member, or the last owner.
    async Task<bool> AlterAsync(NpgsqlConnection db, NewMember member, Change by, CancellationToken ct)
    {
        const string sql = """
            update memberships_membership m
            set role = $4, until = coalesce($5::timestamptz, 'infinity'), changed_at = clock_timestamp(),
                changed_by = $6::uuid, change_reason = $7
            from memberships_lock_owners($2, $3)
            where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'active' and until > now()
              and ($4 = 'owner' or not memberships_is_last_owner(m))
            """;

        return await WriteAsync(db, sql, member, by, ct).ConfigureAwait(false);
    }

    async Task<bool> WriteAsync(
        NpgsqlConnection db, [ConstantExpected] string sql, NewMember member, Change by,
        CancellationToken ct)
    {
        object?[] args =
        [
            member.UserId, Known(member.Scope).Type, member.Scope.Id, member.Role.ToText(),
            member.Until, by.ActorId, by.Reason,
        ];
        try
        {
            return await db.ExecuteAsync(sql, args, ct).ConfigureAwait(false) > 0;
        }
        catch (PostgresException e) when (e.ConstraintName == "memberships_membership_end_lies_ahead")
        {
            throw new InvalidArgumentException("until", EndInThePast);
        }
    }

    static Task<bool> IsLastOwnerAsync(NpgsqlConnection db, Guid userId, Scope scope, CancellationToken ct)
    {
        const string sql = """
            select true
            from memberships_membership m
            where user_id = $1 and scope_type = $2 and scope_id = $3 and memberships_is_last_owner(m)
            """;

        return db.FindAsync(sql, [userId, scope.Type, scope.Id], row => row.GetBoolean(0), ct);
    }

    // The database counts in microseconds: a finer time would never compare equal.
    static NewMember Checked(NewMember member) => member is { Role: MemberRole.Owner, Until: not null }
        ? throw new InvalidArgumentException("until", "is set for an owner. Omit the end, or give another role.")
        : member with { Until = InMicroseconds(member.Until) };

    static DateTimeOffset? InMicroseconds(DateTimeOffset? time) =>
        time is { } t ? new DateTimeOffset(t.UtcTicks - t.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero) : null;
}
