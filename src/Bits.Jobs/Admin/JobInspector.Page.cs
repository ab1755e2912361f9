using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobInspector
{
    const int MostLookedAt = 30_000;

    /// <summary>Lists jobs, the latest first, for somebody who waits for it: looks at no more than the latest 30,000 below
    /// <paramref name="before"/>, or 1,500 failures, and says from where to look on. What is few (jobs that wait, run, or are
    /// of a small queue or key) is found as a whole.</summary>
    /// <param name="filter">Which. One by time looks an hour beyond it, no further: so long a transaction that enqueued may
    /// have been open.</param>
    /// <param name="before">What the page before said is <see cref="JobPage.Next"/>; null for the first page.</param>
    /// <param name="limit">The longest page, 1 to 1,000.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public async Task<JobPage> PageAsync(JobFilter filter, long? before = null, int limit = 100, CancellationToken ct = default)
    {
        const string sql = """
            select id, queue, kind, state, attempt, max_attempts, run_at, created_at, error, key, priority
            from jobs_queue_look($1::jsonb, $2, $3, $4)
            """;

        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);

        var (next, reached) = ((long?)null, (DateTimeOffset?)null);
        var rows = await dataSource.WithConnectionAsync(
            db => db.QueryAsync(sql, [Text(filter), before ?? long.MaxValue, limit + 1, MostLookedAt], ReadOrMark, ct), ct).ConfigureAwait(false);
        var jobs = rows.OfType<JobSummary>().ToList();
        return jobs.Count > limit ? new([.. jobs.Take(limit)], jobs[limit - 1].Id, null) : new(jobs, next, reached);

        // The row without a kind says how far it looked.
        JobSummary? ReadOrMark(NpgsqlDataReader row)
        {
            if (!row.IsDBNull(2))
                return Read(row);

            (next, reached) = (row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(7));
            return null;
        }
    }
}
