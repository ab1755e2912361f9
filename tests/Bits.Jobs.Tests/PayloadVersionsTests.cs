using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Jobs.Tests;

/// <summary>Payloads of old versions are made new before a handler sees them; the start refuses what cannot work.</summary>
public sealed class PayloadVersionsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync("truncate jobs_queue_job, jobs_queue_low_watermark");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Payloads_of_all_versions_reach_the_handler_as_the_latest()
    {
        await using var services = Build(jobs => jobs.AddUpcaster<Greet>(2, Split).AddUpcaster<Greet>(1, Rename));
        await RawAsync("""{"who": "Asha Rao"}""");
        await RawAsync("""{"$version": 2, "Name": "Bikram Sen"}""");
        await services.GetRequiredService<JobQueue>().EnqueueAsync(new("Chitra", "Nair"), GreetJson.Default.Greet, ct: Ct);

        await services.GetRequiredService<JobWorker>().DrainAsync(Ct);

        Assert.Equal(
            [new("Asha", "Rao"), new("Bikram", "Sen"), new("Chitra", "Nair")],
            services.GetRequiredService<ConcurrentBag<Greet>>().OrderBy(greet => greet.First));
        Assert.Equal(3, await database.DataSource.ValueAsync<int>(
            """select (payload ->> '$version')::int from jobs_queue_job where payload ->> 'First' = 'Chitra'"""));
    }

    [Fact]
    public async Task A_payload_of_a_version_to_come_waits_for_a_newer_program_and_one_of_no_version_is_dead()
    {
        await using var services = Build(jobs => jobs.AddUpcaster<Greet>(1, Rename).AddUpcaster<Greet>(2, Split));
        var newer = await RawAsync("""{"$version": 4, "x": 1}""");
        var none = await RawAsync("""{"$version": "two"}""");

        await services.GetRequiredService<JobWorker>().DrainAsync(Ct);

        Assert.Equal("pending|0|t", await StateAsync(newer));
        Assert.Equal("dead|1|f", await StateAsync(none));
    }

    [Theory]
    [InlineData(new[] { 2 }, "no upcaster from version 1 to 2. Add one by AddUpcaster")]
    [InlineData(new[] { 1 }, "no upcaster from version 2 to 3")]
    [InlineData(new[] { 1, 2, 2 }, "Two upcasters of the job kind 'tests.greet' start at version 2")]
    [InlineData(new[] { 1, 2, 3 }, "starts at version 3, but its versions are 1 to 3")]
    [InlineData(new[] { 0, 1, 2 }, "starts at version 0, but its versions are 1 to 3")]
    public void A_chain_that_does_not_lead_to_the_latest_version_fails_the_start(int[] from, string problem)
    {
        using var services = Build(jobs => Array.ForEach(from, version => jobs.AddUpcaster<Greet>(version, payload => payload)));

        var e = Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<JobWorker>());

        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_upcaster_without_a_handler_and_a_kind_without_one_fail_the_start()
    {
        using var stray = Build(jobs => jobs.AddUpcaster<Greet>(1, Rename).AddUpcaster<Greet>(2, Split).AddUpcaster<Work>(1, payload => payload));
        using var orphan = Build(jobs => jobs.AddUpcaster<Greet>(1, Rename).AddUpcaster<Greet>(2, Split).RequireHandlers(typeof(Platform.PlatformSchema).Assembly));

        Assert.Contains("for the job kind 'tests.work', but no handler", Assert.Throws<InvalidOperationException>(() => stray.GetRequiredService<JobWorker>()).Message, StringComparison.Ordinal);
        Assert.Matches("No handler is registered for the job kind '[a-z._]+' of Bits.Platform", Assert.Throws<InvalidOperationException>(() => orphan.GetRequiredService<JobWorker>()).Message);
    }

    [Fact]
    public void Two_types_that_name_one_kind_fail_the_start()
    {
        var e = Assert.Throws<InvalidOperationException>(() => new RequiredKinds([typeof(Greet), typeof(Regreet)]).Check([Greet.Kind]));

        Assert.StartsWith("Bits.Jobs.Tests.Greet and Bits.Jobs.Tests.PayloadVersionsTests+Regreet name the same job kind 'tests.greet'", e.Message, StringComparison.Ordinal);
    }

    ServiceProvider Build(Action<JobsBuilder> configure)
    {
        var services = new ServiceCollection().AddSingleton(database.DataSource).AddSingleton<ConcurrentBag<Greet>>();
        configure(services.AddBitsJobs().AddHandler<Greet, GreetHandler>(GreetJson.Default.Greet));
        return services.BuildServiceProvider();
    }

    static JsonObject Rename(JsonObject payload) => new() { ["Name"] = payload["who"]!.DeepClone() };

    static JsonObject Split(JsonObject payload)
    {
        var names = ((string)payload["Name"]!).Split(' ');
        return new() { ["First"] = names[0], ["Last"] = names[1] };
    }

    Task<long> RawAsync(string payload) => database.DataSource.ValueAsync<long>(
        "insert into jobs_queue_job (kind, payload) values ('tests.greet', $1::jsonb) returning id", payload);

    Task<string> StateAsync(long id) => database.DataSource.ValueAsync<string>(
        "select concat_ws('|', state, attempt, run_at > now()) from jobs_queue_job where id = $1", id);

    sealed record Regreet : IJobArgs
    {
        public static string Kind => Greet.Kind;
    }
}

[JsonSerializable(typeof(Greet))]
[JsonSourceGenerationOptions(UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true)]
sealed partial class GreetJson : JsonSerializerContext;

sealed record Greet(string First, string Last) : IJobArgs
{
    public static string Kind => "tests.greet";

    public static int Version => 3;
}

/// <summary>May run twice: it only remembers.</summary>
sealed class GreetHandler(ConcurrentBag<Greet> greeted) : IJobHandler<Greet>
{
    public Task HandleAsync(Job<Greet> job, CancellationToken ct)
    {
        greeted.Add(job.Args);
        return Task.CompletedTask;
    }
}
