using Bits.Platform.Rpc;
using Bits.Search;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Searching;

/// <summary>Search over all surfaces.</summary>
static class SearchingFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<Indexer>();
        services.AddSingleton<Searcher>();
        services.AddSingleton(_ => new SearchMaintenance());
        services.AddRpc<SearchDocuments>();
    }
}
