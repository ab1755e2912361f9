using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Searching.Saved;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Searching;

/// <summary>Searching over all surfaces, and saved searches.</summary>
sealed class SearchingFeature : IFeature
{
    /// <inheritdoc />
    public SchemaPart Schema { get; } = SchemaPart.BesideType(typeof(SavedSearch), "saved");

    /// <inheritdoc />
    public IReadOnlyList<CapabilityRule> Capabilities { get; } =
    [
        CapabilityRule.SignedIn(SearchCapabilities.Query),
        CapabilityRule.OnPlatform(SearchCapabilities.Inspect, PlatformRole.Operator),
    ];

    /// <inheritdoc />
    public void Register(FeatureBuilder feature)
    {
        feature.Services.AddBitsSearch(new() { PublicTags = [AudienceTags.Institute] }).AddQueryLog();
        feature.Services.AddSingleton<HitViews>();
        feature
            .PersonalData<SearchData>()
            .NotificationText<SavedSearchText>()
            .Call<SearchDocuments>()
            .Call<ExplainHit>()
            .Call<InspectSearch>()
            .Call<InspectDocument>()
            .Call<SaveSearch>()
            .Call<ListSavedSearches>()
            .Call<DeleteSavedSearch>();
        // The job processes all changes since its last run, so a missed tick needs no extra run.
        feature.Jobs
            .AddPeriodic("search.saved_searches", "*/5 * * * *", new RunSavedSearches(), SavedJson.Default.RunSavedSearches)
            .AddHandler<RunSavedSearches, RunSavedSearchesHandler>(SavedJson.Default.RunSavedSearches);
    }
}

/// <summary>The capabilities of search.</summary>
public static class SearchCapabilities
{
    /// <summary>Search; results are filtered by audience.</summary>
    public const string Query = "search.query";

    /// <summary>Search as another user would, to explain their results.</summary>
    public const string Inspect = "search.inspect";
}
