using System.Diagnostics;

namespace Bits.Jobs.Tests;

/// <summary>Workers that are killed, frozen, or poisoned. Nothing is lost, nothing is stuck.</summary>
[Slow]
public sealed class KilledWorkerTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_claim, jobs_queue_worker, jobs_queue_low_watermark");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task After_a_kill_only_jobs_in_flight_run_twice()
    {
        await database.SleepersAsync(300, milliseconds: 50);
        await using var workers = new WorkerProcesses(database.ConnectionString);
        var victim = await workers.StartAsync();
        await workers.ReachAsync('E', 100);

        await victim.KillAsync(Ct);
        var ended = workers.Count('E').Keys.ToHashSet();
        var inFlight = workers.Count('S').Keys.Where(n => !ended.Contains(n)).ToHashSet();
        await workers.StartAsync();
        await database.AllEndedAsync();

        Assert.Equal(300, await database.CountAsync("succeeded"));
        Assert.Equal(300, workers.Count('E').Count);
        Assert.All(workers.Count('S').Where(n => n.Value > 1), n => Assert.True(inFlight.Contains(n.Key) || ended.Contains(n.Key)));
        // Beside those in flight, those whose end was not stored yet: what ends within a few milliseconds.
        Assert.InRange(workers.Count('S').Count(n => n.Value > 1), 0, 20);
        Assert.Equal(0L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job where attempt > 1"));
    }

    [Fact]
    public async Task Kills_again_and_again_lose_nothing()
    {
        await database.SleepersAsync(400, milliseconds: 20);
        await using var workers = new WorkerProcesses(database.ConnectionString, leaseSeconds: 1);
        await workers.StartAsync();

        for (var kill = 0; kill < 6; kill++)
        {
            var victim = await workers.StartAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(300 + 100 * kill), Ct);
            await victim.KillAsync(Ct);
        }

        await database.AllEndedAsync();
        Assert.Equal(400, await database.CountAsync("succeeded"));
        Assert.Equal(400, workers.Count('E').Count);
    }

    [Fact]
    public async Task A_frozen_worker_that_goes_on_finds_its_late_word_refused()
    {
        await database.SleepersAsync(1, milliseconds: 1500);
        await using var workers = new WorkerProcesses(database.ConnectionString, leaseSeconds: 1);
        var frozen = await workers.StartAsync();
        await workers.ReachAsync('S', 1);

        await SignalAsync("-STOP", frozen.Id);
        await workers.StartAsync();
        await database.AllEndedAsync();
        await SignalAsync("-CONT", frozen.Id);

        // It ends the job a second time, and is told that it was not its own any more.
        await frozen.LineAsync("      Lost job ", Ct);
        while (!frozen.Output.Contains("the outcome of this attempt is discarded", StringComparison.Ordinal))
            await Task.Delay(20, Ct);
        Assert.Equal("succeeded|1|1", await database.DataSource.ValueAsync<string>(
            "select concat_ws('|', state, attempt, crashes) from jobs_queue_job"));
        await frozen.StopAsync(Ct);
    }

    [Fact]
    public async Task A_job_that_kills_its_workers_ends_dead_and_takes_no_other_with_it()
    {
        await database.SleepersAsync(200, milliseconds: 5, killers: 100);
        await using var workers = new WorkerProcesses(database.ConnectionString, leaseSeconds: 1);

        for (var starts = 0; starts < 10 && await database.CountAsync("dead") == 0; starts++)
        {
            var worker = await workers.StartAsync();
            var watch = Stopwatch.StartNew();
            while (!worker.HasExited && await database.CountAsync("dead") == 0 && watch.Elapsed < TimeSpan.FromSeconds(30))
                await Task.Delay(50, Ct);
        }

        await workers.StartAsync();
        await database.AllEndedAsync();
        Assert.Equal("100|3|0", await database.DataSource.ValueAsync<string>(
            "select concat_ws('|', payload ->> 'n', crashes, attempt) from jobs_queue_job where state = 'dead'"));
        Assert.Equal(199, await database.CountAsync("succeeded"));
        Assert.Equal(0L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job where attempt > 1"));
    }

    [Fact]
    public async Task Two_deployments_leave_each_others_kinds_alone_and_raise_an_alarm()
    {
        await database.SleepersAsync(50, milliseconds: 1);
        await database.DataSource.SqlAsync(
            "insert into jobs_queue_job (kind, payload) select 'host.other', jsonb_build_object('n', 1000 + n) from generate_series(1, 50) n");
        await using var workers = new WorkerProcesses(database.ConnectionString);
        var old = await workers.StartAsync();

        await workers.ReachAsync('E', 50);
        await old.LineAsync("      Job ", Ct);
        Assert.Contains("host.other", old.Output, StringComparison.Ordinal);
        Assert.Equal(50, await database.CountAsync("pending"));

        await workers.StartAsync("host.other");
        await database.AllEndedAsync();
        Assert.Equal(100, await database.CountAsync("succeeded"));
    }

    static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [signal, $"{process}"]);
        await kill.WaitForExitAsync(Ct);
    }
}
