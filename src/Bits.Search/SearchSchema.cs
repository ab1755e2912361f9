using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Migrates the tables of the library, <c>search_document</c> and others.</summary>
public static class SearchSchema
{
    /// <summary>Brings the schema named by the connection's <c>search_path</c> up to date.</summary>
    /// <param name="dataSource">The connection of the schema's owner.</param>
    /// <param name="surfaces">The surfaces of the host. Keeps other surfaces in the table: documents may use them.</param>
    /// <param name="ct">Stops the call.</param>
    /// <returns>The names of what was applied, such as <c>search/0001_tables</c> and <c>search/surface products</c>;
    /// empty when nothing was due.</returns>
    /// <remarks>Safe to run from many processes at once: one migrates, the others wait. Takes a session lock: use a
    /// direct connection, without a transaction pooler.</remarks>
    /// <exception cref="InvalidOperationException">An applied script was edited afterwards.</exception>
    public static async Task<IReadOnlyList<string>> MigrateAsync(
        NpgsqlDataSource dataSource, IReadOnlyCollection<SearchSurface> surfaces, CancellationToken ct = default)
    {
        var applied = await SchemaMigrator.MigrateAsync(dataSource, [Part], ct).ConfigureAwait(false);
        return [.. applied, .. await SurfaceTable.AddAsync(dataSource, surfaces, ct).ConfigureAwait(false)];
    }

    /// <summary>Lists what <see cref="MigrateAsync"/> would apply. Changes nothing.</summary>
    /// <param name="dataSource">Any login of the application.</param>
    /// <param name="surfaces">The surfaces of the host.</param>
    /// <param name="ct">Stops the call.</param>
    /// <exception cref="InvalidOperationException">An applied script was edited afterwards.</exception>
    public static async Task<IReadOnlyList<string>> ListMissingAsync(
        NpgsqlDataSource dataSource, IReadOnlyCollection<SearchSurface> surfaces, CancellationToken ct = default)
    {
        var missing = await SchemaMigrator.ListMissingAsync(dataSource, [Part], ct).ConfigureAwait(false);
        return [.. missing, .. await SurfaceTable.ListMissingAsync(dataSource, surfaces, ct).ConfigureAwait(false)];
    }

    /// <summary>Grants a login the rights that a program with this library needs: to the rows, not to the schema. Every
    /// later migration repeats the grants and revokes all other rights of the login on these tables.</summary>
    /// <param name="dataSource">The connection of the schema's owner.</param>
    /// <param name="role">An existing role of the server that does not own the tables.</param>
    /// <param name="ct">Stops the call.</param>
    /// <exception cref="InvalidOperationException">The role does not exist, or it owns the tables.</exception>
    public static Task GrantAsync(NpgsqlDataSource dataSource, string role, CancellationToken ct = default) =>
        SchemaMigrator.GrantAsync(dataSource, [Part], SchemaAccess.Application, role, ct);

    static readonly SchemaPart Part = SchemaPart.BesideType(typeof(SearchSchema), "search");
}
