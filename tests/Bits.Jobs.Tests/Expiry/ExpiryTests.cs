namespace Bits.Jobs.Tests;

/// <summary>A job that has not started in time never does: it ends dead, said to have expired, and no attempt has failed.</summary>
public sealed class ExpiryTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    const string Ended = "select string_agg(distinct concat_ws('|', j.state, j.attempt, f.type), ',') from jobs_queue_job j "
        + "left join jobs_queue_failure f on f.job_id = j.id and f.state = 'dead'";

    readonly JobQueue _queue = new(database.DataSource, TestJson.Default);
    readonly JobOperator _operator = new(database.DataSource);
    readonly JobInspector _inspector = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        """
        truncate jobs_queue_job, jobs_queue_batch, jobs_queue_step, jobs_queue_failure, jobs_queue_claim, jobs_queue_worker,
            jobs_queue_low_watermark, jobs_queue_pause, jobs_queue_unique;
        update jobs_queue_sweep set swept_at = '-infinity', slot = 0, id = 0
        """);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(null)]
    [InlineData("a-key")]
    public async Task A_job_that_has_not_started_in_time_never_does(string? key)
    {
        await _queue.EnqueueAsync(new Work("late"), new() { ExpiresAt = Now.AddSeconds(-5), PartitionKey = key }, Ct);
        await _queue.EnqueueAsync(new Work("in time"), new() { ExpiresIn = TimeSpan.FromHours(1), PartitionKey = key }, Ct);

        Assert.Equal(["in time"], await DrainAsync());

        Assert.Equal("dead|0|expired,succeeded|1", await ValueAsync(Ended));
        Assert.StartsWith("Expired: it had not started by 2", await ValueAsync("select error from jobs_queue_job where state = 'dead'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_that_would_begin_later_never_does()
    {
        await _queue.EnqueueAsync(new Work("bad"), new() { ExpiresIn = TimeSpan.FromHours(1) }, Ct);
        await using var worker = new TestWorker(
            database, (_, _) => throw new InvalidOperationException(), o => o.Retry = new() { FirstDelay = TimeSpan.FromHours(9), MaxDelay = TimeSpan.FromHours(9) });
        await worker.Worker.DrainAsync(Ct);
        Assert.Equal("failed|t", await ValueAsync("select concat_ws('|', state, run_at = expires_at) from jobs_queue_job")); // it ends when it expires

        await LaterAsync();
        await worker.Worker.DrainAsync(Ct);

        Assert.Single(worker.Handled);
        Assert.Equal("dead|1|expired", await ValueAsync(Ended));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_that_have_expired_hold_up_nobody(bool keyed)
    {
        await database.DataSource.SqlAsync(
            """
            insert into jobs_queue_job (kind, payload, key, expires_at)
            select 'tests.work', '{"name": "late"}', case when $1 then 'key-' || i % 400 end, now() - interval '1 s'
            from generate_series(1, 4000) i
            """, keyed);
        await database.DataSource.SqlAsync(
            """insert into jobs_queue_job (kind, payload, key) values ('tests.work', '{"name": "live"}', case when $1 then 'live' end)""", keyed);
        await using var store = await RegisterAsync();

        Assert.Single((await store.ClaimAsync(1, look: true, Ct)).Jobs);
        while ((await store.ClaimAsync(1, look: true, Ct)).Jobs.Count > 0)
        {
        }

        Assert.Equal("dead|0|expired,running|1", await ValueAsync(Ended));
    }

    [Fact]
    public async Task A_late_transaction_may_bring_what_has_expired()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await _queue.EnqueueAsync(db, new Work("late"), new() { ExpiresAt = Now.AddSeconds(-5) }, Ct);
        await _queue.EnqueueAsync(new Work("first"), ct: Ct);
        await using var store = await RegisterAsync();
        Assert.Single((await store.ClaimAsync(9, look: true, Ct)).Jobs);
        await tx.CommitAsync(Ct);

        Assert.Empty((await store.ClaimAsync(9, look: true, Ct)).Jobs);

        Assert.Equal("dead|0|expired,running|1", await ValueAsync(Ended));
    }

    [Fact]
    public async Task A_job_that_is_to_run_alone_expires_too()
    {
        await _queue.EnqueueAsync(new Work("killer"), new() { ExpiresIn = TimeSpan.FromHours(1) }, Ct);
        await database.DataSource.SqlAsync("update jobs_queue_job set crashes = 2, txid = null, expires_at = now()");
        await using var store = await RegisterAsync();

        Assert.Null(await store.ClaimQuarantinedAsync(Ct));

        Assert.Equal("dead|0|expired", await ValueAsync(Ended));
    }

    [Theory]
    [InlineData("insert into jobs_queue_pause (queue, reason) values ('default', 'for now')")]
    [InlineData("update jobs_queue_job set queue = 'nobody'")]
    [InlineData("update jobs_queue_job set txid = null, run_at = now() + interval '1 day'")]
    public async Task A_sweep_ends_what_no_claim_meets(string hidden)
    {
        await _queue.EnqueueAsync(new Work("live"), ct: Ct);
        await _queue.EnqueueAsync(new Work("late"), new() { ExpiresIn = TimeSpan.FromHours(1) }, Ct);
        await database.DataSource.SqlAsync(hidden);
        await LaterAsync();

        Assert.Equal(0L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_sweep('0', 250000)")); // it was no orphan

        Assert.Equal("dead|0|expired,pending|0", await ValueAsync(Ended));
    }

    [Fact]
    public async Task A_sweep_ends_a_bounded_number_and_goes_on_there()
    {
        await database.DataSource.SqlAsync(
            "insert into jobs_queue_job (kind, queue, expires_at) select 'tests.work', 'nobody', now() from generate_series(1, 10001)");

        await database.DataSource.SqlAsync("select jobs_queue_sweep('0', 250000)");
        Assert.Equal("10000", await ValueAsync("select count(*)::text from jobs_queue_job where state = 'dead'"));
        await database.DataSource.SqlAsync("select jobs_queue_sweep('0', 250000)");

        Assert.Equal("dead|0|expired", await ValueAsync(Ended));
    }

    [Fact]
    public async Task Who_waits_and_has_expired_holds_no_unique_key()
    {
        EnqueueOptions options = new() { UniqueKey = "k", ExpiresIn = TimeSpan.FromHours(1) };
        var first = await _queue.EnqueueUniqueAsync(new Work("late"), options, Ct);
        Assert.False((await _queue.EnqueueUniqueAsync(new Work("no"), options, Ct)).IsNew);
        await LaterAsync();

        var second = await _queue.EnqueueUniqueAsync(new Work("new"), options, Ct);

        Assert.True(second.IsNew);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(["new"], await DrainAsync());
    }

    [Fact]
    public async Task A_replaced_job_takes_the_new_expiry()
    {
        EnqueueOptions options = new() { UniqueKey = "k", Unique = new() { OnConflict = UniqueConflict.Replace } };
        await _queue.EnqueueAsync(new Work("late"), options with { ExpiresIn = TimeSpan.FromHours(1) }, Ct);
        await LaterAsync();

        Assert.True((await _queue.EnqueueUniqueAsync(new Work("new"), options, Ct)).IsReplaced);

        Assert.Equal(["new"], await DrainAsync());
    }

    [Fact]
    public async Task A_step_expires_from_its_turn_on_and_those_after_it_are_skipped()
    {
        var late = WorkflowStep.Job("late", new Work("late")) with { Options = new() { ExpiresIn = TimeSpan.FromHours(1) } };
        await using (var db = await database.DataSource.OpenConnectionAsync(Ct))
            await _queue.StartWorkflowAsync(
                db, Workflow.Chain(WorkflowStep.Job("first", new Work("first")), late, WorkflowStep.Job("last", new Work("last"))), Ct);
        Assert.Equal("0", await ValueAsync("select count(expires_at)::text from jobs_queue_job"));
        await using var store = await RegisterAsync();
        var first = Assert.Single((await store.ClaimAsync(9, look: true, Ct)).Jobs);
        await store.FinishAsync([first.Key], [], Ct);
        await database.DataSource.SqlAsync("select jobs_queue_end_batches()");
        Assert.Equal("1", await ValueAsync("select count(expires_at)::text from jobs_queue_job"));
        await LaterAsync();

        Assert.Empty((await store.ClaimAsync(9, look: true, Ct)).Jobs);
        await database.DataSource.SqlAsync("select jobs_queue_end_batches()");

        Assert.Equal("expired,skipped", await ValueAsync("select string_agg(type, ',' order by id) from jobs_queue_failure"));
        Assert.Equal("3|1", await ValueAsync("select concat_ws('|', jobs, succeeded) from jobs_queue_batch where ended_at is not null"));
    }

    [Fact]
    public async Task Who_retries_or_moves_a_job_wants_it_however_late()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        var retried = await ExpiredAsync("retried");
        Assert.True(await _operator.RetryAsync(db, retried, "wanted", Ct));
        var set = await ExpiredAsync("set");
        await database.DataSource.SqlAsync("update jobs_queue_job set state = 'pending' where id = $1", set);
        var moved = await _queue.EnqueueAsync(new Work("moved"), new() { ExpiresIn = TimeSpan.FromHours(1) }, Ct);
        Assert.True(await _operator.RescheduleAsync(db, moved, Now.AddHours(2), "later", Ct));
        await database.DataSource.SqlAsync("update jobs_queue_job set run_at = now() where id = $1", moved);

        Assert.Equal(["moved", "retried", "set"], (await DrainAsync()).Order());
    }

    [Fact]
    public async Task A_job_says_when_it_expires_and_that_it_has()
    {
        await database.DataSource.SqlAsync("insert into jobs_queue_pause (queue, reason) values ('default', 'For now.')");
        var id = await _queue.EnqueueAsync(new Work("a"), new() { ExpiresIn = TimeSpan.FromHours(1), RunIn = TimeSpan.FromHours(1) }, Ct);

        Assert.Contains("ends dead", await ExplainAsync(id), StringComparison.Ordinal);
        Assert.Equal(2, Math.Round(((await _inspector.FindAsync(id, Ct))!.ExpiresAt!.Value - Now).TotalHours));
        await LaterAsync();
        Assert.Contains("will not start", await ExplainAsync(id), StringComparison.Ordinal);
        await database.DataSource.SqlAsync("select jobs_queue_sweep('0', 250000)");
        Assert.Contains("Expired: it had not started by", await ExplainAsync(id), StringComparison.Ordinal);
        Assert.Equal(FailureTypes.Expired, Assert.Single((await _inspector.FindAsync(id, Ct))!.Failures).Type);
    }

    async Task<long> ExpiredAsync(string name)
    {
        var id = await _queue.EnqueueAsync(new Work(name), new() { ExpiresAt = Now.AddSeconds(-5) }, Ct);
        await database.DataSource.SqlAsync(
            "update jobs_queue_sweep set swept_at = '-infinity', slot = 0, id = 0; select jobs_queue_sweep('0', 250000)");
        Assert.Equal("dead", await ValueAsync($"select state from jobs_queue_job where id = {id}"));
        return id;
    }

    async Task<List<string>> DrainAsync()
    {
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);
        await worker.Worker.DrainAsync(Ct);
        return [.. worker.Handled.Select(job => job.Args.Name)];
    }

    // Two hours pass.
    Task<int> LaterAsync() => database.DataSource.SqlAsync(
        "update jobs_queue_job set run_at = run_at - interval '2 h', expires_at = expires_at - interval '2 h' where expires_at is not null");

    async Task<string> ExplainAsync(long id) => string.Join(' ', (await _inspector.ExplainAsync(id, Ct))!.Reasons);

    Task<string> ValueAsync(string sql) => database.DataSource.ValueAsync<string>(sql);

    async Task<IWorkerStore> RegisterAsync() => await new PostgresJobStore(database.DataSource, null).RegisterAsync(
        new("expiry", ["default"], ["tests.work"], TimeSpan.FromMinutes(1)), listen: false, Ct);
}
