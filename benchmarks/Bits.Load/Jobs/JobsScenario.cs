using Bits.Load.Database;
using Bits.Load.Measuring;
using Bits.Load.Reporting;

namespace Bits.Load.Jobs;

/// <summary>The job queue: what a job costs, how many go through, how soon they begin.</summary>
sealed class JobsScenario : IScenario
{
    /// <summary>One side of one round.</summary>
    /// <param name="Answer">What the adapter said.</param>
    /// <param name="Use">What the server used.</param>
    sealed record Load(AdapterAnswer Answer, ServerUse Use)
    {
        // The adapter's start belongs to no job; what it takes is what a drain of nothing takes.
        public double CpuMicroseconds(double start) =>
            (Answer.CpuSeconds - start + Use.CpuSeconds) * 1e6 / Answer.Jobs;

        public double WalBytes => Use.WalBytes / Answer.Jobs;
    }

    public string Name => "jobs";

    public string Description => "The job queue: CPU and log per job, drain and enqueue rates, pick-up latency.";

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var schema = await context.Database.NewSchemaAsync(ct);
        var adapter = new Adapter(schema);
        await adapter.RunAsync("setup", ct);
        var (jobs, singles, rounds) = (context.At(2_000, 100_000), context.At(200, 10_000), context.At(1, 5));
        var start = (await adapter.RunAsync("enqueue", ct, ("N", 1))).CpuSeconds;
        List<Load> bulk = [], single1 = [], single10 = [], single20 = [], repeated = [];
        var drains = new Dictionary<int, List<Load>> { [10] = [], [50] = [], [100] = [] };

        for (var round = 0; round <= rounds; round++)
        {
            ScenarioContext.Tell($"round {round} of {rounds}");
            foreach (var (concurrency, loads) in drains)
            {
                bulk.Add(await FillAsync(schema, adapter, jobs, ct));
                loads.Add(await DrainAsync(schema, adapter, jobs, concurrency, ct));
            }

            await FillAsync(schema, adapter, jobs, ct);
            repeated.Add(await DrainAsync(schema, adapter, jobs, 50, ct));
            single1.Add(await SinglyAsync(schema, adapter, singles / 10, callers: 1, ct));
            single10.Add(await SinglyAsync(schema, adapter, singles, callers: 10, ct));
            single20.Add(await SinglyAsync(schema, adapter, singles, callers: 20, ct));
        }

        var findings = new Findings();
        var drained = drains.SelectMany(d => d.Value.Skip(1)).ToList();
        findings.Add("cpu_us_per_job_enqueue", Spread.Of(bulk.Skip(3), l => l.CpuMicroseconds(start)), "µs of CPU, client and server, bulk");
        findings.Add("cpu_us_per_job_single", Spread.Of(single20.Skip(1), l => l.CpuMicroseconds(start)), "the same, one by one from 20 callers");
        findings.Add("cpu_us_per_job_drain", Spread.Of(drained, l => l.CpuMicroseconds(start)), "µs of CPU, client and server, a no-op job");
        foreach (var (concurrency, loads) in drains)
            findings.Add($"drain_{concurrency}", Spread.Of(loads.Skip(1), l => l.Answer.PerSecond), $"no-op jobs a second, {concurrency} at once, until stored");
        findings.Add("bulk_enqueue", Spread.Of(bulk.Skip(3), l => l.Answer.PerSecond), "jobs a second, 20,000 a call");
        findings.Add("single_enqueue_1", Spread.Of(single1.Skip(1), l => l.Answer.PerSecond), "jobs a second, one by one, 1 caller");
        findings.Add("single_enqueue_10", Spread.Of(single10.Skip(1), l => l.Answer.PerSecond), "jobs a second, one by one, 10 callers");
        foreach (var rate in new[] { 200, 1_000 })
            findings.Add($"pickup_p99_ms_{rate}", await PickUpAsync(context, schema, adapter, rate, ct), $"ms from enqueue to handler, {rate} a second, p99");
        findings.Add("wal_bytes_per_job", Spread.Of(drained.Zip(bulk.Skip(3)), l => l.First.WalBytes + l.Second.WalBytes), "bytes of log, from insert to done, after a checkpoint");
        findings.Add("features_unused_ratio", Spread.OfRatio(repeated.Skip(1).ToList(), drains[50].Skip(1).ToList(), l => l.Answer.PerSecond), "the drain once more: what noise does");
        findings.Print(context.Report, $"{jobs:N0} jobs a drain");
        return findings.Figures;
    }

    static async Task<Load> FillAsync(LoadSchema schema, Adapter adapter, int jobs, CancellationToken ct)
    {
        await EmptyAsync(schema, ct);
        return await MeasureAsync(schema, () => adapter.RunAsync("enqueue", ct, ("N", jobs)), ct);
    }

    static async Task<Load> DrainAsync(
        LoadSchema schema, Adapter adapter, int jobs, int concurrency, CancellationToken ct)
    {
        await schema.ExecuteAsync("analyze jobs_queue_job", [], ct);
        await schema.ExecuteAsync("checkpoint", [], ct);
        return await MeasureAsync(schema, () => adapter.RunAsync("drain", ct, ("N", jobs), ("CONCURRENCY", concurrency)), ct);
    }

    static async Task<Load> SinglyAsync(
        LoadSchema schema, Adapter adapter, int jobs, int callers, CancellationToken ct)
    {
        await EmptyAsync(schema, ct);
        return await MeasureAsync(
            schema, () => adapter.RunAsync("enqueue", ct, ("N", jobs), ("BULK", 0), ("CONCURRENCY", callers)), ct);
    }

    static async Task<Spread> PickUpAsync(
        ScenarioContext context, LoadSchema schema, Adapter adapter, int rate, CancellationToken ct)
    {
        var p99 = new List<double>();
        for (var round = 0; round < context.At(1, 5); round++)
        {
            await EmptyAsync(schema, ct);
            var waits = await PickUp.MeasureAsync(
                adapter, rate, TimeSpan.FromSeconds(context.At(2, 10)), TimeSpan.FromSeconds(context.At(1, 2)), ct);
            p99.Add(PickUp.Percentile(waits, 0.99));
        }

        return Spread.Of(p99);
    }

    static async Task<Load> MeasureAsync(LoadSchema schema, Func<Task<AdapterAnswer>> run, CancellationToken ct)
    {
        var before = await ServerUse.ReadAsync(schema, ct);
        var answer = await run();
        await Task.Delay(100, ct); // ended backends are counted once the server has noticed
        return new(answer, await ServerUse.ReadAsync(schema, ct) - before);
    }

    static async Task EmptyAsync(LoadSchema schema, CancellationToken ct)
    {
        await schema.ExecuteAsync("truncate jobs_queue_job", [], ct);
        await schema.ExecuteAsync("checkpoint", [], ct);
    }
}
