namespace Bits.Jobs.Tests;

/// <summary>One job for each unique key: what becomes of the next one is said by its kind or its options.</summary>
public sealed class UniqueConflictTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource, LetterJson.Default, TestJson.Default);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await database.DataSource.SqlAsync("truncate jobs_queue_job, jobs_queue_low_watermark, jobs_queue_unique");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task One_job_is_enqueued_under_a_key_without_a_list()
    {
        var first = await _queue.EnqueueUniqueAsync(new Work("a"), new() { UniqueKey = "k" }, Ct);
        var second = await _queue.EnqueueUniqueAsync(new Work("b"), new() { UniqueKey = "k" }, Ct);
        var third = await _queue.EnqueueAsync(new Work("c"), new() { UniqueKey = "k" }, Ct);

        Assert.Equal((true, false, first.Id, first.Id), (first.IsNew, second.IsNew, second.Id, third));
        Assert.Equal("""[{"name": "a"}]""", await PayloadsAsync());
    }

    [Fact]
    public async Task A_replaced_job_has_the_latest_arguments_and_the_first_time()
    {
        var first = await EnqueueAsync("a", UniqueConflict.Replace, TimeSpan.FromHours(1));
        var second = await EnqueueAsync("b", UniqueConflict.Replace, TimeSpan.FromHours(3));

        Assert.Equal((first.Id, false, true), (second.Id, second.IsNew, second.IsReplaced));
        Assert.Equal("""[{"name": "b"}]""", await PayloadsAsync());
        Assert.Equal(1, await HoursAsync());
    }

    [Fact]
    public async Task A_debounced_job_has_the_latest_arguments_and_the_latest_time()
    {
        await EnqueueAsync("a", UniqueConflict.Debounce, TimeSpan.FromHours(1));
        var second = await EnqueueAsync("b", UniqueConflict.Debounce, TimeSpan.FromHours(3));

        Assert.True(second.IsReplaced);
        Assert.Equal("""[{"name": "b"}]""", await PayloadsAsync());
        Assert.Equal(3, await HoursAsync());
    }

    [Theory]
    [InlineData(UniqueConflict.Replace)]
    [InlineData(UniqueConflict.Debounce)]
    public async Task While_the_holder_runs_a_new_job_gets_the_key_and_the_latest_arguments_run(UniqueConflict conflict)
    {
        var first = await EnqueueAsync("a", conflict);
        List<string> ran = [];
        await using var worker = new TestWorker(database, async (job, _) =>
        {
            ran.Add(job.Args.Name);
            if (job.Args.Name != "a")
                return;
            Assert.True((await EnqueueAsync("b", conflict)).IsNew); // its data may be older than b
            Assert.True((await EnqueueAsync("c", conflict)).IsReplaced);
        }, o => o.Concurrency = 1);

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal(["a", "c"], ran);
        Assert.Equal(2L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job where state = 'succeeded'"));
        Assert.NotEqual(first.Id, (await EnqueueAsync("d", conflict)).Id);
    }

    [Fact]
    public async Task A_failed_job_that_is_replaced_begins_with_its_first_attempt()
    {
        await EnqueueAsync("bad", UniqueConflict.Debounce);
        await using (var worker = new TestWorker(database, (_, _) => throw new InvalidOperationException(), o => o.Retry = new() { FirstDelay = TimeSpan.FromHours(1) }))
            await worker.Worker.DrainAsync(Ct);

        await EnqueueAsync("good", UniqueConflict.Debounce);
        await using var again = new TestWorker(database, (_, _) => Task.CompletedTask);
        await again.Worker.DrainAsync(Ct);

        Assert.Equal("succeeded|1", await database.DataSource.ValueAsync<string>("select concat_ws('|', state, attempt) from jobs_queue_job"));
    }

    [Fact]
    public async Task A_replaced_job_that_changes_its_lane_is_not_passed_over()
    {
        await EnqueueAsync("first", UniqueConflict.Replace);
        await using var other = new TestWorker(database, (_, _) => Task.CompletedTask, o => o.Queues.Add("mail"));
        await _queue.EnqueueAsync(new Work("later"), new() { Queue = "mail" }, Ct);
        await other.Worker.DrainAsync(Ct); // the lane of mail is behind it now

        Assert.True((await _queue.EnqueueUniqueAsync(
            new Work("moved"), new() { UniqueKey = "k", Queue = "mail", Unique = new() { OnConflict = UniqueConflict.Replace } }, Ct)).IsReplaced);
        await other.Worker.DrainAsync(Ct);

        Assert.Equal(["later", "moved"], other.Handled.Select(job => job.Args.Name));
    }

    [Fact]
    public async Task Within_its_window_an_ended_holder_keeps_out_the_next_one()
    {
        var hour = new UniqueScope { OnConflict = UniqueConflict.Replace, Window = TimeSpan.FromHours(1) };
        var first = await _queue.EnqueueUniqueAsync(new Work("a"), new() { UniqueKey = "k", Unique = hour }, Ct);
        await database.DataSource.SqlAsync("update jobs_queue_job set state = 'succeeded'");

        var second = await _queue.EnqueueUniqueAsync(new Work("b"), new() { UniqueKey = "k", Unique = hour }, Ct);

        Assert.Equal((first.Id, false, false), (second.Id, second.IsNew, second.IsReplaced));
    }

    [Fact]
    public async Task The_key_of_a_kind_holds_without_a_word_at_the_call_for_one_and_for_many()
    {
        var first = await _queue.EnqueueAsync(new Digest("asha", "1"), new() { RunIn = TimeSpan.FromHours(1) }, Ct);
        var second = await _queue.EnqueueAsync(new Digest("asha", "2"), new() { RunIn = TimeSpan.FromHours(2) }, Ct);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        var many = await _queue.EnqueueUniqueAsync(
            db, [new Digest("bikram", "1"), new Digest("asha", "3"), new Digest("bikram", "2")], new EnqueueOptions { RunIn = TimeSpan.FromHours(3) }, Ct);

        Assert.Equal(first, second);
        Assert.Equal([true, false, false], many.Select(job => job.IsNew));
        Assert.Equal([false, true, true], many.Select(job => job.IsReplaced));
        Assert.Equal("asha 3, bikram 2", await database.DataSource.ValueAsync<string>(
            "select string_agg(concat_ws(' ', payload ->> 'Name', payload ->> 'Text'), ', ' order by id) from jobs_queue_job"));
    }

    [Fact]
    public async Task Of_sixty_four_that_replace_each_other_at_once_one_job_comes_of_it()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(
            () => EnqueueAsync($"{i}", i % 2 == 0 ? UniqueConflict.Replace : UniqueConflict.Debounce))));

        Assert.Equal(1, all.Count(job => job.IsNew));
        Assert.Equal(63, all.Count(job => job.IsReplaced));
        Assert.Equal(1L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job"));
    }

    [Fact]
    public async Task Plain_sql_takes_a_key_by_the_function()
    {
        const string call = """
            select is_replaced
            from jobs_queue_enqueue_unique(
                'default', 'tests.work', '{"name": "sql"}', 0::smallint, null, interval '1 min', 12, null, null, null, 'k',
                '{pending,running,failed}', '0', 'debounce')
            """;

        Assert.False(await database.DataSource.ValueAsync<bool>(call));
        Assert.True(await database.DataSource.ValueAsync<bool>(call));
        Assert.True((await EnqueueAsync("b", UniqueConflict.Replace)).IsReplaced);
        Assert.Equal("""[{"name": "b"}]""", await PayloadsAsync());
    }

    [Fact]
    public async Task What_cannot_apply_is_refused()
    {
        var replace = new UniqueScope { OnConflict = UniqueConflict.Replace };
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        Func<Task>[] wrong =
        [
            () => _queue.EnqueueUniqueAsync(new Work("a"), ct: Ct), // no key
            () => _queue.EnqueueAsync(new Work("a"), new() { Unique = replace }, Ct), // no key
            () => _queue.EnqueueManyAsync(db, [new Work("a")], new EnqueueOptions { UniqueKey = "k" }, Ct),
            () => _queue.EnqueueManyAsync(db, [new Work("a")], new EnqueueOptions { Unique = replace }, Ct),
            () => _queue.EnqueueManyAsync(db, [new Digest("a", "b")], ct: Ct), // each has a key
            () => _queue.EnqueueUniqueAsync(db, [new Work("a")], new EnqueueOptions { UniqueKey = "k" }, Ct),
            () => _queue.EnqueueUniqueAsync(db, [new Work("a")], a => a.Name, TestJson.Default.Work, replace, new() { Unique = replace }, Ct),
            () => _queue.EnqueueUniqueAsync(new Work("a"), new() { UniqueKey = "k", Unique = replace, Batch = 1 }, Ct),
            () => _queue.EnqueueUniqueAsync(new Work("a"), new() { UniqueKey = "k", Unique = new() { While = [] } }, Ct), // keeps nobody out
            () => _queue.EnqueueUniqueAsync(new Work("a"), new() { UniqueKey = "k", Unique = new() { Window = TimeSpan.FromDays(-1) } }, Ct),
        ];

        foreach (var call in wrong)
            await Assert.ThrowsAsync<InvalidArgumentException>(call);
        Assert.Equal(0L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job"));
    }

    Task<EnqueuedJob> EnqueueAsync(string name, UniqueConflict conflict, TimeSpan? runIn = null) => _queue.EnqueueUniqueAsync(
        new Work(name), new() { UniqueKey = "k", RunIn = runIn, Unique = new() { OnConflict = conflict } }, Ct);

    Task<string> PayloadsAsync() => database.DataSource.ValueAsync<string>("select jsonb_agg(payload order by id)::text from jobs_queue_job");

    Task<int> HoursAsync() => database.DataSource.ValueAsync<int>(
        "select round(extract(epoch from run_at - now()) / 3600)::int from jobs_queue_job");
}
