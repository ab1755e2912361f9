using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Bits.Jobs.Tests;

/// <summary>What handlers do once they are cancelled, and what becomes of their jobs: at a stop, by an operator, at the end of
/// their time, and where they have completed their job themselves.</summary>
[Slow]
public sealed class CancellationTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);
    readonly JobOperator _operator = new(database.DataSource);
    readonly TaskCompletionSource _begun = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_failure, jobs_queue_claim, jobs_queue_worker, jobs_queue_cancel");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string> Ways => ["cancelled", "wait", "other", "snooze", "discard", "nested"];

    [Theory, MemberData(nameof(Ways))]
    public async Task At_a_stop_whatever_a_handler_throws_gives_the_job_back(string way)
    {
        var id = await EnqueueAsync(maxAttempts: 1);
        await using var worker = new TestWorker(database, (_, ct) => ThrowAsync(way, ct), o => o.StopGrace = TimeSpan.Zero);
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await _begun.Task.WaitAsync(Ct);

        await stop.CancelAsync();
        await running;

        Assert.Equal("pending|0", await RowAsync(id));
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task After_an_operators_cancel_whatever_a_handler_throws_no_attempt_follows(string way)
    {
        var id = await EnqueueAsync();
        await using var worker = new TestWorker(database, (_, ct) => ThrowAsync(way, ct));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await _begun.Task.WaitAsync(Ct);

        Assert.Equal(CancelOutcome.Asked, await _operator.CancelAsync(id, "too long", Ct));

        await database.AllEndedAsync();
        await stop.CancelAsync();
        await running;
        Assert.Equal("dead|1", await RowAsync(id));
        Assert.Single(worker.Handled);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("snoozed")]
    [InlineData("stopped")]
    [InlineData("crashed")]
    public async Task A_cancel_that_the_worker_has_not_heard_yet_counts_all_the_same(string end)
    {
        var id = await EnqueueAsync();
        await using var worker = await RegisterAsync("first");
        var job = Assert.Single((await worker.ClaimAsync(10, look: true, Ct)).Jobs);
        Assert.Equal(CancelOutcome.Asked, await _operator.CancelAsync(id, "too long", Ct));

        if (end == "crashed")
        {
            await database.DataSource.SqlAsync("update jobs_queue_worker set beat_at = now() - interval '1 min'");
            await using var other = await RegisterAsync("second");
            await other.SendHeartbeatAsync(EndedClaims.None, 0, [], Ct);
        }
        else
        {
            var outcome = end == "failed" ? AttemptResult.Failed : AttemptResult.Released;
            var error = end == "failed" ? AttemptError.Of(new InvalidOperationException("no luck")) : null;
            Assert.Equal(
                OtherEnd.Cancelled,
                Assert.Single(await worker.FinishAsync([], [new(job.Key, outcome, TimeSpan.Zero, error)], Ct)).Ended);
        }

        Assert.StartsWith("dead|", await RowAsync(id), StringComparison.Ordinal);
        Assert.Equal("cancelled|too long", await database.DataSource.ValueAsync<string>(
            "select concat_ws('|', type, message) from jobs_queue_failure order by id desc limit 1"));
    }

    [Fact]
    public async Task A_cancel_that_waits_for_the_jobs_end_still_ends_it()
    {
        var id = await EnqueueAsync();
        await using var worker = await RegisterAsync("first");
        var job = Assert.Single((await worker.ClaimAsync(10, look: true, Ct)).Jobs);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await using var end = new NpgsqlCommand(
            "select from jobs_queue_end(array[$1::smallint], array[$2::bigint], array[$3::bigint], '{released}', '{0}', '{null}', '{null}', '{null}')", db)
        {
            Parameters = { new() { Value = job.Key.Slot }, new() { Value = id }, new() { Value = job.Key.Lease } },
        };
        await end.ExecuteNonQueryAsync(Ct);

        var cancelling = _operator.CancelAsync(id, "too long", Ct);
        await database.DataSource.EventuallyAsync("select exists (select from pg_stat_activity where wait_event_type = 'Lock')");
        await tx.CommitAsync(Ct);

        Assert.Equal(CancelOutcome.Cancelled, await cancelling);
        Assert.Equal("dead|0", await RowAsync(id));
    }

    [Fact]
    public async Task A_handler_that_returns_after_its_cancellation_has_succeeded()
    {
        var id = await EnqueueAsync();
        await using var worker = new TestWorker(
            database,
            async (_, ct) =>
            {
                _begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            },
            o => o.StopGrace = TimeSpan.Zero);
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await _begun.Task.WaitAsync(Ct);

        await stop.CancelAsync();
        await running;

        Assert.Equal("succeeded|1", await RowAsync(id));
    }

    [Fact]
    public async Task Deploys_of_a_host_give_back_the_job_of_a_handler_that_ignores_its_token()
    {
        var id = await EnqueueAsync();
        for (var deploy = 0; deploy < 3; deploy++)
        {
            var begun = new TaskCompletionSource();
            using var host = BuildHost(TimeSpan.FromSeconds(2), _ =>
            {
                begun.TrySetResult();
                return Task.Delay(Timeout.Infinite, CancellationToken.None);
            });
            await host.StartAsync(Ct);
            await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);

            await host.StopAsync(Ct);

            Assert.Equal("pending|0|0", await database.DataSource.ValueAsync<string>(
                "select concat_ws('|', state, attempt, crashes) from jobs_queue_job where id = $1", id));
            Assert.Equal(0L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_worker"));
        }
    }

    [Fact]
    public async Task A_host_whose_other_services_use_up_the_time_still_gets_its_jobs_back()
    {
        var id = await EnqueueAsync();
        var begun = new TaskCompletionSource();
        using var host = BuildHost(
            TimeSpan.FromSeconds(2),
            _ =>
            {
                begun.TrySetResult();
                return Task.Delay(Timeout.Infinite, CancellationToken.None);
            },
            services => services.AddHostedService<SlowToStop>()); // started last, stopped first
        await host.StartAsync(Ct);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        await Record.ExceptionAsync(() => host.StopAsync(Ct));

        Assert.Equal("pending|0", await RowAsync(id));
    }

    [Theory]
    [InlineData("rollback")]
    [InlineData("forgotten")]
    [InlineData("throws")]
    public async Task A_handler_that_completes_its_job_and_does_not_commit_has_failed(string way)
    {
        var id = await EnqueueAsync();
        await using var worker = new TestWorker(
            database.DataSource,
            async (job, ct) =>
            {
                await using var db = await database.DataSource.OpenConnectionAsync(ct);
                await using var tx = await db.BeginTransactionAsync(ct);
                await job.CompleteAsync(db, ct);
                if (way == "rollback")
                    await tx.RollbackAsync(ct);
                if (way == "throws")
                    throw new InvalidOperationException("before the commit");
            },
            o => o.Retry = new());

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal("failed|1", await RowAsync(id));
        Assert.Equal(
            way == "throws" ? typeof(InvalidOperationException).FullName : "uncommitted",
            await database.DataSource.ValueAsync<string>("select type from jobs_queue_failure"));
    }

    [Fact]
    public async Task A_job_cannot_be_completed_without_a_transaction()
    {
        var id = await EnqueueAsync();
        await using var worker = new TestWorker(
            database.DataSource,
            async (job, ct) =>
            {
                await using var db = await database.DataSource.OpenConnectionAsync(ct);
                await job.CompleteAsync(db, ct);
            },
            o => o.Retry = new());

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal("failed|1", await RowAsync(id));
        Assert.Contains("needs a transaction", await database.DataSource.ValueAsync<string>(
            "select message from jobs_queue_failure"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_goes_on_beyond_its_timeout_is_warned_of_and_explained()
    {
        var id = await EnqueueAsync();
        var end = new TaskCompletionSource();
        await using var worker = new TestWorker(
            database.DataSource, (_, _) => end.Task, o => o.Lease = TimeSpan.FromSeconds(2),
            kind => kind.Timeout = TimeSpan.FromMilliseconds(100));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);

        await database.DataSource.EventuallyAsync("select exists (select from jobs_queue_report where overdue_since is not null)");
        var said = string.Join(' ', (await new JobInspector(database.DataSource).ExplainAsync(id, Ct))!.Reasons);

        Assert.Contains("beyond the timeout", said, StringComparison.Ordinal);
        end.SetResult();
        await database.AllEndedAsync();
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Explain_says_that_all_runners_are_busy()
    {
        await EnqueueAsync();
        var end = new TaskCompletionSource();
        await using var worker = new TestWorker(
            database.DataSource, (_, _) => end.Task, o => (o.Lease, o.Concurrency) = (TimeSpan.FromSeconds(2), 1));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await database.DataSource.EventuallyAsync("select exists (select from jobs_queue_worker where running = 1)");

        var waiting = await EnqueueAsync();
        var said = string.Join(' ', (await new JobInspector(database.DataSource).ExplainAsync(waiting, Ct))!.Reasons);

        Assert.Contains("full", said, StringComparison.Ordinal);
        end.SetResult();
        await database.AllEndedAsync();
        await stop.CancelAsync();
        await running;
    }

    async Task ThrowAsync(string way, CancellationToken ct)
    {
        _begun.TrySetResult();
        try
        {
#pragma warning disable CA1849, RS0030 // legacy code does
            if (way == "wait")
                Task.Delay(Timeout.Infinite, ct).Wait(CancellationToken.None);
#pragma warning restore CA1849, RS0030
            await Task.Delay(Timeout.Infinite, ct);
        }
        catch (OperationCanceledException e) when (way is not "cancelled" and not "wait")
        {
            throw way switch
            {
                "snooze" => new SnoozeJobException(TimeSpan.FromHours(1), "later"),
                "discard" => new DiscardJobException("never"),
                "nested" => new InvalidOperationException("wrapped", e),
                _ => new TimeoutException("something else"),
            };
        }
    }

    [SuppressMessage("Performance", "CA1822", Justification = "Reads like the others.")]
    IHost BuildHost(TimeSpan shutdown, Func<CancellationToken, Task> handle, Action<IServiceCollection>? more = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = shutdown);
        builder.Services.AddSingleton(database.DataSource);
        builder.Services.AddSingleton(handle);
        builder.Services.AddBitsJobs(o => (o.PollInterval, o.StopGrace) = (TimeSpan.FromMilliseconds(20), TimeSpan.FromMinutes(1)))
            .AddHandler<Work, DeafHandler>(TestJson.Default.Work)
            .AddWorker();
        more?.Invoke(builder.Services);
        return builder.Build();
    }

    Task<IWorkerStore> RegisterAsync(string name) => new PostgresJobStore(database.DataSource, null).RegisterAsync(
        new(name, ["default"], [Work.Kind], TimeSpan.FromSeconds(10)), listen: false, Ct);

    Task<long> EnqueueAsync(int maxAttempts = 12) =>
        _queue.EnqueueAsync(new("a"), TestJson.Default.Work, new() { MaxAttempts = maxAttempts }, Ct);

    Task<string> RowAsync(long id) => database.DataSource.ValueAsync<string>(
        "select concat_ws('|', state, attempt) from jobs_queue_job where id = $1", id);

    sealed class DeafHandler(Func<CancellationToken, Task> handle) : IJobHandler<Work>
    {
        public Task HandleAsync(Job<Work> job, CancellationToken ct) => handle(ct);
    }

    sealed class SlowToStop : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) =>
            Task.Delay(TimeSpan.FromSeconds(4), CancellationToken.None);
    }
}
