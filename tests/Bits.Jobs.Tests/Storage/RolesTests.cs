using Npgsql;

namespace Bits.Jobs.Tests;

/// <summary>Each program of the queue works with the grants of its kind, and can do no more.</summary>
public sealed class RolesTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_batch, jobs_queue_step, jobs_queue_failure, jobs_queue_claim, jobs_queue_worker, "
        + "jobs_queue_low_watermark, jobs_queue_pause, jobs_queue_unique, jobs_queue_limit");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_enqueuer_adds_whatever_there_is_to_add_and_reads_no_payload()
    {
        await using var login = await LoginAsync(JobsRole.Enqueuer);
        var queue = new JobQueue(login.DataSource);

        await queue.EnqueueAsync(new("one"), TestJson.Default.Work, new() { PartitionKey = "k" }, Ct);
        await queue.EnqueueManyAsync([new("two"), new("three")], TestJson.Default.Work, ct: Ct);
        await using (var db = await login.DataSource.OpenConnectionAsync(Ct))
        await using (var tx = await db.BeginTransactionAsync(Ct))
        {
            var unique = await queue.EnqueueUniqueAsync(db, [new("four"), new("four")], work => work.Name, TestJson.Default.Work, ct: Ct);
            Assert.Equal([true, false], unique.Select(job => job.IsNew));
            var batch = await queue.BeginBatchAsync(db, ct: Ct);
            await queue.EnqueueAsync(db, new("five"), TestJson.Default.Work, new() { Batch = batch }, Ct);
            await queue.StartWorkflowAsync(db, Workflow.Chain(Step("six"), Step("seven")), Ct);
            await tx.CommitAsync(Ct);
        }

        await login.DataSource.SqlAsync("insert into jobs_queue_job (kind, payload) values ('tests.work', '{\"name\": \"eight\"}')");

        Assert.Equal(8L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job"));
        await RefusesAsync(
            login, "select payload from jobs_queue_job", "update jobs_queue_job set state = 'dead'", "delete from jobs_queue_job",
            "truncate jobs_queue_job", "select jobs_queue_retain('1 day', '1 day')", "select setval('jobs_queue_ring', 3)",
            "select nextval('jobs_queue_ring')", "select from jobs_queue_failure", "update jobs_queue_batch set then_kind = 'x'",
            "select jobs_queue_cancel_job(1, 'x')", "select * from jobs_queue_claim(1, '{default}', '{tests.work}', 1, true, null)",
            "insert into jobs_queue_pause (queue, reason) values ('default', 'x')", "create table here (id int)");
    }

    [Fact]
    public async Task A_worker_runs_fails_reports_fires_and_retains_and_changes_no_table()
    {
        var queue = new JobQueue(database.DataSource);
        await using var login = await LoginAsync(JobsRole.Worker);
        await database.DataSource.SqlAsync("insert into jobs_queue_limit (queue, running) values ('default', 5)");
        for (var i = 0; i < 5; i++)
            await queue.EnqueueAsync(new(i == 0 ? "fails" : "works"), TestJson.Default.Work, new() { PartitionKey = i > 2 ? "k" : null, MaxAttempts = 1 }, Ct);
        await using (var db = await database.DataSource.OpenConnectionAsync(Ct))
            await queue.StartWorkflowAsync(db, Workflow.Chain(Step("first"), Step("second")), Ct);

        await using var worker = new TestWorker(login.DataSource, (job, _) =>
            job.Args.Name == "fails" ? throw new InvalidOperationException("fails") : Task.CompletedTask);
        await worker.Worker.DrainAsync(Ct);

        Assert.Equal(7, worker.Handled.Count);
        Assert.Equal(6L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job where state = 'succeeded'"));
        Assert.Equal(1L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_failure"));
        await RetainsAsync(login);
        await RefusesAsync(
            login, "delete from jobs_queue_job", "truncate jobs_queue_job_1", "truncate jobs_queue_job", "drop table jobs_queue_job",
            "select setval('jobs_queue_ring', 3)", "insert into jobs_queue_pause (queue, reason) values ('default', 'x')",
            "update jobs_queue_limit set running = 1", "select jobs_queue_discard('{1}')", "create table here (id int)");
    }

    [Fact]
    public async Task A_worker_keeps_running_beats_and_fires_what_is_periodic()
    {
        await using var login = await LoginAsync(JobsRole.Worker);
        await database.DataSource.SqlAsync("delete from jobs_queue_periodic");
        await using var worker = new TestWorker(login.DataSource, (_, _) => Task.CompletedTask, options => options.Lease = TimeSpan.FromSeconds(2));
        using var stop = new CancellationTokenSource();
        var running = worker.Worker.RunAsync(stop.Token);
        await database.DataSource.EventuallyAsync("select exists (select from jobs_queue_worker where beat_at > started_at)");
        await new JobQueue(database.DataSource).EnqueueAsync(new("a"), TestJson.Default.Work, ct: Ct);

        await database.DataSource.EventuallyAsync("select exists (select from jobs_queue_job where state = 'succeeded')");
        await database.DataSource.EventuallyAsync("select exists (select from jobs_queue_outcome)");
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task An_operator_sees_and_acts_and_runs_no_job()
    {
        var queue = new JobQueue(database.DataSource);
        await using var login = await LoginAsync(JobsRole.Operator);
        var (jobs, seen) = (new JobOperator(login.DataSource), new JobInspector(login.DataSource));
        var dead = await queue.EnqueueAsync(new("dead"), TestJson.Default.Work, new() { MaxAttempts = 1 }, Ct);
        await using (var worker = new TestWorker(database, (_, _) => throw new InvalidOperationException("dead")))
            await worker.Worker.DrainAsync(Ct);
        var waiting = await queue.EnqueueAsync(new("waits"), TestJson.Default.Work, ct: Ct);

        Assert.Equal("dead", Assert.Single((await seen.FindAsync(dead, Ct))!.Failures).Message);
        Assert.NotNull(await seen.ExplainAsync(waiting, Ct));
        Assert.Equal(2, (await seen.PageAsync(new(), ct: Ct)).Jobs.Count);
        Assert.NotEmpty(await seen.ListCountsAsync(ct: Ct));
        await seen.ListWorkersAsync(Ct);
        await seen.ListFailureGroupsAsync(Ct);
        await seen.ListLimitsAsync(Ct);
        await seen.ListPeriodicAsync(Ct);
        await using var db = await login.DataSource.OpenConnectionAsync(Ct);
        Assert.True(await jobs.RetryAsync(db, dead, "mended", Ct));
        await jobs.PauseAsync(db, PauseTarget.Queue("mail"), "provider is down", Ct);
        Assert.True(await jobs.ResumeAsync(db, PauseTarget.Queue("mail"), "mended", Ct));
        Assert.Equal(CancelOutcome.Cancelled, await jobs.CancelAsync(db, waiting, "not wanted", Ct));
        Assert.True(await jobs.DiscardAsync(db, waiting, "not wanted", Ct));
        await RefusesAsync(
            login, "select * from jobs_queue_claim(1, '{default}', '{tests.work}', 1, true, null)",
            "select jobs_queue_retain('1 day', '1 day')", "truncate jobs_queue_job", "create table here (id int)");
    }

    [Fact]
    public async Task A_session_that_does_not_name_the_schema_moves_a_job()
    {
        await database.DataSource.SqlAsync("drop schema if exists queue cascade; create schema queue");
        await using var there = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = "queue" });
        await JobsSchema.MigrateAsync(there, Ct);
        var queue = new JobQueue(there);
        var id = await queue.EnqueueAsync(new("a"), TestJson.Default.Work, ct: Ct);
        await there.SqlAsync("update jobs_queue_job set state = 'dead' where id = $1", id);

        await database.DataSource.SqlAsync("set search_path = pg_catalog; update queue.jobs_queue_job set state = 'pending'; reset search_path");

        await using var worker = new TestWorker(there, (_, _) => Task.CompletedTask);
        await worker.Worker.DrainAsync(Ct);
        Assert.Single(worker.Handled);
    }

    // As if the time had passed.
    async Task RetainsAsync(TestLogin login)
    {
        var store = new PostgresJobStore(login.DataSource, direct: null);
        var from = await database.DataSource.ValueAsync<long>("select pg_sequence_last_value('jobs_queue_ring')");
        await database.DataSource.SqlAsync("update jobs_queue_slot set opened_at = opened_at - interval '2 days', closed_at = closed_at - interval '2 days'");
        while (await database.DataSource.ValueAsync<long>("select pg_sequence_last_value('jobs_queue_ring')") == from)
            if (!await store.RetainAsync(TimeSpan.FromHours(6), TimeSpan.FromDays(90), Ct))
                await Task.Delay(20, Ct);
    }

    async Task<TestLogin> LoginAsync(params JobsRole[] kinds)
    {
        var login = await TestLogin.CreateAsync(database);
        foreach (var kind in kinds)
            await JobsSchema.GrantAsync(database.DataSource, kind, login.Name, Ct);
        return login;
    }

    static async Task RefusesAsync(TestLogin login, params string[] statements)
    {
        foreach (var sql in statements)
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => login.DataSource.SqlAsync(sql));
            Assert.True(refused.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{sql}: {refused.Message}");
        }
    }

    static WorkflowStep Step(string name) => WorkflowStep.Job(name, new Work(name), TestJson.Default.Work);
}
