using Bits.Shared;

namespace Bits.Jobs.Tests;

/// <summary>What operators see.</summary>
public sealed class InspectorTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);
    readonly JobInspector _inspector = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_failure, jobs_queue_pause, jobs_queue_outcome, jobs_queue_claim, jobs_queue_worker, jobs_queue_low_watermark");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_filter_finds_the_same_jobs_in_pages_in_every_state()
    {
        await using var worker = new TestWorker(
            database, (job, _) => job.Args.Name == "bad" ? throw new FormatException("bad") : Task.CompletedTask);
        foreach (var (name, attempts) in new[] { ("good", 3), ("bad", 1), ("bad", 3), ("good", 3), ("bad", 1) })
            await _queue.EnqueueAsync(new(name), TestJson.Default.Work, new() { MaxAttempts = attempts }, Ct);
        await worker.Worker.DrainAsync(Ct);
        await _queue.EnqueueAsync(new("waits"), TestJson.Default.Work, new() { Queue = "elsewhere" }, Ct);
        await database.DataSource.SqlAsync("update jobs_queue_job set state = 'failed' where state = 'pending' and queue = 'default'");

        foreach (var state in Enum.GetValues<JobState>())
        {
            var expected = await database.DataSource.ValueAsync<long[]>(
                "select coalesce(array_agg(id order by id desc), '{}') from jobs_queue_job where state = $1", state.ToText());
            List<long> found = [];
            while (await _inspector.ListAsync(new(State: state), found.Count == 0 ? null : found[^1], limit: 1, Ct) is [var job])
                found.Add(job.Id);

            Assert.Equal(expected, found);
            Assert.Equal(expected.Length, await _inspector.CountAsync(new(State: state), ct: Ct));
        }
    }

    [Fact]
    public async Task Counts_say_where_jobs_stand_by_queue_and_kind()
    {
        var begun = new TaskCompletionSource();
        await using var worker = new TestWorker(database, async (job, ct) =>
        {
            if (job.Args.Name == "bad")
                throw new FormatException("bad");
            if (job.Args.Name != "slow")
                return;
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
        }, worker => worker.StopGrace = TimeSpan.Zero);
        foreach (var name in new[] { "good", "bad", "bad", "slow" })
            await _queue.EnqueueAsync(new(name), TestJson.Default.Work, new() { MaxAttempts = 1 }, Ct);
        await _queue.EnqueueAsync(new("later"), TestJson.Default.Work, new() { RunAt = DateTimeOffset.MaxValue.AddYears(-1001) }, Ct);
        for (var i = 0; i < 3; i++)
            await _queue.EnqueueAsync(new("waits"), TestJson.Default.Work, new() { Queue = "elsewhere", Priority = (short)i }, Ct);
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await begun.Task.WaitAsync(Ct);
        await database.DataSource.EventuallyAsync("select count(*) = 2 from jobs_queue_job where state = 'dead'");

        var counts = await _inspector.ListCountsAsync(ct: Ct);

        Assert.Equal(
            [("default", JobState.Dead, 2L), ("default", JobState.Pending, 1L), ("default", JobState.Running, 1L), ("elsewhere", JobState.Pending, 3L)],
            counts.Select(c => (c.Queue, c.State, c.Jobs)));
        Assert.All(counts, c => Assert.False(c.IsMinimum));
        Assert.True((await _inspector.ListCountsAsync(max: 1, Ct)).Single(c => c.State == JobState.Dead).IsMinimum);
        Assert.Equal(1, Assert.Single(await _inspector.ListWorkersAsync(Ct)).Running);
        await stop.CancelAsync();
        await running;

        var outcomes = await _inspector.ListOutcomesAsync(TimeProvider.System.GetUtcNow().AddMinutes(-5), Ct);
        Assert.Equal(2, outcomes.Where(t => t.Outcome == "dead").Sum(t => t.Jobs));
        Assert.Equal(1, outcomes.Where(t => t.Outcome == "succeeded").Sum(t => t.Jobs));
    }

    [Fact]
    public async Task It_explains_why_a_job_does_not_run()
    {
        var first = await EnqueueAsync();
        var second = await EnqueueAsync();
        var later = await EnqueueAsync(TimeProvider.System.GetUtcNow().AddHours(1));

        Assert.Contains("No worker serves the queue default", await ExplainAsync(first), StringComparison.Ordinal);
        Assert.Contains("1 jobs of its queue and priority are ahead of it", await ExplainAsync(second), StringComparison.Ordinal);
        Assert.Contains("It waits until", await ExplainAsync(later), StringComparison.Ordinal);

        await database.DataSource.SqlAsync(
            "insert into jobs_queue_worker (name, queues, kinds, lease) values ('w', '{default}', '{tests.other}', '1 min')");
        Assert.Contains("The queue default has 1 workers, but none with a handler for tests.work", await ExplainAsync(first), StringComparison.Ordinal);

        await database.DataSource.SqlAsync("update jobs_queue_worker set kinds = '{tests.work}'");
        Assert.Equal("Nothing delays it: a worker claims it within a moment.", await ExplainAsync(first));
        Assert.Null(await _inspector.ExplainAsync(-1, Ct));
    }

    async Task<string> ExplainAsync(long id) => string.Join(" ", (await _inspector.ExplainAsync(id, Ct))!.Reasons);

    Task<long> EnqueueAsync(DateTimeOffset? runAt = null) =>
        _queue.EnqueueAsync(new("x"), TestJson.Default.Work, new() { RunAt = runAt }, Ct);
}
