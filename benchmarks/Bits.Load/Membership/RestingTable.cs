using Bits.Load.Database;

namespace Bits.Load.Membership;

/// <summary>A table without its triggers, checks and indexes, to be filled in minutes instead of hours,
/// and then made whole again.</summary>
sealed class RestingTable
{
    readonly LoadSchema _schema;
    readonly string _table;
    readonly IReadOnlyList<string> _restore;

    RestingTable(LoadSchema schema, string table, IReadOnlyList<string> restore) =>
        (_schema, _table, _restore) = (schema, table, restore);

    /// <summary>Takes everything off the table that slows writers down.</summary>
    public static async Task<RestingTable> StripAsync(LoadSchema schema, string table, CancellationToken ct)
    {
        var parts = await ListPartsAsync(schema, table, ct);
        await schema.ExecuteAsync($"alter table {table} disable trigger user", [], ct);
        foreach (var (drop, _) in parts)
            await schema.ExecuteAsync(drop, [], ct);

        return new(schema, table, [.. parts.Select(part => part.Restore)]);
    }

    /// <summary>Puts everything back. The checks hold for new rows; those that are there are known to pass.</summary>
    public async Task RestoreAsync(CancellationToken ct)
    {
        foreach (var restore in _restore)
            await _schema.ExecuteAsync(restore, [], ct);

        await _schema.ExecuteAsync($"alter table {_table} enable trigger user", [], ct);
        await _schema.ExecuteAsync($"vacuum (analyze) {_table}", [], ct);
    }

    static async Task<List<(string Drop, string Restore)>> ListPartsAsync(LoadSchema schema, string table, CancellationToken ct)
    {
        const string sql = """
            select
                format('alter table %s drop constraint %I', conrelid::regclass, conname),
                format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
                    || case contype when 'c' then ' not valid' else '' end
            from pg_constraint
            where conrelid = $1::text::regclass and contype in ('c', 'p')
            union all
            select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
            from pg_index i
            where indrelid = $1::text::regclass
              and not exists (select from pg_constraint where conindid = i.indexrelid)
            """;

        await using var command = schema.DataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = table });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var parts = new List<(string, string)>();
        while (await reader.ReadAsync(ct))
            parts.Add((reader.GetString(0), reader.GetString(1)));

        return parts;
    }
}
