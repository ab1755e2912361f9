using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobInspector
{
    const int MaxExamined = 30_000;

    /// <summary>Lists a page of jobs, the latest first, in bounded time: examines at most 30,000 jobs below
    /// <paramref name="before"/>, or 1,500 failures, and returns where to continue. Finds small sets as a whole: waiting or
    /// running jobs, and those of a small queue or partition key.</summary>
    /// <param name="filter">The filter. A filter by time reaches an hour further on both sides, because the enqueueing
    /// transaction may have been open that long.</param>
    /// <param name="before"><see cref="JobPage.Next"/> of the previous page; null for the first page.</param>
    /// <param name="limit">The maximum length of the page, 1 to 1,000.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public async Task<JobPage> PageAsync(JobFilter filter, long? before = null, int limit = 100, CancellationToken ct = default)
    {
        const string sql = """
            select id, queue, kind, state, attempt, max_attempts, run_at, created_at, error, key, priority
            from jobs_queue_search($1::jsonb, $2, $3, $4)
            """;

        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);

        var (next, reached) = ((long?)null, (DateTimeOffset?)null);
        var rows = await dataSource.WithConnectionAsync(
            db => db.QueryAsync(sql, [Text(filter), before ?? long.MaxValue, limit + 1, MaxExamined], ReadOrMark, ct), ct).ConfigureAwait(false);
        var jobs = rows.OfType<JobSummary>().ToList();
        return jobs.Count > limit ? new([.. jobs.Take(limit)], jobs[limit - 1].Id, null) : new(jobs, next, reached);

        // The row without a kind tells how far the search went.
        JobSummary? ReadOrMark(NpgsqlDataReader row)
        {
            if (!row.IsDBNull(2))
                return Read(row);

            (next, reached) = (row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(7));
            return null;
        }
    }
}
