using System.Text.Json.Serialization;

namespace Bits.Jobs.Tests;

/// <summary>Jobs that belong together, and what follows when all of them have ended.</summary>
public sealed class BatchTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);
    readonly JobInspector _inspector = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_batch, jobs_queue_step, jobs_queue_claim, jobs_queue_worker, jobs_queue_low_watermark");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact, Slow]
    public async Task Of_ten_thousand_jobs_that_fail_by_chance_and_whose_workers_vanish_the_follow_up_comes_once_after_the_last()
    {
        var batch = await BatchAsync(10_000, new());
        var random = new Random(3);
        // A session that is dropped is a worker that was killed: nobody tells the store.
        for (var life = 0; life < 100 && (await _inspector.FindBatchAsync(batch, Ct))!.EndedAt is null; life++)
        {
            var worker = await RegisterAsync($"w{life}");
            for (var turn = 0; turn < 8; turn++)
            {
                var claim = await worker.ClaimAsync(300, look: true, Ct);
                var mine = claim.Jobs.Where(job => job.Kind == Work.Kind).ToList();
                await worker.FinishAsync(
                    [.. mine.Where(job => job.Key.Id % 7 != 0).Select(job => job.Key)],
                    [.. mine.Where(job => job.Key.Id % 7 == 0).Select(job => new AttemptResult(
                        job.Key, random.Next(3) == 0 ? AttemptResult.Failed : AttemptResult.Dead, default, AttemptError.Of(new TimeoutException("chance"))))], Ct);
                await worker.SendHeartbeatAsync(EndedClaims.None, 0, [], Ct);
            }

            await worker.ClaimAsync(50, look: true, Ct); // and is lost with these
            await worker.DisposeAsync();
            await database.DataSource.SqlAsync("update jobs_queue_worker set beat_at = now() - interval '1 hour'");
            await database.DataSource.SqlAsync("update jobs_queue_job set crashes = 0, run_at = now() where txid is null");
        }

        var end = (await _inspector.FindBatchAsync(batch, Ct))!;
        Assert.NotNull(end.EndedAt);
        Assert.Equal(10_000, end.Jobs);
        Assert.Equal(10_000, end.Succeeded + end.Dead);
        Assert.Equal(1L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job where kind = 'tests.after'"));
        Assert.Equal($"{batch}|10000|{end.Succeeded}|{end.Dead}", await database.DataSource.ValueAsync<string>("""
            select concat_ws('|', payload -> 'batch' -> 'id', payload -> 'batch' -> 'jobs', payload -> 'batch' -> 'succeeded', payload -> 'batch' -> 'dead')
            from jobs_queue_job where kind = 'tests.after'
            """));
        Assert.True(await database.DataSource.ValueAsync<bool>(
            "select created_at >= (select max(finished_at) from jobs_queue_job where batch = $1) from jobs_queue_job where kind = 'tests.after'", batch));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_follow_up_may_want_that_all_have_succeeded(bool fails)
    {
        var batch = await BatchAsync(3, new() { Name = "x" }, onlyIfAllSucceeded: true);
        await using var worker = await RegisterAsync("w");
        var claim = await worker.ClaimAsync(10, look: true, Ct);
        await worker.FinishAsync([.. claim.Jobs.Skip(fails ? 1 : 0).Select(job => job.Key)],
            [.. claim.Jobs.Take(fails ? 1 : 0).Select(job => new AttemptResult(job.Key, AttemptResult.Dead, default, AttemptError.Of(new TimeoutException("x"))))], Ct);
        await worker.SendHeartbeatAsync(EndedClaims.None, 0, [], Ct);
        await worker.SendHeartbeatAsync(EndedClaims.None, 0, [], Ct);

        var end = (await _inspector.FindBatchAsync(batch, Ct))!;
        Assert.NotNull(end.EndedAt);
        Assert.Equal(fails, end.FollowUp is null);
    }

    [Fact]
    public async Task A_drain_ends_the_batches_whose_jobs_it_has_run()
    {
        var batch = await BatchAsync(3, new());
        // Nobody beats within the time of this test.
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask, options => options.Lease = TimeSpan.FromHours(1));

        await worker.Worker.DrainAsync(Ct);

        Assert.NotNull((await _inspector.FindBatchAsync(batch, Ct))!.FollowUp);
    }

    [Fact]
    public async Task A_batch_to_which_somebody_is_adding_does_not_end_and_one_that_has_ended_takes_no_more()
    {
        var batch = await BatchAsync(1, new());
        await using var worker = await RegisterAsync("w");
        await worker.FinishAsync([.. (await worker.ClaimAsync(10, look: true, Ct)).Jobs.Select(job => job.Key)], [], Ct);
        await using (var db = await database.DataSource.OpenConnectionAsync(Ct))
        {
            await using var tx = await db.BeginTransactionAsync(Ct);
            await _queue.EnqueueAsync(db, new("late"), TestJson.Default.Work, new() { Batch = batch }, Ct);
            await worker.SendHeartbeatAsync(EndedClaims.None, 0, [], Ct);
            Assert.Null((await _inspector.FindBatchAsync(batch, Ct))!.EndedAt);
            await tx.CommitAsync(Ct);
        }

        await worker.FinishAsync([.. (await worker.ClaimAsync(10, look: true, Ct)).Jobs.Select(job => job.Key)], [], Ct);
        await worker.SendHeartbeatAsync(EndedClaims.None, 0, [], Ct);
        Assert.Equal(2, (await _inspector.FindBatchAsync(batch, Ct))!.Jobs);
        await Assert.ThrowsAsync<InvalidArgumentException>(() => _queue.EnqueueAsync(new("x"), TestJson.Default.Work, new() { Batch = batch }, Ct));
    }

    async Task<long> BatchAsync(int jobs, After after, bool onlyIfAllSucceeded = false)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        var batch = await _queue.BeginBatchAsync(
            db, BatchFollowUp.Job(after, AfterJson.Default.After) with { OnlyIfAllSucceeded = onlyIfAllSucceeded }, Ct);
        await _queue.EnqueueManyAsync(
            db, [.. Enumerable.Range(0, jobs).Select(i => new Work($"{i}"))], TestJson.Default.Work, new() { Batch = batch, MaxAttempts = 2 }, Ct);
        await tx.CommitAsync(Ct);
        return batch;
    }

    async Task<IWorkerStore> RegisterAsync(string name) => await new PostgresJobStore(database.DataSource, null).RegisterAsync(
        new(name, ["default"], ["tests.work"], TimeSpan.FromMinutes(1)), listen: false, Ct);
}

sealed record After : IJobArgs
{
    public static string Kind => "tests.after";

    public string? Name { get; init; }

    [JsonPropertyName("batch")]
    public BatchEnd? Batch { get; init; }
}

[JsonSerializable(typeof(After))]
sealed partial class AfterJson : JsonSerializerContext;
