using System.Globalization;
using Bits.Platform;
using Npgsql;

namespace Bits.Backend.Startup;

/// <summary>Deletes the content of the private development database, for example after a change of migrations.</summary>
static class DevelopmentReset
{
    const string Argument = "./run --reset";

    /// <summary>Deletes all content of the connection's schema.</summary>
    /// <exception cref="SettingsException">The database is not the private one.</exception>
    public static async Task RunAsync(NpgsqlDataSource dataSource, bool isPrivate, Action<string> report)
    {
        const string sql = """
            do $$
            declare
                v_schema text := current_schema();
            begin
                execute format('drop schema %I cascade', v_schema);
                execute format('create schema %I', v_schema);
            end $$
            """;

        if (!isPrivate)
            throw new SettingsException("--reset deletes the private development database only, but another database is configured. Remove --reset, or that setting.");

        report($"reset: deleting {await ListContentAsync(dataSource)}");
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Offers the reset after a refused migration, with a list of what it would delete.</summary>
    public static async Task<SettingsException> OfferAsync(NpgsqlDataSource dataSource, SettingsException refusal) => new(
        $"{refusal.Message}\nThis is the private development database. To start afresh: {Argument}\nThat deletes "
        + $"{await ListContentAsync(dataSource)}", refusal);

    // Counts the largest tables exactly: a development database is small.
    static async Task<string> ListContentAsync(NpgsqlDataSource dataSource)
    {
        const string sql = """
            select c.relname::text,
                   (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %s', c.oid::regclass), false, true, '')))[1]::text::bigint
            from pg_class c
            where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and not starts_with(c.relname, 'schema_')
            order by 2 desc, 1
            limit 6
            """;

        await using var command = dataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await reader.ReadAsync())
            if (reader.GetInt64(1) is > 0 and var rows)
                tables.Add(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows of {reader.GetString(0)}"));

        return tables.Count > 0 ? $"{string.Join(", ", tables)} and smaller tables." : "nothing: it is empty.";
    }
}
