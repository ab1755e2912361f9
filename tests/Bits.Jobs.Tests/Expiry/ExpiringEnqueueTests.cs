using System.Text.Json.Serialization;

namespace Bits.Jobs.Tests;

/// <summary>A kind whose jobs expire an hour after they are due.</summary>
sealed record Brief(string Name) : IJobArgs
{
    public static string Kind => "tests.brief";

    public static JobDefaults Defaults => new() { ExpiresIn = TimeSpan.FromHours(1) };
}

[JsonSerializable(typeof(Brief))]
sealed partial class BriefJson : JsonSerializerContext;

/// <summary>However a job is enqueued, it expires as its kind or its options say.</summary>
public sealed class ExpiringEnqueueTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    const int Copied = 40;

    readonly JobQueue _queue = new(database.DataSource, BriefJson.Default);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_batch, jobs_queue_step, jobs_queue_unique, jobs_queue_periodic, jobs_queue_tick");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string> Ways => new("one", "few", "copy", "unique", "replace", "unique-many", "batch", "step");

    [Theory, MemberData(nameof(Ways))]
    public async Task The_kind_says_how_long_after_it_is_due_a_job_expires(string way)
    {
        await EnqueueAsync(way, new());

        Assert.Equal("1.0", await HoursAsync());
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Options_say_a_time(string way)
    {
        await EnqueueAsync(way, new() { ExpiresIn = TimeSpan.FromHours(3), RunAt = Now.AddHours(2) });

        Assert.Equal("5.0", await HoursAsync());
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Options_say_a_moment(string way)
    {
        await EnqueueAsync(way, new() { ExpiresAt = Now.AddHours(7), RunAt = Now.AddHours(-2) });

        Assert.Equal("7.0", await HoursAsync());
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Options_say_that_it_never_expires(string way)
    {
        await EnqueueAsync(way, new() { ExpiresAt = DateTimeOffset.MaxValue });

        Assert.Equal("never", await HoursAsync());
    }

    [Theory]
    [InlineData("one")]
    [InlineData("copy")]
    [InlineData("step")]
    public async Task The_end_of_time_is_late_enough(string way)
    {
        await EnqueueAsync(way, new() { ExpiresIn = TimeSpan.FromDays(3_650), RunAt = new(9998, 12, 30, 0, 0, 0, TimeSpan.Zero) });

        Assert.Equal("9998-12-31", await database.DataSource.ValueAsync<string>("select distinct to_char(expires_at at time zone 'utc', 'YYYY-MM-DD') from jobs_queue_job"));
    }

    [Fact]
    public async Task A_periodic_job_expires_after_its_tick()
    {
        PeriodicJob Job(EnqueueOptions? options) => new PeriodicOptions { Enqueue = options ?? EnqueueOptions.Default }
            .Job("brief", "0 0 1 1 *", new Brief("x"), BriefJson.Default.Brief);
        var store = new PostgresJobStore(database.DataSource, null);

        await store.DeclareAsync([Job(null)], Ct);
        Assert.Equal(1, await store.FireAsync("brief", [Now.AddMinutes(1)], Now.AddMinutes(2), Ct));
        Assert.Equal("1.0", await HoursAsync());

        await InitializeAsync();
        await store.DeclareAsync([Job(new() { ExpiresIn = TimeSpan.FromHours(4) })], Ct);
        await database.DataSource.SqlAsync("select jobs_queue_run_now('brief')");
        Assert.Equal("4.0", await HoursAsync());
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        EnqueueOptions[] refused =
        [
            new() { ExpiresIn = TimeSpan.Zero }, new() { ExpiresIn = TimeSpan.FromDays(3_651) },
            new() { ExpiresIn = TimeSpan.FromHours(1), ExpiresAt = Now.AddHours(1) },
            new() { ExpiresAt = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero) }, new() { ExpiresAt = DateTimeOffset.MinValue },
            new() { ExpiresAt = Now, RunAt = Now.AddHours(1) },
        ];

        foreach (var options in refused)
            Assert.StartsWith("options.Expires", (await Assert.ThrowsAsync<InvalidArgumentException>(() => EnqueueAsync("one", options))).ParamName, StringComparison.Ordinal);
        Assert.Throws<InvalidArgumentException>(() => BatchFollowUp.Job(new Brief("x"), BriefJson.Default.Brief)); // it would have none
        Assert.Equal("options.ExpiresIn", await FieldAsync());
    }

    [Fact]
    public async Task Calls_of_a_program_of_the_release_before_go_on()
    {
        string[] calls =
        [
            "select jobs_queue_enqueue('default', 'tests.brief', '{\"{}\"}', 0::smallint, null, null::interval, 1, null, null, null)",
            "select jobs_queue_enqueue_unique('default', 'tests.brief', '{}', 0::smallint, null, null, 1, null, null, null, 'k', '{pending}', null, 'keep')",
            "select jobs_queue_enqueue_unique('default', 'tests.brief', '{}', 0::smallint, null, null, 1, null, null, null, 'k', '{pending}', null, 'replace')",
            "select jobs_queue_start_workflow(null, null, null, false, '{a}', '{\"{}\"}', '{f}', '{tests.brief}', '{\"{}\"}', '{default}', '{0}', '{null}', '{1}', '{null}', null)",
        ];

        foreach (var call in calls)
            await database.DataSource.SqlAsync(call);

        Assert.Equal("never", await HoursAsync());
    }

    async Task<string> FieldAsync()
    {
        var step = WorkflowStep.Job("a", new Brief("x"), BriefJson.Default.Brief) with { Options = new() { ExpiresIn = TimeSpan.Zero } };
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        var e = await Assert.ThrowsAsync<InvalidArgumentException>(() => _queue.StartWorkflowAsync(db, Workflow.Chain(step), Ct));
        return e.Field["steps[0].".Length..];
    }

    async Task EnqueueAsync(string way, EnqueueOptions options)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        Brief[] many = [.. Enumerable.Range(0, Copied).Select(i => new Brief($"{i}"))];
        UniqueScope replace = new() { OnConflict = UniqueConflict.Replace };
        Task WorkAsync() => way switch
        {
            "one" => _queue.EnqueueAsync(db, many[0], options, Ct),
            "few" => _queue.EnqueueManyAsync(db, many[..2], options, Ct),
            "copy" => _queue.EnqueueManyAsync(db, many, options, Ct),
            "unique" => _queue.EnqueueUniqueAsync(db, many[0], options with { UniqueKey = "k" }, Ct),
            "replace" => ReplaceAsync(),
            "unique-many" => _queue.EnqueueUniqueAsync(db, many, b => b.Name, BriefJson.Default.Brief, options: options, ct: Ct),
            "batch" => BatchAsync(),
            _ => _queue.StartWorkflowAsync(db, Workflow.Chain(WorkflowStep.Job("a", many[0], BriefJson.Default.Brief) with { Options = options }), Ct),
        };
        await WorkAsync();

        async Task ReplaceAsync()
        {
            await _queue.EnqueueAsync(db, many[0], new() { UniqueKey = "k", RunAt = options.RunAt, Unique = replace }, Ct);
            await _queue.EnqueueAsync(db, many[1], options with { UniqueKey = "k", Unique = replace }, Ct);
        }

        async Task BatchAsync()
        {
            var batch = await _queue.BeginBatchAsync(db, null, Ct);
            await _queue.EnqueueManyAsync(db, many, options with { Batch = batch }, Ct);
        }
    }

    // From now on, of all jobs.
    Task<string> HoursAsync() => database.DataSource.ValueAsync<string>(
        "select string_agg(distinct coalesce(round(extract(epoch from expires_at - now()) / 3600, 1)::text, 'never'), ',') from jobs_queue_job");
}
