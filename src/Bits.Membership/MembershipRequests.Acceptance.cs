using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

/// <summary>Decides, when an invitation is accepted, whether its maker may still give its role.</summary>
/// <param name="invitation">The invitation.</param>
/// <param name="maker">The maker's membership in the scope, locked until the transaction ends; null: not a member, or the
/// system.</param>
/// <param name="ct">Cancels the decision.</param>
public delegate Task<bool> MayGiveRole(MembershipRequest invitation, Member? maker, CancellationToken ct);

public sealed partial class MembershipRequests
{
    /// <summary>Accepts an invitation by its token and makes the user a member. Never ends a ban.</summary>
    /// <remarks>Voids an invitation whose role outranks its maker. Invitations by the system stay valid.</remarks>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="userId">The user who accepts.</param>
    /// <param name="token">The token of the invitation.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>The outcome. If two users present one token at once, one of them joins.</returns>
    public async Task<AcceptOutcome> AcceptAsync(
        NpgsqlConnection db, Guid userId, string token, CancellationToken ct = default) =>
        await FindInvitationAsync(db, userId, token, ct).ConfigureAwait(false) is { } invitation
            ? await AcceptAsync(db, userId, invitation, ByRankAsync, ct).ConfigureAwait(false)
            : AcceptOutcome.NotFound;

    /// <summary>Accepts an invitation if its maker may still give its role, and makes the user a member. Never ends a ban.
    /// </summary>
    /// <remarks>Locks the memberships of both users, ordered by id, before the invitation. So a change of the maker's
    /// authority comes before or after the acceptance.</remarks>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="userId">The user who accepts.</param>
    /// <param name="invitation">The invitation as found. It is compared with the row again.</param>
    /// <param name="mayGive">Decides whether its maker may still give its role; false voids the invitation.</param>
    /// <param name="ct">Cancels the query.</param>
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

        var by = Change.By(userId, ReasonFor(invitation));
        return await AdmitAsync(db, invitation, userId, by, ct).ConfigureAwait(false) switch
        {
            ApproveOutcome.Admitted => AcceptOutcome.Joined,
            ApproveOutcome.AlreadyMember => AcceptOutcome.AlreadyMember,
            ApproveOutcome.Banned => AcceptOutcome.Banned,
            ApproveOutcome.NotPending => AcceptOutcome.NotFound,
        };
    }

    /// <summary>Voids the pending invitations that their maker may no longer give, in every scope.</summary>
    /// <remarks>Call it when authority outside memberships ends. Changes of memberships void invitations by themselves.
    /// </remarks>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="makerId">The user who made them.</param>
    /// <param name="mayGive">Decides about each.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>The number of voided invitations.</returns>
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
        foreach (var invitation in await db.QueryAsync(sql, [makerId], MembershipRows.ReadRequest, ct).ConfigureAwait(false))
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

    static string ReasonFor(MembershipRequest invitation) => invitation.CreatedBy is { } maker
        ? $"accepted an invitation by {maker}"
        : "accepted an invitation by the system";

    async Task<Member?> FindMakerAsync(NpgsqlConnection db, MembershipRequest invitation, CancellationToken ct) =>
        invitation.CreatedBy is { } maker ? await Memberships.FindAsync(db, maker, invitation.Scope, ct).ConfigureAwait(false) : null;

    // Locks memberships before invitations, as every change that voids invitations does: no deadlock.
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

    // False: decided, renewed or expired since it was found.
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

        return await db.FindAsync(sql, [invitation.Id, userId], MembershipRows.ReadRequest, ct).ConfigureAwait(false) == invitation;
    }
}
