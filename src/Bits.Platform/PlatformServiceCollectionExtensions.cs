using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Demo;
using Bits.Platform.Features.Groups;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.People;
using Bits.Platform.Features.Searching;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the platform.</summary>
public static class PlatformServiceCollectionExtensions
{
    /// <summary>Registers the pillars, the pipeline and the features over the registered <c>NpgsqlDataSource</c>. Every
    /// host calls this, so that every host has the same calls and the same dispatch table for jobs.</summary>
    public static JobsBuilder AddBitsPlatform(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddBitsMembership();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<CallerAudience>();
        services.AddSingleton<Authorizer>();
        services.AddSingleton<PageCursorSource>();
        services.AddSingleton<RpcGate>();
        services.AddSingleton<RpcRegistry>();
        services.AddSingleton<RpcPipeline>();
        services.AddRpc<GetMe>();

        var jobs = services.AddBitsJobs();
        SearchingFeature.Add(services);
        GroupsFeature.Add(services, jobs);
        NotificationsFeature.Add(services, jobs);
        PeopleFeature.Add(services);
        services.AddSingleton<DemoData>();
        return jobs;
    }
}
