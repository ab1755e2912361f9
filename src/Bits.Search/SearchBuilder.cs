using Bits.Search.Live;
using Bits.Search.Reports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Search;

/// <summary>Adds to the search index; made by <c>AddBitsSearch</c>.</summary>
public sealed class SearchBuilder
{
    internal SearchBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Keeps a <see cref="LiveIndex"/> in the memory of this process for as long as the host runs; searches are
    /// answered from it.</summary>
    /// <param name="configure">How it works; checked when the host starts.</param>
    /// <param name="direct">Connections that are not through a transaction pooler. Default: the registered data
    /// source.</param>
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

    /// <summary>Keeps what is asked, for <see cref="QueryReports"/>; see <see cref="QueryLog"/>.</summary>
    public SearchBuilder AddQueryLog()
    {
        Services.TryAddSingleton(sp => new QueryLog(sp.GetRequiredService<NpgsqlDataSource>()));
        return this;
    }
}
