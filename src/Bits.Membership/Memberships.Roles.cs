using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>Gives a member another role. The role owner removes the end of the membership; other roles keep it.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">The member.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="role">The new role.</param>
    /// <param name="by">The actor and the reason.</param>
    /// <param name="ct">Cancels the query.</param>
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

    /// <summary>Transfers the ownership of a scope: one user becomes an owner, the other an admin. Both or neither.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="from">An owner.</param>
    /// <param name="to">A member.</param>
    /// <param name="by">The actor and the reason.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <exception cref="InvalidArgumentException">Both are the same user.</exception>
    public async Task<TransferOutcome> TransferOwnershipAsync(
        NpgsqlConnection db, Scope scope, Guid from, Guid to, Change by, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (from == to)
            throw new InvalidArgumentException(nameof(to), "is the present owner. Name another user.");

        await LockOwnersAsync(db, scope, ct).ConfigureAwait(false);
        if (await RoleAsync(db, from, scope, ct).ConfigureAwait(false) is not MemberRole.Owner)
            return TransferOutcome.NotOwner;
        if (await SetRoleAsync(db, to, scope, MemberRole.Owner, by, ct).ConfigureAwait(false) == SetRoleOutcome.NotMember)
            return TransferOutcome.NotMember;

        return await SetRoleAsync(db, from, scope, MemberRole.Admin, by, ct).ConfigureAwait(false) == SetRoleOutcome.Changed
            ? TransferOutcome.Transferred
            : throw new InvalidOperationException($"{from} no longer owns {scope}. Run the transfer in a transaction.");
    }

    Task LockOwnersAsync(NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        db.ExecuteAsync("select memberships_lock_owners($1, $2)", [Known(scope).Type, scope.Id], ct);
}
