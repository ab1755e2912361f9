using Bits.Membership;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the memberships.</summary>
public static class MembershipServiceCollectionExtensions
{
    /// <summary>Registers <see cref="Memberships"/> on the registered <see cref="NpgsqlDataSource"/>. Call it again to add
    /// scope types.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; null: the defaults.</param>
    public static IServiceCollection AddBitsMembership(
        this IServiceCollection services, Action<MembershipOptions>? configure = null)
    {
        services.AddOptions<MembershipOptions>();
        if (configure is not null)
            services.Configure(configure);

        services.TryAddSingleton(sp => new Memberships(
            sp.GetRequiredService<NpgsqlDataSource>(), sp.GetRequiredService<IOptions<MembershipOptions>>().Value));
        return services;
    }
}
