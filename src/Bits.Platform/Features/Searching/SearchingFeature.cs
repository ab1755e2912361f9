using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Searching;

/// <summary>Search over all surfaces.</summary>
static class SearchingFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddBitsSearch();
        services.AddRpc<SearchDocuments>();
    }
}
