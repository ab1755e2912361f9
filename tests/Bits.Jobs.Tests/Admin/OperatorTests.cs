namespace Bits.Jobs.Tests;

/// <summary>What operators do to jobs that failed, and to queues.</summary>
public sealed class OperatorTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);
    readonly JobInspector _inspector = new(database.DataSource);
    readonly JobOperator _operator = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_failure, jobs_queue_pause, jobs_queue_outcome, jobs_queue_claim, jobs_queue_worker");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Every_failed_attempt_is_kept_with_type_message_and_stack()
    {
        var id = await EnqueueAsync("a", attempts: 2);
        await DrainAsync((job, _) => throw new InvalidOperationException($"no seat {job.Attempt}"));
        await DrainAsync((job, _) => throw new InvalidOperationException($"no seat {job.Attempt}"));

        var detail = (await _inspector.FindAsync(id, Ct))!;

        Assert.Equal(JobState.Dead, detail.Job.State);
        Assert.Equal([(1, JobState.Failed, "no seat 1"), (2, JobState.Dead, "no seat 2")],
            detail.Failures.Select(f => (f.Attempt, f.State, f.Message)));
        Assert.All(detail.Failures, f =>
        {
            Assert.Equal("System.InvalidOperationException", f.Type);
            Assert.Contains("at Bits.Jobs.Tests", f.Detail, StringComparison.Ordinal);
            Assert.NotNull(f.Worker);
            Assert.True(f.BeganAt <= f.At);
        });
    }

    [Fact]
    public async Task Failures_that_differ_in_numbers_ids_and_names_are_one_group()
    {
        foreach (var text in new[] { "order 17 of 'asha'", "order 4711 of 'bikram'", "no such host" })
            await EnqueueAsync(text, attempts: 1);
        await DrainAsync((job, _) => throw new InvalidOperationException(job.Args.Name));

        var groups = await _inspector.ListFailureGroupsAsync(Ct);

        Assert.Equal([2L, 1L], groups.Select(g => g.Jobs));
        Assert.Equal("System.InvalidOperationException: order … of …", groups[0].Signature);
        Assert.Equal(2, await _inspector.CountAsync(new() { Signature = groups[0].Signature }, ct: Ct));
    }

    [Fact]
    public async Task A_dead_job_is_retried_with_another_payload()
    {
        var id = await EnqueueAsync("wrong", attempts: 1);
        await DrainAsync((job, _) => job.Args.Name == "wrong" ? throw new FormatException("wrong") : Task.CompletedTask);

        Assert.True(await OnAsync(db => _operator.RetryAsync(db, id, """{"name":"right"}""", "mended", Ct)));
        Assert.False(await OnAsync(db => _operator.RetryAsync(db, id, "again", Ct))); // it waits already
        await DrainAsync((job, _) => job.Args.Name == "wrong" ? throw new FormatException("wrong") : Task.CompletedTask);

        var detail = (await _inspector.FindAsync(id, Ct))!;
        Assert.Equal((JobState.Succeeded, 1), (detail.Job.State, detail.Job.Attempt));
        Assert.Single(detail.Failures);
    }

    [Theory]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("{", "is not JSON")]
    [InlineData("""{"a":"\u0000"}""", "NUL")]
    [InlineData("""{"a":["\ud83d"]}""", "half of a character")]
    [InlineData("""{"\udc4d":1}""", "half of a character")]
    [InlineData("""{"a":1e131072}""", "digits")]
    [InlineData("""{"a":-1E-99999}""", "digits")]
    [InlineData("""{"a":1e99999999999}""", "digits")]
    public async Task A_payload_that_the_table_would_not_take_is_refused_by_name(string payload, string why)
    {
        var error = await Assert.ThrowsAsync<InvalidArgumentException>(() => OnAsync(db => _operator.RetryAsync(db, 1, payload, "again", Ct)));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("payload: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bulk_action_does_what_its_filter_means_and_nothing_else()
    {
        foreach (var name in Enumerable.Range(0, 1_200).Select(i => i % 3 == 0 ? "other" : $"seat {i}"))
            await EnqueueAsync(name, attempts: 1);
        await DrainAsync((job, _) => throw new InvalidOperationException(job.Args.Name));
        var filter = new JobFilter { Signature = "System.InvalidOperationException: seat …" };
        Assert.Equal(800, await _inspector.CountAsync(BulkActions.Narrowed(BulkAction.Retry, filter), ct: Ct));

        await OnAsync(db => _operator.StartBulkAsync(db, BulkAction.Retry, filter, "seats are there again", Ct));
        await DrainAsync((_, _) => Task.CompletedTask);

        Assert.Equal("dead 400, succeeded 800", await CountsAsync());

        await OnAsync(db => _operator.StartBulkAsync(db, BulkAction.Discard, new(Kind: "tests.work"), "not wanted", Ct));
        await DrainAsync((_, _) => Task.CompletedTask);

        Assert.Equal("succeeded 800", await CountsAsync());
    }

    [Fact]
    public async Task A_bulk_action_ends_what_waits_and_leaves_later_jobs_alone()
    {
        await _queue.EnqueueManyAsync([.. Enumerable.Range(0, 600).Select(i => new Work($"{i}"))], TestJson.Default.Work, ct: Ct);
        await OnAsync(db => _operator.PauseAsync(db, PauseTarget.Queue("default"), "stop", Ct));
        await OnAsync(db => _operator.StartBulkAsync(db, BulkAction.Cancel, new(Kind: "tests.work"), "a mistake", Ct));
        await EnqueueAsync("later");

        await DrainAsync((_, _) => Task.CompletedTask);

        Assert.Equal("dead 600, pending 1", await CountsAsync());
        Assert.Equal(600, await _inspector.CountAsync(new() { Signature = "cancelled: a mistake" }, ct: Ct));
    }

    [Fact]
    public async Task An_action_that_is_impossible_or_means_everything_is_refused()
    {
        await Assert.ThrowsAsync<InvalidArgumentException>(() => OnAsync(
            db => _operator.StartBulkAsync(db, BulkAction.Discard, new(State: JobState.Running), "why", Ct)));
        await Assert.ThrowsAsync<InvalidArgumentException>(() => OnAsync(
            db => _operator.StartBulkAsync(db, BulkAction.Cancel, new(), "why", Ct)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_of_a_paused_queue_or_kind_begins_until_it_is_resumed(bool isQueue)
    {
        var target = isQueue ? PauseTarget.Queue("default") : PauseTarget.Kind("tests.work");
        await EnqueueAsync("before");
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await database.DataSource.EventuallyAsync("select bool_and(state = 'succeeded') from jobs_queue_job");

        await OnAsync(db => _operator.PauseAsync(db, target, "the printer burns", Ct));
        var held = await EnqueueAsync("held");
        await _queue.EnqueueAsync(new("elsewhere"), TestJson.Default.Work, new() { Queue = "other" }, Ct);
        await Task.Delay(300, Ct); // nothing can be waited for: that is the point
        Assert.Equal(JobState.Pending, (await _inspector.FindAsync(held, Ct))!.Job.State);
        Assert.Contains("the printer burns", (await _inspector.ExplainAsync(held, Ct))!.Reasons[0], StringComparison.Ordinal);

        Assert.True(await OnAsync(db => _operator.ResumeAsync(db, target, "mended", Ct)));
        Assert.False(await OnAsync(db => _operator.ResumeAsync(db, target, "mended", Ct)));
        await database.DataSource.EventuallyAsync("select state = 'succeeded' from jobs_queue_job where id = $1", held);
        await stop.CancelAsync();
        await running;
    }

    async Task<long> EnqueueAsync(string name, int attempts = 12) => await _queue.EnqueueAsync(
        new(name), TestJson.Default.Work, new() { MaxAttempts = attempts }, Ct);

    async Task DrainAsync(Func<Job<Work>, CancellationToken, Task> handle)
    {
        await database.DataSource.SqlAsync("update jobs_queue_job set run_at = now() where txid is null");
        await using var worker = new TestWorker(database, handle);
        await worker.Worker.DrainAsync(Ct);
    }

    async Task OnAsync(Func<Npgsql.NpgsqlConnection, Task> work)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await work(db);
    }

    async Task<T> OnAsync<T>(Func<Npgsql.NpgsqlConnection, Task<T>> work)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        return await work(db);
    }

    Task<string> CountsAsync() => database.DataSource.ValueAsync<string>("""
        select string_agg(state || ' ' || jobs, ', ' order by state)
        from (select state, count(*) as jobs from jobs_queue_job where kind = 'tests.work' group by state) c
        """);
}
