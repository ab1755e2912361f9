using System.Text.Json;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Reads jobs, workers, failures and schedules without changing them.</summary>
/// <remarks>Finds running, failed and dead jobs at once, however large the table is. A filter that matches few of many
/// succeeded jobs scans these: use a timeout of your own.</remarks>
/// <param name="dataSource">The database with the table; see <see cref="JobsSchema"/>.</param>
public sealed partial class JobInspector(NpgsqlDataSource dataSource)
{
    /// <summary>Lists jobs, the latest first.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="before">The id of the last job of the previous page; null for the first page.</param>
    /// <param name="limit">The maximum length of the page, 1 to 1,000.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public async Task<IReadOnlyList<JobSummary>> ListAsync(
        JobFilter filter, long? before = null, int limit = 100, CancellationToken ct = default)
    {
        const string sql = """
            select id, queue, kind, state, attempt, max_attempts, run_at, created_at, error, key, priority
            from jobs_queue_find($1::jsonb, $2, $3)
            """;

        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);

        return await dataSource.WithConnectionAsync(
            db => db.QueryAsync(sql, [Text(filter), before ?? long.MaxValue, limit], Read, ct), ct).ConfigureAwait(false);
    }

    /// <summary>Counts jobs, up to a maximum; a higher maximum takes more time.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="max">The maximum count, 1 to 1,000,000.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is out of range.</exception>
    public Task<int> CountAsync(JobFilter filter, int max = 10_000, CancellationToken ct = default)
    {
        const string sql = "select count(*)::int from jobs_queue_find($1::jsonb, $2, $3)";

        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, 1_000_000);

        return dataSource.WithConnectionAsync(
            db => db.FindAsync(sql, [Text(filter), long.MaxValue, max], row => row.GetInt32(0), ct), ct);
    }

    /// <summary>Finds a job with all its details; returns null for an unknown id.</summary>
    /// <param name="id">The id of the job.</param>
    /// <param name="ct">Stops the query.</param>
    public Task<JobDetail?> FindAsync(long id, CancellationToken ct = default)
    {
        const string sql = """
            select j.id, j.queue, j.kind, j.state, j.attempt, j.max_attempts, j.run_at, j.created_at, j.error, j.key, j.priority,
                   j.payload::text, j.crashes, j.started_at, j.finished_at, w.name, j.trace_parent, j.batch,
                   r.percent, r.note, r.said_at, r.result::text, j.expires_at
            from jobs_queue_job j
            left join jobs_queue_worker w on w.id = j.worker
            left join jobs_queue_report r on r.job_id = j.id and r.lease = j.lease
            where j.id = $1
            """;

        return dataSource.WithConnectionAsync(async db =>
        {
            var job = await db.FindAsync(sql, [id], ReadDetail, ct).ConfigureAwait(false);
            return job is null
                ? null
                : job with
                {
                    Failures = await FailuresAsync(db, id, ct).ConfigureAwait(false),
                    Log = await LogAsync(db, id, ct).ConfigureAwait(false),
                    Workflow = job.Batch is { } batch ? await StepsAsync(db, batch, ct).ConfigureAwait(false) : [],
                };
        }, ct);
    }

    internal static string Text(JobFilter filter) => JsonSerializer.Serialize(filter, JobsJson.Default.JobFilter);

    static Task<List<JobFailure>> FailuresAsync(NpgsqlConnection db, long id, CancellationToken ct)
    {
        const string sql = """
            select at, attempt, state, began_at, worker, type, message, detail, signature
            from jobs_queue_failure
            where job_id = $1
            order by id
            """;

        return db.QueryAsync(
            sql, [id],
            row => new JobFailure(
                At: row.GetFieldValue<DateTimeOffset>(0),
                Attempt: row.GetInt32(1),
                State: EnumText.Parse<JobState>(row.GetString(2)),
                BeganAt: row.Nullable<DateTimeOffset>(3),
                Worker: row.NullableString(4),
                Type: row.GetString(5),
                Message: row.GetString(6),
                Detail: row.GetString(7),
                Signature: row.GetString(8)),
            ct);
    }

    static Task<List<JobLogLine>> LogAsync(NpgsqlConnection db, long id, CancellationToken ct)
    {
        const string sql = "select at, attempt, line from jobs_queue_log where job_id = $1 order by id";

        return db.QueryAsync(
            sql, [id], row => new JobLogLine(row.GetFieldValue<DateTimeOffset>(0), row.GetInt32(1), row.GetString(2)), ct);
    }

    static JobSummary Read(NpgsqlDataReader row) => new(
        Id: row.GetInt64(0),
        Queue: row.GetString(1),
        Kind: row.GetString(2),
        State: EnumText.Parse<JobState>(row.GetString(3)),
        Attempt: row.GetInt32(4),
        MaxAttempts: row.GetInt32(5),
        RunAt: row.GetFieldValue<DateTimeOffset>(6),
        EnqueuedAt: row.GetFieldValue<DateTimeOffset>(7),
        Error: row.NullableString(8))
    {
        PartitionKey = row.NullableString(9),
        Priority = row.GetInt16(10),
    };

    static JobDetail ReadDetail(NpgsqlDataReader row) => new(
        Job: Read(row),
        Payload: row.GetString(11),
        Crashes: row.GetInt16(12),
        StartedAt: row.Nullable<DateTimeOffset>(13),
        FinishedAt: row.Nullable<DateTimeOffset>(14),
        Worker: row.NullableString(15),
        TraceParent: row.NullableString(16),
        Batch: row.Nullable<long>(17),
        Failures: [])
    {
        Progress = row.Nullable<short>(18) is { } percent
            ? new(percent, row.NullableString(19), row.GetFieldValue<DateTimeOffset>(20))
            : null,
        Result = row.NullableString(21),
        ExpiresAt = row.Nullable<DateTimeOffset>(22),
    };
}
