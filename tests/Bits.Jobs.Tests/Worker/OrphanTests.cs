namespace Bits.Jobs.Tests;

/// <summary>Running jobs that no living worker holds, however that came about: operators may act on them, explain says so, and
/// a sweep takes them back.</summary>
public sealed class OrphanTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);
    readonly JobOperator _operator = new(database.DataSource);
    readonly JobInspector _inspector = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        """
        truncate jobs_queue_job, jobs_queue_failure, jobs_queue_claim, jobs_queue_worker, jobs_queue_cancel;
        update jobs_queue_sweep set swept_at = '-infinity', slot = 0, id = 0;
        alter table jobs_queue_job drop constraint if exists tests_refusal
        """);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string> Causes => new(
        "delete from jobs_queue_claim",
        "delete from jobs_queue_claim; delete from jobs_queue_worker",
        "delete from jobs_queue_worker",
        "update jobs_queue_job set lease = lease + 1000000, worker = worker + 7");

    [Theory, MemberData(nameof(Causes))]
    public async Task A_running_job_without_a_claim_is_taken_back_and_runs(string cause)
    {
        var id = await OrphanAsync(cause);
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);
        using var stop = new CancellationTokenSource();

        var running = worker.Worker.RunAsync(stop.Token);
        await database.AllEndedAsync();

        await stop.CancelAsync();
        await running;
        Assert.Equal("succeeded|2", await RowAsync(id));
        Assert.Equal("lost", await database.DataSource.ValueAsync<string>("select type from jobs_queue_failure"));
    }

    [Theory, MemberData(nameof(Causes))]
    public async Task Operators_may_act_on_it_at_once(string cause)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        var retried = await OrphanAsync(cause);
        Assert.True(await _operator.RetryAsync(db, retried, "test", Ct));
        Assert.Equal("pending|0", await RowAsync(retried));

        await InitializeAsync();
        var cancelled = await OrphanAsync(cause);
        Assert.Equal(CancelOutcome.Cancelled, await _operator.CancelAsync(cancelled, "not wanted", Ct));
        Assert.Equal("dead|1", await RowAsync(cancelled));

        await InitializeAsync();
        var discarded = await OrphanAsync(cause);
        Assert.True(await _operator.DiscardAsync(db, discarded, "test", Ct));
        Assert.Equal(0L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job"));
    }

    [Theory, MemberData(nameof(Causes))]
    public async Task Explain_says_that_no_worker_holds_it(string cause)
    {
        var id = await OrphanAsync(cause);

        var said = string.Join(' ', (await _inspector.ExplainAsync(id, Ct))!.Reasons);

        Assert.Contains("It is running, but no worker holds it", said, StringComparison.Ordinal);
        Assert.Contains("retry", said, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_a_living_worker_holds_is_neither_swept_nor_given_to_operators()
    {
        var id = await EnqueueAsync();
        await using var living = await RegisterAsync();
        var job = Assert.Single((await living.ClaimAsync(10, look: true, Ct)).Jobs);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);

        Assert.Empty(await SweepAsync());
        Assert.False(await _operator.RetryAsync(db, id, "test", Ct));
        Assert.False(await _operator.DiscardAsync(db, id, "test", Ct));
        Assert.Equal(CancelOutcome.Asked, await _operator.CancelAsync(id, "not wanted", Ct));

        Assert.Empty(await living.FinishAsync([job.Key], [], Ct));
        Assert.Equal("succeeded|1", await RowAsync(id));
    }

    [Fact]
    public async Task A_job_of_a_worker_that_is_silent_says_so_and_may_be_cancelled_for_good()
    {
        var id = await EnqueueAsync();
        await using var silent = await RegisterAsync();
        var job = Assert.Single((await silent.ClaimAsync(10, look: true, Ct)).Jobs);
        await database.DataSource.SqlAsync("update jobs_queue_worker set beat_at = now() - interval '1 min'");

        var said = string.Join(' ', (await _inspector.ExplainAsync(id, Ct))!.Reasons);
        Assert.Equal(CancelOutcome.Cancelled, await _operator.CancelAsync(id, "not wanted", Ct));

        Assert.Contains("no heartbeat", said, StringComparison.Ordinal);
        Assert.Single(await silent.FinishAsync([job.Key], [], Ct)); // its late word is void
        Assert.Equal("dead|1", await RowAsync(id));
    }

    [Fact]
    public async Task A_job_that_is_orphaned_again_and_again_ends_dead()
    {
        var id = await EnqueueAsync(new() { MaxAttempts = 2 });
        await OrphanAsync("delete from jobs_queue_claim", id);
        await SweepAsync();
        Assert.Equal("failed|1", await RowAsync(id));

        await OrphanAsync("delete from jobs_queue_claim", id);
        await SweepAsync();

        Assert.Equal("dead|2", await RowAsync(id));
    }

    [Fact]
    public async Task A_sweep_goes_on_where_the_last_one_ended_and_comes_round_through_all_slots()
    {
        foreach (var slot in new[] { 0, 3, 7 })
        {
            await database.DataSource.SqlAsync("select setval('jobs_queue_ring', $1)", slot);
            for (var i = 0; i < 10; i++)
                await EnqueueAsync();
        }

        await database.DataSource.SqlAsync("select setval('jobs_queue_ring', 0)");
        await using (var worker = await RegisterAsync())
            Assert.Equal(30, (await worker.ClaimAsync(100, look: true, Ct)).Jobs.Count);
        await database.DataSource.SqlAsync("delete from jobs_queue_claim");

        List<int> found = [];
        for (var i = 0; i < 5; i++)
            found.Add((await SweepAsync(jobs: 8)).Count);

        Assert.Equal(30, found.Sum());
        Assert.All(found, count => Assert.InRange(count, 0, 8));
    }

    [Fact]
    public async Task Many_nodes_sweep_once_a_minute_together()
    {
        await OrphanAsync("delete from jobs_queue_claim");
        var store = new PostgresJobStore(database.DataSource, null);

        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.SweepAsync(TimeSpan.FromMinutes(1), 100, Ct)));
        await OrphanAsync("delete from jobs_queue_claim");

        Assert.Single(found.SelectMany(jobs => jobs));
        Assert.Empty(await store.SweepAsync(TimeSpan.FromMinutes(1), 100, Ct));
    }

    [Fact]
    public async Task A_row_that_cannot_be_taken_back_holds_up_no_heartbeat_and_no_other_row()
    {
        foreach (var name in new[] { "a", "bad", "c" })
            await EnqueueAsync(name: name);
        await using var dead = await RegisterAsync();
        await dead.ClaimAsync(10, look: true, Ct);
        await database.DataSource.SqlAsync("update jobs_queue_worker set beat_at = now() - interval '1 min'");
        await database.DataSource.SqlAsync(
            "alter table jobs_queue_job add constraint tests_refusal check (payload ->> 'name' <> 'bad' or state in ('pending', 'running'))");

        await using var living = await RegisterAsync();
        var news = await living.SendHeartbeatAsync(EndedClaims.None, 0, [], Ct);

        Assert.Equal(2, news.Count(what => what.What == HeartbeatEvent.Rescued));
        Assert.Empty(await SweepAsync()); // nor the sweep
        await database.DataSource.SqlAsync("alter table jobs_queue_job drop constraint tests_refusal");
        Assert.Single(await SweepAsync());
    }

    [Fact]
    public async Task A_worker_that_stops_with_ends_it_could_not_store_leaves_its_claims_and_is_no_crash()
    {
        var id = await EnqueueAsync(name: "bad");
        await database.DataSource.SqlAsync(
            "alter table jobs_queue_job add constraint tests_refusal check (payload ->> 'name' <> 'bad' or state in ('pending', 'running'))");
        await using (var worker = new TestWorker(database, (_, _) => Task.CompletedTask))
            await worker.Worker.DrainAsync(Ct);
        await database.DataSource.SqlAsync("alter table jobs_queue_job drop constraint tests_refusal");
        Assert.Equal(1L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_claim"));

        await using var other = await RegisterAsync();
        var news = await other.SendHeartbeatAsync(EndedClaims.None, 0, [], Ct);

        Assert.Equal(id, Assert.Single(news).Id);
        Assert.Equal(0, await database.DataSource.ValueAsync<short>("select crashes from jobs_queue_job"));
        Assert.Equal("failed|0", await RowAsync(id));
    }

    [Fact]
    public async Task Claims_that_have_ended_go_also_while_an_older_one_goes_on()
    {
        var longRunning = new TaskCompletionSource();
        await using var worker = new TestWorker(
            database, (job, _) => job.Args.Name == "long" ? longRunning.Task : Task.CompletedTask,
            o => o.Lease = TimeSpan.FromSeconds(1));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await EnqueueAsync(name: "long");
        while (worker.Handled.IsEmpty)
            await Task.Delay(10, Ct);

        for (var i = 0; i < 20; i++)
        {
            await EnqueueAsync();
            await Task.Delay(20, Ct);
        }

        await database.DataSource.EventuallyAsync("select count(*) = 1 from jobs_queue_claim");
        longRunning.SetResult();
        await database.AllEndedAsync();
        await stop.CancelAsync();
        await running;
    }

    async Task<long> OrphanAsync(string cause, long? known = null)
    {
        var id = known ?? await EnqueueAsync();
        await using (var worker = await RegisterAsync())
            Assert.Contains((await worker.ClaimAsync(10, look: true, Ct)).Jobs, job => job.Key.Id == id);
        await database.DataSource.SqlAsync(cause);
        return id;
    }

    async Task<IReadOnlyList<OrphanedJob>> SweepAsync(int jobs = 1000) =>
        await new PostgresJobStore(database.DataSource, null).SweepAsync(TimeSpan.Zero, jobs, Ct);

    Task<IWorkerStore> RegisterAsync() => new PostgresJobStore(database.DataSource, null).RegisterAsync(
        new("hand", ["default"], [Work.Kind], TimeSpan.FromSeconds(10)), listen: false, Ct);

    Task<long> EnqueueAsync(EnqueueOptions? options = null, string name = "a") =>
        _queue.EnqueueAsync(new(name), TestJson.Default.Work, options, Ct);

    Task<string> RowAsync(long id) => database.DataSource.ValueAsync<string>(
        "select concat_ws('|', state, attempt) from jobs_queue_job where id = $1", id);
}
