using System.Security.Cryptography;
using System.Text;
using Bits.EmbeddedPostgres;
using Npgsql;

namespace Bits.Testing;

/// <summary>The PostgreSQL of a test run: a private one that all test processes of this checkout share, and that is gone
/// when the last of them has ended, however it ended.</summary>
static class TestServer
{
    static readonly Lazy<Task<PostgresServer>> Server = new(OpenAsync);

    /// <summary>How to connect to a database of the server.</summary>
    public static async Task<string> ConnectionStringAsync(string database)
    {
        var address = new NpgsqlConnectionStringBuilder((await Server.Value).ConnectionString)
        {
            Database = database,
            MaxPoolSize = 20,
            IncludeErrorDetail = true,
        };
        return address.ConnectionString;
    }

    static Task<PostgresServer> OpenAsync()
    {
        // BITS_TEST_DATABASE_URL runs the tests on a server of one's own; BITS_DATABASE_URL never does: they make and
        // drop databases.
        var given = Environment.GetEnvironmentVariable("BITS_TEST_DATABASE_URL");
        return PostgresServer.OpenAsync(PostgresOptions.FromEnvironment() with
        {
            ConnectionString = given is { Length: > 0 } ? given : null,
            Root = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), FolderName()),
            Ephemeral = true,
            Settings = new Dictionary<string, string> { ["max_connections"] = "500" },
        });
    }

    // One server for each checkout and user: two checkouts that test at once do not meet.
    static string FolderName()
    {
        var identity = $"{Environment.UserName}|{AppContext.BaseDirectory.Split("/artifacts/")[0]}";
        return $"bits-test-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 6))}";
    }
}
