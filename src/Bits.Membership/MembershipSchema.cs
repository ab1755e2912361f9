using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

/// <summary>The tables of this library: <c>memberships_membership</c> and <c>memberships_transition</c>.</summary>
public static class MembershipSchema
{
    /// <summary>Brings the schema named by the connection's <c>search_path</c> up to date.</summary>
    /// <returns>The scripts that ran, such as <c>memberships/0001_membership</c>; none when nothing was to do.</returns>
    /// <remarks>Safe to run at once from many processes: one works, the others wait and find nothing to do. Takes a
    /// session lock, so give it a direct connection, not one through a transaction pooler.</remarks>
    /// <exception cref="InvalidOperationException">A script that has run here was edited afterwards.</exception>
    public static Task<IReadOnlyList<string>> MigrateAsync(
        NpgsqlDataSource dataSource, CancellationToken ct = default) =>
        SchemaMigrator.MigrateAsync(dataSource, Scripts, ct);

    /// <summary>Names the scripts that <see cref="MigrateAsync"/> would run, such as <c>memberships/0001_membership</c>. Changes nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">A script that has run here was edited afterwards.</exception>
    public static Task<IReadOnlyList<string>> ListMissingAsync(
        NpgsqlDataSource dataSource, CancellationToken ct = default) =>
        SchemaMigrator.ListMissingAsync(dataSource, Scripts, ct);

    static IReadOnlyList<SchemaScript> Scripts => SchemaScript.BesideType(typeof(MembershipSchema), "memberships");
}
