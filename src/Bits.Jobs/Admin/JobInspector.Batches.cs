using Bits.Shared;

namespace Bits.Jobs;

public sealed partial class JobInspector
{
    /// <summary>Finds a batch; returns null for an unknown id. Counts its jobs until it has ended.</summary>
    /// <param name="id">The id of the batch.</param>
    /// <param name="ct">Stops the query.</param>
    public Task<BatchSummary?> FindBatchAsync(long id, CancellationToken ct = default)
    {
        const string sql = """
            select b.id, b.created_at, b.ended_at, coalesce(b.jobs, c.jobs), coalesce(b.succeeded, c.succeeded),
                   coalesce(b.jobs - b.succeeded, c.dead), b.then_job
            from jobs_queue_batch b
            cross join lateral (
                select count(*) as jobs, count(*) filter (where j.state = 'succeeded') as succeeded,
                       count(*) filter (where j.state = 'dead') as dead
                from jobs_queue_job j
                where j.batch = b.id and b.ended_at is null
            ) c
            where b.id = $1
            """;

        return dataSource.WithConnectionAsync(
            db => db.FindAsync(
                sql, [id],
                row => new BatchSummary(
                    row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.Nullable<DateTimeOffset>(2), row.GetInt64(3),
                    row.GetInt64(4), row.GetInt64(5), row.Nullable<long>(6)),
                ct), ct);
    }
}
