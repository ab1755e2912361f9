using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>Gives a member another role. An owner's membership does not end by itself: making somebody an owner takes
    /// its end away, any other role leaves the end as it is.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">Whom.</param>
    /// <param name="scope">In what.</param>
    /// <param name="role">Which role.</param>
    /// <param name="by">By whose hand, and why.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<SetRoleOutcome> SetRoleAsync(
        NpgsqlConnection db, Guid userId, Scope scope, MemberRole role, Change by, CancellationToken ct = default)
    {
        const string sql = """
            update memberships_membership m
            set role = $4, until = case when $4 = 'owner' then 'infinity' else until end, changed_at = clock_timestamp(),
                changed_by = $5::uuid, change_reason = $6
            from memberships_lock_owners($2, $3)
            where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'active' and until > now() and role <> $4
              and not memberships_is_last_owner(m)
            """;

        ArgumentNullException.ThrowIfNull(by);
        object?[] args = [userId, Known(scope).Type, scope.Id, role.ToText(), by.ActorId, by.Reason];
        while (await db.ExecuteAsync(sql, args, ct).ConfigureAwait(false) == 0)
        {
            switch (await FindAsync(db, userId, scope, ct).ConfigureAwait(false))
            {
                case null or { State: not MemberState.Active }: return SetRoleOutcome.NotMember;
                case { Role: var now } when now == role: return SetRoleOutcome.Unchanged;
                case { Role: MemberRole.Owner } when await IsLastOwnerAsync(db, userId, scope, ct).ConfigureAwait(false):
                    return SetRoleOutcome.LastOwner;
                default: continue; // changed between the two statements: try again
            }
        }

        return SetRoleOutcome.Changed;
    }

    /// <summary>An owner hands the scope over: the one becomes owner, the other an admin, both or neither.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="scope">What is handed over.</param>
    /// <param name="from">An owner.</param>
    /// <param name="to">A member.</param>
    /// <param name="by">By whose hand, and why.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<TransferOutcome> TransferOwnershipAsync(
        NpgsqlConnection db, Scope scope, Guid from, Guid to, Change by, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (from == to)
            throw new ArgumentException("An owner hands over to somebody else; name another user.", nameof(to));

        await LockOwnersAsync(db, scope, ct).ConfigureAwait(false);
        if (await RoleAsync(db, from, scope, ct).ConfigureAwait(false) is not MemberRole.Owner)
            return TransferOutcome.NotOwner;
        if (await SetRoleAsync(db, to, scope, MemberRole.Owner, by, ct).ConfigureAwait(false) == SetRoleOutcome.NotMember)
            return TransferOutcome.NotMember;

        return await SetRoleAsync(db, from, scope, MemberRole.Admin, by, ct).ConfigureAwait(false) == SetRoleOutcome.Changed
            ? TransferOutcome.Transferred
            : throw new InvalidOperationException($"{from} ceased to own {scope} meanwhile: open a transaction for the transfer.");
    }

    Task LockOwnersAsync(NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        db.ExecuteAsync("select memberships_lock_owners($1, $2)", [Known(scope).Type, scope.Id], ct);
}
