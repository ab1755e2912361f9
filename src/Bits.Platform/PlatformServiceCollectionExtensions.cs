using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Demo;
using Bits.Platform.Features.Groups;
using Bits.Platform.Features.Membership;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.Operations;
using Bits.Platform.Features.People;
using Bits.Platform.Features.Searching;
using Bits.Platform.Privacy;
using Bits.Platform.Rpc;
using Bits.Platform.Upkeep;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

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
        services.AddSingleton<Phase1Profiles>();
        services.AddSingleton<CallerAudience>();
        services.AddSingleton<Authorizer>();
        services.AddSingleton<RankGate>();
        services.AddSingleton<InvitationGate>();
        services.AddSingleton<ReadableScopes>();
        services.AddSingleton<PageCursorSource>();
        services.AddOptions<RateLimitOptions>()
            .BindConfiguration(RateLimitOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => new RateLimits(provider.GetRequiredService<IOptions<RateLimitOptions>>().Value));
        services.AddOptions<StepUpOptions>().BindConfiguration(StepUpOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<StepUp>();
        services.AddSingleton<IdempotencyRetention>();
        services.AddSingleton<RpcConnections>();
        services.AddSingleton<RpcGate>();
        services.AddSingleton<CapabilityGate>();
        services.AddSingleton<RpcDenials>();
        services.AddSingleton(p => new KeptAnswers(p.GetRequiredService<Bits.Platform.Audit.AuditKeys>()));
        services.AddSingleton<IdempotencyKeys>();
        services.AddSingleton<RpcContexts>();
        services.AddSingleton<RpcExecution>();
        services.AddSingleton<RpcRegistry>();
        services.AddSingleton<RpcPipeline>();
        services.AddSingleton<SystemPipeline>();
        AuditFeature.Add(services);
        services.AddSingleton<Sessions>();
        services.AddSingleton<AccountKeeping>();
        services.AddRpc<GetMe>().AddRpc<ListSessions>().AddRpc<EndSession>().AddRpc<EndAllSessions>();

        var jobs = services.AddBitsJobs().RequireHandlers(typeof(Bits.Platform.PlatformSchema).Assembly);
        SearchingFeature.Add(services, jobs);
        MembershipFeature.Add(services);
        GroupsFeature.Add(services, jobs);
        NotificationsFeature.Add(services, jobs);
        PeopleFeature.Add(services);
        OperationsFeature.Add(services);

        // Behind the features: they look up in the account and the profile what is theirs to forget.
        services.AddSingleton<IPersonalData, IdempotencyData>();
        services.AddSingleton<IPersonalData, AccountData>(); // before the audit log, which forgets only who is erased
        services.AddSingleton<IPersonalData, AuditData>();
        services.AddSingleton<DemoData>();
        services.AddSingleton<SearchReconciliation>();
        services.AddSingleton<SearchUpkeep>();
        services.AddHostedService<SearchCaretaker>();
        return jobs;
    }

    /// <summary>Has the host write down, once a minute, the ends of memberships and bans that have come. Any number of
    /// hosts may.</summary>
    public static IServiceCollection AddMembershipExpiry(this IServiceCollection services) =>
        services.AddHostedService<MembershipExpiry>();

    /// <summary>Has the host look after the audit log and old idempotency keys while it runs.</summary>
    public static IServiceCollection AddAuditSealing(this IServiceCollection services) =>
        services.AddHostedService<AuditCaretaker>();
}
