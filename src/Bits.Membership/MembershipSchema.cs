using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

/// <summary>Creates and updates the tables of this library, prefix <c>memberships_</c>.</summary>
public static class MembershipSchema
{
    /// <summary>Updates the schema named by the connection's <c>search_path</c>.</summary>
    /// <returns>The scripts that ran, such as <c>memberships/0001_tables</c>; empty if the schema was up to date.</returns>
    /// <remarks>Safe from many processes at once: one works, the others wait. Takes a session lock: use a direct connection,
    /// not a transaction pooler.</remarks>
    /// <exception cref="InvalidOperationException">A script that ran here was edited afterwards.</exception>
    public static Task<IReadOnlyList<string>> MigrateAsync(
        NpgsqlDataSource dataSource, CancellationToken ct = default) =>
        SchemaMigrator.MigrateAsync(dataSource, [Part], ct);

    /// <summary>Lists the scripts that <see cref="MigrateAsync"/> would run. Changes nothing.</summary>
    /// <exception cref="InvalidOperationException">A script that ran here was edited afterwards.</exception>
    public static Task<IReadOnlyList<string>> ListMissingAsync(
        NpgsqlDataSource dataSource, CancellationToken ct = default) =>
        SchemaMigrator.ListMissingAsync(dataSource, [Part], ct);

    /// <summary>Grants a login the rights that a program with this library needs: on rows, not on the schema.</summary>
    /// <remarks>Every later migration grants them again and revokes all other rights of the login on these tables.</remarks>
    /// <param name="dataSource">The database, as the owner of the schema.</param>
    /// <param name="role">An existing role of the server that does not own the tables.</param>
    /// <param name="ct">Cancels the statements.</param>
    /// <exception cref="InvalidOperationException">The role does not exist, or owns the tables.</exception>
    public static Task GrantAsync(NpgsqlDataSource dataSource, string role, CancellationToken ct = default) =>
        SchemaMigrator.GrantAsync(dataSource, [Part], SchemaAccess.Application, role, ct);

    static readonly SchemaPart Part = SchemaPart.BesideType(typeof(MembershipSchema), "memberships");
}
