using Bits.Load.Measuring;
using Bits.Load.Reporting;

namespace Bits.Load.Jobs;

/// <summary>The job queue: what a job costs, how many go through, how soon they begin.</summary>
sealed class JobsScenario : IScenario
{
    public string Name => "jobs";

    public string Description => "The job queue: CPU and log per job, drain and enqueue rates, pick-up latency.";

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var (queue, others) = (new JobLoads(await context.Database.NewSchemaAsync(ct)), new JobLoads(await context.Database.NewSchemaAsync(ct)));
        var start = await queue.SetUpAsync(ct);
        await others.SetUpAsync(ct);
        var (jobs, singles, rounds) = (context.At(2_000, 100_000), context.At(200, 10_000), context.At(1, 5));
        List<JobLoad> bulk = [], single1 = [], single10 = [], single20 = [];
        var drains = new Dictionary<int, List<JobLoad>> { [10] = [], [50] = [], [100] = [] };
        var unused = new UnusedFeatures(others, queue);

        for (var round = 0; round <= rounds; round++)
        {
            ScenarioContext.Tell($"round {round} of {rounds}");
            foreach (var (concurrency, loads) in drains)
            {
                bulk.Add(await queue.FillAsync(jobs, ct));
                loads.Add(await queue.DrainAsync(jobs, concurrency, ct));
            }

            await unused.RoundAsync(jobs, ct);
            single1.Add(await queue.SinglyAsync(singles / 10, callers: 1, ct));
            single10.Add(await queue.SinglyAsync(singles, callers: 10, ct));
            single20.Add(await queue.SinglyAsync(singles, callers: 20, ct));
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
            findings.Add($"pickup_p99_ms_{rate}", await PickUpAsync(context, queue, rate, ct), $"ms from enqueue to handler, {rate} a second, p99");
        findings.Add("wal_bytes_per_job", Spread.Of(drained.Zip(bulk.Skip(3)), l => l.First.WalBytes + l.Second.WalBytes), "bytes of log, from insert to done, after a checkpoint");
        findings.Add("features_unused_ratio", unused.Ratio, "a drain beside limits, pauses, periodic jobs and batches of other queues, by one without any");
        findings.Print(context.Report, $"{jobs:N0} jobs a drain");
        return findings.Figures;
    }

    static async Task<Spread> PickUpAsync(
        ScenarioContext context, JobLoads queue, int rate, CancellationToken ct)
    {
        var p99 = new List<double>();
        for (var round = 0; round < context.At(1, 5); round++)
        {
            await queue.EmptyAsync(ct);
            var waits = await PickUp.MeasureAsync(
                queue.Adapter, rate, TimeSpan.FromSeconds(context.At(2, 10)), TimeSpan.FromSeconds(context.At(1, 2)), ct);
            p99.Add(PickUp.Percentile(waits, 0.99));
        }

        return Spread.Of(p99);
    }
}
