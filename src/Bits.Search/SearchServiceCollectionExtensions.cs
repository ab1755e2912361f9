using Bits.Search;
using Bits.Search.Reports;
using Bits.Search.Signals;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the search index.</summary>
public static class SearchServiceCollectionExtensions
{
    /// <summary>Registers <see cref="Indexer"/>, <see cref="Searcher"/>, <see cref="SearchWords"/>, <see cref="SearchMaintenance"/>, signals
    /// and candidates over the registered <see cref="NpgsqlDataSource"/>. Safe to call again: given options replace the
    /// default.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="options">The options. Default: English alone, nothing public.</param>
    public static SearchBuilder AddBitsSearch(this IServiceCollection services, SearchOptions? options = null)
    {
        if (options is not null)
            services.Replace(ServiceDescriptor.Singleton(options));
        services.TryAddSingleton(new SearchOptions());
        services.TryAddSingleton(sp => new Indexer(sp.GetRequiredService<SearchOptions>()));
        services.TryAddSingleton(sp => new SearchWords(sp.GetRequiredService<SearchOptions>()));
        services.TryAddSingleton(sp => new SearchMaintenance(sp.GetRequiredService<SearchOptions>()));
        services.TryAddSingleton(sp => new Searcher(
            sp.GetRequiredService<NpgsqlDataSource>(), sp.GetRequiredService<SearchOptions>(), sp.GetService<LiveIndex>(),
            sp.GetService<QueryLog>()));
        services.TryAddSingleton(sp => new SignalRecorder(sp.GetRequiredService<NpgsqlDataSource>()));
        return new(services);
    }
}
