using Bits.Jobs;
using Bits.Platform.Features.Searching.Recommending;
using Bits.Platform.Features.Searching.Saved;
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
        services.AddSingleton<SearchErasure>();
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
        services.AddHostedService<SearchSchedule>();
        jobs.AddHandler<RunSavedSearches, RunSavedSearchesHandler>(SavedJson.Default.RunSavedSearches);
        jobs.AddHandler<RecommendUsers, RecommendUsersHandler>(RecommendingJson.Default.RecommendUsers);
    }
}
