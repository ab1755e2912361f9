using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Bits.EmbeddedPostgres;

/// <summary>Checks a server, private or external, before use.</summary>
static class ServerCheck
{
    const int OldestMajor = 15;

    /// <summary>Connects, checks version and case folding, and returns the version.</summary>
    /// <exception cref="PostgresUnavailableException">The server is too old, or does not fold the case of letters.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached, or refuses the connection.</exception>
    public static async Task<Version> RunAsync(NpgsqlConnectionStringBuilder address, CancellationToken ct)
    {
        await using var db = await ConnectAsync(address, ct);

        RequireVersion(db.PostgreSqlVersion);
        if (!await FoldsCaseAsync(db, ct))
            throw new PostgresUnavailableException(
                $"The database {db.Database} does not fold the case of letters beyond ASCII (É and é), so that searches "
                + "would miss names. The locale of a database cannot be changed. Create a new one: create database … "
                + "template template0 encoding 'UTF8' locale 'C.UTF-8'; from PostgreSQL 17 on: … locale 'C' "
                + "locale_provider builtin builtin_locale 'C.UTF-8'.");

        return db.PostgreSqlVersion;
    }

    /// <exception cref="PostgresUnavailableException">The version is too old.</exception>
    public static void RequireVersion(Version version)
    {
        if (version.Major < OldestMajor)
            throw new PostgresUnavailableException(
                $"The server is PostgreSQL {version}, but {OldestMajor} or newer is needed. Upgrade it, or unset "
                + "BITS_DATABASE_URL to use a private server.");
    }

    /// <summary>Creates the database of an address, unless it exists.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "The server has quoted the name.")]
    public static async Task CreateDatabaseAsync(NpgsqlConnectionStringBuilder address, CancellationToken ct)
    {
        await using var db = await ConnectAsync(new(address.ConnectionString) { Database = "postgres" }, ct);
        await using var quoting = new NpgsqlCommand("select format('create database %I', $1)", db);
        quoting.Parameters.AddWithValue(address.Database!);
        await using var creating = new NpgsqlCommand((string?)await quoting.ExecuteScalarAsync(ct), db);

        try
        {
            await creating.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState
            is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Created concurrently, which is fine.
        }
    }

    static async Task<bool> FoldsCaseAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select lower('É') = 'é'
               and to_tsvector('simple', 'É') @@ to_tsquery('simple', 'é')
            """;

        await using var command = new NpgsqlCommand(sql, db);
        try
        {
            return await command.ExecuteScalarAsync(ct) is true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UntranslatableCharacter)
        {
            // The encoding of the database lacks these letters.
            return false;
        }
    }

    // Without a pool: no connection outlives the check.
    static async Task<NpgsqlConnection> ConnectAsync(NpgsqlConnectionStringBuilder address, CancellationToken ct)
    {
        var db = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false }
            .ConnectionString);
        try
        {
            await db.OpenAsync(ct);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }
}
