using System.Text.Json.Serialization;

namespace Bits.Jobs.Tests.Reports;

/// <summary>What running jobs say of themselves.</summary>
public sealed class ReportTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);
    readonly JobInspector _inspector = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_report, jobs_queue_log, jobs_queue_claim, jobs_queue_worker, jobs_queue_low_watermark");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Progress_and_lines_are_seen_while_the_job_runs_and_the_result_when_it_has_ended()
    {
        var go = new TaskCompletionSource();
        await using var worker = new TestWorker(database, async (job, ct) =>
        {
            job.ReportProgress(40, "2 of 5 files");
            job.Log("opened\0");
            await go.Task.WaitAsync(ct);
            job.ReportProgress(100);
            job.Log("closed");
            await job.RecordResultAsync(new(5), ReportJson.Default.Copied, ct);
        });
        var id = await EnqueueAsync();
        var draining = worker.Worker.DrainAsync(Ct);

        await database.DataSource.EventuallyAsync("select exists (select from jobs_queue_log) and exists (select from jobs_queue_report where percent = 40)");
        var before = (await _inspector.FindAsync(id, Ct))!;
        go.SetResult();
        await draining;
        var after = (await _inspector.FindAsync(id, Ct))!;

        Assert.Equal((40, "2 of 5 files", null), (before.Progress?.Percent, before.Progress?.Note, before.Result));
        Assert.Equal((100, null, """{"Files": 5}"""), (after.Progress?.Percent, after.Progress?.Note, after.Result));
        Assert.Equal([(1, "opened "), (1, "closed")], after.Log.Select(line => (line.Attempt, line.Text)));
        Assert.Equal(JobState.Succeeded, after.Job.State);
    }

    [Fact]
    public async Task A_job_that_says_nothing_has_no_row()
    {
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);
        await EnqueueAsync();

        await worker.Worker.DrainAsync(Ct);

        Assert.True(await database.DataSource.ValueAsync<bool>("select not exists (select from jobs_queue_report) and not exists (select from jobs_queue_log)"));
    }

    [Fact]
    public async Task What_a_worker_says_that_has_lost_the_job_changes_nothing()
    {
        var store = new PostgresJobStore(database.DataSource, null);
        await EnqueueAsync();
        var lost = await ClaimAsync(store, "lost");
        Assert.True(await store.SaveProgressAsync(lost, new(10, "by the first", [default], ["first"], null), Ct));
        await database.DataSource.SqlAsync("update jobs_queue_worker set beat_at = now() - interval '1 hour'");
        await using (var other = await RegisterAsync(store, "other"))
            await other.SendHeartbeatAsync(EndedClaims.None, 0, [], Ct); // takes it back

        Assert.False(await store.SaveProgressAsync(lost, new(90, "late", [default], ["late"], "1"), Ct));
        await database.DataSource.SqlAsync("update jobs_queue_job set run_at = now()");
        var held = await ClaimAsync(store, "next");
        Assert.False(await store.SaveProgressAsync(lost, new(90, "late", [default], ["late"], "1"), Ct));
        await Assert.ThrowsAsync<JobLostException>(() => new JobControl(store, lost, TimeProvider.System).RecordAsync("1", Ct));
        var fresh = (await _inspector.FindAsync(held.Id, Ct))!;
        Assert.True(await store.SaveProgressAsync(held, new(null, null, [], [], "2"), Ct));
        var told = (await _inspector.FindAsync(held.Id, Ct))!;

        Assert.Null(fresh.Progress); // the word of the attempt before counts no more
        Assert.Equal((null, "2"), (told.Progress, told.Result));
        Assert.Equal(["first"], told.Log.Select(line => line.Text));
    }

    [Fact]
    public async Task Of_many_long_lines_the_latest_five_hundred_are_kept_and_cut()
    {
        await using var worker = new TestWorker(database, (job, _) =>
        {
            for (var i = 1; i <= 3_000; i++)
                job.Log($"{i} {new string('ä', 2_000)}");
            return job.Attempt == 1 ? throw new InvalidOperationException("once more") : Task.CompletedTask;
        });
        var id = await EnqueueAsync();

        await worker.Worker.DrainAsync(Ct);
        await database.DataSource.SqlAsync("update jobs_queue_job set run_at = now() where txid is null");
        await worker.Worker.DrainAsync(Ct);
        var log = (await _inspector.FindAsync(id, Ct))!.Log;

        Assert.Equal(500, log.Count);
        Assert.Equal(["2501", "3000"], [log[0].Text.Split(' ')[0], log[^1].Text.Split(' ')[0]]);
        Assert.All(log, line => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(line.Text), 900, 1_000));
        Assert.All(log, line => Assert.Equal(2, line.Attempt));
    }

    [Fact]
    public async Task A_result_that_cannot_be_kept_and_a_percentage_that_is_none_are_refused()
    {
        var job = new Job<Work>(1, new("x"), "default", 1, 1, 1, default);

        var e = await Assert.ThrowsAsync<InvalidArgumentException>(() => job.RecordResultAsync(new(new('x', 70_000)), TestJson.Default.Work, Ct));
        Assert.StartsWith("result: has 70", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidArgumentException>(() => job.RecordResultAsync(new("\0"), TestJson.Default.Work, Ct));
        Assert.Throws<ArgumentOutOfRangeException>(() => job.ReportProgress(101));
        job.ReportProgress(50);
        job.Log("nobody hears");
    }

    [Fact]
    public async Task The_last_words_come_through_where_the_handler_ends_the_job_itself()
    {
        await using var worker = new TestWorker(database, async (job, ct) =>
        {
            await using var db = await database.DataSource.OpenConnectionAsync(ct);
            await using var tx = await db.BeginTransactionAsync(ct);
            await job.RecordResultAsync(new(1), ReportJson.Default.Copied, ct);
            await job.CompleteAsync(db, ct);
            await tx.CommitAsync(ct);
            job.Log("done");
        });
        var id = await EnqueueAsync();

        await worker.Worker.DrainAsync(Ct);

        var job = (await _inspector.FindAsync(id, Ct))!;
        Assert.Equal(("done", """{"Files": 1}"""), (Assert.Single(job.Log).Text, job.Result));
    }

    [Fact]
    public async Task What_was_said_is_forgotten_with_the_job()
    {
        var store = new PostgresJobStore(database.DataSource, null);
        await EnqueueAsync();
        Assert.True(await store.SaveProgressAsync(await ClaimAsync(store, "w"), new(10, null, [default], ["line"], "{}"), Ct));
        await database.DataSource.SqlAsync("delete from jobs_queue_job");
        await database.DataSource.SqlAsync("update jobs_queue_report set reported_at = now() - interval '2 days'");
        await database.DataSource.SqlAsync("update jobs_queue_log set at = now() - interval '2 days'");
        await database.DataSource.SqlAsync("update jobs_queue_slot set opened_at = now() - interval '2 days'");

        await store.RetainAsync(TimeSpan.FromDays(1), TimeSpan.FromDays(1), Ct);

        Assert.True(await database.DataSource.ValueAsync<bool>("select not exists (select from jobs_queue_report) and not exists (select from jobs_queue_log)"));
    }

    Task<long> EnqueueAsync() => _queue.EnqueueAsync(new("x"), TestJson.Default.Work, ct: Ct);

    static async Task<JobKey> ClaimAsync(PostgresJobStore store, string name)
    {
        await using var worker = await RegisterAsync(store, name);
        return Assert.Single((await worker.ClaimAsync(1, look: true, Ct)).Jobs).Key;
    }

    static Task<IWorkerStore> RegisterAsync(PostgresJobStore store, string name) =>
        store.RegisterAsync(new(name, ["default"], [Work.Kind], TimeSpan.FromMinutes(1)), listen: false, Ct);
}

sealed record Copied(int Files);

[JsonSerializable(typeof(Copied))]
sealed partial class ReportJson : JsonSerializerContext;
