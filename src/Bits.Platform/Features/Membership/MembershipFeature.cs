namespace Bits.Platform.Features.Membership;

/// <summary>Memberships across all kinds of scopes: the caller's own, invitations, expiry.</summary>
sealed class MembershipFeature : IFeature
{
    /// <inheritdoc />
    public void Register(FeatureBuilder feature) => feature
        .PersonalData<MembershipData>()
        .Call<ListMyMemberships>()
        .Call<ListInvitations>()
        .Call<AcceptInvitation>();
}
