using Bits.Search.Live;
using Bits.Search.Reports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Search;

/// <summary>Adds parts to the search index. <c>AddBitsSearch</c> returns it.</summary>
public sealed class SearchBuilder
{
    internal SearchBuilder(IServiceCollection services) => Services = services;

    /// <summary>Gets the services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Runs a <see cref="LiveIndex"/> with the host; searches answer from it.</summary>
    /// <param name="configure">Sets options; the host validates them at start.</param>
    /// <param name="direct">Connections without a transaction pooler. Default: the registered data source.</param>
    public SearchBuilder AddLiveIndex(Action<LiveIndexOptions>? configure = null, NpgsqlDataSource? direct = null)
    {
        Services.AddOptions<LiveIndexOptions>().ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
            Services.Configure(configure);

        Services.TryAddSingleton(sp => new LiveIndex(
            direct ?? sp.GetRequiredService<NpgsqlDataSource>(),
            sp.GetRequiredService<IOptions<LiveIndexOptions>>().Value,
            sp.GetService<ILogger<LiveIndex>>() ?? NullLogger<LiveIndex>.Instance));
        Services.AddHostedService<LiveIndexHost>();
        return this;
    }

    /// <summary>Stores queries for <see cref="QueryReports"/>; see <see cref="QueryLog"/>.</summary>
    public SearchBuilder AddQueryLog()
    {
        Services.TryAddSingleton(sp => new QueryLog(sp.GetRequiredService<NpgsqlDataSource>()));
        return this;
    }
}
