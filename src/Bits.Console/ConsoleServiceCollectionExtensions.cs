using Bits.Console;
using Bits.Console.Hosting;
using Bits.Console.Live;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the admin console.</summary>
public static class ConsoleServiceCollectionExtensions
{
    /// <summary>Registers the console; needs <c>AddBitsPlatform</c> and a <c>PageHost</c>.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="dataSource">The connections for pages, configured by <see cref="ConsoleDatabase.Configure"/>.</param>
    public static IServiceCollection AddBitsConsole(this IServiceCollection services, NpgsqlDataSource dataSource)
    {
        services.AddBitsPages();
        services.AddSingleton(new ConsoleDatabase(dataSource));
        services.AddSingleton<ConsolePage>();
        services.AddSingleton<ConsoleActions>();
        services.AddSingleton<JobsWatch>();
        services.AddSingleton<OverviewFeed>();
        foreach (var screen in ConsoleFeatures.Screens)
            screen.Register(services);
        return services;
    }
}
