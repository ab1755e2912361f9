using System.CommandLine;
using Bits.Load.Database;
using Bits.Load.Measuring;
using Bits.Load.Reporting;
using Npgsql;

namespace Bits.Load.Jobs;

/// <summary>Whether the job queue stays as fast as it is: behind a snapshot that is held, over a deep backlog, for a long
/// time.</summary>
sealed class JobsFlatScenario : IScenario
{
    const int Concurrency = 50;
    const int SoakRate = 1_000;

    const int SoakSteps = 6;

    static readonly Option<int> SoakMinutes = NumberOption.Create(
        "--soak-minutes", "How long the soak lasts at full scale, 1 to 600; default 30.", usual: 30, least: 1, most: 600);

    public string Name => "jobs-flat";

    public string Description => "The job queue behind a held snapshot, over a backlog, and over half an hour.";

    public IReadOnlyList<Option> Options => [SoakMinutes];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var schema = await context.Database.NewSchemaAsync(ct);
        var adapter = new Adapter(schema);
        await adapter.RunAsync("setup", ct);

        var findings = new Findings();
        var free = await FreeAsync(context, schema, adapter, ct);
        var pinned = await PinnedAsync(context, schema, adapter, ct);
        var deep = await DeepAsync(context, schema, adapter, ct);
        findings.Explain(Spread.Of(free), "jobs a second, drained without a snapshot or a backlog, the last of the drains");
        findings.Explain(Spread.Of(pinned), "jobs a second behind a snapshot, the last of the drains");
        findings.Explain(Spread.Of(deep), "jobs a second over the backlog");
        findings.Add("pinned_ratio", Ratio(pinned, free), "behind a held snapshot, by without");
        findings.Add("backlog_10m_ratio", Ratio(deep, free), "over the backlog, by without");
        await SoakAsync(context, schema, adapter, findings, ct);
        findings.Print(context.Report, $"{context.At(2_000, 100_000):N0} jobs a drain, {Concurrency} at once");
        return findings.Figures;
    }

    static Spread Ratio(IReadOnlyList<double> side, IReadOnlyList<double> to)
    {
        var middle = Spread.Of(to).Median;
        return Spread.Of(side.Select(rate => rate / middle));
    }

    // As many jobs as behind the snapshot: that they are kept must not count as the snapshot's doing.
    static async Task<List<double>> FreeAsync(ScenarioContext context, LoadSchema schema, Adapter adapter, CancellationToken ct)
    {
        ScenarioContext.Tell("drains without a snapshot");
        var rates = await DrainsAsync(context, adapter, ct);
        await schema.ExecuteAsync("truncate jobs_queue_job", [], ct);
        return rates;
    }

    static async Task<List<double>> DrainsAsync(ScenarioContext context, Adapter adapter, CancellationToken ct)
    {
        var jobs = context.At(2_000, 100_000);
        List<double> rates = [];
        for (var i = 0; i < context.At(2, 20); i++)
        {
            await adapter.RunAsync("enqueue", ct, ("N", jobs));
            rates.Add((await adapter.RunAsync("drain", ct, ("N", jobs), ("CONCURRENCY", Concurrency))).HandledPerSecond);
        }

        return rates[^Math.Min(5, rates.Count)..];
    }

    // What an hour at 550 jobs a second leaves behind, in a fraction of the time.
    static async Task<List<double>> PinnedAsync(
        ScenarioContext context, LoadSchema schema, Adapter adapter, CancellationToken ct)
    {
        ScenarioContext.Tell("drains behind a held snapshot");
        await using var holder = await schema.DataSource.OpenConnectionAsync(ct);
        await using var snapshot = await holder.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using var pin = new NpgsqlCommand("select pg_current_xact_id()", holder, snapshot);
        await pin.ExecuteScalarAsync(ct);

        return await DrainsAsync(context, adapter, ct);
    }

    // The backlog lies behind what is drained: nobody looks at it, and it must cost nothing.
    static async Task<List<double>> DeepAsync(
        ScenarioContext context, LoadSchema schema, Adapter adapter, CancellationToken ct)
    {
        var (backlog, jobs) = (context.At(5_000, 10_000_000), context.At(2_000, 100_000));
        ScenarioContext.Tell($"a backlog of {backlog:N0}");
        await schema.ExecuteAsync("truncate jobs_queue_job", [], ct);
        await adapter.RunAsync("enqueue", ct, ("N", backlog));

        List<double> rates = [];
        for (var i = 0; i < context.At(1, 5); i++)
        {
            rates.Add((await adapter.RunAsync(
                "drain", ct, ("N", jobs), ("CONCURRENCY", Concurrency), ("BACKLOG", 1))).HandledPerSecond);
        }

        await schema.ExecuteAsync("truncate jobs_queue_job", [], ct);
        return rates;
    }

    static async Task SoakAsync(
        ScenarioContext context, LoadSchema schema, Adapter adapter, Findings findings, CancellationToken ct)
    {
        var seconds = context.Parsed.GetValue(SoakMinutes) * 60;
        var (step, steps) = (TimeSpan.FromSeconds(context.At(3, seconds / SoakSteps)), context.At(2, SoakSteps));
        List<(double P99, double BytesPerJob, double Rss)> seen = [];
        await schema.ExecuteAsync("truncate jobs_queue_job", [], ct);
        var log = Path.GetTempFileName();
        using var worker = await adapter.WorkAsync(log, Concurrency, ct);
        try
        {
            for (var i = 0; i < steps; i++)
            {
                ScenarioContext.Tell($"soak, part {i + 1} of {steps}");
                var waits = await PickUp.ProduceAsync(adapter, log, SoakRate, step, ct);
                seen.Add((PickUp.Percentile(waits, 0.99), await BytesPerJobAsync(schema, ct), ProcessMemory.RssMiB(worker)));
            }
        }
        finally
        {
            worker.Kill();
            await worker.WaitForExitAsync(CancellationToken.None);
            File.Delete(log);
        }

        findings.Add("soak_p99_first_ms", Spread.Of([seen[0].P99]), $"ms from enqueue to handler, p99, first {step}");
        findings.Add("soak_p99_last_ms", Spread.Of([seen[^1].P99]), "the same, last");
        findings.Add("soak_size_growth_ratio", Spread.Of([seen[^1].BytesPerJob / seen[0].BytesPerJob]), "bytes of table and indexes for each job kept, end by beginning");
        findings.Add("worker_rss_mb_start", Spread.Of([seen[0].Rss]), "MiB of the worker after the first part");
        findings.Add("worker_rss_mb_end", Spread.Of([seen[^1].Rss]), "MiB of the worker at the end");
    }

    static async Task<double> BytesPerJobAsync(LoadSchema schema, CancellationToken ct)
    {
        const string sql = """
            select sum(pg_total_relation_size(relid))::float8 / (select count(*) from jobs_queue_job)
            from pg_partition_tree('jobs_queue_job')
            """;

        await using var command = schema.DataSource.CreateCommand(sql);
        return (double)(await command.ExecuteScalarAsync(ct))!;
    }
}
