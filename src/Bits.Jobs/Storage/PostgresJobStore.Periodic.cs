using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

sealed partial class PostgresJobStore
{
    public async Task DeclareAsync(IReadOnlyList<PeriodicJob> jobs, CancellationToken ct)
    {
        await using var db = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        foreach (var job in jobs.OrderBy(job => job.Name, StringComparer.Ordinal))
            await DeclareAsync(db, job, ct).ConfigureAwait(false);
    }

    public async Task<(DateTimeOffset Now, IReadOnlyList<PeriodicEntry> Entries)> ListDueAsync(CancellationToken ct)
    {
        const string sql = """
            select now(), p.name, p.cron, p.zone, p.missed, p.missed_max, p.settled_to
            from (select 1) one
            left join jobs_queue_periodic p on p.paused is null
            order by p.name
            """;

        var now = default(DateTimeOffset);
        var entries = await dataSource.WithConnectionAsync(
            db => db.QueryAsync(
                sql, [],
                row =>
                {
                    now = row.GetFieldValue<DateTimeOffset>(0);
                    return row.IsDBNull(1)
                        ? null
                        : new PeriodicEntry(
                            row.GetString(1), row.GetString(2), row.GetString(3), EnumText.Parse<MissedTicks>(row.GetString(4)),
                            row.GetInt32(5), row.GetFieldValue<DateTimeOffset>(6));
                },
                ct), ct).ConfigureAwait(false);
        return (now, [.. entries.OfType<PeriodicEntry>()]);
    }

    public Task<int> FireAsync(string name, DateTimeOffset[] ticks, DateTimeOffset upto, CancellationToken ct)
    {
        const string sql = "select jobs_queue_fire($1, $2, $3)";

        return dataSource.WithConnectionAsync(
            db => db.FindAsync(sql, [name, ticks, upto], row => row.GetInt32(0), ct), ct);
    }

    // Keeps what an operator has edited; a changed schedule begins now.
    static Task DeclareAsync(NpgsqlConnection db, PeriodicJob job, CancellationToken ct)
    {
        const string sql = """
            insert into jobs_queue_periodic as p (name, cron, zone, missed, missed_max, queue, kind, payload, priority, max_attempts, no_overlap,
                                                  expires_in)
            values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $12::interval)
            on conflict on constraint jobs_queue_periodic_pkey do update
            set cron = excluded.cron, zone = excluded.zone, missed = excluded.missed, missed_max = excluded.missed_max,
                queue = excluded.queue, kind = excluded.kind, payload = excluded.payload, priority = excluded.priority,
                max_attempts = excluded.max_attempts, no_overlap = excluded.no_overlap, expires_in = excluded.expires_in,
                settled_to = case when (p.cron, p.zone) = (excluded.cron, excluded.zone) then p.settled_to else now() end
            where not p.is_by_hand
              and (p.cron, p.zone, p.missed, p.missed_max, p.queue, p.kind, p.payload, p.priority, p.max_attempts, p.no_overlap,
                   p.expires_in)
                  is distinct from (excluded.cron, excluded.zone, excluded.missed, excluded.missed_max, excluded.queue,
                                    excluded.kind, excluded.payload, excluded.priority, excluded.max_attempts, excluded.no_overlap,
                                    excluded.expires_in)
            """;

        return db.ExecuteAsync(sql, PeriodicRow.Args(job), ct);
    }
}
