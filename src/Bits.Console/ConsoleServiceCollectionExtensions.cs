using Bits.Console.Hosting;
using Bits.Console.Live;
using Bits.Console.Screens.Audit;
using Bits.Console.Screens.Failures;
using Bits.Console.Screens.Health;
using Bits.Console.Screens.Jobs;
using Bits.Console.Screens.Memberships;
using Bits.Console.Screens.Overview;
using Bits.Console.Screens.Periodic;
using Bits.Console.Screens.Queues;
using Bits.Console.Screens.Search;
using Bits.Console.Screens.Workers;
using Microsoft.AspNetCore.Antiforgery;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the admin console.</summary>
public static class ConsoleServiceCollectionExtensions
{
    /// <summary>Registers the console; needs <c>AddBitsPlatform</c>.</summary>
    /// <param name="services">Where.</param>
    /// <param name="dataSource">For the pages; made with <see cref="ConsoleDatabase.Configure"/>.</param>
    /// <param name="door">Makes what the console asks of its host.</param>
    public static IServiceCollection AddBitsConsole(
        this IServiceCollection services, NpgsqlDataSource dataSource, Func<IServiceProvider, ConsoleDoor> door)
    {
        services.AddRazorComponents();
        services.Configure<AntiforgeryOptions>(forms =>
        {
            forms.Cookie.Name = "bits-console-form";
            forms.SuppressXFrameOptionsHeader = true; // the host sets a stricter one
        });
        services.AddSingleton(new ConsoleDatabase(dataSource));
        services.AddSingleton(door);
        services.AddSingleton<ConsolePage>();
        services.AddDataProtection();
        services.AddSingleton<ConsoleNotes>();
        services.AddSingleton<ConsoleForms>();
        services.AddSingleton<ConsoleActions>();
        services.AddSingleton<LiveRights>();
        services.AddSingleton<ConsoleCalls>();
        services.AddSingleton<JobsWatch>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<OverviewScreen>();
        services.AddSingleton<JobsScreen>();
        services.AddSingleton<JobScreen>();
        services.AddSingleton<FailuresScreen>();
        services.AddSingleton<QueuesScreen>();
        services.AddSingleton<PeriodicScreen>();
        services.AddSingleton<WorkersScreen>();
        services.AddSingleton<HealthScreen>();
        services.AddSingleton<AuditScreen>();
        services.AddSingleton<MembershipsScreen>();
        services.AddSingleton<UserScreen>();
        services.AddSingleton<ScopeScreen>();
        services.AddSingleton<SearchScreen>();
        services.AddSingleton<NowhereScreen>();
        return services;
    }
}
