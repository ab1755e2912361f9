using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobInspector
{
    /// <summary>Lists the periodic jobs, by name.</summary>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<PeriodicSummary>> ListPeriodicAsync(CancellationToken ct = default)
    {
        const string sql = """
            select p.name, p.cron, p.zone, p.kind, p.queue, p.payload::text, p.missed, p.missed_max, p.is_by_hand, p.paused,
                   now(), t.tick, t.job_id, p.no_overlap
            from jobs_queue_periodic p
            left join lateral (
                select tick, job_id from jobs_queue_tick t where t.name = p.name order by t.tick desc limit 1
            ) t on true
            order by p.name
            """;

        return await dataSource.WithConnectionAsync(db => db.QueryAsync(sql, [], ReadPeriodic, ct), ct).ConfigureAwait(false);
    }

    static PeriodicSummary ReadPeriodic(NpgsqlDataReader row)
    {
        var (next, problem) = Next(row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(10));

        return new(
            Name: row.GetString(0),
            Cron: row.GetString(1),
            Zone: row.GetString(2),
            Kind: row.GetString(3),
            Queue: row.GetString(4),
            Payload: row.GetString(5),
            Missed: EnumText.Parse<MissedTicks>(row.GetString(6)),
            MissedMax: row.GetInt32(7),
            IsByHand: row.GetBoolean(8),
            PausedBecause: row.NullableString(9),
            NextAt: row.IsDBNull(9) ? next : null,
            LastTick: row.Nullable<DateTimeOffset>(11),
            LastJobId: row.Nullable<long>(12),
            Problem: problem)
        {
            NoOverlap = row.GetBoolean(13),
        };
    }

    static (DateTimeOffset? Next, string? Problem) Next(string cron, string zone, DateTimeOffset now)
    {
        try
        {
            return (new Schedule(cron, zone).Next(now), null);
        }
        catch (ArgumentException e)
        {
            return (null, e.Message);
        }
    }
}
