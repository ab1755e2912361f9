namespace Bits.Jobs.Tests;

public sealed class ZzTempTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Speed()
    {
        var ct = TestContext.Current.CancellationToken;
        var queue = new JobQueue(database.DataSource);
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask, options => { options.Lease = TimeSpan.FromSeconds(10); options.PollInterval = TimeSpan.FromSeconds(2); });
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await Task.Delay(1500, ct);
        foreach (var steps in new[] { 5, 5, 5, 200, 1000 })
        {
            await using var db = await database.DataSource.OpenConnectionAsync(ct);
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var started = await queue.StartWorkflowAsync(db, Workflow.Chain([.. Enumerable.Range(0, steps).Select(i => WorkflowStep.Job($"s{i}", new Work("x"), TestJson.Default.Work))]), ct);
            var enqueued = watch.Elapsed;
            await database.DataSource.EventuallyAsync("select ended_at is not null from jobs_queue_batch where id = $1", started.Batch);
            await File.AppendAllTextAsync("/tmp/flow-speed.txt", $"chain of {steps}: enqueue {enqueued.TotalMilliseconds:F1} ms, all {await database.DataSource.ValueAsync<double>("select extract(epoch from ended_at - created_at)::float8 * 1000 from jobs_queue_batch where id = $1", started.Batch):F1} ms\n", ct);
            await Task.Delay(1000, ct);
        }
        await using (var db = await database.DataSource.OpenConnectionAsync(ct))
        {
            var started = await queue.StartWorkflowAsync(db, new() { Steps = [WorkflowStep.Job("first", new Work("x"), TestJson.Default.Work), .. Enumerable.Range(0, 998).Select(i => WorkflowStep.Job($"s{i}", new Work("x"), TestJson.Default.Work) with { After = ["first"] }), WorkflowStep.Job("last", new Work("x"), TestJson.Default.Work) with { After = [.. Enumerable.Range(0, 998).Select(i => $"s{i}")] }] }, ct);
            await database.DataSource.EventuallyAsync("select ended_at is not null from jobs_queue_batch where id = $1", started.Batch);
            await File.AppendAllTextAsync("/tmp/flow-speed.txt", $"fan 1-998-1: {await database.DataSource.ValueAsync<double>("select extract(epoch from ended_at - created_at)::float8 * 1000 from jobs_queue_batch where id = $1", started.Batch):F1} ms\n", ct);
        }
        await stop.CancelAsync();
        await running;
    }
}
