using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Jobs.Tests;

/// <summary>What a handler is given fits its type, whoever wrote the payload; what does not fit is no attempt's fault.</summary>
public sealed class PayloadTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync("truncate jobs_queue_job, jobs_queue_low_watermark");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_polymorphic_payload_reaches_its_handler_as_the_type_that_was_enqueued()
    {
        await using var services = Build();
        await services.GetRequiredService<JobQueue>().EnqueueAsync(new Circle(2, "a"), ShapeJson.Default.Shape, ct: Ct);
        await services.GetRequiredService<JobQueue>().EnqueueAsync(
            new Drawn(new Circle(3, "b"), [new Square(4)]), ShapeJson.Default.Drawn, ct: Ct);

        await services.GetRequiredService<JobWorker>().DrainAsync(Ct);

        Assert.Equal(new Circle(2, "a"), Assert.Single(services.GetRequiredService<ConcurrentBag<Shape>>()));
        var drawn = Assert.Single(services.GetRequiredService<ConcurrentBag<Drawn>>());
        Assert.Equal((new Circle(3, "b"), new Square(4)), ((Circle)drawn.First, (Square)Assert.Single(drawn.Others)));
    }

    [Theory]
    [InlineData("tests.shape", """{"R": 2, "Z": "a"}""", "discriminator")] // which shape?
    [InlineData("tests.shape", """{"R": 2, "Z": "a", "$type": "oval"}""", "oval")]
    [InlineData("tests.shape", """{"R": 2, "$type": "circle"}""", "Z")] // a constructor's parameter is missing
    [InlineData("tests.shape", """{"R": 2, "Z": null, "$type": "circle"}""", "Z")]
    [InlineData("tests.drawn", """{"First": {"$type": "square", "Side": 1}}""", "Others")]
    [InlineData("tests.drawn", """{"First": null, "Others": []}""", "First")]
    [InlineData("tests.pair", """{"Version": 1}""", "it has no name")] // an upcaster throws
    [InlineData("tests.pair", """{"name": "null"}""", "null")] // an upcaster makes nothing of it
    [InlineData("tests.pair", """{"name": "a b"}""", "no blanks")] // the constructor throws
    public async Task A_payload_that_does_not_fit_ends_dead_at_once_with_the_reason(string kind, string payload, string reason)
    {
        await using var services = Build();
        await database.DataSource.SqlAsync("insert into jobs_queue_job (kind, payload) values ($1, $2::jsonb)", kind, payload);

        await services.GetRequiredService<JobWorker>().DrainAsync(Ct);

        Assert.Equal("dead|1", await database.DataSource.ValueAsync<string>("select concat_ws('|', state, attempt) from jobs_queue_job"));
        var error = await database.DataSource.ValueAsync<string>("select error from jobs_queue_job");
        Assert.Contains("payload does not fit", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_read_again_is_not_enqueued()
    {
        await using var services = Build();
        var queue = services.GetRequiredService<JobQueue>();

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => queue.EnqueueAsync(new Circle(2, null!), ShapeJson.Default.Shape, ct: Ct));

        Assert.Equal("args", error.ParamName);
        Assert.Contains("$.Z", error.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job"));
    }

    [Fact]
    public async Task A_member_with_a_default_may_be_missing()
    {
        await using var services = Build();
        await database.DataSource.SqlAsync(
            """insert into jobs_queue_job (kind, payload) values ('tests.shape', '{"$type": "square"}')""");

        await services.GetRequiredService<JobWorker>().DrainAsync(Ct);

        Assert.Equal(new Square(), Assert.Single(services.GetRequiredService<ConcurrentBag<Shape>>()));
    }

    ServiceProvider Build()
    {
        var services = new ServiceCollection().AddSingleton(database.DataSource)
            .AddSingleton<ConcurrentBag<Shape>>().AddSingleton<ConcurrentBag<Drawn>>().AddSingleton<ConcurrentBag<Pair>>();
        services.AddBitsJobs()
            .AddHandler<Shape, Keep<Shape>>(ShapeJson.Default.Shape)
            .AddHandler<Drawn, Keep<Drawn>>(ShapeJson.Default.Drawn)
            .AddHandler<Pair, Keep<Pair>>(ShapeJson.Default.Pair)
            .AddUpcaster<Pair>(1, Upcast);
        return services.BuildServiceProvider();
    }

    static JsonObject Upcast(JsonObject payload) => (string?)payload["name"] switch
    {
        null => throw new InvalidOperationException("it has no name"),
        "null" => null!,
        var name => new() { ["Name"] = name },
    };

    /// <summary>May run twice: it only remembers.</summary>
    sealed class Keep<TArgs>(ConcurrentBag<TArgs> kept) : IJobHandler<TArgs> where TArgs : IJobArgs
    {
        public Task HandleAsync(Job<TArgs> job, CancellationToken ct)
        {
            kept.Add(job.Args);
            return Task.CompletedTask;
        }
    }
}

[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Square), "square")]
abstract record Shape : IJobArgs
{
    public static string Kind => "tests.shape";
}

sealed record Circle(int R, string Z) : Shape; // jsonb writes R and Z before $type

sealed record Square(int Side = 1) : Shape;

sealed record Drawn(Shape First, IReadOnlyList<Shape> Others) : IJobArgs
{
    public static string Kind => "tests.drawn";
}

sealed record Pair : IJobArgs
{
    public Pair(string name) =>
        Name = name.Contains(' ', StringComparison.Ordinal) ? throw new ArgumentException("no blanks") : name;

    public static string Kind => "tests.pair";

    public static int Version => 2;

    public string Name { get; }
}

[JsonSerializable(typeof(Shape))]
[JsonSerializable(typeof(Drawn))]
[JsonSerializable(typeof(Pair))]
sealed partial class ShapeJson : JsonSerializerContext;
