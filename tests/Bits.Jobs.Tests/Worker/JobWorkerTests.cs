namespace Bits.Jobs.Tests;

public sealed class JobWorkerTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _jobs = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync("truncate jobs_queue_job");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_job_whose_handler_returns_has_succeeded()
    {
        var id = await EnqueueAsync();
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal("succeeded", await StateAsync(id));
        var handled = Assert.Single(worker.Handled);
        Assert.Equal((id, "a", 1, 12), (handled.Id, handled.Args.Name, handled.Attempt, handled.MaxAttempts));
    }

    [Fact]
    public async Task A_drain_waits_for_a_long_job_without_an_error()
    {
        await EnqueueAsync();
        await using var worker = new TestWorker(database, (_, ct) => Task.Delay(TimeSpan.FromSeconds(0.6), ct));

        await worker.Worker.DrainAsync(Ct);

        Assert.Single(worker.Handled);
        Assert.Empty(worker.Log);
    }

    [Fact]
    public async Task A_job_whose_handler_throws_runs_again_until_it_is_dead()
    {
        var id = await EnqueueAsync(new() { MaxAttempts = 3 });
        await using var worker = new TestWorker(database, (_, _) => throw new InvalidOperationException("no luck"));
        using var stop = new CancellationTokenSource();

        var running = worker.Worker.RunAsync(stop.Token);
        await EventuallyAsync(id, "dead");
        await stop.CancelAsync();
        await running;

        Assert.Equal([1, 2, 3], worker.Handled.Select(job => job.Attempt));
        Assert.Contains("no luck", await ErrorAsync(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Between_attempts_a_job_is_failed_and_waits()
    {
        var id = await EnqueueAsync();
        await using var worker = new TestWorker(
            database, (_, _) => throw new InvalidOperationException(), o => o.Retry = new());

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal("failed", await StateAsync(id));
        Assert.True(await database.DataSource.ValueAsync<bool>(
            "select run_at between now() + interval '0.5 s' and now() + interval '2 s' from jobs_queue_job where id = $1",
            id));
    }

    [Fact]
    public async Task A_job_for_later_waits_for_its_time()
    {
        var id = await EnqueueAsync(new() { RunAt = DateTimeOffset.MaxValue.AddYears(-7000) });
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal("pending", await StateAsync(id));
    }

    [Fact]
    public async Task Smaller_priorities_run_first_and_equals_in_order()
    {
        long[] ids =
        [
            await EnqueueAsync(), await EnqueueAsync(new() { Priority = 5 }), await EnqueueAsync(new() { Priority = -5 }),
            await EnqueueAsync(),
        ];
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask, o => o.Concurrency = 1);

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal([ids[2], ids[0], ids[3], ids[1]], worker.Handled.Select(job => job.Id));
    }

    [Fact]
    public async Task A_worker_serves_its_queues_only()
    {
        var mail = await EnqueueAsync(new() { Queue = "mail" });
        var other = await EnqueueAsync();
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask, o => o.Queues.Add("mail"));

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal(("succeeded", "pending"), (await StateAsync(mail), await StateAsync(other)));
    }

    [Fact]
    public async Task A_kind_without_handler_stays_pending()
    {
        await database.DataSource.SqlAsync("insert into jobs_queue_job (kind) values ('tests.unknown')");
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal("pending", await database.DataSource.ValueAsync<string>("select state from jobs_queue_job"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name": 7}""")]
    public async Task A_payload_that_cannot_be_read_ends_dead_with_the_reason(string payload)
    {
        await database.DataSource.SqlAsync(
            "insert into jobs_queue_job (kind, payload) values ('tests.work', $1::jsonb)", payload);
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);

        await worker.Worker.DrainAsync(Ct);

        Assert.Empty(worker.Handled);
        Assert.Equal("dead", await database.DataSource.ValueAsync<string>("select state from jobs_queue_job"));
        Assert.Contains("payload", await database.DataSource.ValueAsync<string>("select error from jobs_queue_job"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snoozed_job_waits_and_no_attempt_is_counted()
    {
        var id = await EnqueueAsync();
        await using var worker = new TestWorker(
            database, (_, _) => throw new SnoozeJobException(TimeSpan.FromMinutes(5), "not yet"));

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal(
            "pending|0|t",
            await database.DataSource.ValueAsync<string>(
                "select concat_ws('|', state, attempt, run_at > now() + interval '4 min') from jobs_queue_job where id = $1",
                id));
    }

    [Fact, Slow]
    public async Task Two_workers_share_the_jobs_and_do_each_once()
    {
        for (var i = 0; i < 200; i++)
            await EnqueueAsync();
        // None is done before both have begun one: else the first may be through before the second has started.
        var (hasFirst, hasSecond) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var first = new TestWorker(database, (_, _) => WorkAsync(hasFirst), o => o.Concurrency = 10);
        await using var second = new TestWorker(database, (_, _) => WorkAsync(hasSecond), o => o.Concurrency = 10);

        await Task.WhenAll(first.Worker.DrainAsync(Ct), second.Worker.DrainAsync(Ct));

        var ids = first.Handled.Concat(second.Handled).Select(job => job.Id).ToList();
        Assert.Equal(200, ids.Count);
        Assert.Equal(200, ids.Distinct().Count());
        Assert.NotEmpty(first.Handled);
        Assert.NotEmpty(second.Handled);

        async Task WorkAsync(TaskCompletionSource own)
        {
            own.TrySetResult();
            await Task.WhenAll(hasFirst.Task, hasSecond.Task).WaitAsync(Ct);
        }
    }

    [Fact]
    public async Task A_dead_workers_job_is_taken_over_and_its_late_word_is_void()
    {
        var id = await EnqueueAsync();
        await using var zombie = await ZombieAsync();
        var held = Assert.Single((await zombie.ClaimAsync(10, look: true, Ct)).Jobs);
        await database.DataSource.SqlAsync("update jobs_queue_worker set beat_at = now() - interval '1 min'");

        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await EventuallyAsync(id, "succeeded");
        await stop.CancelAsync();
        await running;

        JobKey[] key = [held.Key];
        Assert.Single(await zombie.FinishAsync(key, [], Ct));
        foreach (var outcome in new[] { AttemptResult.Failed, AttemptResult.Dead, AttemptResult.Released })
            Assert.Single(await zombie.FinishAsync([], [new(held.Key, outcome, default, AttemptError.Of(new TimeoutException("late")))], Ct));
        Assert.Equal(HeartbeatEvent.Gone, Assert.Single(await zombie.SendHeartbeatAsync(EndedClaims.None, 0, [], Ct)).What);
        Assert.True((await zombie.ClaimAsync(10, look: true, Ct)).IsGone);
        var taken = Assert.Single(worker.Handled);
        Assert.Equal(1, taken.Attempt); // a crash is no attempt
        Assert.True(taken.Lease > held.Key.Lease);
    }

    [Fact]
    public async Task A_handler_whose_job_was_taken_over_is_cancelled()
    {
        var id = await EnqueueAsync();
        var begun = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var worker = new TestWorker(
            database,
            async (_, ct) =>
            {
                begun.TrySetResult();
                await using var registration = ct.Register(() => cancelled.TrySetResult());
                await cancelled.Task;
            },
            o => o.Lease = TimeSpan.FromSeconds(1));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await begun.Task.WaitAsync(Ct);

        // Who claims at this very moment is passed over.
        while (!await database.DataSource.ValueAsync<bool>("select exists (select from jobs_queue_rescue())"))
            await database.DataSource.SqlAsync("update jobs_queue_worker set beat_at = now() - interval '1 min'");

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await EventuallyAsync(id, "succeeded"); // by the same worker, which has entered anew
        await stop.CancelAsync();
        await running;
    }

    [Fact, Slow]
    public async Task A_long_job_is_not_taken_over_while_its_worker_lives()
    {
        var id = await EnqueueAsync();
        await using var worker = new TestWorker(
            database, (_, ct) => Task.Delay(TimeSpan.FromSeconds(3), ct), o => o.Lease = TimeSpan.FromSeconds(1));

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal("succeeded", await StateAsync(id));
        Assert.Single(worker.Handled);
    }

    [Fact]
    public async Task A_worker_that_stops_gives_its_jobs_back_without_counting_the_attempt()
    {
        var id = await EnqueueAsync();
        var begun = new TaskCompletionSource();
        await using var worker = new TestWorker(
            database,
            (_, ct) =>
            {
                begun.TrySetResult();
                return Task.Delay(Timeout.Infinite, ct);
            },
            o => o.StopGrace = TimeSpan.Zero);
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await begun.Task.WaitAsync(Ct);

        await stop.CancelAsync();
        await running;

        Assert.Equal("pending", await StateAsync(id));
        Assert.Equal(0, await database.DataSource.ValueAsync<int>("select attempt from jobs_queue_job where id = $1", id));
    }

    [Fact]
    public async Task A_worker_that_stops_lets_a_job_end_within_the_grace()
    {
        var id = await EnqueueAsync();
        var begun = new TaskCompletionSource();
        await using var worker = new TestWorker(
            database,
            (_, ct) =>
            {
                begun.TrySetResult();
                return Task.Delay(200, ct);
            });
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await begun.Task.WaitAsync(Ct);

        await stop.CancelAsync();
        await running;

        Assert.Equal("succeeded", await StateAsync(id));
    }

    Task<IWorkerStore> ZombieAsync() => new PostgresJobStore(database.DataSource, direct: null).RegisterAsync(
        new("zombie", ["default"], [Work.Kind], TimeSpan.FromSeconds(10)), listen: false, Ct);

    Task<long> EnqueueAsync(EnqueueOptions? options = null) =>
        _jobs.EnqueueAsync(new("a"), TestJson.Default.Work, options, Ct);

    Task<string> StateAsync(long id) =>
        database.DataSource.ValueAsync<string>("select state from jobs_queue_job where id = $1", id);

    Task<string> ErrorAsync(long id) =>
        database.DataSource.ValueAsync<string>("select error from jobs_queue_job where id = $1", id);

    Task EventuallyAsync(long id, string state) =>
        database.DataSource.EventuallyAsync("select state = $2 from jobs_queue_job where id = $1", id, state);
}
