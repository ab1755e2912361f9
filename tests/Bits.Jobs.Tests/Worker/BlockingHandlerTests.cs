using System.Diagnostics;

namespace Bits.Jobs.Tests;

/// <summary>Tests that block the threads of this process: no other runs beside them.</summary>
[CollectionDefinition(nameof(BlockedProcess), DisableParallelization = true)]
[Slow]
public sealed class BlockedProcess;

/// <summary>Handlers that block threads, in every way in which legacy code does, at more of them than the pool has threads:
/// each job still runs once, and the worker keeps its lease.</summary>
[Collection(nameof(BlockedProcess))]
public sealed class BlockingHandlerTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Blocked = TimeSpan.FromSeconds(3); // longer than the lease

    readonly JobQueue _queue = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_failure, jobs_queue_claim, jobs_queue_worker");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string> Ways => ["sleep", "yield", "continue", "run", "wait", "spin", "parallel"];

    [Theory, MemberData(nameof(Ways))]
    public async Task Handlers_that_block_threads_do_not_starve_the_heartbeat(string way)
    {
        const int jobs = 24;
        await _queue.EnqueueManyAsync(
            [.. Enumerable.Range(0, jobs).Select(i => new Work($"{i}"))], TestJson.Default.Work, ct: Ct);
        await using var worker = new TestWorker(
            database.DataSource, (_, _) => BlockAsync(way), o => (o.Lease, o.Concurrency) = (Lease, jobs));
        using var stop = new CancellationTokenSource();

        var running = worker.Worker.RunAsync(stop.Token);
        await database.AllEndedAsync();

        await stop.CancelAsync();
        await running;
        Assert.Equal(jobs, worker.Handled.Count);
        Assert.Equal(0L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_failure"));
        Assert.Equal(jobs, await database.CountAsync("succeeded"));
    }

    [Fact]
    public async Task Synchronous_handlers_run_as_many_at_once_as_the_worker_may_soon_after_they_are_claimed()
    {
        await _queue.EnqueueManyAsync(
            [.. Enumerable.Range(0, 30).Select(i => new Work($"{i}"))], TestJson.Default.Work, ct: Ct);
        using var all = new CountdownEvent(30);
        await using var worker = new TestWorker(
            database.DataSource,
            (_, _) =>
            {
                all.Signal();
                Assert.True(all.Wait(TimeSpan.FromSeconds(20), Ct)); // goes on when all of them run
                return Task.CompletedTask;
            },
            o => o.Concurrency = 30);

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal(30, await database.CountAsync("succeeded"));
    }

    [Fact]
    public async Task No_more_handlers_run_at_once_than_the_worker_may()
    {
        await _queue.EnqueueManyAsync(
            [.. Enumerable.Range(0, 60).Select(i => new Work($"{i}"))], TestJson.Default.Work, ct: Ct);
        var (running, most) = (0, 0);
        await using var worker = new TestWorker(
            database.DataSource,
            async (job, ct) =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                if (job.Id % 2 == 0)
                    Thread.Sleep(TimeSpan.FromMilliseconds(30));
                else
                    await Task.Delay(30, ct);
                Interlocked.Decrement(ref running);
            },
            o => o.Concurrency = 5);

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal(60, await database.CountAsync("succeeded"));
        Assert.InRange(most, 2, 5);
    }

    static async Task BlockAsync(string way)
    {
        switch (way)
        {
            case "sleep":
                Thread.Sleep(Blocked);
                break;
            case "yield":
                await Task.Yield();
                Thread.Sleep(Blocked);
                break;
            case "continue":
                await Task.Delay(1, Ct).ConfigureAwait(false);
                Thread.Sleep(Blocked);
                break;
            case "run":
                await Task.Run(() => Thread.Sleep(Blocked), Ct);
                break;
            case "wait":
#pragma warning disable CA1849, RS0030 // that is what the test is about
                WaitedForAsync().Wait(Ct);
#pragma warning restore CA1849, RS0030
                break;
            case "spin":
                for (var from = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(from) < TimeSpan.FromSeconds(0.3);)
                    Thread.SpinWait(1000);
                break;
            case "parallel":
                Parallel.For(0, 4, _ => Thread.Sleep(Blocked));
                break;
        }
    }

    static async Task WaitedForAsync()
    {
        await Task.Delay(500, Ct);
        Thread.Sleep(Blocked);
    }

    static void InterlockedMax(ref int most, int value)
    {
        for (var known = Volatile.Read(ref most); known < value; known = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, known);
    }
}
