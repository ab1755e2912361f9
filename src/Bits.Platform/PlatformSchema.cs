using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Groups;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform;

/// <summary>All tables of the platform: the pillars', the pipeline's, the features'.</summary>
public static class PlatformSchema
{
    /// <summary>Brings the schema named by the connection's <c>search_path</c> up to date.</summary>
    /// <returns>The scripts that ran, in order; none when nothing was to do.</returns>
    /// <remarks>Safe to run at once from many processes. Takes a session lock, so give it a direct connection.</remarks>
    /// <exception cref="InvalidOperationException">A script that has run here was edited afterwards.</exception>
    public static async Task<IReadOnlyList<string>> MigrateAsync(NpgsqlDataSource dataSource, CancellationToken ct) =>
    [
        .. await MembershipSchema.MigrateAsync(dataSource, ct),
        .. await JobsSchema.MigrateAsync(dataSource, ct),
        .. await SearchSchema.MigrateAsync(dataSource, ct),
        .. await SchemaMigrator.MigrateAsync(dataSource, Scripts, ct),
    ];

    static IReadOnlyList<SchemaScript> Scripts =>
    [
        .. RpcSchema.Scripts,
        .. AccountsSchema.Scripts,
        .. GroupsFeature.Scripts,
        .. NotificationsFeature.Scripts,
        .. PeopleFeature.Scripts,
    ];
}
