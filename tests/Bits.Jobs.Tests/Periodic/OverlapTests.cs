using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bits.Jobs.Tests;

/// <summary>A schedule that does not overlap has one job at a time; options that cannot apply to a schedule are refused.</summary>
public sealed class OverlapTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly PostgresJobStore _store = new(database.DataSource, null);
    readonly JobOperator _operator = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_low_watermark, jobs_queue_periodic, jobs_queue_tick, jobs_queue_unique");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("pending", false)]
    [InlineData("failed", false)]
    [InlineData("succeeded", true)]
    [InlineData("dead", true)]
    public async Task A_tick_passes_while_a_job_of_the_schedule_waits_or_runs(string state, bool fires)
    {
        await DeclareAsync(options => options.NoOverlap = true);
        Assert.Equal(1, await FireAsync());
        await database.DataSource.SqlAsync("update jobs_queue_job set state = $1", state);

        Assert.Equal(fires ? 1 : 0, await FireAsync());
        Assert.Equal(fires ? 2L : 1L, await CountAsync());
    }

    [Fact]
    public async Task A_tick_passes_while_a_job_of_the_schedule_runs_and_the_next_one_fires()
    {
        await DeclareAsync(options => options.NoOverlap = true);
        await FireAsync();
        await using var worker = new TestWorker(database, async (_, _) => Assert.Equal(0, await FireAsync()));

        await worker.Worker.DrainAsync(Ct);

        Assert.Equal("succeeded", await database.DataSource.ValueAsync<string>("select state from jobs_queue_job"));
        Assert.Equal(1, await FireAsync());
    }

    [Fact]
    public async Task Of_several_missed_ticks_one_job_comes_and_an_operators_call_gets_that_one()
    {
        await DeclareAsync(options => (options.NoOverlap, options.Missed) = (true, MissedTicks.Coalesce));
        await database.DataSource.SqlAsync("update jobs_queue_periodic set settled_to = now() - interval '1 day'");
        await new PeriodicRunner(_store, [], TimeProvider.System, NullLogger.Instance).TurnAsync(Ct);

        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        var now = await _operator.RunPeriodicNowAsync(db, "digest", "test", Ct);

        Assert.Equal(await database.DataSource.ValueAsync<long>("select id from jobs_queue_job"), now);
        Assert.Equal(1L, await CountAsync());
        Assert.True((await new JobInspector(database.DataSource).ListPeriodicAsync(Ct)).Single().NoOverlap);
    }

    [Fact]
    public async Task Without_it_each_tick_has_its_job()
    {
        await DeclareAsync(_ => { });

        Assert.Equal((1, 1), (await FireAsync(), await FireAsync()));
        Assert.Equal(2L, await CountAsync());
    }

    public static TheoryData<string, Action<PeriodicOptions>> Impossible => new()
    {
        { "Enqueue", options => options.Enqueue = new() { PartitionKey = "tenant" } },
        { "Enqueue", options => options.Enqueue = new() { RunAt = DateTimeOffset.UnixEpoch } },
        { "Enqueue", options => options.Enqueue = new() { RunIn = TimeSpan.Zero } },
        { "Enqueue", options => options.Enqueue = new() { Batch = 1 } },
        { "Enqueue", options => options.Enqueue = new() { UniqueKey = "k" } },
        { "Enqueue", options => options.Enqueue = new() { Unique = UniqueScope.UntilEnded } },
        { "MissedMax", options => options.MissedMax = 2 }, // only with MissedTicks.All
        { "NoOverlap", options => (options.NoOverlap, options.Missed) = (true, MissedTicks.All) },
    };

    [Theory]
    [MemberData(nameof(Impossible), DisableDiscoveryEnumeration = true)]
    public void An_option_that_cannot_apply_to_a_schedule_is_refused(string option, Action<PeriodicOptions> set)
    {
        var error = Assert.Throws<InvalidArgumentException>(
            () => new ServiceCollection().AddBitsJobs().AddPeriodic("digest", "* * * * *", new Work("a"), TestJson.Default.Work, set));

        Assert.StartsWith($"{option}:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_with_a_unique_key_are_refused_where_no_key_is_taken()
    {
        var args = new Digest("asha", "a");

        Assert.Throws<InvalidArgumentException>(() => new ServiceCollection().AddBitsJobs().AddPeriodic("digest", "* * * * *", args, LetterJson.Default.Digest));
        Assert.Throws<InvalidArgumentException>(() => WorkflowStep.Job("a", args, LetterJson.Default.Digest));
        Assert.Throws<InvalidArgumentException>(() => BatchFollowUp.Job(args, LetterJson.Default.Digest));
        Assert.Throws<InvalidArgumentException>(() => BatchFollowUp.Job(new Urgent("a"), LetterJson.Default.Urgent)); // priority, attempts
    }

    [Fact]
    public async Task An_option_that_cannot_apply_to_a_step_is_refused()
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        EnqueueOptions[] impossible = [new() { Batch = 1 }, new() { RunIn = TimeSpan.Zero }, new() { UniqueKey = "k" }, new() { Unique = new() }];

        foreach (var options in impossible)
        {
            var workflow = Workflow.Chain(WorkflowStep.Job("a", new Work("a"), TestJson.Default.Work) with { Options = options });
            await Assert.ThrowsAsync<InvalidArgumentException>(() => new JobQueue(database.DataSource).StartWorkflowAsync(db, workflow, Ct));
        }
    }

    async Task DeclareAsync(Action<PeriodicOptions> configure)
    {
        await using var services = new ServiceCollection().AddSingleton(database.DataSource)
            .AddBitsJobs().AddJson(TestJson.Default).AddPeriodic("digest", "* * * * *", new Work("a"), configure)
            .Services.BuildServiceProvider();
        await _store.DeclareAsync([services.GetRequiredService<PeriodicJob>()], Ct);
    }

    async Task<int> FireAsync()
    {
        var now = await database.DataSource.ValueAsync<DateTime>("select clock_timestamp()");
        return await _store.FireAsync("digest", [now], now, Ct);
    }

    Task<long> CountAsync() => database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job");
}
