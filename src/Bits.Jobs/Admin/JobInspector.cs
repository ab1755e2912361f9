using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Which jobs to look at.</summary>
/// <param name="Queue">Of this queue; null for every one.</param>
/// <param name="Kind">Of this kind; null for every one.</param>
/// <param name="State">In this state; null for every one.</param>
public sealed record JobFilter(string? Queue = null, string? Kind = null, JobState? State = null);

/// <summary>A job as an operator sees it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempt">How many attempts have begun.</param>
/// <param name="MaxAttempts">After how many failed ones it ends dead.</param>
/// <param name="RunAt">When it runs next, or was to run last.</param>
/// <param name="EnqueuedAt">When it was enqueued.</param>
/// <param name="Error">What the last failed attempt said.</param>
public sealed record JobSummary(
    long Id,
    string Queue,
    string Kind,
    JobState State,
    int Attempt,
    int MaxAttempts,
    DateTimeOffset RunAt,
    DateTimeOffset EnqueuedAt,
    string? Error);

/// <summary>Looks at jobs without touching them.</summary>
/// <param name="dataSource">Where the table is; see <see cref="JobsSchema"/>.</param>
public sealed class JobInspector(NpgsqlDataSource dataSource)
{
    /// <summary>Lists jobs, the latest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">The number that ended the page before; null for the first page.</param>
    /// <param name="limit">The longest page, 1 to 1,000.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public async Task<IReadOnlyList<JobSummary>> ListAsync(
        JobFilter filter, long? before = null, int limit = 100, CancellationToken ct = default)
    {
        const string sql = """
            select id, queue, kind, state, attempt, max_attempts, run_at, created_at, error
            from jobs_queue_job
            where id < $1
              and ($2::text is null or queue = $2)
              and ($3::text is null or kind = $3)
              and ($4::text is null or state = $4)
            order by id desc
            limit $5
            """;

        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);

        object?[] args =
        [
            before ?? long.MaxValue, filter.Queue, filter.Kind, filter.State?.ToString().ToLowerInvariant(), limit,
        ];
        return await dataSource.WithConnectionAsync(db => db.QueryAsync(sql, args, Read, ct), ct).ConfigureAwait(false);
    }

    static JobSummary Read(NpgsqlDataReader row) => new(
        Id: row.GetInt64(0),
        Queue: row.GetString(1),
        Kind: row.GetString(2),
        State: Enum.Parse<JobState>(row.GetString(3), ignoreCase: true),
        Attempt: row.GetInt32(4),
        MaxAttempts: row.GetInt32(5),
        RunAt: row.GetFieldValue<DateTimeOffset>(6),
        EnqueuedAt: row.GetFieldValue<DateTimeOffset>(7),
        Error: row.NullableString(8));
}
