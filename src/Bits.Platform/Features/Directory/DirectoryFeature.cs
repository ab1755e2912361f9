using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Directory.Acquainting;
using Bits.Platform.Features.Directory.Claiming;
using Bits.Platform.Features.Directory.Finding;
using Bits.Platform.Features.Directory.Verifying;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Directory;

/// <summary>The directory: profiles with an audience for each field, connections, finding people.</summary>
sealed class DirectoryFeature : IFeature
{
    /// <inheritdoc />
    public SchemaPart Schema { get; } = SchemaPart.BesideType(typeof(DirectoryFeature), "directory");

    /// <inheritdoc />
    public IReadOnlyList<CapabilityRule> Capabilities { get; } =
    [
        CapabilityRule.SignedIn(DirectoryCapabilities.Read),
        CapabilityRule.SignedIn(DirectoryCapabilities.EditOwn),
        CapabilityRule.SignedIn(DirectoryCapabilities.Connect),
        CapabilityRule.SignedIn(DirectoryCapabilities.Vouch),
        CapabilityRule.OnPlatform(DirectoryCapabilities.Verify, PlatformRole.Operator),
        CapabilityRule.OnPlatform(DirectoryCapabilities.DecideClaims, PlatformRole.Operator),
    ];

    /// <inheritdoc />
    public void Register(FeatureBuilder feature)
    {
        feature.Services.AddOptions<DirectoryOptions>().BindConfiguration(DirectoryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        feature.Services
            .AddSingleton<Relations>()
            .AddSingleton<PeopleReader>()
            .AddSingleton<PeopleSeen>()
            .AddSingleton<DirectoryEntries>()
            .AddSingleton<ProfileImport>()
            .AddSingleton<DirectoryFinder>()
            .AddSingleton<DirectorySearch>()
            .AddSingleton<SqlDirectory>()
            .AddSingleton<LiveDirectory>()
            .AddSingleton<Verifications>()
            .AddSingleton<PersonVerification>()
            .AddSingleton<AddressClaims>()
            .AddSingleton<ClaimCandidates>();
        feature
            .AccountFollower<DirectoryEntries>()
            .SearchOwner<DirectoryEntries>()
            .Recommended<RecommendedPeople>()
            .PhotoAudience<ProfilePhotos>()
            .PersonalData<DirectoryData>()
            .NotificationText<ConnectionRequestText>()
            .NotificationText<ConnectionAcceptedText>()
            .Demo<DirectoryDemo>()
            .NotificationText<VouchText>()
            .NotificationText<VerifiedText>()
            .NotificationText<ClaimText>()
            .Call<GetProfile>()
            .Call<GetOwnProfile>()
            .Call<UpdateProfile>()
            .Call<PreviewProfile>()
            .Call<SetPhoto>()
            .Call<RemovePhoto>()
            .Call<ListPeople>()
            .Call<SuggestPeople>()
            .Call<ExportPeople>()
            .Call<RequestConnection>()
            .Call<AcceptConnection>()
            .Call<DeclineConnection>()
            .Call<RemoveConnection>()
            .Call<ListConnections>()
            .Call<VouchFor>()
            .Call<WithdrawVouch>()
            .Call<VerifyPerson>()
            .Call<EndVerification>()
            .Call<ListClaims>()
            .Call<DecideClaim>();
        feature.Jobs
            .AddPeriodic("directory.forget_seen", "20 0 * * *", new ForgetSeen(), DirectoryJson.Default.ForgetSeen)
            .AddPeriodic("directory.forget_claims", "25 0 * * *", new ForgetClaims(), DirectoryJson.Default.ForgetClaims)
            .AddHandler<ForgetSeen, ForgetSeenHandler>(DirectoryJson.Default.ForgetSeen)
            .AddHandler<ForgetClaims, ForgetClaimsHandler>(DirectoryJson.Default.ForgetClaims)
            .AddHandler<MailAddressClaim, MailAddressClaimHandler>(DirectoryJson.Default.MailAddressClaim)
            .AddHandler<MailClaimDecision, MailClaimDecisionHandler>(DirectoryJson.Default.MailClaimDecision);
    }
}
