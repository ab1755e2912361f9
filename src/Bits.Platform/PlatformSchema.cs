using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Files;
using Bits.Platform.Rpc;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform;

/// <summary>The schema of the platform: the tables of the pillars, the pipeline and the features.</summary>
public static class PlatformSchema
{
    /// <summary>Brings the schema named by the connection's <c>search_path</c> up to date.</summary>
    /// <returns>The applied scripts, in order; empty when nothing was due.</returns>
    /// <remarks>Safe to run from many processes at once. Takes a session lock: use a direct connection.</remarks>
    /// <exception cref="SettingsException">The database was migrated by a build whose scripts differ from this one's.
    /// </exception>
    public static Task<IReadOnlyList<string>> MigrateAsync(NpgsqlDataSource dataSource, CancellationToken ct) => CheckedAsync(
        async () =>
        [
            .. await MembershipSchema.MigrateAsync(dataSource, ct),
            .. await JobsSchema.MigrateAsync(dataSource, ct),
            .. await SearchSchema.MigrateAsync(dataSource, Surfaces.ForIndex, ct),
            .. await SchemaMigrator.MigrateAsync(dataSource, Parts, ct),
        ]);

    /// <summary>Lists the scripts that <see cref="MigrateAsync"/> would apply. Changes nothing.</summary>
    /// <exception cref="SettingsException">The database was migrated by a build whose scripts differ from this one's.
    /// </exception>
    public static Task<IReadOnlyList<string>> ListMissingAsync(NpgsqlDataSource dataSource, CancellationToken ct) => CheckedAsync(
        async () =>
        [
            .. await MembershipSchema.ListMissingAsync(dataSource, ct),
            .. await JobsSchema.ListMissingAsync(dataSource, ct),
            .. await SearchSchema.ListMissingAsync(dataSource, Surfaces.ForIndex, ct),
            .. await SchemaMigrator.ListMissingAsync(dataSource, Parts, ct),
        ]);

    /// <summary>Migrates one part alone, for the tests that approve its picture.</summary>
    internal static Task MigratePartAsync(NpgsqlDataSource dataSource, string app, CancellationToken ct) =>
        SchemaMigrator.MigrateAsync(dataSource, [.. Parts.Where(part => part.App == app)], ct);

    static async Task<IReadOnlyList<string>> CheckedAsync(Func<Task<IReadOnlyList<string>>> work)
    {
        try
        {
            return await work();
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException(
                $"{e.Message} This database was migrated by a build with another text of the script: "
                + "use that build, or another database (BITS_DATABASE_URL, or BITS_PG_ROOT for a private one).", e);
        }
    }

    /// <summary>Grants a role the rights of a running backend: all except changes to the audit log, its seals and the
    /// schema. Every later migration repeats the grants.</summary>
    /// <param name="dataSource">The connection of the schema's owner.</param>
    /// <param name="role">An existing role of the server that does not own the tables.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="SettingsException">The role does not exist, or it owns the tables.</exception>
    public static Task GrantApplicationAsync(NpgsqlDataSource dataSource, string role, CancellationToken ct) =>
        GrantAsync(dataSource, [SchemaAccess.Application], role, ct);

    /// <summary>Grants a role the rights of <c>adminctl</c>: those of a running backend, and to erase a person in the
    /// audit log. Every later migration repeats the grants.</summary>
    /// <param name="dataSource">The connection of the schema's owner.</param>
    /// <param name="role">An existing role of the server that does not own the tables.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="SettingsException">The role does not exist, or it owns the tables.</exception>
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
                await SchemaMigrator.GrantAsync(dataSource, Parts, kind, role, ct);
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException(e.Message, e);
        }
    }

    const string Operator = "operator";

    /// <summary>Gets the parts that the platform adds to those of the pillars, in the order of their migration.</summary>
    internal static IReadOnlyList<SchemaPart> Parts =>
    [
        AuditSchema.Part,
        RpcSchema.Part,
        AccountsSchema.Part,
        FilesPart.Schema,
        .. PlatformFeatures.All.Select(feature => feature.Schema).OfType<SchemaPart>(),
    ];
}
