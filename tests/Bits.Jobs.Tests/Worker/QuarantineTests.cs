namespace Bits.Jobs.Tests;

/// <summary>A job with which two workers were lost runs alone in its process, however many workers that has.</summary>
public sealed class QuarantineTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource, TestJson.Default);
    readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _suspects;
    int _mostSuspects;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_failure, jobs_queue_claim, jobs_queue_worker, jobs_queue_low_watermark");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task No_worker_of_the_process_begins_another_job_while_it_runs()
    {
        await using var left = Worker();
        await using var right = Worker();
        using var stop = new CancellationTokenSource();
        var running = Task.WhenAll(left.Worker.RunAsync(stop.Token), right.Worker.RunAsync(stop.Token));
        await SuspectAsync();
        await _began.Task.WaitAsync(Ct);

        await _queue.EnqueueManyAsync([.. Enumerable.Range(0, 10).Select(i => new Work($"other-{i}"))], ct: Ct);
        await SendHeartbeatAsync();
        var begunBeside = left.Handled.Count + right.Handled.Count - 1;
        _release.SetResult();

        Assert.Equal(0, begunBeside);
        await database.AllEndedAsync();
        Assert.Equal(11L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job where state = 'succeeded'"));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Two_of_them_run_one_after_the_other()
    {
        await using var left = Worker();
        await using var right = Worker();
        using var stop = new CancellationTokenSource();
        var running = Task.WhenAll(left.Worker.RunAsync(stop.Token), right.Worker.RunAsync(stop.Token));
        await SuspectAsync();
        await SuspectAsync();
        await _began.Task.WaitAsync(Ct);

        await SendHeartbeatAsync();
        _release.SetResult();

        await database.AllEndedAsync();
        Assert.Equal(1, _mostSuspects);
        await stop.CancelAsync();
        await running;
    }

    TestWorker Worker() => new(database, async (job, _) =>
    {
        if (job.Args.Name != "suspect")
            return;
        var suspects = Interlocked.Increment(ref _suspects);
        _mostSuspects = Math.Max(_mostSuspects, suspects);
        _began.TrySetResult();
        await _release.Task;
        Interlocked.Decrement(ref _suspects);
    }, options => options.Lease = TimeSpan.FromSeconds(2));

    Task<int> SuspectAsync() => database.DataSource.SqlAsync(
        """insert into jobs_queue_job (kind, payload, crashes, txid) values ('tests.work', '{"name": "suspect"}', 2, null)""");

    // Both workers have heard what waits, and had half a second to begin it.
    async Task SendHeartbeatAsync()
    {
        for (var beat = 0; beat < 2; beat++)
        {
            var now = await database.DataSource.ValueAsync<DateTime>("select clock_timestamp()");
            await database.DataSource.EventuallyAsync("select not exists (select from jobs_queue_worker where beat_at <= $1)", now);
        }
    }
}
