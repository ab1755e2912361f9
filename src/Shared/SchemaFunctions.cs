using Npgsql;

namespace Bits.Shared;

/// <summary>Applies the functions of a part, each in a short transaction.</summary>
static class SchemaFunctions
{
    const int MaxTries = 12;

    // A body may name a later function. The tests check the bodies on the complete schema.
    const string Settings = "set local lock_timeout = '5s'; set local check_function_bodies = off";

    /// <summary>Lists what a program needs and the database lacks, or has from an earlier version.</summary>
    /// <exception cref="InvalidOperationException">A frozen function differs.</exception>
    public static async Task<IReadOnlyList<SchemaFunction>> ListMissingAsync(
        NpgsqlConnection db, IReadOnlyList<SchemaFunction> functions, CancellationToken ct) =>
        await ListAsync(db, functions, (mine, applied) => mine > applied, ct).ConfigureAwait(false);

    /// <summary>Lists what a migration applies: missing functions, and those with a changed text.</summary>
    /// <exception cref="InvalidOperationException">A frozen function differs.</exception>
    public static async Task<IReadOnlyList<SchemaFunction>> ListStaleAsync(
        NpgsqlConnection db, IReadOnlyList<SchemaFunction> functions, CancellationToken ct) =>
        await ListAsync(db, functions, (mine, applied) => mine >= applied, ct).ConfigureAwait(false);

    /// <summary>Applies functions of one part: each in a short transaction of its own, or all in one on a new schema,
    /// which has no other users. Gives up its lock request every 5 seconds, so that other sessions do not queue behind it,
    /// and retries.</summary>
    /// <exception cref="InvalidOperationException">The lock was not available for a minute.</exception>
    public static async Task ApplyAsync(
        NpgsqlConnection db, IReadOnlyList<SchemaFunction> functions, bool isNew, CancellationToken ct)
    {
        foreach (var group in functions.Chunk(isNew ? int.MaxValue : 1))
            await ApplyPatientlyAsync(db, group, ct).ConfigureAwait(false);
    }

    static async Task ApplyPatientlyAsync(NpgsqlConnection db, IReadOnlyList<SchemaFunction> group, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await ApplyOnceAsync(db, group, ct).ConfigureAwait(false);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                if (tries == MaxTries)
                    throw new InvalidOperationException(
                        $"{group[0].FullName} could not be applied: another transaction holds its table. End that transaction "
                        + "(pg_stat_activity), then migrate again.", e);
            }
        }
    }

    static async Task ApplyOnceAsync(NpgsqlConnection db, IReadOnlyList<SchemaFunction> group, CancellationToken ct)
    {
        const string note = """
            insert into schema_migration_function (app, name, checksum, version)
            select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
            on conflict (app, name) do update
            set checksum = excluded.checksum, version = excluded.version, applied_at = now()
            """;

        await using var tx = await db.BeginTransactionAsync(ct).ConfigureAwait(false);
        await db.ExecuteAsync(Settings, [], ct).ConfigureAwait(false);
        await SchemaRights.RunAsync(db, string.Join(";\n", group.Select(function => function.Sql)), ct).ConfigureAwait(false);
        await SchemaRights.CloseAsync(db, [group[0].App], ct).ConfigureAwait(false); // before any other login can call them
        await db.ExecuteAsync(
            note,
            [
                group.Select(f => f.App).ToArray(), group.Select(f => f.Name).ToArray(),
                group.Select(f => f.Checksum).ToArray(), group.Select(f => f.Version.ToString()).ToArray(),
            ], ct).ConfigureAwait(false);
        await tx.CommitAsync(ct).ConfigureAwait(false);
    }

    static async Task<List<SchemaFunction>> ListAsync(
        NpgsqlConnection db, IReadOnlyList<SchemaFunction> functions, Func<Version, Version, bool> replaces, CancellationToken ct)
    {
        const string sql = "select app, name, checksum, version from schema_migration_function";

        if (!await db.HasTableAsync("schema_migration_function", ct).ConfigureAwait(false))
            return [.. functions];

        var applied = (await db.QueryAsync(
                sql, [],
                row => (App: row.GetString(0), Name: row.GetString(1), Checksum: row.GetString(2), Version: new Version(row.GetString(3))),
                ct).ConfigureAwait(false))
            .ToDictionary(row => (row.App, row.Name), row => (row.Checksum, row.Version));
        return [.. functions.Where(IsDue)];

        bool IsDue(SchemaFunction function)
        {
            if (!applied.TryGetValue((function.App, function.Name), out var there))
                return true;
            if (there.Checksum == function.Checksum)
                return false;
            if (function.IsFrozen)
                throw new InvalidOperationException(
                    $"{function.FullName} was edited after it was applied, but an index or a constraint relies on it. Add a "
                    + "function of another name.");

            return replaces(function.Version, there.Version);
        }
    }
}
