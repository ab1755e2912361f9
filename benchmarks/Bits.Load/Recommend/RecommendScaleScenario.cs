using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Bits.Jobs;
using Bits.Load.Database;
using Bits.Load.Measuring;
using Bits.Load.Membership;
using Bits.Load.Reporting;
using Bits.Load.Rpc;
using Bits.Platform.Features.Recommending;
using Bits.Platform.Features.Recommending.Running;

namespace Bits.Load.Recommend;

/// <summary>A night and an hour of the recommender through PostgreSQL and its jobs, and reading what they made.</summary>
sealed class RecommendScaleScenario : IScenario
{
    // As a container of 2 GB would: without it the collector lets garbage lie while the machine has memory.
    const ulong HeapLimit = 1_700_000_000;

    const int Readers = 500;
    const int WarmUp = 2_000; // until the runtime has compiled it for good

    static readonly Option<int> Users = NumberOption.Create("--users", "users, from 1,000. Default 180,000.", 0, 1_000);

    public string Name => "recommend-scale";

    public string Description => "Time and memory of the recommender's night and hour, and of reading, through PostgreSQL and jobs.";

    public IReadOnlyList<Option> Options => [Users];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        AppContext.SetData("GCHeapHardLimit", HeapLimit);
        GC.RefreshMemoryLimit();
        var users = context.Given(Users, context.At(small: 40, full: 180_000));
        var items = context.At(small: 300, full: 60_000);
        var schema = await context.Database.NewSchemaAsync(ct);
        await FilledMembers.FillAsync(schema, users, ct);
        using var platform = await InProcessPlatform.OpenAsync(schema, users: 10, ct, isLimited: false);
        await schema.ExecuteAsync("delete from jobs_queue_job where kind = 'recommendations.train'", [], ct); // the demo's own
        var (world, generated) = (new RecommendWorld(schema, users), new GeneratedSignals(users, items, users * context.At(small: 50, full: 111)));
        await world.FillAsync(items, ct);
        ScenarioContext.Tell("signals of a year");
        var signals = await world.AddAsync(generated.OfYear(), Now - TimeSpan.FromMinutes(1), ct);

        ScenarioContext.Tell($"{signals:N0} signals: a night");
        var night = await TimeAsync(platform, schema, RecommenderRunKind.Train, ct);
        await world.AddAsync(generated.OfNow(context.At(small: 100, full: 20_000)), Now, ct);
        ScenarioContext.Tell($"{night.Seconds:0} s; an hour");
        var hour = await TimeAsync(platform, schema, RecommenderRunKind.Refresh, ct);
        if (hour.Run.Users == 0)
            throw new InvalidOperationException("The hour scored nobody.");

        // Members read hours after the night, in processes that did not train, and what it wrote is on the disk.
        await schema.ExecuteAsync("vacuum analyze", [], ct);
        await schema.ExecuteAsync("checkpoint", [], ct);
        GC.Collect();
        ScenarioContext.Tell($"{hour.Seconds:0} s; reading");
        return Print(context.Report, users, items, signals, night, hour, await ReadAsync(platform, users, ct));
    }

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    readonly record struct Cost(double Seconds, double Cpu, double Trained, RunOverview Run);

    static async Task<Cost> TimeAsync(
        InProcessPlatform platform, LoadSchema schema, RecommenderRunKind kind, CancellationToken ct)
    {
        var (started, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await using (var db = await platform.Get<Npgsql.NpgsqlDataSource>().OpenConnectionAsync(ct))
            await platform.Get<RecommenderRuns>().StartAsync(db, kind, ct);
        await PlatformJobs.DrainAsync(platform.Get<JobWorker>(), schema, ct);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        await using var reading = await platform.Get<Npgsql.NpgsqlDataSource>().OpenConnectionAsync(ct);
        var run = (await platform.Get<RecommenderRuns>().ListAsync(reading, 1, ct))[0];
        if (run.Kind != kind || run.State != RecommenderRunState.Done)
            throw new InvalidOperationException($"The run of kind {kind} ended as {run}.");
        return new(
            seconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds,
            run.TrainedAt is { } trained ? (trained - run.StartedAt).TotalSeconds : 0, run);
    }

    static async Task<Latencies> ReadAsync(InProcessPlatform platform, int users, CancellationToken ct)
    {
        var (random, latencies) = (new Random(1), new Latencies());
        for (var i = -WarmUp; i < Readers; i++)
        {
            var (user, started) = (FilledMembers.UserId(random.Next(users)), Stopwatch.GetTimestamp());
            var answer = await platform.CallAsync(user, "recommendations.v1/ListRecommendations", new { kind = "posts" }, ct);
            if (i >= 0)
                latencies.RecordSince(started);
            if (answer.GetProperty("recommendations").GetArrayLength() == 0)
                throw new InvalidOperationException($"{user} got no recommendation.");
        }

        return latencies;
    }

    static Figures Print(Report report, int users, int items, long signals, Cost night, Cost hour, Latencies reads)
    {
        report.Table(
            "through PostgreSQL and jobs, 40 candidates of each kind with reasons",
            ["run", "seconds", "trained after, s", "CPU of the process, s", "users", "coverage", "candidates", "drift"],
            new[] { night, hour }.Select(cost => (string[])
            [
                $"{cost.Run.Kind}", Text(cost.Seconds), Text(cost.Trained), Text(cost.Cpu), $"{cost.Run.Users:N0}", Text(cost.Run.Coverage),
                $"{cost.Run.Candidates:N0}", Text(cost.Run.Drift),
            ]));

        report.Table("reading one page of 20, through the whole pipeline", ["p50, ms", "p95, ms"], [[Text(reads.P50 / 1_000), Text(reads.P95 / 1_000)]]);

        var figures = new Figures();
        figures.Add("users", users);
        figures.Add("items", items);
        figures.Add("signals", signals);
        figures.Add("nightly_seconds", night.Seconds);
        figures.Add("hourly_seconds", hour.Seconds);
        figures.Add("peak_rss_mb", ProcessMemory.PeakRssMiB());
        figures.Add("read_p95_ms", reads.P95 / 1_000);
        return figures;
    }

    static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
