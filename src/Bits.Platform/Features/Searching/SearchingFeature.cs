using Bits.Jobs;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.Searching.Recommending;
using Bits.Platform.Features.Searching.Saved;
using Bits.Platform.Privacy;
using Bits.Platform.Rpc;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Searching;

/// <summary>Search over all surfaces, saved searches, recommendations.</summary>
static class SearchingFeature
{
    public static IReadOnlyList<SchemaScript> Scripts => SchemaScript.BesideType(typeof(SavedSearch), "saved");

    public static void Add(IServiceCollection services, JobsBuilder jobs)
    {
        services.AddBitsSearch().AddQueryLog();
        services.AddSingleton<IPersonalData, SearchData>();
        services.AddSingleton<INotificationText, SavedSearchText>();
        services
            .AddRpc<SearchDocuments>()
            .AddRpc<ExplainHit>()
            .AddRpc<InspectSearch>()
            .AddRpc<InspectDocument>()
            .AddRpc<SaveSearch>()
            .AddRpc<ListSavedSearches>()
            .AddRpc<DeleteSavedSearch>()
            .AddRpc<RecordSignal>()
            .AddRpc<ListRecommendations>();
        // A tick that nobody was there for is made up for by the next one: both do all that has come since.
        jobs.AddPeriodic("search.saved_searches", "*/5 * * * *", new RunSavedSearches(), SavedJson.Default.RunSavedSearches);
        jobs.AddPeriodic(
            "search.recommendations", "30 2 * * *", new RecommendUsers(After: null), RecommendingJson.Default.RecommendUsers,
            periodic => periodic.Missed = MissedTicks.Coalesce);
        jobs.AddHandler<RunSavedSearches, RunSavedSearchesHandler>(SavedJson.Default.RunSavedSearches);
        jobs.AddHandler<RecommendUsers, RecommendUsersHandler>(RecommendingJson.Default.RecommendUsers);
    }
}
