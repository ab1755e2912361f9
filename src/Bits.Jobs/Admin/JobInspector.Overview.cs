using Bits.Shared;

namespace Bits.Jobs;

public sealed partial class JobInspector
{
    /// <summary>Counts waiting, running and dead jobs by queue, kind and state. For succeeded jobs see
    /// <see cref="ListOutcomesAsync"/>.</summary>
    /// <param name="max">The maximum count of each lane, 1 to 1,000,000; a larger count is reported as a minimum.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is out of range.</exception>
    public async Task<IReadOnlyList<JobCount>> ListCountsAsync(int max = 10_000, CancellationToken ct = default)
    {
        const string sql = """
            select queue, kind, state, sum(jobs)::bigint, bool_or(is_min)
            from jobs_queue_counts($1)
            group by queue, kind, state
            order by queue, kind, state
            """;

        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, 1_000_000);

        return await dataSource.WithConnectionAsync(
            db => db.QueryAsync(
                sql, [max],
                row => new JobCount(
                    row.GetString(0), row.GetString(1), EnumText.Parse<JobState>(row.GetString(2)), row.GetInt64(3),
                    row.GetBoolean(4)),
                ct), ct).ConfigureAwait(false);
    }

    /// <summary>Estimates how many jobs the table contains, from the statistics of the planner. Reads no jobs.</summary>
    /// <param name="ct">Stops the query.</param>
    public Task<long> EstimateAsync(CancellationToken ct = default)
    {
        const string sql = "select jobs_queue_estimate()";

        return dataSource.WithConnectionAsync(db => db.FindAsync(sql, [], row => row.GetInt64(0), ct), ct);
    }

    /// <summary>Counts the outcomes of attempts by minute, queue and kind, for the last two days. Workers store them with
    /// each heartbeat.</summary>
    /// <param name="since">The first minute.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<JobOutcomeCount>> ListOutcomesAsync(DateTimeOffset since, CancellationToken ct = default)
    {
        const string sql = """
            select minute, queue, kind, outcome, sum(jobs)::bigint, sum(seconds)
            from jobs_queue_outcome
            where minute >= date_trunc('minute', $1::timestamptz)
            group by minute, queue, kind, outcome
            order by minute, queue, kind, outcome
            """;

        return await dataSource.WithConnectionAsync(
            db => db.QueryAsync(
                sql, [since.ToUniversalTime()],
                row => new JobOutcomeCount(
                    row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2), row.GetString(3),
                    row.GetInt64(4), row.GetDouble(5)),
                ct), ct).ConfigureAwait(false);
    }

    /// <summary>Lists the registered workers, the oldest first.</summary>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<WorkerSummary>> ListWorkersAsync(CancellationToken ct = default)
    {
        const string sql = """
            select w.id, w.name, w.queues, w.kinds, w.started_at, w.beat_at, w.lease, w.beat_at < now() - w.lease, r.jobs
            from jobs_queue_worker w
            cross join lateral (
                select count(j.id)::int as jobs
                from jobs_queue_claim c
                cross join unnest(c.slots, c.ids) as held (slot, id)
                cross join lateral (
                    select i.id
                    from jobs_queue_job i
                    where i.slot = held.slot and i.id = held.id and i.lease = c.lease and i.state = 'running'
                    limit 1
                ) j
                where c.worker = w.id
            ) r
            order by w.id
            """;

        return await dataSource.WithConnectionAsync(
            db => db.QueryAsync(
                sql, [],
                row => new WorkerSummary(
                    row.GetInt64(0), row.GetString(1), row.GetFieldValue<string[]>(2), row.GetFieldValue<string[]>(3),
                    row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5), row.GetTimeSpan(6),
                    row.GetBoolean(7), row.GetInt32(8)),
                ct), ct).ConfigureAwait(false);
    }

    /// <summary>Lists the queues and kinds that operators have paused.</summary>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<JobPause>> ListPausesAsync(CancellationToken ct = default)
    {
        const string sql = "select queue, kind, reason, paused_at from jobs_queue_pause order by queue, kind";

        return await dataSource.WithConnectionAsync(
            db => db.QueryAsync(
                sql, [],
                row => new JobPause(
                    row.NullableString(0) is { } queue ? PauseTarget.Queue(queue) : PauseTarget.Kind(row.GetString(1)),
                    row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)),
                ct), ct).ConfigureAwait(false);
    }

    /// <summary>Groups the latest 10,000 dead jobs by their failure; lists at most 200 groups, the largest first.</summary>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<FailureGroup>> ListFailureGroupsAsync(CancellationToken ct = default)
    {
        const string sql = """
            select g.signature, g.kind, l.type, l.message, g.jobs, g.first_at, g.last_at, l.job_id
            from (
                select f.signature, f.kind, count(*) as jobs, min(f.at) as first_at, max(f.at) as last_at, max(f.id) as latest
                from (
                    select d.signature, d.kind, d.at, d.id
                    from jobs_queue_failure d
                    where d.state = 'dead' and d.stands
                    order by d.job_id desc
                    limit 10000
                ) f
                group by f.signature, f.kind
                order by count(*) desc, max(f.at) desc
                limit 200
            ) g
            join jobs_queue_failure l on l.id = g.latest
            order by g.jobs desc, g.last_at desc
            """;

        return await dataSource.WithConnectionAsync(
            db => db.QueryAsync(
                sql, [],
                row => new FailureGroup(
                    row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4),
                    row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset>(6), row.GetInt64(7)),
                ct), ct).ConfigureAwait(false);
    }
}
