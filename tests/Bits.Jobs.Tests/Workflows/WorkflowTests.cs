namespace Bits.Jobs.Tests;

/// <summary>Jobs that come after others.</summary>
public sealed class WorkflowTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly JobQueue _queue = new(database.DataSource);
    readonly JobInspector _inspector = new(database.DataSource);
    readonly JobOperator _operator = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_batch, jobs_queue_step, jobs_queue_failure, jobs_queue_claim, jobs_queue_worker, jobs_queue_low_watermark");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Steps_run_after_those_that_they_come_after_and_the_follow_up_after_all()
    {
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);
        var started = await StartAsync(new()
        {
            Steps = [Step("last", "left", "right"), Step("left", "first"), Step("right", "first"), Step("first")],
            Then = BatchFollowUp.Job(new After(), AfterJson.Default.After),
        });

        await worker.Worker.DrainAsync(Ct);

        var ran = worker.Handled.Select(job => job.Args.Name).ToList();
        Assert.Equal(("first", "last"), (ran[0], ran[^1]));
        Assert.Equal(4, ran.Count);
        Assert.Equal(4, (await _inspector.FindBatchAsync(started.Batch, Ct))!.Succeeded);
        Assert.Equal(1L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job where kind = 'tests.after'"));
    }

    [Fact]
    public async Task A_chain_goes_on_at_once_and_does_not_wait_for_heartbeats()
    {
        // Nobody beats within the time of this test.
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask, options => options.Lease = TimeSpan.FromHours(1));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await database.DataSource.EventuallyAsync("select exists (select from jobs_queue_worker)");

        var started = await StartAsync(Workflow.Chain(Step("a"), Step("b"), Step("c"), Step("d"), Step("e")));

        await database.DataSource.EventuallyAsync("select ended_at is not null from jobs_queue_batch where id = $1", started.Batch);
        Assert.Equal(["a", "b", "c", "d", "e"], worker.Handled.Select(job => job.Args.Name));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_workflow_that_is_rolled_back_was_never_there()
    {
        await using (var db = await database.DataSource.OpenConnectionAsync(Ct))
        {
            await using var tx = await db.BeginTransactionAsync(Ct);
            await _queue.StartWorkflowAsync(db, Workflow.Chain(Step("a"), Step("b")), Ct);
            await tx.RollbackAsync(Ct);
        }

        Assert.Equal(0L, await database.DataSource.ValueAsync<long>(
            "select (select count(*) from jobs_queue_job) + (select count(*) from jobs_queue_step) + (select count(*) from jobs_queue_batch)"));
    }

    [Fact]
    public async Task What_comes_after_a_dead_step_is_skipped_with_the_reason_unless_it_runs_in_any_case()
    {
        await using var worker = new TestWorker(database, Fails("parse"));
        var started = await StartAsync(new()
        {
            Steps =
            [
                Step("fetch"), Once("parse", "fetch"), Step("index", "parse"), Step("publish", "index"),
                Step("tidy", "publish", "fetch") with { EvenIfDead = true },
            ],
        });

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal(["fetch", "parse", "tidy"], worker.Handled.Select(job => job.Args.Name));
        var index = (await _inspector.FindAsync(started.Jobs["index"], Ct))!;
        Assert.Equal((JobState.Dead, $"Skipped: its predecessor parse (job {started.Jobs["parse"]}) is dead."), (index.Job.State, index.Job.Error));
        Assert.Equal(FailureTypes.Skipped, Assert.Single(index.Failures).Type);
        Assert.Contains($"its predecessor index (job {started.Jobs["index"]}) was skipped", (await _inspector.FindAsync(started.Jobs["publish"], Ct))!.Job.Error, StringComparison.Ordinal);
        Assert.Equal(
            [("fetch", false), ("parse", false), ("index", true), ("publish", true), ("tidy", false)],
            index.Workflow.Select(step => (step.Name, step.IsSkipped)));
        var end = (await _inspector.FindBatchAsync(started.Batch, Ct))!;
        Assert.Equal((5, 2, 3), (end.Jobs, end.Succeeded, end.Dead));
    }

    [Fact]
    public async Task A_dead_step_that_is_retried_takes_those_with_it_that_were_skipped_and_the_follow_up_comes_once()
    {
        var started = await StartAsync(new()
        {
            Steps = [Step("fetch"), Once("parse", "fetch"), Step("index", "parse"), Step("publish", "index")],
            Then = BatchFollowUp.Job(new After(), AfterJson.Default.After),
        });
        await using (var failing = new TestWorker(database, Fails("parse")))
            await failing.Worker.DrainAsync(Ct);
        await using (var db = await database.DataSource.OpenConnectionAsync(Ct))
            Assert.True(await _operator.RetryAsync(db, started.Jobs["parse"], "mended", Ct));

        Assert.Null((await _inspector.FindBatchAsync(started.Batch, Ct))!.EndedAt);
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);
        await worker.Worker.DrainAsync(Ct);

        Assert.Equal(["parse", "index", "publish"], worker.Handled.Select(job => job.Args.Name));
        var end = (await _inspector.FindBatchAsync(started.Batch, Ct))!;
        Assert.Equal((4, 4), (end.Jobs, end.Succeeded));
        Assert.Equal(1L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job where kind = 'tests.after'"));
        Assert.Empty(await _inspector.ListFailureGroupsAsync(Ct));
    }

    [Fact]
    public async Task A_step_says_what_it_waits_for_and_is_nobodys_before_its_turn()
    {
        var started = await StartAsync(new() { Steps = [Step("fetch"), Step("parse"), Step("index", "fetch", "parse")] });

        var explained = (await _inspector.ExplainAsync(started.Jobs["index"], Ct))!;

        Assert.True(explained.Job.WaitsForOthers);
        Assert.Contains($"It waits for fetch (job {started.Jobs["fetch"]}, pending).", explained.Reasons);
        Assert.Contains($"It waits for parse (job {started.Jobs["parse"]}, pending).", explained.Reasons);
        Assert.DoesNotContain(explained.Reasons, reason => reason.Contains("9000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_step_with_a_moment_runs_after_both()
    {
        var started = await StartAsync(Workflow.Chain(
            Step("a"), Step("b") with { Options = new() { RunAt = TimeProvider.System.GetUtcNow().AddHours(1) } }));
        await using var worker = new TestWorker(database, (_, _) => Task.CompletedTask);

        await worker.Worker.DrainAsync(Ct);

        var waits = (await _inspector.FindAsync(started.Jobs["b"], Ct))!.Job;
        Assert.Equal((JobState.Pending, false), (waits.State, waits.WaitsForOthers));
        Assert.InRange(waits.RunAt, TimeProvider.System.GetUtcNow().AddMinutes(50), TimeProvider.System.GetUtcNow().AddMinutes(70));
    }

    [Fact]
    public void What_cannot_be_is_refused_by_the_name_of_the_field()
    {
        Refused("steps", []);
        Refused("steps", [.. Enumerable.Range(0, 1_001).Select(i => Step($"s{i}"))]);
        Refused("steps[1].name", [Step("a"), Step("a")]);
        Refused("steps[0].name", [WorkflowStep.Job("Not a word", new Work("x"), TestJson.Default.Work)]);
        Refused("steps[1].after[0]", [Step("a"), Step("b", "c")]);
        Refused("steps[0].after", [Step("a", "a")]);
        Refused("steps[1].after", [Step("in"), Step("a", "c", "in"), Step("b", "a"), Step("c", "b"), Step("out", "c")]);
        Refused("steps[0].options.Queue", [Step("a") with { Options = new() { Queue = "No!" } }]);
        Refused("steps[0].options.Batch", [Step("a") with { Options = new() { Batch = 1 } }]);
        Assert.Contains("a after c after b after a", Assert.Throws<InvalidArgumentException>(
            () => new Workflow { Steps = [Step("a", "c"), Step("b", "a"), Step("c", "b")] }.CheckedOrder()).Message, StringComparison.Ordinal);

        static void Refused(string field, IReadOnlyList<WorkflowStep> steps) =>
            Assert.Equal(field, Assert.Throws<InvalidArgumentException>(() => new Workflow { Steps = steps }.CheckedOrder()).Field);
    }

    static Func<Job<Work>, CancellationToken, Task> Fails(string name) =>
        (job, _) => job.Args.Name == name ? throw new FormatException("no") : Task.CompletedTask;

    static WorkflowStep Step(string name, params string[] after) =>
        WorkflowStep.Job(name, new Work(name), TestJson.Default.Work) with { After = after };

    static WorkflowStep Once(string name, params string[] after) => Step(name, after) with { Options = new() { MaxAttempts = 1 } };

    async Task<StartedWorkflow> StartAsync(Workflow workflow)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        return await _queue.StartWorkflowAsync(db, workflow, Ct);
    }
}
