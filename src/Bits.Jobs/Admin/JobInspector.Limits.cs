using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobInspector
{
    /// <summary>The queues that have limits, by name.</summary>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<LimitedQueue>> ListLimitsAsync(CancellationToken ct = default)
    {
        const string sql = """
            select queue, running, running_per_worker, running_per_key, rate, rate_per, key_rate, key_rate_per
            from jobs_queue_limit
            order by queue
            """;

        return await dataSource.WithConnectionAsync(
            db => db.QueryAsync(
                sql, [],
                row => new LimitedQueue(row.GetString(0), new()
                {
                    Running = row.Nullable<int>(1),
                    RunningPerWorker = row.Nullable<int>(2),
                    RunningPerKey = row.Nullable<int>(3),
                    Rate = ReadRate(row, 4),
                    RatePerKey = ReadRate(row, 6),
                }),
                ct), ct).ConfigureAwait(false);
    }

    static Rate? ReadRate(NpgsqlDataReader row, int column) =>
        row.Nullable<int>(column) is { } jobs ? new(jobs, row.GetTimeSpan(column + 1)) : null;
}
