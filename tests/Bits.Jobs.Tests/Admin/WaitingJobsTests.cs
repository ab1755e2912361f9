namespace Bits.Jobs.Tests;

/// <summary>Operators move jobs that wait, and what they did is kept with the reason.</summary>
public sealed class WaitingJobsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource, TestJson.Default);
    readonly JobOperator _operator = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_low_watermark, jobs_queue_pause, jobs_queue_action, jobs_queue_batch, jobs_queue_step");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_job_for_later_runs_at_once_when_it_is_moved_to_now_and_one_for_now_waits_when_it_is_moved()
    {
        var later = await _queue.EnqueueAsync(new Work("later"), new() { RunIn = TimeSpan.FromDays(1) }, Ct);
        var now = await _queue.EnqueueAsync(new Work("now"), ct: Ct);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);

        Assert.True(await _operator.RescheduleAsync(db, later, TimeProvider.System.GetUtcNow(), "the customer waits", Ct));
        Assert.True(await _operator.RescheduleAsync(db, now, TimeProvider.System.GetUtcNow().AddDays(1), "not before tomorrow", Ct));
        await worker.Worker.DrainAsync(Ct);

        Assert.Equal(["later"], worker.Handled.Select(job => job.Args.Name));
        Assert.False(await _operator.RescheduleAsync(db, later, TimeProvider.System.GetUtcNow(), "again", Ct)); // it has ended
    }

    [Fact]
    public async Task A_job_with_another_priority_runs_in_that_ones_turn()
    {
        long[] ids = [await EnqueueAsync("a"), await EnqueueAsync("b"), await EnqueueAsync("c")];
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);

        Assert.True(await _operator.PrioritizeAsync(db, ids[2], -1, "urgent", Ct));
        Assert.True(await _operator.PrioritizeAsync(db, ids[0], 1, "may wait", Ct));
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask, o => o.Concurrency = 1);
        await worker.Worker.DrainAsync(Ct);

        Assert.Equal(["c", "b", "a"], worker.Handled.Select(job => job.Args.Name));
        Assert.False(await _operator.PrioritizeAsync(db, ids[2], 5, "too late", Ct));
    }

    [Fact]
    public async Task A_step_that_is_moved_runs_in_its_turn_and_not_before_its_time()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        var started = await _queue.StartWorkflowAsync(
            db, Workflow.Chain(WorkflowStep.Job("a", new Work("a")), WorkflowStep.Job("b", new Work("b")), WorkflowStep.Job("c", new Work("c"))), Ct);
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);

        Assert.True(await _operator.RescheduleAsync(db, started.Jobs["b"], TimeProvider.System.GetUtcNow(), "soon", Ct)); // a comes first
        Assert.True(await _operator.RescheduleAsync(db, started.Jobs["c"], TimeProvider.System.GetUtcNow().AddDays(1), "tomorrow", Ct));
        await worker.Worker.DrainAsync(Ct);

        Assert.Equal(["a", "b"], worker.Handled.Select(job => job.Args.Name));
        Assert.True(await database.DataSource.ValueAsync<bool>(
            "select run_at > now() + interval '23 h' and state = 'pending' from jobs_queue_job where id = $1", started.Jobs["c"]));
    }

    [Fact]
    public async Task Every_action_is_kept_with_its_reason_and_one_that_did_nothing_is_not()
    {
        var id = await EnqueueAsync("a");
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);

        await _operator.PauseAsync(db, PauseTarget.Queue("mail"), "provider down", Ct);
        await _operator.ResumeAsync(db, PauseTarget.Queue("mail"), "provider up", Ct);
        await _operator.ResumeAsync(db, PauseTarget.Queue("mail"), "again", Ct); // was not paused
        await _operator.PrioritizeAsync(db, id, 3, "may wait", Ct);
        await _operator.CancelAsync(db, id, "wrong", Ct);
        await _operator.CancelAsync(db, id, "wrong", Ct); // had ended
        await _operator.RetryAsync(db, id, """{"name": "b"}""", "mended", Ct);
        await _operator.DiscardAsync(db, id, "never mind", Ct); // is not dead
        await _operator.SetLimitsAsync(db, "mail", new() { Running = 3 }, "contract", Ct);
        await _operator.SetLimitsAsync(db, "mail", new(), "no contract", Ct);
        await _operator.SetWeightAsync(db, "mail", "t", 2, "pays", Ct);

        var inspector = new JobInspector(database.DataSource);
        Assert.Equal(
            [
                "pause queue mail: provider down", "resume queue mail: provider up", $"prioritize job {id}: may wait",
                $"cancel job {id}: wrong", $"retry job {id}: mended", "limit queue mail: contract", "limit queue mail: no contract",
                "weight key t of queue mail: pays",
            ],
            (await inspector.ListActionsAsync(ct: Ct)).Reverse().Select(a => $"{a.Action} {a.Target}: {a.Reason}"));
        Assert.Equal(["retry", "cancel", "prioritize"], (await inspector.ListActionsAsync(id, ct: Ct)).Select(a => a.Action));
    }

    [Fact]
    public async Task Every_action_that_changes_something_wants_a_reason()
    {
        var acts = typeof(JobOperator).GetMethods().Where(method => method.DeclaringType == typeof(JobOperator)).ToList();

        Assert.True(acts.Count > 12, $"{acts.Count}");
        Assert.All(acts, act => Assert.Equal(["reason", "ct"], act.GetParameters()[^2..].Select(p => p.Name)));
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await Assert.ThrowsAsync<InvalidArgumentException>(() => _operator.RetryAsync(db, 1, " ", Ct));
    }

    Task<long> EnqueueAsync(string name) => _queue.EnqueueAsync(new Work(name), ct: Ct);
}
