using Bits.Membership;
using Bits.Platform.Accounts;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>Decides whether the maker of an invitation may still give its role, by the maker's current capability and
/// rank.</summary>
public sealed class InvitationGate(Memberships memberships, Authorizer authorizer)
{
    /// <summary>Decides in the transaction of the connection. An invitation of the platform itself stays valid.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="invitation">The invitation.</param>
    /// <param name="maker">The membership of the maker in its scope; null without one.</param>
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

    /// <summary>Voids the pending invitations that a user may not give any more. For losses of authority outside of
    /// memberships: a platform role, the account.</summary>
    /// <param name="db">An open connection with the transaction of that loss.</param>
    /// <param name="makerId">The user who lost authority.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The number of voided invitations.</returns>
    public Task<int> VoidAsync(NpgsqlConnection db, Guid makerId, CancellationToken ct) => memberships.Requests.VoidInvitationsAsync(
        db, makerId, (invitation, maker, stop) => MayGiveAsync(db, invitation, maker, stop), ct);
}
