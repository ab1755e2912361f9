using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>A job as a worker has claimed it.</summary>
sealed record ClaimedJob(
    long Id,
    string Queue,
    string Kind,
    string Payload,
    int Attempt,
    int MaxAttempts,
    long Lease,
    DateTimeOffset EnqueuedAt,
    string? TraceParent);

/// <summary>All that a worker asks of the table. Each method is one statement of its own; times are the database's.
/// </summary>
/// <remarks>Whoever finishes, fails or keeps a job names its lease: a worker that has lost a job changes nothing.</remarks>
sealed class JobStore(NpgsqlDataSource dataSource)
{
    /// <summary>Takes up to <paramref name="limit"/> due jobs; two workers never get the same one.</summary>
    public Task<List<ClaimedJob>> ClaimAsync(
        string[] queues, string[] kinds, int limit, TimeSpan lease, string worker, CancellationToken ct)
    {
        const string sql = """
            with due as (
                select id
                from jobs_queue_job
                where queue = any($1) and kind = any($2) and state in ('pending', 'failed') and run_at <= now()
                order by priority, run_at, id
                limit $3
                for update skip locked
            )
            update jobs_queue_job j
            set state = 'running', attempt = attempt + 1, worker = $5, started_at = now(),
                lease = nextval('jobs_queue_lease'), leased_until = now() + $4
            from due
            where j.id = due.id
            returning j.id, queue, kind, payload::text, attempt, max_attempts, lease, created_at, trace_parent
            """;

        return dataSource.WithConnectionAsync(
            db => db.QueryAsync(sql, [queues, kinds, limit, lease, worker], ReadClaimed, ct), ct);
    }

    /// <summary>Marks a job succeeded; false if the lease is lost.</summary>
    public Task<bool> SucceedAsync(ClaimedJob job, CancellationToken ct)
    {
        const string sql = """
            update jobs_queue_job
            set state = 'succeeded', finished_at = now(), lease = null, leased_until = null, error = null
            where id = $1 and lease = $2
            """;

        return FinishAsync(db => db.ExecuteAsync(sql, [job.Id, job.Lease], ct), ct);
    }

    /// <summary>Puts a failed job back for its next attempt, or ends it dead; false if the lease is lost.</summary>
    public Task<bool> FailAsync(ClaimedJob job, string error, TimeSpan delay, CancellationToken ct)
    {
        const string sql = """
            update jobs_queue_job
            set state = case when attempt >= max_attempts then 'dead' else 'failed' end,
                run_at = now() + $3, finished_at = now(), lease = null, leased_until = null, error = $4
            where id = $1 and lease = $2
            """;

        return FinishAsync(db => db.ExecuteAsync(sql, [job.Id, job.Lease, delay, error], ct), ct);
    }

    /// <summary>Ends a job dead that no attempt can save; false if the lease is lost.</summary>
    public Task<bool> BuryAsync(ClaimedJob job, string error, CancellationToken ct)
    {
        const string sql = """
            update jobs_queue_job
            set state = 'dead', finished_at = now(), lease = null, leased_until = null, error = $3
            where id = $1 and lease = $2
            """;

        return FinishAsync(db => db.ExecuteAsync(sql, [job.Id, job.Lease, error], ct), ct);
    }

    /// <summary>Gives a job back as if it had not been claimed, to run after <paramref name="delay"/>.</summary>
    public Task<bool> ReleaseAsync(ClaimedJob job, TimeSpan delay, CancellationToken ct)
    {
        const string sql = """
            update jobs_queue_job
            set state = 'pending', attempt = attempt - 1, run_at = now() + $3,
                lease = null, leased_until = null, worker = null
            where id = $1 and lease = $2
            """;

        return FinishAsync(db => db.ExecuteAsync(sql, [job.Id, job.Lease, delay], ct), ct);
    }

    /// <summary>Extends the leases that are still held, and returns those.</summary>
    public Task<List<long>> ExtendAsync(long[] leases, TimeSpan lease, CancellationToken ct)
    {
        const string sql = """
            update jobs_queue_job
            set leased_until = now() + $2
            where state = 'running' and lease = any($1)
            returning lease
            """;

        return dataSource.WithConnectionAsync(
            db => db.QueryAsync(sql, [leases, lease], row => row.GetInt64(0), ct), ct);
    }

    /// <summary>Takes the jobs of workers that stopped extending their leases, and has them run again at once.</summary>
    public Task<List<long>> RescueAsync(CancellationToken ct)
    {
        const string sql = """
            with lost as (
                select id
                from jobs_queue_job
                where state = 'running' and leased_until < now()
                limit 1000
                for update skip locked
            )
            update jobs_queue_job j
            set state = case when attempt >= max_attempts then 'dead' else 'failed' end,
                run_at = now(), finished_at = now(), lease = null, leased_until = null,
                error = 'the worker ' || coalesce(worker, '?') || ' stopped without finishing it'
            from lost
            where j.id = lost.id
            returning j.id
            """;

        return dataSource.WithConnectionAsync(db => db.QueryAsync(sql, [], row => row.GetInt64(0), ct), ct);
    }

    Task<bool> FinishAsync(Func<NpgsqlConnection, Task<int>> update, CancellationToken ct) =>
        dataSource.WithConnectionAsync(async db => await update(db).ConfigureAwait(false) > 0, ct);

    static ClaimedJob ReadClaimed(NpgsqlDataReader row) => new(
        Id: row.GetInt64(0),
        Queue: row.GetString(1),
        Kind: row.GetString(2),
        Payload: row.GetString(3),
        Attempt: row.GetInt32(4),
        MaxAttempts: row.GetInt32(5),
        Lease: row.GetInt64(6),
        EnqueuedAt: row.GetFieldValue<DateTimeOffset>(7),
        TraceParent: row.NullableString(8));
}
