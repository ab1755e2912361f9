namespace Bits.Jobs.Tests;

/// <summary>How attempts end: by discarding, cancelling, time, and in the handler's own transaction.</summary>
public sealed class OutcomeTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);
    readonly JobOperator _operator = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job; create table if not exists tests_effect (job bigint)");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_job_that_its_handler_discards_ends_dead_with_the_reason()
    {
        var id = await EnqueueAsync();
        await using var worker = new TestWorker(database, (_, _) => throw new DiscardJobException("the group is gone"));

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal("dead|1|Discarded: the group is gone", await RowAsync(id));
    }

    [Fact]
    public async Task A_waiting_job_that_is_cancelled_never_runs()
    {
        var now = await EnqueueAsync();
        var later = await EnqueueAsync(TimeSpan.FromHours(1));

        Assert.Equal(CancelOutcome.Cancelled, await _operator.CancelAsync(now, "not wanted", Ct));
        Assert.Equal(CancelOutcome.Cancelled, await _operator.CancelAsync(later, "not wanted", Ct));
        Assert.Equal(CancelOutcome.Ended, await _operator.CancelAsync(now, "not wanted", Ct));
        Assert.Equal(CancelOutcome.Unknown, await _operator.CancelAsync(-1, "not wanted", Ct));

        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);
        await worker.Worker.DrainAsync(Ct);
        Assert.Empty(worker.Handled);
        Assert.Equal("dead|0|Cancelled: not wanted", await RowAsync(now));
    }

    [Fact]
    public async Task A_running_job_that_is_cancelled_by_another_process_ends_dead()
    {
        var id = await EnqueueAsync();
        var begun = new TaskCompletionSource();
        await using var worker = new TestWorker(database, (_, ct) =>
        {
            begun.TrySetResult();
            return Task.Delay(Timeout.Infinite, ct);
        });
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await begun.Task.WaitAsync(Ct);

        Assert.Equal(CancelOutcome.Asked, await _operator.CancelAsync(id, "too long", Ct));

        await database.DataSource.EventuallyAsync("select state = 'dead' from jobs_queue_job where id = $1", id);
        Assert.Equal("dead|1|Cancelled: too long", await RowAsync(id));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task An_attempt_that_takes_longer_than_its_kind_may_has_failed()
    {
        var id = await EnqueueAsync();
        await using var worker = new TestWorker(
            database.DataSource, (_, ct) => Task.Delay(Timeout.Infinite, ct), kind: kind =>
            {
                kind.Timeout = TimeSpan.FromMilliseconds(50);
                kind.Retry = new() { FirstDelay = TimeSpan.FromHours(1) };
            });

        await worker.Worker.DrainAsync(Ct);

        Assert.StartsWith("failed|1|System.TimeoutException", await RowAsync(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_may_decide_by_exception()
    {
        var id = await EnqueueAsync();
        await using var worker = new TestWorker(
            database.DataSource, (_, _) => throw new NotSupportedException("never"),
            kind: kind => kind.Decide = (e, _) => e is NotSupportedException ? RetryVerdict.Dead : null);

        await worker.Worker.DrainAsync(Ct);

        Assert.StartsWith("dead|1|System.NotSupportedException: never", await RowAsync(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_completed_in_the_handlers_transaction_has_its_effect_once()
    {
        var id = await EnqueueAsync();
        await using var worker = new TestWorker(database, async (job, ct) =>
        {
            await using var db = await database.DataSource.OpenConnectionAsync(ct);
            await using var tx = await db.BeginTransactionAsync(ct);
            await using var command = new Npgsql.NpgsqlCommand("insert into tests_effect values ($1)", db) { Parameters = { new() { Value = job.Id } } };
            await command.ExecuteNonQueryAsync(ct);
            await job.CompleteAsync(db, ct);
            await tx.CommitAsync(ct);
            throw new InvalidOperationException("after the commit nothing can fail the job");
        });

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal("succeeded|1|", await RowAsync(id));
        Assert.Equal(1L, await EffectsAsync(id));
    }

    [Fact]
    public async Task A_handler_that_has_lost_its_job_cannot_complete_it()
    {
        var id = await EnqueueAsync();
        var lost = new TaskCompletionSource<JobLostException>();
        await using var worker = new TestWorker(database, async (job, ct) =>
        {
            if (lost.Task.IsCompleted)
                return;
            await database.DataSource.SqlAsync("update jobs_queue_job set lease = lease + 1000000 where id = $1", job.Id);
            await using var db = await database.DataSource.OpenConnectionAsync(CancellationToken.None);
            await using var tx = await db.BeginTransactionAsync(CancellationToken.None);
            lost.SetResult(await Assert.ThrowsAsync<JobLostException>(() => job.CompleteAsync(db, CancellationToken.None)));
        });

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal(id, (await lost.Task).JobId);
        Assert.StartsWith("running|1|", await RowAsync(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_for_later_begins_within_moments_of_its_time_and_never_before()
    {
        await using var worker = new TestWorker(database, async (job, ct) => await database.DataSource.SqlAsync(
            "insert into tests_effect select $1 from jobs_queue_job where id = $1 and clock_timestamp() >= run_at", job.Id));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);

        var id = await EnqueueAsync(TimeSpan.FromMilliseconds(700));
        await database.DataSource.EventuallyAsync("select state = 'succeeded' from jobs_queue_job where id = $1", id);

        Assert.Equal(1L, await EffectsAsync(id));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_job_that_many_queues_have_is_served_from_each()
    {
        foreach (var queue in new[] { "one", "two", "three" })
            await _queue.EnqueueManyAsync(
                [.. Enumerable.Range(0, 40).Select(i => new Work($"{i}"))], TestJson.Default.Work, new() { Queue = queue }, Ct);
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask, o =>
        {
            foreach (var queue in new[] { "one", "two", "three" })
                o.Queues.Add(queue);
        });

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal(120, worker.Handled.Count);
    }

    Task<long> EnqueueAsync(TimeSpan? delay = null) => _queue.EnqueueAsync(
        new("a"), TestJson.Default.Work, new() { RunAt = delay is { } d ? TimeProvider.System.GetUtcNow() + d : null }, Ct);

    Task<string> RowAsync(long id) => database.DataSource.ValueAsync<string>(
        "select concat_ws('|', state, attempt, coalesce(error, '')) from jobs_queue_job where id = $1", id);

    Task<long> EffectsAsync(long id) => database.DataSource.ValueAsync<long>("select count(*) from tests_effect where job = $1", id);
}
