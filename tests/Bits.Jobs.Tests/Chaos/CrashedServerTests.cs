using System.Diagnostics;
using Bits.EmbeddedPostgres;
using Npgsql;

namespace Bits.Jobs.Tests;

/// <summary>A server that crashes, recovers from its log, and crashes again. On a server of its own.</summary>
public sealed class CrashedServerTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_crashes_again_and_again_loses_nothing()
    {
        var root = Path.Combine(Path.GetTempPath(), $"bits-jobs-crash-{Guid.CreateVersion7():N}");
        await using var server = await PostgresServer.OpenAsync(
            PostgresOptions.FromEnvironment() with
            {
                ConnectionString = null,
                Root = root,
                Ephemeral = true,
                // What was acknowledged must outlive the crash, as on any server but one for tests.
                Settings = new Dictionary<string, string> { ["synchronous_commit"] = "on" },
            }, Ct);
        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString);
        await JobsSchema.MigrateAsync(dataSource, Ct);
        await new JobQueue(dataSource).EnqueueManyAsync(
            [.. Enumerable.Range(0, 2000).Select(i => new Work($"{i}"))], TestJson.Default.Work, ct: Ct);
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
        Assert.Equal(2000, worker.Handled.Select(job => job.Id).Distinct().Count());
        await server.DisposeAsync();
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
