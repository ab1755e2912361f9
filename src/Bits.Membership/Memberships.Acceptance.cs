using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

/// <summary>Decides whether who made an invitation may give its role at the moment when it is accepted.</summary>
/// <param name="invitation">The invitation.</param>
/// <param name="maker">The membership of who made it, in the scope of the invitation, as it stands and will stand until the
/// transaction ends; null: there is none, or the system made it.</param>
/// <param name="ct">Stops it.</param>
public delegate Task<bool> MayGiveRole(MembershipRequest invitation, Member? maker, CancellationToken ct);

public sealed partial class Memberships
{
    /// <summary>The user accepts an invitation and is a member then. Never ends a ban. The invitation is void where its
    /// maker's rank in the scope has become lower than its role; the system's stay good.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="userId">Who accepts.</param>
    /// <param name="token">The token of the invitation.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Of two who come with the same token at once, one is let in.</returns>
    public async Task<AcceptOutcome> AcceptAsync(
        NpgsqlConnection db, Guid userId, string token, CancellationToken ct = default) =>
        await FindInvitationAsync(db, userId, token, ct).ConfigureAwait(false) is { } invitation
            ? await AcceptAsync(db, userId, invitation, ByRankAsync, ct).ConfigureAwait(false)
            : AcceptOutcome.NotFound;

    /// <summary>The user accepts an invitation and is a member then, where its maker may still give its role. Never ends a
    /// ban.</summary>
    /// <remarks>Whatever takes the maker's authority in the scope at the same time comes before or after: the rows of both
    /// are locked, in the order of their ids, before the invitation is.</remarks>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="userId">Who accepts.</param>
    /// <param name="invitation">The invitation as it was found; it is looked at again.</param>
    /// <param name="mayGive">Decides whether its maker may still give its role; a no makes the invitation void.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<AcceptOutcome> AcceptAsync(
        NpgsqlConnection db, Guid userId, MembershipRequest invitation, MayGiveRole mayGive, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(invitation);
        ArgumentNullException.ThrowIfNull(mayGive);
        if (invitation.CreatedBy == userId)
            return AcceptOutcome.Own;

        await LockMembersAsync(db, invitation, userId, ct).ConfigureAwait(false);
        if (!await LockInvitationAsync(db, userId, invitation, ct).ConfigureAwait(false))
            return AcceptOutcome.NotFound;
        var maker = await FindMakerAsync(db, invitation, ct).ConfigureAwait(false);
        if (!await mayGive(invitation, maker, ct).ConfigureAwait(false))
        {
            await DecideAsync(db, invitation.Id, "void", by: null, ct).ConfigureAwait(false);
            return AcceptOutcome.Void;
        }

        var by = Change.By(userId, Words(invitation));
        return await AdmitAsync(db, invitation, userId, by, ct).ConfigureAwait(false) switch
        {
            ApproveOutcome.Admitted => AcceptOutcome.Joined,
            ApproveOutcome.AlreadyMember => AcceptOutcome.AlreadyMember,
            ApproveOutcome.Banned => AcceptOutcome.Banned,
            ApproveOutcome.NotPending => AcceptOutcome.NotFound,
        };
    }

    /// <summary>Makes the pending invitations of a user void that the user may not give any more, in every scope. For what
    /// takes authority and is no change of a membership: that does it by itself.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="makerId">Who made them.</param>
    /// <param name="mayGive">Decides about each.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>How many are void now.</returns>
    public async Task<int> VoidInvitationsAsync(
        NpgsqlConnection db, Guid makerId, MayGiveRole mayGive, CancellationToken ct = default)
    {
        const string sql = """
            select id, kind, user_id, scope_type, scope_id, role, note, created_at, nullif(until, 'infinity'), created_by
            from memberships_request
            where created_by = $1 and kind = 'invitation' and state = 'pending'
            order by id
            for update
            """;

        ArgumentNullException.ThrowIfNull(mayGive);
        var count = 0;
        foreach (var invitation in await db.QueryAsync(sql, [makerId], ReadRequest, ct).ConfigureAwait(false))
        {
            var maker = await FindMakerAsync(db, invitation, ct).ConfigureAwait(false);
            if (!await mayGive(invitation, maker, ct).ConfigureAwait(false)
                && await DecideAsync(db, invitation.Id, "void", by: null, ct).ConfigureAwait(false))
                count++;
        }

        return count;
    }

    static Task<bool> ByRankAsync(MembershipRequest invitation, Member? maker, CancellationToken ct) => Task.FromResult(
        invitation.CreatedBy is null
        || (maker is { State: MemberState.Active } && maker.Role.Rank() >= invitation.Role.Rank()));

    static string Words(MembershipRequest invitation) => invitation.CreatedBy is { } maker
        ? $"accepted an invitation by {maker}"
        : "accepted an invitation by the system";

    async Task<Member?> FindMakerAsync(NpgsqlConnection db, MembershipRequest invitation, CancellationToken ct) =>
        invitation.CreatedBy is { } maker ? await FindAsync(db, maker, invitation.Scope, ct).ConfigureAwait(false) : null;

    // Memberships before invitations, as in every change that makes invitations void: nobody waits in a circle.
    static Task LockMembersAsync(NpgsqlConnection db, MembershipRequest invitation, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select from memberships_membership
            where user_id in ($1::uuid, $2) and scope_type = $3 and scope_id = $4
            order by user_id
            for no key update
            """;

        return db.ExecuteAsync(sql, [invitation.CreatedBy, userId, invitation.Scope.Type, invitation.Scope.Id], ct);
    }

    // False: it was decided, renewed or has ended since it was found.
    static async Task<bool> LockInvitationAsync(
        NpgsqlConnection db, Guid userId, MembershipRequest invitation, CancellationToken ct)
    {
        const string sql = """
            select id, kind, user_id, scope_type, scope_id, role, note, created_at, nullif(until, 'infinity'), created_by
            from memberships_request
            where id = $1 and kind = 'invitation' and state = 'pending' and until > now()
              and (user_id is null or user_id = $2)
            for update
            """;

        return await db.FindAsync(sql, [invitation.Id, userId], ReadRequest, ct).ConfigureAwait(false) == invitation;
    }
}
