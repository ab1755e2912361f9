using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>Registers the audit log.</summary>
static class AuditFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddOptions<AuditOptions>()
            .BindConfiguration(AuditOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<AuditOptions>>().Value);
        services.AddSingleton<AuditKeys>();
        services.AddSingleton<AuditChain>();
        services.AddSingleton<AuditAnchor>();
        services.AddSingleton<AuditWriter>();
        services.AddSingleton<AuditReader>();
        services.AddSingleton(p => new AuditSealer(
            p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<AuditChain>(), p.GetRequiredService<AuditAnchor>()));
        services.AddSingleton(p => new AuditVerifier(
            p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<AuditKeys>(), p.GetRequiredService<AuditChain>()));
        services.AddSingleton(p => new AuditRetention(
            p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<AuditChain>(),
            p.GetRequiredService<AuditOptions>(), p.GetRequiredService<TimeProvider>()));
    }
}
