using Bits.Shared;
using Npgsql;

namespace Bits.Search;

/// <summary>Reads and adds the rows of <c>search_surface</c>.</summary>
static class SurfaceTable
{
    /// <summary>Adds the surfaces that the table lacks and corrects the others. Safe to run from many processes at
    /// once. Changes nothing when nothing differs, so a login without the right to write may then call it.</summary>
    /// <returns>The names of the written surfaces, such as <c>search/surface products</c>.</returns>
    public static Task<List<string>> AddAsync(
        NpgsqlDataSource dataSource, IReadOnlyCollection<SearchSurface> surfaces, CancellationToken ct)
    {
        // Writes in order, so that two processes do not deadlock.
        const string sql = """
            insert into search_surface as s (name, titles_are_names)
            select name, titles_are_names from unnest($1::text[], $2::boolean[]) as given (name, titles_are_names)
            order by name
            on conflict on constraint search_surface_pkey do update set titles_are_names = excluded.titles_are_names
            where s.titles_are_names <> excluded.titles_are_names
            returning 'search/surface ' || s.name
            """;

        return dataSource.WithConnectionAsync(
            async db => await ListMissingAsync(db, surfaces, ct).ConfigureAwait(false) is { Count: > 0 }
                ? await db.QueryAsync(sql, Arguments(surfaces), row => row.GetString(0), ct).ConfigureAwait(false)
                : [], ct);
    }

    /// <summary>Lists the surfaces that the table lacks or holds with other values, named as by
    /// <see cref="AddAsync"/>.</summary>
    public static Task<List<string>> ListMissingAsync(
        NpgsqlDataSource dataSource, IReadOnlyCollection<SearchSurface> surfaces, CancellationToken ct) =>
        dataSource.WithConnectionAsync(db => ListMissingAsync(db, surfaces, ct), ct);

    /// <summary>Throws for a surface that the table lacks.</summary>
    /// <exception cref="InvalidArgumentException">The surface is unknown; the message names it and the known ones.</exception>
    public static async Task RequireAsync(NpgsqlConnection db, string surface, CancellationToken ct)
    {
        const string sql = "select name, titles_are_names from search_surface";

        var known = await db.QueryAsync(sql, [], row => (row.GetString(0), row.GetBoolean(1)), ct).ConfigureAwait(false);
        new KnownSurfaces(known).Require(surface);
    }

    static async Task<List<string>> ListMissingAsync(
        NpgsqlConnection db, IReadOnlyCollection<SearchSurface> surfaces, CancellationToken ct)
    {
        const string sql = """
            select 'search/surface ' || given.name
            from unnest($1::text[], $2::boolean[]) as given (name, titles_are_names)
            where not exists (
                select from search_surface s where s.name = given.name and s.titles_are_names = given.titles_are_names)
            order by given.name
            """;

        return await db.HasTableAsync("search_surface", ct).ConfigureAwait(false)
            ? await db.QueryAsync(sql, Arguments(surfaces), row => row.GetString(0), ct).ConfigureAwait(false)
            : [.. surfaces.Select(surface => $"search/surface {surface.Name}").Order(StringComparer.Ordinal)];
    }

    static object?[] Arguments(IReadOnlyCollection<SearchSurface> surfaces) =>
        [surfaces.Select(s => s.Name).ToArray(), surfaces.Select(s => s.TitlesAreNames).ToArray()];
}
