using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Bits.Backend.Tests.Scale;

/// <summary>A primary and two streaming replicas on loopback, each commit confirmed by one of the two.</summary>
sealed class PrimaryAndReplicas : IAsyncDisposable
{
    readonly string _folder = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"bits-replicas-{Guid.CreateVersion7():N}");
    readonly int[] _ports = [TestPort.Free(), TestPort.Free(), TestPort.Free()];

    /// <summary>All three, the primary found by asking.</summary>
    public string Primary => $"Host={Hosts(0, 1, 2)};Username=bits;Database=postgres;Host Recheck Seconds=1;Timeout=5";

    /// <summary>The two replicas, in turn.</summary>
    public string Replicas => $"Host={Hosts(1, 2)};Username=bits;Database=postgres;Load Balance Hosts=true;Host Recheck Seconds=1;Timeout=5";

    public static async Task<PrimaryAndReplicas> StartAsync(CancellationToken ct)
    {
        var cluster = new PrimaryAndReplicas();
        Directory.CreateDirectory(cluster._folder);
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", ["postgres", cluster._folder], asServer: false, ct);
        await cluster.StartPrimaryAsync(ct);
        for (var i = 1; i <= 2; i++)
            await cluster.StartReplicaAsync(i, ct);
        await cluster.SqlAsync(0, "alter system set synchronous_standby_names = 'ANY 1 (r1, r2)'", ct);
        await cluster.SqlAsync(0, "select pg_reload_conf()", ct);
        return cluster;
    }

    /// <summary>The primary dies without a word, and the replica that has more takes its place.</summary>
    public async Task FailOverAsync(CancellationToken ct)
    {
        await PgAsync("pg_ctl", ["-D", Data(0), "-m", "immediate", "-w", "stop"], ct);
        var first = await ValueAsync<string>(1, "select pg_last_wal_receive_lsn()::text", ct);
        var ahead = await ValueAsync<bool>(2, $"select pg_last_wal_receive_lsn() > '{first}'", ct) ? 2 : 1;
        await PgAsync("pg_ctl", ["-D", Data(ahead), "-w", "promote"], ct);
        await SqlAsync(ahead, "alter system set synchronous_standby_names = ''", ct);
        await SqlAsync(ahead, "select pg_reload_conf()", ct);
    }

    /// <summary>How many transactions the replicas have answered, once all clients are gone.</summary>
    /// <remarks>A connection adds what it did to the server's count when it ends; while it is idle, up to ten seconds later.</remarks>
    public async Task<long> AnsweredByReplicasAsync(CancellationToken ct)
    {
        const string sql = "select xact_commit from pg_stat_database where datname = 'postgres'";
        const string others = "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";
        foreach (var i in new[] { 1, 2 })
        {
            while (await ValueAsync<long>(i, others, ct) > 0)
                await Task.Delay(50, ct);
        }

        return await ValueAsync<long>(1, sql, ct) + await ValueAsync<long>(2, sql, ct);
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < 3; i++)
            if (File.Exists(Path.Combine(Data(i), "postmaster.pid")))
                await PgAsync("pg_ctl", ["-D", Data(i), "-m", "immediate", "-w", "stop"], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    async Task StartPrimaryAsync(CancellationToken ct)
    {
        await PgAsync("initdb", ["-D", Data(0), "-U", "bits", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "--no-sync"], ct);
        await ConfigureAsync(0, $"""
            listen_addresses = '127.0.0.1'
            unix_socket_directories = '{_folder}'
            max_connections = 200
            wal_level = replica
            max_wal_senders = 10
            hot_standby_feedback = on
            fsync = off
            log_min_messages = fatal
            port = {_ports[0]}
            """, "postgresql.conf", ct);
        await StartServerAsync(0, ct);
    }

    async Task StartReplicaAsync(int i, CancellationToken ct)
    {
        await PgAsync(
            "pg_basebackup",
            ["-h", "127.0.0.1", "-p", $"{_ports[0]}", "-U", "bits", "-D", Data(i), "-R", "-C", "-S", $"r{i}", "-X", "stream", "-c", "fast", "--no-sync"], ct);
        await ConfigureAsync(i, $"""
            port = {_ports[i]}
            primary_conninfo = 'host=127.0.0.1 port={_ports[0]} user=bits application_name=r{i}'
            """, "postgresql.auto.conf", ct);
        await StartServerAsync(i, ct);
    }

    async Task ConfigureAsync(int i, string lines, string file, CancellationToken ct) =>
        await File.AppendAllTextAsync(Path.Combine(Data(i), file), $"\n{lines}\n", ct);

    Task StartServerAsync(int i, CancellationToken ct) =>
        PgAsync("pg_ctl", ["-D", Data(i), "-w", "-l", Path.Combine(_folder, $"log{i}"), "start"], ct);

    Task SqlAsync(int i, string sql, CancellationToken ct) => ValueAsync<object>(i, sql, ct);

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA2100", Justification = "Tests.")]
    async Task<T> ValueAsync<T>(int i, string sql, CancellationToken ct)
    {
        await using var db = new NpgsqlConnection($"Host=127.0.0.1;Port={_ports[i]};Username=bits;Database=postgres;Pooling=false");
        await db.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, db);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    string Data(int i) => Path.Combine(_folder, $"data{i}");

    string Hosts(params int[] which) => string.Join(',', which.Select(i => $"127.0.0.1:{_ports[i]}"));

    static Task PgAsync(string program, IEnumerable<string> args, CancellationToken ct) =>
        RunAsync(Path.Combine(Binaries, program), args, asServer: true, ct);

    static async Task RunAsync(string program, IEnumerable<string> args, bool asServer, CancellationToken ct)
    {
        var start = asServer && Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", program, .. args])
            : new ProcessStartInfo(program, args);
        (start.WorkingDirectory, start.RedirectStandardOutput) = ("/", program.EndsWith("initdb", StringComparison.Ordinal));
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        if (start.RedirectStandardOutput)
            await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    static string Binaries => Directory.EnumerateDirectories("/usr/lib/postgresql")
        .OrderByDescending(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
        .Select(folder => Path.Combine(folder, "bin")).First();
}
