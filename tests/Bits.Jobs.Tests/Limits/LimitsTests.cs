using System.Globalization;

namespace Bits.Jobs.Tests;

/// <summary>Limits of queues hold over many processes, whatever is killed when.</summary>
public sealed class LimitsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);
    readonly JobInspector _inspector = new(database.DataSource);
    readonly JobOperator _operator = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_claim, jobs_queue_worker, jobs_queue_low_watermark, jobs_queue_limit, jobs_queue_start");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact, Slow]
    public async Task Four_processes_that_are_killed_again_and_again_never_run_more_than_the_limits_say()
    {
        await LimitAsync(new() { Running = 7, RunningPerWorker = 4, RunningPerKey = 2 });
        await database.DataSource.SqlAsync(
            "insert into jobs_queue_job (kind, payload, key) select 'host.sleep', jsonb_build_object('n', n, 'milliseconds', 30), 'k' || n % 5 from generate_series(0, 399) n");
        await using var workers = new WorkerProcesses(database.ConnectionString, concurrency: 10, leaseSeconds: 1);
        List<ProgramProcess> alive = [];
        for (var i = 0; i < 4; i++)
            alive.Add(await workers.StartAsync());

        for (var kill = 0; kill < 4; kill++)
        {
            await workers.ReachAsync('E', 40 + kill * 60);
            await workers.KillAsync(alive[kill]);
            alive.Add(await workers.StartAsync());
        }

        await database.AllEndedAsync();

        Assert.Equal(400, await database.CountAsync("succeeded"));
        Assert.Equal(400, workers.Count('E').Count);
        var runs = workers.Overlaps(n => n % 5);
        Assert.InRange(runs.InAll, 5, 7); // and it was really used
        Assert.InRange(runs.OfAProcess, 1, 4);
        Assert.Equal(2, runs.OfAKey);
    }

    [Fact]
    public async Task A_job_that_a_limit_holds_back_says_which()
    {
        var begun = new TaskCompletionSource();
        await LimitAsync(new() { Running = 1, RunningPerWorker = 5, RunningPerKey = 1, Rate = new(1, TimeSpan.FromHours(1)) });
        await using var worker = new TestWorker(database, async (_, ct) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
        }, options => options.StopGrace = TimeSpan.Zero);
        await _queue.EnqueueAsync(new("runs"), TestJson.Default.Work, new() { PartitionKey = "asha" }, Ct);
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await begun.Task.WaitAsync(Ct);
        var waits = await _queue.EnqueueAsync(new("waits"), TestJson.Default.Work, new() { PartitionKey = "asha" }, Ct);

        var reasons = (await _inspector.ExplainAsync(waits, Ct))!.Reasons;

        Assert.Contains(reasons, reason => reason.StartsWith("The queue default is at its limit: 1 of 1 jobs run.", StringComparison.Ordinal));
        Assert.Contains(reasons, reason => reason.StartsWith("The key asha is at the limit of the queue default: 1 of 1 jobs run.", StringComparison.Ordinal));
        Assert.Contains(reasons, reason => reason.StartsWith("The queue default is at its rate: 1 of 1 jobs began", StringComparison.Ordinal));
        Assert.DoesNotContain(reasons, reason => reason.StartsWith("Every worker", StringComparison.Ordinal));
        await stop.CancelAsync();
        await running;
    }

    [Fact, Slow]
    public async Task In_no_interval_more_jobs_begin_than_the_rates_say()
    {
        await LimitAsync(new() { Rate = new(40, TimeSpan.FromMilliseconds(400)), RatePerKey = new(15, TimeSpan.FromMilliseconds(400)) });
        for (var key = 0; key < 4; key++)
            await _queue.EnqueueManyAsync([.. Enumerable.Range(0, 40).Select(i => new Work($"{i}"))], TestJson.Default.Work, new() { PartitionKey = $"k{key}" }, Ct);
        await using var one = new TestWorker(database, (_, _) => Task.CompletedTask);
        await using var two = new TestWorker(database, (_, _) => Task.CompletedTask);
        using var stop = new CancellationTokenSource();
        var running = Task.WhenAll(one.Worker.RunAsync(stop.Token), two.Worker.RunAsync(stop.Token));

        await database.AllEndedAsync();
        await stop.CancelAsync();
        await running;

        const string densest = """
            select max((
                select count(*)
                from jobs_queue_job o
                where o.started_at > j.started_at - interval '400 ms' and o.started_at <= j.started_at and ($1 = '' or o.key = j.key)))
            from jobs_queue_job j
            """;
        Assert.Equal(160, await database.CountAsync("succeeded"));
        Assert.InRange(await database.DataSource.ValueAsync<long>(densest, ""), 20, 40);
        Assert.InRange(await database.DataSource.ValueAsync<long>(densest, "key"), 5, 15);
    }

    [Fact]
    public async Task Jobs_of_one_key_that_may_run_one_at_a_time_run_in_their_order()
    {
        await LimitAsync(new() { RunningPerKey = 1 });
        for (var i = 0; i < 60; i++)
            await _queue.EnqueueAsync(new($"{i:D2}"), TestJson.Default.Work, new() { PartitionKey = $"k{i % 3}" }, Ct);
        await using var worker = new TestWorker(database, (_, ct) => Task.Delay(1, ct));

        await worker.Worker.DrainAsync(Ct);

        // A drain ends when nothing can be claimed: what a limit holds back waits for the next one.
        while (worker.Handled.Count < 60)
            await worker.Worker.DrainAsync(Ct);
        foreach (var key in worker.Handled.GroupBy(job => int.Parse(job.Args.Name, CultureInfo.InvariantCulture) % 3))
            Assert.Equal(key.Select(job => job.Args.Name).Order(), key.Select(job => job.Args.Name));
    }

    [Fact]
    public async Task Limits_are_seen_changed_and_taken_away_and_what_cannot_be_is_refused_by_name()
    {
        var limits = new QueueLimits { Running = 3, Rate = new(10, TimeSpan.FromSeconds(1)) };
        await LimitAsync(limits);
        Assert.Equal(KeyValuePair.Create("default", limits), Assert.Single(await _inspector.ListLimitsAsync(Ct)));

        await LimitAsync(new());
        Assert.Empty(await _inspector.ListLimitsAsync(Ct));

        var error = await Assert.ThrowsAsync<InvalidArgumentException>(() => LimitAsync(new() { RunningPerKey = 0 }));
        Assert.StartsWith("RunningPerKey: must be at least 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidArgumentException>(() => new Rate(1, TimeSpan.FromDays(2)));
        await Assert.ThrowsAsync<InvalidArgumentException>(() => _queue.EnqueueAsync(new("x"), TestJson.Default.Work, new() { PartitionKey = "" }, Ct));
    }

    async Task LimitAsync(QueueLimits limits)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await _operator.SetLimitsAsync(db, "default", limits, "test", Ct);
    }
}
