using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Bits.Testing;

/// <summary>PgBouncer in transaction mode in front of the test server. With BITS_TEST_POOLER=1 every test's connections go
/// through it; what makes and drops databases does not.</summary>
public static class TestPooler
{
    static readonly Lazy<Task<int>> Port = new(StartAsync);

    /// <summary>Whether the tests are to go through it.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable("BITS_TEST_POOLER") == "1";

    /// <summary>The way to a database through the pooler.</summary>
    public static async Task<string> PooledAsync(string connectionString)
    {
        var pooled = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = await Port.Value,
            NoResetOnClose = true,
        };
        return pooled.ConnectionString;
    }

    static async Task<int> StartAsync()
    {
        var program = TestProgram.PgBouncer.Require();
        var server = new NpgsqlConnectionStringBuilder(await TestServer.ConnectionStringAsync("postgres"));
        var folder = Directory.CreateTempSubdirectory("bits-pooler-").FullName;
        var port = TestPort.Free();
        await File.WriteAllTextAsync(Path.Combine(folder, "pgbouncer.ini"), $"""
            [databases]
            * = host=127.0.0.1 port={server.Port} user={server.Username} password={server.Password}

            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 10
            max_client_conn = 1000
            max_db_connections = 10
            server_idle_timeout = 5
            ignore_startup_parameters = extra_float_digits,search_path,options
            logfile = {folder}/log
            """);
        Open(folder);
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "--", program, "-q", Path.Combine(folder, "pgbouncer.ini")])
            : new ProcessStartInfo(program, ["-q", Path.Combine(folder, "pgbouncer.ini")]);
        var process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            process.Kill();
            process.WaitForExit();
            Directory.Delete(folder, recursive: true);
        };
        await ListensAsync(port, process);
        return port;
    }

    static async Task ListensAsync(int port, Process process)
    {
        for (var i = 0; i < 500 && !process.HasExited; i++)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        throw new InvalidOperationException($"PgBouncer does not listen on {port}.");
    }

    // The pooler's own user reads and writes here.
    static void Open(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;

        const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(folder, all);
    }
}
