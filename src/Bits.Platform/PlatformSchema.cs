using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Groups;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.People;
using Bits.Platform.Features.Searching;
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
    /// <exception cref="SettingsException">The database was migrated by a build whose scripts differ from this one's.
    /// </exception>
    public static Task<IReadOnlyList<string>> MigrateAsync(NpgsqlDataSource dataSource, CancellationToken ct) => CheckedAsync(
        async () =>
        [
            .. await MembershipSchema.MigrateAsync(dataSource, ct),
            .. await JobsSchema.MigrateAsync(dataSource, ct),
            .. await SearchSchema.MigrateAsync(dataSource, ct),
            .. await SchemaMigrator.MigrateAsync(dataSource, Scripts, Access, ct),
        ]);

    /// <summary>Names the scripts that <see cref="MigrateAsync"/> would run. Changes nothing.</summary>
    /// <exception cref="SettingsException">The database was migrated by a build whose scripts differ from this one's.
    /// </exception>
    public static Task<IReadOnlyList<string>> ListMissingAsync(NpgsqlDataSource dataSource, CancellationToken ct) => CheckedAsync(
        async () =>
        [
            .. await MembershipSchema.ListMissingAsync(dataSource, ct),
            .. await JobsSchema.ListMissingAsync(dataSource, ct),
            .. await SearchSchema.ListMissingAsync(dataSource, ct),
            .. await SchemaMigrator.ListMissingAsync(dataSource, Scripts, ct),
        ]);

    static async Task<IReadOnlyList<string>> CheckedAsync(Func<Task<IReadOnlyList<string>>> work)
    {
        try
        {
            return await work();
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException(
                $"{e.Message} This database was migrated by a build with another text of it: "
                + "use that build, or another database (BITS_DATABASE_URL, or BITS_PG_ROOT for a private one).", e);
        }
    }

    /// <summary>Grants a role what a running backend needs: everything but to change the audit log, its seals, or the
    /// schema. Every later migration does it again.</summary>
    /// <param name="dataSource">As the owner.</param>
    /// <param name="role">An existing role of the server that does not own the tables.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="SettingsException">There is no such role, or it owns the tables.</exception>
    public static Task GrantApplicationAsync(NpgsqlDataSource dataSource, string role, CancellationToken ct) =>
        GrantAsync(dataSource, [SchemaAccess.Application], role, ct);

    /// <summary>Grants a role what <c>adminctl</c> needs: what a running backend needs, and to forget a person in the
    /// audit log. Every later migration does it again.</summary>
    /// <param name="dataSource">As the owner.</param>
    /// <param name="role">An existing role of the server that does not own the tables.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="SettingsException">There is no such role, or it owns the tables.</exception>
    public static Task GrantOperatorAsync(NpgsqlDataSource dataSource, string role, CancellationToken ct) =>
        GrantAsync(dataSource, [SchemaAccess.Application, Operator], role, ct);

    static async Task GrantAsync(NpgsqlDataSource dataSource, string[] kinds, string role, CancellationToken ct)
    {
        try
        {
            await MembershipSchema.GrantAsync(dataSource, role, ct);
            foreach (var kind in Enum.GetValues<JobsRole>())
                await JobsSchema.GrantAsync(dataSource, kind, role, ct);
            await SearchSchema.GrantAsync(dataSource, role, ct);
            foreach (var kind in kinds)
                await SchemaMigrator.GrantAsync(dataSource, Scripts, Access, kind, role, ct);
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException(e.Message, e);
        }
    }

    const string Operator = "operator";

    static IReadOnlyList<SchemaScript> Scripts =>
    [
        .. AuditSchema.Scripts,
        .. RpcSchema.Scripts,
        .. AccountsSchema.Scripts,
        .. GroupsFeature.Scripts,
        .. NotificationsFeature.Scripts,
        .. PeopleFeature.Scripts,
        .. SearchingFeature.Scripts,
    ];

    static IReadOnlyList<SchemaAccess> Access => [.. AuditSchema.Access, .. RpcSchema.Access];
}
