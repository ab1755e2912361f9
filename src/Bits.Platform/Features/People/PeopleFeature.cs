using Bits.Platform.Auth;
using Bits.Platform.Features.People.Backfill;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.People;

/// <summary>People: import by file, backfill from Phase 1, export and erasure, blocking of members.</summary>
sealed class PeopleFeature : IFeature
{
    /// <inheritdoc />
    public SchemaPart Schema { get; } = SchemaPart.BesideType(typeof(PeopleFeature), "people");

    /// <inheritdoc />
    public IReadOnlyList<CapabilityRule> Capabilities { get; } = [CapabilityRule.SignedIn(PeopleCapabilities.Block)];

    /// <inheritdoc />
    public void Register(FeatureBuilder feature)
    {
        feature
            .PersonalData<PeopleData>()
            .PersonalData<BlockData>()
            .Call<BlockMember>()
            .Call<UnblockMember>()
            .Call<ListBlocked>();
        feature.Services
            .AddSingleton<Blocks>()
            .AddSingleton<PeopleImport>()
            .AddSingleton<PersonErasure>()
            .AddSingleton<PersonExport>()
            .AddSingleton<MembershipBackfill>();
    }
}
