using System.Collections.Concurrent;
using Npgsql;

namespace Bits.Jobs.Tests;

/// <summary>Connections that end, hang, or are not to be had. Nothing is lost, nothing is stuck.</summary>
[Slow]
public sealed class LostDatabaseTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_claim, jobs_queue_worker, jobs_queue_low_watermark");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Ending_every_connection_in_turn_loses_nothing()
    {
        await using var own = NpgsqlDataSource.Create(Named("victim"));
        await FillAsync(2000);
        await using var worker = new TestWorker(own, (_, ct) => Task.Delay(2, ct));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);

        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(50, Ct);
            await database.Direct.SqlAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim' order by random() limit 1");
        }

        await database.AllEndedAsync();
        await stop.CancelAsync();
        await running;
        Assert.Equal(2000, await database.CountAsync("succeeded"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_network_that_swallows_everything_for_a_while_loses_nothing(bool bothWays)
    {
        var address = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new LossyProxy(address.Host!, address.Port);
        await using var own = NpgsqlDataSource.Create(Through(proxy));
        await FillAsync(3000);
        await using var worker = new TestWorker(
            own, (_, ct) => Task.Delay(5, ct), o => o.Lease = TimeSpan.FromSeconds(2));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);

        await database.DataSource.EventuallyAsync("select count(*) > 100 from jobs_queue_job where state = 'succeeded'");
        (proxy.Swallows, proxy.SwallowsAnswers) = (bothWays, !bothWays);
        await Task.Delay(TimeSpan.FromSeconds(4), Ct); // longer than the lease
        (proxy.Swallows, proxy.SwallowsAnswers) = (false, false);

        await database.AllEndedAsync();
        Assert.Equal(3000, await database.CountAsync("succeeded"));
        Assert.Equal(3000, worker.Handled.Select(job => job.Id).Distinct().Count());
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_worker_that_cannot_beat_cancels_its_handlers_before_its_lease_ends()
    {
        var address = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new LossyProxy(address.Host!, address.Port);
        await using var own = NpgsqlDataSource.Create(Through(proxy));
        await FillAsync(1);
        var begun = new TaskCompletionSource();
        var cancelledWhileOurs = new ConcurrentQueue<bool>();
        await using var worker = new TestWorker(
            own,
            async (_, ct) =>
            {
                if (!begun.TrySetResult())
                    return;
                await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancelledWhileOurs.Enqueue(await database.DataSource.ValueAsync<bool>(
                    "select beat_at > now() - lease from jobs_queue_worker"));
                ct.ThrowIfCancellationRequested();
            },
            o => o.Lease = TimeSpan.FromSeconds(4));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await begun.Task.WaitAsync(Ct);

        proxy.Swallows = true;
        while (cancelledWhileOurs.IsEmpty)
            await Task.Delay(20, Ct);
        proxy.Swallows = false;

        Assert.True(Assert.Single(cancelledWhileOurs));
        await database.AllEndedAsync();
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Handlers_that_take_every_connection_do_not_keep_the_worker_from_its_own()
    {
        await using var own = NpgsqlDataSource.Create(Named("greedy") + ";Maximum Pool Size=8;Timeout=60");
        await FillAsync(300);
        await using var worker = new TestWorker(
            own,
            async (_, ct) =>
            {
                await using var db = await own.OpenConnectionAsync(ct);
                await Task.Delay(20, ct);
            },
            o => (o.Concurrency, o.Lease) = (64, TimeSpan.FromSeconds(2)));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);

        await database.AllEndedAsync();
        await stop.CancelAsync();
        await running;
        Assert.Equal(300, await database.CountAsync("succeeded"));
        Assert.Equal(300, worker.Handled.Count); // none was taken back
    }

    [Fact]
    public async Task Where_a_pooler_eats_calls_the_worker_looks_by_itself()
    {
        // Only the lock that sleepers hold: claims and maintenance take others for moments.
        const string locks = """
            select count(*) from pg_locks
            where locktype = 'advisory' and granted and objsubid = 2 and classid::int = jobs_queue_lock_class() and objid = 0
              and database = (select oid from pg_database where datname = current_database())
            """;

        await database.DataSource.EventuallyAsync($"select ({locks}) = 0"); // that of a test before goes with its connection
        var address = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new LossyProxy(address.Host!, address.Port) { SwallowsCalls = true };
        await using var own = NpgsqlDataSource.Create(Through(proxy));
        await using var worker = new TestWorker(own, (_, _) => Task.CompletedTask, o => o.PollInterval = TimeSpan.FromMilliseconds(200));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(2), Ct); // it has listened, heard nothing, and sleeps

        await FillAsync(1);
        await database.AllEndedAsync();

        // No lock tells anybody to call it.
        Assert.Equal(0L, await database.DataSource.ValueAsync<long>(locks));
        await stop.CancelAsync();
        await running;
    }

    Task FillAsync(int count) => _queue.EnqueueManyAsync(
        [.. Enumerable.Range(0, count).Select(i => new Work($"{i}"))], TestJson.Default.Work, ct: Ct);

    string Named(string name) => new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = name }.ConnectionString;

    string Through(LossyProxy proxy) => new NpgsqlConnectionStringBuilder(database.ConnectionString)
    {
        Host = "127.0.0.1",
        Port = proxy.Port,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;
}
