using Npgsql;

namespace Bits.EmbeddedPostgres;

/// <summary>Opens an external server.</summary>
static class GivenServer
{
    /// <exception cref="PostgresUnavailableException">The server cannot be used; the message never shows the
    /// password.</exception>
    public static async Task<PostgresServer> OpenAsync(string connectionString, CancellationToken ct)
    {
        var address = ConnectionUrl.Parse(connectionString);
        var place = $"{address.Host}:{address.Port}/{address.Database}";
        try
        {
            var version = await ServerCheck.RunAsync(address, ct);

            return new(
                address,
                $"PostgreSQL {version} at {place}, given by the connection string.",
                Psql.Command("psql", address, passwords: null),
                claim: null);
        }
        catch (NpgsqlException e)
        {
            throw new PostgresUnavailableException(
                $"The server at {place} cannot be used: {e.Message} Check the connection string (BITS_DATABASE_URL, "
                + "ConnectionStrings:Bits), or remove it to start a private server.", e);
        }
    }
}
