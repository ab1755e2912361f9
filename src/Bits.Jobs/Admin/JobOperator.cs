using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Acts on jobs from outside. Whatever it does is part of the caller's transaction.</summary>
/// <param name="dataSource">Where the table is; see <see cref="JobsSchema"/>.</param>
public sealed partial class JobOperator(NpgsqlDataSource dataSource)
{
    const int MaxReasonBytes = 4_000; // a thousand characters of any script

    // From here on a time means that a step waits for its turn.
    static readonly DateTimeOffset End = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Ends a job that waits or runs, in whatever process. It ends dead, with the reason; safe to repeat.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">Which.</param>
    /// <param name="reason">Why, for whoever finds it.</param>
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
        return Enum.Parse<CancelOutcome>(outcome!, ignoreCase: true);
    }

    /// <inheritdoc cref="CancelAsync(NpgsqlConnection, long, string, CancellationToken)" />
    public Task<CancelOutcome> CancelAsync(long id, string reason, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => CancelAsync(db, id, reason, ct), ct);

    /// <summary>Runs a job again that is dead, or waits after a failure: at once, with all its attempts.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">Which.</param>
    /// <param name="reason">Why; kept with the actions of operators.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether it was retried; false where it is in another state, or there is no such job.</returns>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public Task<bool> RetryAsync(NpgsqlConnection db, long id, string reason, CancellationToken ct = default) =>
        RetryWithAsync(db, id, payload: null, reason, ct);

    /// <summary>Runs a job again, with another payload.</summary>
    /// <inheritdoc cref="RetryAsync(NpgsqlConnection, long, string, CancellationToken)" path="/returns" />
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">Which.</param>
    /// <param name="payload">What it is to be about from now on, as a JSON object; null leaves it.</param>
    /// <param name="reason">Why; kept with the actions of operators.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">The payload is no JSON object, or too long; the reason is empty.</exception>
    public Task<bool> RetryAsync(
        NpgsqlConnection db, long id, string? payload, string reason, CancellationToken ct = default) =>
        RetryWithAsync(db, id, payload is null ? null : JobPayload.Checked(payload), reason, ct);

    /// <summary>Forgets a dead job, and what is known of how it failed.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">Which.</param>
    /// <param name="reason">Why; kept with the actions of operators.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether it is gone; false where it is in another state, or there is no such job.</returns>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public Task<bool> DiscardAsync(NpgsqlConnection db, long id, string reason, CancellationToken ct = default)
    {
        const string sql = """
            select count > 0, case when count > 0 then jobs_queue_note('discard', 'job ' || $1, $1, $2) end
            from jobs_queue_discard(array[$1::bigint]) count
            """;

        return db.FindAsync(sql, [id, Checked(reason)], row => row.GetBoolean(0), ct);
    }

    /// <summary>Moves a job that waits to another time; one that is due by then runs at once.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">Which.</param>
    /// <param name="runAt">Not before this moment; a step of a workflow also not before its turn.</param>
    /// <param name="reason">Why; kept with the actions of operators.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether it was moved; false where it does not wait, or there is no such job.</returns>
    /// <exception cref="ArgumentException">The reason is empty, or the moment is in the year 9000 or later.</exception>
    public Task<bool> RescheduleAsync(
        NpgsqlConnection db, long id, DateTimeOffset runAt, string reason, CancellationToken ct = default)
    {
        const string sql = """
            select moved, case when moved then jobs_queue_note('reschedule', 'job ' || $1, $1, $3) end
            from jobs_queue_reschedule($1, $2) moved
            """;

        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(runAt, End);
        return db.FindAsync(sql, [id, runAt.ToUniversalTime(), Checked(reason)], row => row.GetBoolean(0), ct);
    }

    /// <summary>Gives a job that waits another priority; it goes to the end of those that have it.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">Which.</param>
    /// <param name="priority">Smaller runs first.</param>
    /// <param name="reason">Why; kept with the actions of operators.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether it has it; false where it does not wait, or there is no such job.</returns>
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

    /// <summary>Stops a queue or a kind: within a moment no job of it begins any more, anywhere. Those that run go on.
    /// Safe to repeat; the latest reason stays.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="target">What.</param>
    /// <param name="reason">Why.</param>
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

    /// <summary>Lets a queue or a kind go on.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="target">What.</param>
    /// <param name="reason">Why; kept with the actions of operators.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether it was stopped.</returns>
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
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return PostgresText.Cleaned(reason, MaxReasonBytes);
    }
}
