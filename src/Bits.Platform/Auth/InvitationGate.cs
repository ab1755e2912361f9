using Bits.Membership;
using Bits.Platform.Accounts;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>Decides whether who made an invitation may still give its role: the question that was answered when it was made,
/// by the capability and the rank that its maker has now.</summary>
public sealed class InvitationGate(Memberships memberships, Authorizer authorizer)
{
    /// <summary>Decides, in the transaction of the connection. An invitation of the platform itself stays good.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="invitation">The invitation.</param>
    /// <param name="maker">The membership of who made it, in its scope; null for none.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<bool> MayGiveAsync(
        NpgsqlConnection db, MembershipRequest invitation, Member? maker, CancellationToken ct)
    {
        if (invitation.CreatedBy is not { } makerId)
            return true;
        if (await CallerLookup.FindAsync(db, makerId, ct) is not { } caller
            || await authorizer.FindScopeAsync(db, invitation.Scope, ct) is not { } facts)
            return false;

        var role = maker is { State: MemberState.Active } ? maker.Role : (MemberRole?)null;
        return RankRules.UpTo(RankRules.RankOf(caller.PlatformRole, role), invitation.Role.Rank()).Allowed
            && (await authorizer.DecideAsync(db, caller, Capabilities.MembershipInvite, facts, ct)).Allowed;
    }

    /// <summary>Makes the pending invitations of somebody void that they may not give any more. For what takes authority
    /// and is no change of a membership: a role on the platform, the account.</summary>
    /// <param name="db">An open connection with the transaction that takes it.</param>
    /// <param name="makerId">Who has lost it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>How many are void now.</returns>
    public Task<int> VoidAsync(NpgsqlConnection db, Guid makerId, CancellationToken ct) => memberships.VoidInvitationsAsync(
        db, makerId, (invitation, maker, stop) => MayGiveAsync(db, invitation, maker, stop), ct);
}
