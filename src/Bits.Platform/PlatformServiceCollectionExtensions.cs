using Bits.Jobs;
using Bits.Platform;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Demo;
using Bits.Platform.Features;
using Bits.Platform.Features.Membership;
using Bits.Platform.Files;
using Bits.Platform.Mail;
using Bits.Platform.Maintenance;
using Bits.Platform.Photos;
using Bits.Platform.Privacy;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the platform.</summary>
public static class PlatformServiceCollectionExtensions
{
    /// <summary>Registers the pillars, the pipeline and the features over the registered <c>NpgsqlDataSource</c>. Every
    /// host calls this, so that all hosts have the same calls and job handlers.</summary>
    public static JobsBuilder AddBitsPlatform(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddBitsMembership();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<LinkedSignIns>();
        services.AddSingleton<Phase1Profiles>();
        services.AddSingleton<Authorizer>();
        services.AddSingleton<ScopeSlugs>();
        services.AddSingleton<RankGate>();
        services.AddSingleton<InvitationGate>();
        services.AddSingleton<ReadableScopes>();
        services.AddSingleton<ScopeNames>();
        services.AddSingleton<ScopeNotifications>();
        services.AddSingleton<PageCursorSource>();
        services.AddOptions<RateLimitOptions>()
            .BindConfiguration(RateLimitOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => new RateLimits(provider.GetRequiredService<IOptions<RateLimitOptions>>().Value));
        services.AddOptions<StepUpOptions>().BindConfiguration(StepUpOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<StepUp>();
        services.AddSingleton<RpcConnections>();
        services.AddSingleton<RpcGate>();
        services.AddSingleton<CapabilityGate>();
        services.AddSingleton<RpcDenials>();
        services.AddSingleton(p => new KeptAnswers(p.GetRequiredService<Bits.Platform.Audit.AuditKeys>()));
        services.AddSingleton<IdempotencyKeys>();
        services.AddSingleton<RpcContexts>();
        services.AddSingleton<RpcRegistry>();
        services.AddSingleton<RpcPipeline>();
        services.AddSingleton<SystemPipeline>();
        AuditFeature.Add(services);
        services.AddSingleton<Sessions>();
        services.AddSingleton<AccountKeeping>();
        services.AddRpc<GetMe>().AddRpc<ListSessions>().AddRpc<EndSession>().AddRpc<EndAllSessions>();
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MailSender>();

        var jobs = services.AddBitsJobs().RequireHandlers(typeof(Bits.Platform.PlatformSchema).Assembly);
        FilesPart.Add(services, jobs);
        PhotosPart.Add(services);
        var builder = new FeatureBuilder(services, jobs);
        foreach (var feature in PlatformFeatures.All)
            feature.Register(builder);

        // Registered after the features, which read account and profile during an erasure.
        services.AddSingleton<IPersonalData, IdempotencyData>();
        services.AddSingleton<IPersonalData, AccountData>(); // before the audit log, which erases only erased accounts
        services.AddSingleton<IPersonalData, AuditData>();
        services.AddSingleton<DemoData>();
        services.AddSingleton<SearchReconciliation>();
        services.AddSingleton<IndexMaintenance>();
        services.AddMaintenance<IndexTidying>();
        return jobs;
    }

    /// <summary>Records expired memberships and bans once a minute. Safe on any number of hosts.</summary>
    public static IServiceCollection AddMembershipExpiry(this IServiceCollection services) =>
        services.AddMaintenance<MembershipExpiry>();

    /// <summary>Seals the audit log, maintains its partitions, and deletes expired idempotency keys. Safe on any number
    /// of hosts.</summary>
    public static IServiceCollection AddAuditSealing(this IServiceCollection services) =>
        services.AddMaintenance<AuditSealing>().AddMaintenance<AuditTidying>().AddMaintenance<IdempotencyRetention>();

    static IServiceCollection AddMaintenance<TTask>(this IServiceCollection services) where TTask : class, IMaintenanceTask
    {
        services.TryAddSingleton<TTask>();
        return services.AddHostedService<MaintenanceService<TTask>>();
    }
}
