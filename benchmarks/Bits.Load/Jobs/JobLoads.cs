using Bits.Load.Database;

namespace Bits.Load.Jobs;

/// <summary>One load of a queue, measured.</summary>
/// <param name="Answer">What the adapter said.</param>
/// <param name="Use">What the server used.</param>
sealed record JobLoad(AdapterAnswer Answer, ServerUse Use)
{
    public double WalBytes => Use.WalBytes / Answer.Jobs;

    // The adapter's start belongs to no job; what it takes is what a drain of nothing takes.
    public double CpuMicroseconds(double start) => (Answer.CpuSeconds - start + Use.CpuSeconds) * 1e6 / Answer.Jobs;
}

/// <summary>Fills and drains the queue of a schema, and reads what that takes.</summary>
sealed class JobLoads(LoadSchema schema)
{
    public Adapter Adapter { get; } = new(schema);

    /// <summary>Makes the tables.</summary>
    /// <returns>The CPU seconds that the adapter's start takes.</returns>
    public async Task<double> SetUpAsync(CancellationToken ct)
    {
        await Adapter.RunAsync("setup", ct);
        return (await Adapter.RunAsync("enqueue", ct, ("N", 1))).CpuSeconds;
    }

    /// <summary>Empties the queue and enqueues in bulk.</summary>
    public async Task<JobLoad> FillAsync(int jobs, CancellationToken ct)
    {
        await EmptyAsync(ct);
        return await MeasureAsync(() => Adapter.RunAsync("enqueue", ct, ("N", jobs)), ct);
    }

    /// <summary>Works until nothing is left.</summary>
    public async Task<JobLoad> DrainAsync(int jobs, int concurrency, CancellationToken ct)
    {
        await schema.ExecuteAsync("analyze jobs_queue_job", [], ct);
        await schema.ExecuteAsync("checkpoint", [], ct);
        return await MeasureAsync(() => Adapter.RunAsync("drain", ct, ("N", jobs), ("CONCURRENCY", concurrency)), ct);
    }

    /// <summary>Empties the queue and enqueues one by one.</summary>
    public async Task<JobLoad> SinglyAsync(int jobs, int callers, CancellationToken ct)
    {
        await EmptyAsync(ct);
        return await MeasureAsync(() => Adapter.RunAsync("enqueue", ct, ("N", jobs), ("BULK", 0), ("CONCURRENCY", callers)), ct);
    }

    /// <summary>Empties the queue.</summary>
    public async Task EmptyAsync(CancellationToken ct)
    {
        await schema.ExecuteAsync("truncate jobs_queue_job", [], ct);
        await schema.ExecuteAsync("checkpoint", [], ct);
    }

    /// <summary>Declares, for twenty other queues, whatever operators and developers may: limits, weights of keys, periodic jobs,
    /// batches with jobs that wait; and pauses a kind and some of the queues. To none of it do the jobs of a drain belong.</summary>
    public Task DeclareForOthersAsync(CancellationToken ct)
    {
        const string sql = """
            truncate jobs_queue_limit, jobs_queue_weight, jobs_queue_pause, jobs_queue_periodic, jobs_queue_batch cascade;
            insert into jobs_queue_limit (queue, running, running_per_worker, running_per_key, rate, rate_per, key_rate, key_rate_per)
            select 'other-' || n, 8, 4, 2, 100, '1 second', 10, '1 second' from generate_series(1, 20) n;
            insert into jobs_queue_weight (queue, key, weight)
            select 'other-' || n, 'key-' || k, 3 from generate_series(1, 20) n, generate_series(1, 10) k;
            insert into jobs_queue_periodic (name, cron, zone, missed, queue, kind, payload)
            select 'other-' || n, '* * * * *', 'Asia/Kolkata', 'skip', 'other-' || n, 'other.periodic', '{}' from generate_series(1, 20) n;
            insert into jobs_queue_pause (queue, kind, reason)
            select 'other-' || n, null, 'measured' from generate_series(1, 5) n union all select null, 'other.paused', 'measured';
            insert into jobs_queue_batch (then_kind, then_args, then_queue)
            select 'other.then', '{}', 'other-1' from generate_series(1, 20);
            insert into jobs_queue_job (queue, kind, key, batch)
            select 'other-' || 1 + b.id % 20, 'other.job', 'key-' || k, b.id from jobs_queue_batch b, generate_series(1, 10) k;
            """;

        return schema.ExecuteAsync(sql, [], ct);
    }

    async Task<JobLoad> MeasureAsync(Func<Task<AdapterAnswer>> run, CancellationToken ct)
    {
        var before = await ServerUse.ReadAsync(schema, ct);
        var answer = await run();
        await Task.Delay(100, ct); // ended backends are counted once the server has noticed
        return new(answer, await ServerUse.ReadAsync(schema, ct) - before);
    }
}
