using Bits.Load.Database;
using Bits.Load.Measuring;
using Bits.Load.Reporting;

namespace Bits.Load.Jobs;

/// <summary>What few jobs of many keys wait for while very many of one key are pending, and whether limits hold.</summary>
sealed class JobsFairnessScenario : IScenario
{
    const int Concurrency = 20;
    const int Keys = 100;
    const int JobsOfAKey = 10;
    const int Running = 8;

    public string Name => "jobs-fairness";

    public string Description => "Fair queueing: keys with few jobs beside one with very many; limits of queues under kills.";

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var schema = await context.Database.NewSchemaAsync(ct);
        var adapter = new Adapter(schema);
        await adapter.RunAsync("setup", ct);
        var heavy = context.At(2_000, 1_000_000);
        List<double> alone = [], beside = [];

        for (var round = 0; round <= context.At(1, 5); round++)
        {
            ScenarioContext.Tell($"round {round}");
            alone.Add(await LightAsync(schema, adapter, heavy: 0, ct));
            beside.Add(await LightAsync(schema, adapter, heavy, ct));
        }

        var findings = new Findings();
        findings.Explain(Spread.Of(alone.Skip(1)), "s until the jobs of the light keys have ended, alone");
        findings.Explain(Spread.Of(beside.Skip(1)), $"the same beside {heavy:N0} pending jobs of one key");
        findings.Add(
            "light_keys_slowdown", Spread.OfRatio(beside.Skip(1).ToList(), alone.Skip(1).ToList(), seconds => seconds),
            $"times as long; {Keys} keys with {JobsOfAKey} jobs of 5 ms each, {Concurrency} at once");
        findings.Add(
            "limit_violations", Spread.Of([await ViolationsAsync(context, schema, adapter, ct)]),
            $"jobs that began while {Running} ran already, by the clock of 4 processes that are killed again and again");
        findings.Print(context.Report, "fairness and limits");
        return findings.Figures;
    }

    static async Task<double> LightAsync(LoadSchema schema, Adapter adapter, int heavy, CancellationToken ct)
    {
        await EmptyAsync(schema, ct);
        await schema.ExecuteAsync(
            "insert into jobs_queue_job (kind, payload, key) select 'bench.job', '{\"n\": 0, \"t\": 0, \"pad\": \"\"}', 'heavy' from generate_series(1, $1)",
            [heavy], ct);
        await schema.ExecuteAsync("analyze jobs_queue_job", [], ct);
        using var worker = new WorkedLog(log => adapter.WorkAsync(log, Concurrency, ct, ("SLEEP_MS", 5)));
        await worker.StartAsync();
        if (heavy > 0)
            await schema.ReachAsync("select exists (select from jobs_queue_job where state = 'succeeded')", ct);

        await schema.ExecuteAsync(
            """
            insert into jobs_queue_job (kind, payload, key)
            select 'bench.job', '{"n": 1, "t": 0, "pad": ""}', 'light-' || n % $1 from generate_series(1, $1 * $2) n
            """,
            [Keys, JobsOfAKey], ct);
        await schema.ReachAsync(
            "select not exists (select from jobs_queue_job where queue = 'default' and priority = 0 and key > 'light' and state <> 'succeeded')",
            ct);
        return await schema.ValueAsync<double>(
            "select extract(epoch from max(finished_at) - min(created_at))::float8 from jobs_queue_job where queue = 'default' and priority = 0 and key > 'light'",
            ct);
    }

    // What the handlers wrote, not what the table says.
    static async Task<double> ViolationsAsync(ScenarioContext context, LoadSchema schema, Adapter adapter, CancellationToken ct)
    {
        var jobs = context.At(200, 4_000);
        await EmptyAsync(schema, ct);
        await schema.ExecuteAsync("insert into jobs_queue_limit (queue, running) values ('default', $1)", [Running], ct);
        await schema.ExecuteAsync(
            "insert into jobs_queue_job (kind, payload) select 'bench.job', jsonb_build_object('n', n, 't', 0, 'pad', '') from generate_series(1, $1) n",
            [jobs], ct);
        List<WorkedLog> logs = [];
        while (logs.Count < 4)
            await StartAsync();
        for (var kill = 1; kill <= 4; kill++)
        {
            await schema.ReachAsync($"select count(*) >= {kill * jobs / 6} from jobs_queue_job where state = 'succeeded'", ct);
            logs[kill - 1].Kill();
            await StartAsync();
        }

        await schema.ReachAsync("select not exists (select from jobs_queue_job where state <> 'succeeded')", ct);
        foreach (var log in logs)
            log.Kill();
        var violations = WorkedLog.Violations(logs, Running);
        logs.ForEach(log => log.Dispose());
        return violations;

        Task StartAsync()
        {
            logs.Add(new(log => adapter.WorkAsync(log, Concurrency, ct, ("SLEEP_MS", 20))));
            return logs[^1].StartAsync();
        }
    }

    static Task EmptyAsync(LoadSchema schema, CancellationToken ct) => schema.ExecuteAsync(
        "truncate jobs_queue_job, jobs_queue_claim, jobs_queue_worker, jobs_queue_low_watermark, jobs_queue_limit", [], ct);
}
