using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobInspector
{
    /// <summary>Returns the limits of queues by the name of the queue; omits queues without limits.</summary>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyDictionary<string, QueueLimits>> ListLimitsAsync(CancellationToken ct = default)
    {
        const string sql = """
            select queue, running, running_per_worker, running_per_key, rate, rate_per, key_rate, key_rate_per
            from jobs_queue_limit
            """;

        return await dataSource.WithConnectionAsync(
            async db => (await db.QueryAsync(
                sql, [],
                row => (Queue: row.GetString(0), Limits: new QueueLimits
                {
                    Running = row.Nullable<int>(1),
                    RunningPerWorker = row.Nullable<int>(2),
                    RunningPerKey = row.Nullable<int>(3),
                    Rate = ReadRate(row, 4),
                    RatePerKey = ReadRate(row, 6),
                }),
                ct).ConfigureAwait(false)).ToDictionary(), ct).ConfigureAwait(false);
    }

    // Lists the limits that hold back a job.
    static async Task<IReadOnlyList<string>> FullAsync(NpgsqlConnection db, long id, CancellationToken ct)
    {
        const string sql = """
            select j.queue, j.key, l.running, r.running, l.running_per_key, r.of_key, l.running_per_worker, r.is_each_full,
                   l.rate, s.started, l.rate_per, l.key_rate, s.of_key, l.key_rate_per
            from jobs_queue_job j
            join jobs_queue_limit l on l.queue = j.queue
            cross join lateral (
                select coalesce(sum(w.running), 0)::int as running, coalesce(sum(w.of_key), 0)::int as of_key,
                       coalesce(bool_and(w.running >= l.running_per_worker), false) as is_each_full
                from (
                    select count(o.id) as running, count(o.id) filter (where o.key = j.key) as of_key
                    from jobs_queue_worker w
                    left join jobs_queue_claim c on c.worker = w.id and c.lease >= w.ended_below and c.queue = j.queue
                    left join lateral unnest(c.slots, c.ids) as held (slot, id) on true
                    left join lateral (
                        select i.id, i.key
                        from jobs_queue_job i
                        where i.slot = held.slot and i.id = held.id and i.lease = c.lease and i.state = 'running'
                        limit 1
                    ) o on true
                    where j.queue = any (w.queues)
                    group by w.id
                ) w
            ) r
            cross join lateral (
                select coalesce(sum(t.jobs) filter (where t.at > now() - l.rate_per), 0)::int as started,
                       coalesce(sum(t.jobs) filter (where t.key = j.key and t.at > now() - l.key_rate_per), 0)::int as of_key
                from jobs_queue_start t
                where t.queue = j.queue and t.at > now() - greatest(l.rate_per, l.key_rate_per)
            ) s
            where j.id = $1
            """;

        return await db.FindAsync(sql, [id], row => Full(row).ToList(), ct).ConfigureAwait(false) ?? [];
    }

    static IEnumerable<string> Full(NpgsqlDataReader row)
    {
        var (queue, key) = (row.GetString(0), row.NullableString(1));
        var remedy = $"Wait, or raise it: adminctl jobs limit --queue {queue}";
        if (row.Nullable<int>(2) is { } running && row.GetInt32(3) >= running)
            yield return $"The queue {queue} is at its limit: {row.GetInt32(3)} of {running} jobs run. {remedy}";
        if (key is not null && row.Nullable<int>(4) is { } ofKey && row.GetInt32(5) >= ofKey)
            yield return $"The key {key} is at the limit of the queue {queue}: {row.GetInt32(5)} of {ofKey} jobs run. {remedy}";
        if (row.Nullable<int>(6) is { } ofWorker && row.GetBoolean(7))
            yield return $"Every worker of the queue {queue} is at its limit of {ofWorker} running jobs. Start another one. {remedy}";
        if (row.Nullable<int>(8) is { } rate && row.GetInt32(9) >= rate)
            yield return $"The queue {queue} is at its rate: {row.GetInt32(9)} of {rate} jobs began in the last {row.GetTimeSpan(10)}. {remedy}";
        if (key is not null && row.Nullable<int>(11) is { } keyRate && row.GetInt32(12) >= keyRate)
            yield return $"The key {key} is at the rate of the queue {queue}: {row.GetInt32(12)} of {keyRate} jobs began in the last {row.GetTimeSpan(13)}. {remedy}";
    }

    static Rate? ReadRate(NpgsqlDataReader row, int column) =>
        row.Nullable<int>(column) is { } jobs ? new(jobs, row.GetTimeSpan(column + 1)) : null;
}
