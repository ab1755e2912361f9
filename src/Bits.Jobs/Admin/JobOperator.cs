using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Changes jobs, queues, limits and schedules for operators, in the caller's transaction.</summary>
/// <param name="dataSource">The database with the table; see <see cref="JobsSchema"/>.</param>
public sealed partial class JobOperator(NpgsqlDataSource dataSource)
{
    const int MaxReasonBytes = 4_000; // a thousand characters of any script

    // A later time means that a step waits for its release.
    static readonly DateTimeOffset End = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Cancels a waiting or running job, in whatever process. The job ends dead, with the reason; safe to
    /// repeat.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">The id of the job.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public async Task<CancelOutcome> CancelAsync(
        NpgsqlConnection db, long id, string reason, CancellationToken ct = default)
    {
        const string sql = """
            select outcome,
                   case when outcome in ('cancelled', 'asked') then jobs_queue_note('cancel', 'job ' || $1, $1, $2) end
            from jobs_queue_cancel_job($1, $2) outcome
            """;

        var outcome = await db.FindAsync(sql, [id, Checked(reason)], row => row.GetString(0), ct).ConfigureAwait(false);
        return EnumText.Parse<CancelOutcome>(outcome!);
    }

    /// <inheritdoc cref="CancelAsync(NpgsqlConnection, long, string, CancellationToken)" />
    public Task<CancelOutcome> CancelAsync(long id, string reason, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => CancelAsync(db, id, reason, ct), ct);

    /// <summary>Retries a dead or failed job: at once, with all its attempts.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">The id of the job.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether the job was retried; false if it is in another state or does not exist.</returns>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public Task<bool> RetryAsync(NpgsqlConnection db, long id, string reason, CancellationToken ct = default) =>
        RetryWithAsync(db, id, payload: null, reason, ct);

    /// <summary>Retries a dead or failed job with another payload.</summary>
    /// <inheritdoc cref="RetryAsync(NpgsqlConnection, long, string, CancellationToken)" path="/returns" />
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">The id of the job.</param>
    /// <param name="payload">The new payload, as a JSON object; null keeps the old one.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">The payload is not a JSON object, or too long; or the reason is
    /// empty.</exception>
    public Task<bool> RetryAsync(
        NpgsqlConnection db, long id, string? payload, string reason, CancellationToken ct = default) =>
        RetryWithAsync(db, id, payload is null ? null : JobPayload.Checked(payload), reason, ct);

    /// <summary>Deletes a dead job with its failures.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">The id of the job.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether the job was deleted; false if it is in another state or does not exist.</returns>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public Task<bool> DiscardAsync(NpgsqlConnection db, long id, string reason, CancellationToken ct = default)
    {
        const string sql = """
            select count > 0, case when count > 0 then jobs_queue_note('discard', 'job ' || $1, $1, $2) end
            from jobs_queue_discard(array[$1::bigint]) count
            """;

        return db.FindAsync(sql, [id, Checked(reason)], row => row.GetBoolean(0), ct);
    }

    /// <summary>Moves a waiting job to another time; a time in the past means at once.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">The id of the job.</param>
    /// <param name="runAt">The earliest start; a step of a workflow also waits for its predecessors.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether the job was moved; false if it does not wait or does not exist.</returns>
    /// <exception cref="ArgumentException">The reason is empty, or the moment is in the year 9000 or later.</exception>
    public Task<bool> RescheduleAsync(
        NpgsqlConnection db, long id, DateTimeOffset runAt, string reason, CancellationToken ct = default)
    {
        const string sql = """
            select moved, case when moved then jobs_queue_note('reschedule', 'job ' || $1, $1, $3) end
            from jobs_queue_reschedule($1, $2) moved
            """;

        if (runAt >= End)
            throw new InvalidArgumentException(nameof(runAt), "lies in the year 9000 or later; give an earlier time.");
        return db.FindAsync(sql, [id, runAt.ToUniversalTime(), Checked(reason)], row => row.GetBoolean(0), ct);
    }

    /// <summary>Changes the priority of a waiting job, and moves the job to the end of that lane.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">The id of the job.</param>
    /// <param name="priority">The priority; smaller numbers run first.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether the priority was changed; false if the job does not wait or does not exist.</returns>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public Task<bool> PrioritizeAsync(
        NpgsqlConnection db, long id, short priority, string reason, CancellationToken ct = default)
    {
        const string sql = """
            select changed, case when changed then jobs_queue_note('prioritize', 'job ' || $1, $1, $3) end
            from jobs_queue_prioritize($1, $2) changed
            """;

        return db.FindAsync(sql, [id, priority, Checked(reason)], row => row.GetBoolean(0), ct);
    }

    /// <summary>Pauses a queue or a kind: within a moment no worker begins jobs of it. Running jobs continue. Safe to
    /// repeat; the latest reason is kept.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="target">The queue or kind.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public Task PauseAsync(NpgsqlConnection db, PauseTarget target, string reason, CancellationToken ct = default)
    {
        const string sql = """
            with paused as (
                insert into jobs_queue_pause (queue, kind, reason)
                values ($1::text, $2::text, $3)
                on conflict on constraint jobs_queue_pause_key do update set reason = excluded.reason
                returning coalesce('queue ' || queue, 'kind ' || kind) as target
            )
            select jobs_queue_note('pause', target, null, $3) from paused
            """;

        ArgumentNullException.ThrowIfNull(target);
        return db.FindAsync(sql, [target.QueueName, target.KindName, Checked(reason)], _ => true, ct);
    }

    /// <summary>Resumes a queue or a kind.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="target">The queue or kind.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether it was paused.</returns>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public async Task<bool> ResumeAsync(
        NpgsqlConnection db, PauseTarget target, string reason, CancellationToken ct = default)
    {
        const string sql = """
            with gone as (
                delete from jobs_queue_pause
                where queue is not distinct from $1::text and kind is not distinct from $2::text
                returning coalesce('queue ' || queue, 'kind ' || kind) as target
            )
            select jobs_queue_note('resume', target, null, $3), jobs_queue_wake()::text from gone
            """;

        ArgumentNullException.ThrowIfNull(target);
        return await db.FindAsync(sql, [target.QueueName, target.KindName, Checked(reason)], _ => true, ct)
            .ConfigureAwait(false);
    }

    static Task<bool> RetryWithAsync(NpgsqlConnection db, long id, string? payload, string reason, CancellationToken ct)
    {
        const string sql = """
            select count > 0, case when count > 0 then jobs_queue_note('retry', 'job ' || $1, $1, $3) end
            from jobs_queue_retry(array[$1::bigint], $2::jsonb) count
            """;

        return db.FindAsync(sql, [id, payload, Checked(reason)], row => row.GetBoolean(0), ct);
    }

    static string Checked(string reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new InvalidArgumentException(nameof(reason), "is empty; say why.");
        return PostgresText.Cleaned(reason, MaxReasonBytes);
    }
}
