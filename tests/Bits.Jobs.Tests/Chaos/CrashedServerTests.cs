using System.Diagnostics;
using Bits.EmbeddedPostgres;
using Npgsql;

namespace Bits.Jobs.Tests;

/// <summary>A server that crashes, recovers from its log, and crashes again; one that is stopped and started. On a server of its own.</summary>
[Slow]
public sealed class CrashedServerTests
{
    const int Jobs = 2000;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_crashes_again_and_again_loses_nothing()
    {
        var options = Options(ephemeral: true);
        await using var server = await PostgresServer.OpenAsync(options, Ct);
        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString);
        await EnqueueAsync(dataSource);
        await using var worker = new TestWorker(
            dataSource, (_, ct) => Task.Delay(5, ct), o => o.Lease = TimeSpan.FromSeconds(2));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);

        for (var crash = 0; crash < 4; crash++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(400), Ct);
            await CrashAsync(dataSource);
        }

        await UntilAsync(dataSource, "select not exists (select from jobs_queue_job where state <> 'succeeded')");
        await stop.CancelAsync();
        await running;
        Assert.Equal(Jobs, worker.Handled.Select(job => job.Id).Distinct().Count());
        await server.DisposeAsync();
        File.Delete(options.Root + ".lock");
    }

    [Fact]
    public async Task A_server_that_is_stopped_and_started_again_loses_nothing()
    {
        var options = Options(ephemeral: false);
        var server = await PostgresServer.OpenAsync(options, Ct);
        var address = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        await using var proxy = new LossyProxy(address.Host!, address.Port);
        (address.Host, address.Port) = ("127.0.0.1", proxy.Port);
        await using var dataSource = NpgsqlDataSource.Create(address.ConnectionString);
        await EnqueueAsync(dataSource);
        await using var worker = new TestWorker(dataSource, (_, ct) => Task.Delay(5, ct));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);

        for (var restart = 0; restart < 2; restart++)
        {
            await dataSource.EventuallyAsync("select count(*) > $1 from jobs_queue_job where state = 'succeeded'", 300L * (restart + 1));
            await server.DisposeAsync();
            server = await PostgresServer.OpenAsync(options, Ct);
            var moved = new NpgsqlConnectionStringBuilder(server.ConnectionString);
            proxy.Move(moved.Host!, moved.Port);
        }

        await UntilAsync(dataSource, "select not exists (select from jobs_queue_job where state <> 'succeeded')");
        await stop.CancelAsync();
        await running;
        Assert.Equal(Jobs, worker.Handled.Select(job => job.Id).Distinct().Count());
        await server.DisposeAsync();
        await GoneAsync(options.Root);
    }

    static PostgresOptions Options(bool ephemeral) => PostgresOptions.FromEnvironment() with
    {
        ConnectionString = null,
        Root = Path.Combine(Path.GetTempPath(), $"bits-jobs-crash-{Guid.CreateVersion7():N}"),
        Ephemeral = ephemeral,
        // What was acknowledged must outlive the crash, as on any server but one for tests.
        Settings = new Dictionary<string, string> { ["synchronous_commit"] = "on" },
    };

    static async Task EnqueueAsync(NpgsqlDataSource dataSource)
    {
        await JobsSchema.MigrateAsync(dataSource, Ct);
        await new JobQueue(dataSource).EnqueueManyAsync(
            [.. Enumerable.Range(0, Jobs).Select(i => new Work($"{i}"))], TestJson.Default.Work, ct: Ct);
    }

    // The server stops when its last user has gone, a moment later.
    static async Task GoneAsync(string root)
    {
        await PrivateCluster.UntilStoppedAsync(root);
        Directory.Delete(root, recursive: true);
        File.Delete(root + ".lock");
    }

    // A backend that is killed outright takes all others with it: the server starts anew from its log.
    static async Task CrashAsync(NpgsqlDataSource dataSource)
    {
        var before = await StartedAsync(dataSource);
        var backend = await RetryAsync(() => dataSource.ValueAsync<int>("select pg_backend_pid()"));
        using (var kill = Process.Start("kill", ["-KILL", $"{backend}"]))
            await kill.WaitForExitAsync(Ct);

        while (await StartedAsync(dataSource) == before)
            await Task.Delay(20, Ct);
    }

    // The oldest of the server's helpers is as old as the last recovery.
    static Task<DateTime> StartedAsync(NpgsqlDataSource dataSource) => RetryAsync(() => dataSource.ValueAsync<DateTime>(
        "select min(backend_start) from pg_stat_activity where backend_type = 'checkpointer'"));

    static Task UntilAsync(NpgsqlDataSource dataSource, string sql) => RetryAsync(async () =>
    {
        await dataSource.EventuallyAsync(sql);
        return true;
    });

    static async Task<T> RetryAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (NpgsqlException)
            {
                await Task.Delay(50, Ct); // it recovers
            }
        }
    }
}
