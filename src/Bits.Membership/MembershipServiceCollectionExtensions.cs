using Bits.Membership;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the memberships.</summary>
public static class MembershipServiceCollectionExtensions
{
    /// <summary>Registers <see cref="Memberships"/> over the <see cref="NpgsqlDataSource"/> that is registered. May be
    /// called again, to add scope types.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configure">How it works.</param>
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
