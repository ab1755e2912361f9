using System.Diagnostics.CodeAnalysis;

namespace Bits.Jobs.Tests;

/// <summary>Ends that the table or the server refuses: the row at fault fails alone, everything else is kept and stored.
/// </summary>
public sealed class UnstorableEndTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        """
        truncate jobs_queue_job, jobs_queue_failure;
        alter table jobs_queue_job drop constraint if exists tests_refusal;
        drop trigger if exists tests_refusal on jobs_queue_job;
        create table if not exists tests_refusing (code text not null);
        truncate tests_refusing
        """);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string> Delays => ["snooze", "verdict"];

    [Theory, MemberData(nameof(Delays))]
    public async Task A_delay_without_end_is_ten_years_and_stops_nobody(string kind)
    {
        await EnqueueAsync(20, "bad");
        await using var worker = new TestWorker(
            database.DataSource,
            (job, _) => job.Args.Name != "bad" ? Task.CompletedTask
                : kind == "snooze" ? throw new SnoozeJobException(TimeSpan.MaxValue, "for ever")
                : throw new InvalidOperationException("for ever"),
            kind: options => options.Decide = (_, _) => RetryVerdict.After(TimeSpan.MaxValue));

        await worker.Worker.DrainAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.Equal(20, await database.CountAsync("succeeded"));
        Assert.Equal(1L, await database.DataSource.ValueAsync<long>(
            """
            select count(*) from jobs_queue_job
            where payload ->> 'name' = 'bad' and state in ('pending', 'failed')
              and run_at between now() + interval '9 years' and now() + interval '11 years'
            """));
    }

    [Fact]
    public async Task An_end_that_the_table_refuses_fails_its_job_alone_with_the_reason()
    {
        await EnqueueAsync(200, "bad");
        await RefuseAsync("payload ->> 'name' <> 'bad' or state <> 'succeeded'");
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask, o => o.Retry = new());

        await worker.Worker.DrainAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.Equal(200, await database.CountAsync("succeeded"));
        Assert.Equal("failed|1", await BadAsync());
        var failure = await database.DataSource.ValueAsync<string>("select concat_ws('|', type, message) from jobs_queue_failure");
        Assert.StartsWith("unstorable|", failure, StringComparison.Ordinal);
        Assert.Contains("tests_refusal", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_refuses_every_end_holds_up_no_other_and_does_not_keep_the_worker_from_stopping()
    {
        await EnqueueAsync(50, "bad");
        await RefuseAsync("payload ->> 'name' <> 'bad' or state in ('pending', 'running')");
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);

        await worker.Worker.DrainAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.Equal(50, await database.CountAsync("succeeded"));
        Assert.Equal("running|1", await BadAsync());
    }

    [Theory]
    [InlineData("08006")]
    [InlineData("25006")]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("53100")]
    [InlineData("55P03")]
    [InlineData("57014")]
    [InlineData("58030")]
    [InlineData("42501")]
    [InlineData("P0001")]
    public async Task What_the_server_refuses_for_a_while_is_stored_later_and_no_job_fails_for_it(string code)
    {
        await EnqueueAsync(30);
        await RaiseAsync(code, "true");
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        while (worker.Handled.Count < 30)
            await Task.Delay(20, Ct);
        await Task.Delay(300, Ct); // it has tried in vain

        await database.DataSource.SqlAsync("truncate tests_refusing");

        await database.AllEndedAsync();
        await stop.CancelAsync();
        await running;
        Assert.Equal(30, await database.CountAsync("succeeded"));
        Assert.Equal(30, worker.Handled.Count);
        Assert.Equal(0L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_failure"));
    }

    [Theory]
    [InlineData("55P03")]
    [InlineData("P0001")]
    public async Task One_row_that_waits_for_the_server_holds_up_no_other(string code)
    {
        await EnqueueAsync(100, "bad");
        await RaiseAsync(code, "old.payload ->> 'name' = 'bad' and new.state = 'succeeded'");
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);

        await database.DataSource.EventuallyAsync("select count(*) = 100 from jobs_queue_job where state = 'succeeded'");
        Assert.Equal("running|1", await BadAsync());
        await database.DataSource.SqlAsync("truncate tests_refusing");
        await database.DataSource.EventuallyAsync("select count(*) = 101 from jobs_queue_job where state = 'succeeded'");

        await stop.CancelAsync();
        await running;
        Assert.Equal(101, worker.Handled.Count);
    }

    [Fact]
    public async Task A_row_that_somebody_else_has_locked_holds_up_no_other()
    {
        await EnqueueAsync(100, "bad");
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        var locked = new TaskCompletionSource();
        await using var worker = new TestWorker(database, async (job, ct) =>
        {
            if (job.Args.Name != "bad")
                return;
            await using var command = new Npgsql.NpgsqlCommand("select from jobs_queue_job where id = $1 for update", db)
            {
                Transaction = tx,
                Parameters = { new() { Value = job.Id } },
            };
            await command.ExecuteNonQueryAsync(ct);
        });
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);

        await database.DataSource.EventuallyAsync("select count(*) = 100 from jobs_queue_job where state = 'succeeded'");
        await tx.CommitAsync(Ct);
        await database.AllEndedAsync();

        await stop.CancelAsync();
        await running;
        Assert.Equal(101, await database.CountAsync("succeeded"));
    }

    public static TheoryData<string, Action> Options => new()
    {
        { "FirstDelay", () => _ = new RetryPolicy { FirstDelay = TimeSpan.MaxValue } },
        { "FirstDelay", () => _ = new RetryPolicy { FirstDelay = TimeSpan.FromTicks(-1) } },
        { "MaxDelay", () => _ = new RetryPolicy { MaxDelay = TimeSpan.MaxValue } },
        { "Timeout", () => new JobKindOptions().Timeout = TimeSpan.MaxValue },
        { "Timeout", () => new JobKindOptions().Timeout = TimeSpan.Zero },
        { "Window", () => _ = new UniqueScope { Window = TimeSpan.MaxValue } },
        { "Window", () => _ = new UniqueScope { Window = TimeSpan.FromTicks(-1) } },
    };

    [Theory, MemberData(nameof(Options), DisableDiscoveryEnumeration = true)]
    public void A_time_that_cannot_be_kept_is_refused_where_it_is_declared_with_its_name_and_range(string name, Action declare)
    {
        var refusal = Assert.Throws<InvalidArgumentException>(declare);

        Assert.Equal(name, refusal.ParamName);
        Assert.Contains("Use ", refusal.Message, StringComparison.Ordinal);
    }

    async Task EnqueueAsync(int count, params string[] more) => await _queue.EnqueueManyAsync(
        [.. Enumerable.Range(0, count / 2).Select(i => new Work($"{i}")), .. more.Select(name => new Work(name)),
            .. Enumerable.Range(count / 2, count - count / 2).Select(i => new Work($"{i}"))],
        TestJson.Default.Work, ct: Ct);

    Task<string> BadAsync() => database.DataSource.ValueAsync<string>(
        "select concat_ws('|', state, attempt) from jobs_queue_job where payload ->> 'name' = 'bad'");

    [SuppressMessage("Security", "CA2100", Justification = "Tests.")]
    async Task RefuseAsync(string check) =>
        await database.DataSource.SqlAsync($"alter table jobs_queue_job add constraint tests_refusal check ({check})");

    // Refuses ends for as long as the table has the row.
    async Task RaiseAsync(string code, string condition) => await database.DataSource.SqlAsync(
        $$"""
        insert into tests_refusing values ('{{code}}');
        create or replace function tests_refusal() returns trigger language plpgsql as $f$
        begin
            if old.state = 'running' and new.state <> 'running' and {{condition}} and exists (select from tests_refusing) then
                raise exception 'not now' using errcode = (select code from tests_refusing);
            end if;
            return new;
        end $f$;
        create trigger tests_refusal before update on jobs_queue_job for each row execute function tests_refusal()
        """);
}
