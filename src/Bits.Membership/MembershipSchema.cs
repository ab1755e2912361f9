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
        SchemaMigrator.MigrateAsync(dataSource, Scripts, Access, ct);

    /// <summary>Names the scripts that <see cref="MigrateAsync"/> would run, such as <c>memberships/0001_membership</c>. Changes nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">A script that has run here was edited afterwards.</exception>
    public static Task<IReadOnlyList<string>> ListMissingAsync(
        NpgsqlDataSource dataSource, CancellationToken ct = default) =>
        SchemaMigrator.ListMissingAsync(dataSource, Scripts, ct);

    /// <summary>Gives a login what a program needs that uses this library: the rows, not the schema. Every later
    /// migration gives it again, and takes back what else the login had on these tables.</summary>
    /// <param name="dataSource">As the owner of the schema.</param>
    /// <param name="role">An existing role of the server that does not own the tables.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="InvalidOperationException">There is no such role, or it owns the tables.</exception>
    public static Task GrantAsync(NpgsqlDataSource dataSource, string role, CancellationToken ct = default) =>
        SchemaMigrator.GrantAsync(dataSource, Scripts, Access, SchemaAccess.Application, role, ct);

    static IReadOnlyList<SchemaScript> Scripts => SchemaScript.BesideType(typeof(MembershipSchema), "memberships");

    static IReadOnlyList<SchemaAccess> Access => SchemaAccess.BesideType(typeof(MembershipSchema), "memberships");
}
