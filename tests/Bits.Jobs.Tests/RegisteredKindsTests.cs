using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Jobs.Tests;

/// <summary>A kind that is registered needs no JSON at the call, and its defaults hold until somebody says otherwise.</summary>
public sealed class RegisteredKindsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await database.DataSource.SqlAsync("truncate jobs_queue_job, jobs_queue_low_watermark, jobs_queue_unique");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("with its handler")]
    [InlineData("by a context")]
    [InlineData("by reflection")]
    [InlineData("without a handler")]
    public async Task A_registered_kind_is_enqueued_without_its_json(string how)
    {
        await using var services = Build(jobs => _ = how switch
        {
            "with its handler" => jobs.AddHandler<Letter, Keep>(LetterJson.Default.Letter),
            "by a context" => jobs.AddJson(LetterJson.Default).AddHandler<Letter, Keep>(),
            "by reflection" => jobs.AddReflectionJson().AddHandler<Letter, Keep>(),
            _ => jobs.AddKind(LetterJson.Default.Letter),
        });
        var queue = services.GetRequiredService<JobQueue>();

        await queue.EnqueueAsync(new Letter("one"), ct: Ct);
        await using (var db = await database.DataSource.OpenConnectionAsync(Ct))
        {
            await queue.EnqueueAsync(db, new Letter("two"), Ct);
            await queue.EnqueueManyAsync(db, [.. Enumerable.Range(0, 40).Select(i => new Letter($"{i}"))], ct: Ct);
        }

        await services.GetRequiredService<JobWorker>().DrainAsync(Ct);
        Assert.Equal(how == "without a handler" ? 0 : 42, services.GetRequiredService<ConcurrentQueue<Letter>>().Count);
        Assert.Equal(42L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job where payload ? 'To'"));
    }

    [Fact]
    public async Task A_kind_that_is_not_registered_is_refused_with_the_remedy()
    {
        await using var services = Build(jobs => jobs.AddHandler<Work, Nothing>(TestJson.Default.Work));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => services.GetRequiredService<JobQueue>().EnqueueAsync(new Letter("x"), ct: Ct));

        Assert.Contains("The JSON of Letter is not registered. Pass its kind to AddHandler or AddKind", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_without_json_fails_the_start_where_nobody_names_it()
    {
        await using var services = Build(jobs => jobs.AddHandler<Letter, Keep>());

        Assert.Contains(
            "The JSON of Letter is not registered", Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<JobWorker>()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_derived_type_is_enqueued_as_the_type_whose_kind_is_registered()
    {
        await using var services = Build(jobs => jobs.AddKind(ShapeJson.Default.Shape));

        await services.GetRequiredService<JobQueue>().EnqueueAsync(new Circle(2, "a"), ct: Ct);

        Assert.Equal("circle", await database.DataSource.ValueAsync<string>("select payload ->> '$type' from jobs_queue_job"));
    }

    [Fact]
    public async Task What_the_options_leave_out_is_as_the_kind_says()
    {
        var queue = new JobQueue(database.DataSource, LetterJson.Default);

        await queue.EnqueueAsync(new Urgent("a"), ct: Ct);
        await queue.EnqueueAsync(new Urgent("b"), new() { Priority = 7 }, Ct);
        await queue.EnqueueAsync(new Urgent("c"), new() { Queue = "default", MaxAttempts = 12 }, Ct);

        Assert.Equal("mail|-5|3 mail|7|3 default|-5|12", await database.DataSource.ValueAsync<string>(
            "select string_agg(concat_ws('|', queue, priority, max_attempts), ' ' order by id) from jobs_queue_job"));
    }

    [Fact]
    public async Task The_timeout_and_the_retries_of_a_kind_hold_unless_the_worker_says_otherwise()
    {
        await using var services = Build(jobs => jobs
            .AddHandler<Urgent, Sleeping>(LetterJson.Default.Urgent, kind => Assert.Equal(TimeSpan.FromMilliseconds(50), kind.Timeout)), "mail");
        await services.GetRequiredService<JobQueue>().EnqueueAsync(new Urgent("a"), ct: Ct);

        await services.GetRequiredService<JobWorker>().DrainAsync(Ct);

        Assert.Equal("failed|t", await database.DataSource.ValueAsync<string>(
            "select concat_ws('|', state, run_at > now() + interval '20 min') from jobs_queue_job"));
    }

    [Fact]
    public async Task A_time_to_wait_is_counted_by_the_database_for_one_and_for_many()
    {
        var queue = new JobQueue(database.DataSource, LetterJson.Default);

        await queue.EnqueueAsync(new Letter("a"), new() { RunIn = TimeSpan.FromHours(1) }, Ct);
        await queue.EnqueueManyAsync(
            [.. Enumerable.Range(0, 40).Select(i => new Letter($"{i}"))], new EnqueueOptions { RunIn = TimeSpan.FromHours(1) }, Ct);

        Assert.Equal(41L, await database.DataSource.ValueAsync<long>(
            "select count(*) from jobs_queue_job where txid is null and run_at - created_at between interval '59 min' and interval '61 min'"));
    }

    [Theory]
    [InlineData(-1, null, "options.RunIn")]
    [InlineData(40_000, null, "options.RunIn")]
    [InlineData(1, 1, "options.RunIn")]
    public async Task A_time_to_wait_that_cannot_be_is_refused(int days, int? at, string parameter)
    {
        var options = new EnqueueOptions
        {
            RunIn = TimeSpan.FromDays(days),
            RunAt = at is null ? null : DateTimeOffset.UnixEpoch,
        };

        var error = await Assert.ThrowsAsync<InvalidArgumentException>(
            () => new JobQueue(database.DataSource, LetterJson.Default).EnqueueAsync(new Letter("a"), options, Ct));

        Assert.Equal(parameter, error.ParamName);
    }

    ServiceProvider Build(Action<JobsBuilder> configure, string queue = "default")
    {
        var services = new ServiceCollection().AddSingleton(database.DataSource).AddSingleton<ConcurrentQueue<Letter>>();
        configure(services.AddBitsJobs(worker => worker.Queues.Add(queue)));
        return services.BuildServiceProvider();
    }

    /// <summary>May run twice: it only remembers.</summary>
    sealed class Keep(ConcurrentQueue<Letter> kept) : IJobHandler<Letter>
    {
        public Task HandleAsync(Job<Letter> job, CancellationToken ct)
        {
            kept.Enqueue(job.Args);
            return Task.CompletedTask;
        }
    }

    sealed class Sleeping : IJobHandler<Urgent>
    {
        public Task HandleAsync(Job<Urgent> job, CancellationToken ct) => Task.Delay(Timeout.Infinite, ct);
    }

    sealed class Nothing : IJobHandler<Work>
    {
        public Task HandleAsync(Job<Work> job, CancellationToken ct) => Task.CompletedTask;
    }
}

sealed record Letter(string To) : IJobArgs
{
    public static string Kind => "tests.letter";
}

sealed record Urgent(string To) : IJobArgs
{
    public static string Kind => "tests.urgent";

    public static JobDefaults Defaults => new()
    {
        Queue = "mail",
        Priority = -5,
        MaxAttempts = 3,
        Timeout = TimeSpan.FromMilliseconds(50),
        Retry = new() { FirstDelay = TimeSpan.FromHours(1) },
    };
}

/// <summary>One at a time for each name.</summary>
sealed record Digest(string Name, string Text) : IJobArgs
{
    public static string Kind => "tests.digest";

    public static JobDefaults Defaults => new() { Unique = new() { OnConflict = UniqueConflict.Debounce } };

    public string UniqueKey() => $"tests.digest:{Name}";
}

[JsonSerializable(typeof(Letter))]
[JsonSerializable(typeof(Urgent))]
[JsonSerializable(typeof(Digest))]
sealed partial class LetterJson : JsonSerializerContext;
