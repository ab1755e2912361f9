using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Cluster;
using Bits.EmbeddedPostgres.Unix;
using Npgsql;

namespace Bits.EmbeddedPostgres;

/// <summary>Opens the server of a private cluster, with the requested database.</summary>
[UnsupportedOSPlatform("windows")]
static class PrivateServer
{
    // A server may be killed exactly while we attach.
    const int Attempts = 3;

    public static async Task<PostgresServer> OpenAsync(PostgresOptions options, CancellationToken ct)
    {
        var report = options.Report ?? (_ => { });
        var cluster = new PrivateCluster(options, report);

        for (var attempt = 1; ; attempt++)
        {
            var entry = await cluster.EnterAsync(ct);
            try
            {
                return await OpenAsync(entry, cluster.Folder, options, ct);
            }
            catch (NpgsqlException e)
            {
                entry.ClientLease.Dispose();
                if (attempt == Attempts)
                    throw new PostgresUnavailableException(
                        $"The server in {options.Root} runs but cannot be used: {e.Message} Its log is {cluster.Folder.Log}.", e);

                report($"the server in {options.Root} ended while it was opened; retrying: {e.Message}");
            }
            catch
            {
                entry.ClientLease.Dispose();
                throw;
            }
        }
    }

    static async Task<PostgresServer> OpenAsync(Entry entry, ClusterFolder folder, PostgresOptions options, CancellationToken ct)
    {
        var address = await AddressAsync(entry.Server, folder, options.Database, ct);
        var version = await CheckAsync(address, options.Create, ct);
        var programs = await File.ReadAllLinesAsync(folder.Origin, ct);

        return new(
            address,
            $"PostgreSQL {version}, private, {programs[1]} in {programs[0]} "
            + "(others: BITS_PG_BIN, BITS_PG_ROOT, BITS_DATABASE_URL)",
            Psql.Command(PsqlIn(programs[0]), address, folder.Passwords),
            entry.ClientLease)
        {
            Root = folder.Root,
            Attached = entry.Attached,
        };
    }

    static async Task<NpgsqlConnectionStringBuilder> AddressAsync(
        Postmaster server, ClusterFolder folder, string database, CancellationToken ct)
    {
        var passwords = await File.ReadAllTextAsync(folder.Passwords, ct);

        return new()
        {
            Host = server.SocketFolder.Length > 0 ? server.SocketFolder : "127.0.0.1",
            Port = server.Port,
            Username = "postgres",
            Password = passwords.Trim().Split(':')[^1],
            Database = database,
        };
    }

    static async Task<Version> CheckAsync(NpgsqlConnectionStringBuilder address, bool create, CancellationToken ct)
    {
        try
        {
            return await ServerCheck.RunAsync(address, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName && create)
        {
            await ServerCheck.CreateDatabaseAsync(address, ct);
            return await ServerCheck.RunAsync(address, ct);
        }
    }

    // Bundles lack psql; then uses the one on the PATH.
    static string PsqlIn(string folder) =>
        Path.Combine(folder, "psql") is var psql && File.Exists(psql) ? psql : ChildProcess.Find("psql") ?? "psql";
}
