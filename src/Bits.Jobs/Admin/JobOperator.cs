using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Acts on jobs from outside. Whatever it does is part of the caller's transaction.</summary>
/// <param name="dataSource">Where the table is; see <see cref="JobsSchema"/>.</param>
public sealed partial class JobOperator(NpgsqlDataSource dataSource)
{
    const int MaxReasonBytes = 4_000; // a thousand characters of any script

    /// <summary>Ends a job that waits or runs, in whatever process. Ends dead, with the reason; safe to repeat.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">Which.</param>
    /// <param name="reason">Why, for whoever finds it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public async Task<CancelOutcome> CancelAsync(
        NpgsqlConnection db, long id, string reason, CancellationToken ct = default)
    {
        const string sql = "select jobs_queue_cancel_job($1, $2)";

        var outcome = await db.FindAsync(sql, [id, Checked(reason)], row => row.GetString(0), ct).ConfigureAwait(false);
        return Enum.Parse<CancelOutcome>(outcome!, ignoreCase: true);
    }

    /// <inheritdoc cref="CancelAsync(NpgsqlConnection, long, string, CancellationToken)" />
    public Task<CancelOutcome> CancelAsync(long id, string reason, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => CancelAsync(db, id, reason, ct), ct);

    /// <summary>Runs a job again that is dead, or waits after a failure: at once, with all its attempts.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">Which.</param>
    /// <param name="payload">What it is to be about from now on, as a JSON object; null leaves it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether it was retried; false where it is in another state, or there is no such job.</returns>
    /// <exception cref="ArgumentException">The payload is no JSON object, or too long.</exception>
    public async Task<bool> RetryAsync(
        NpgsqlConnection db, long id, string? payload = null, CancellationToken ct = default)
    {
        const string sql = "select jobs_queue_retry(array[$1::bigint], $2::jsonb)";

        return await db.FindAsync(sql, [id, payload is null ? null : JobPayload.Checked(payload)], row => row.GetInt32(0) > 0, ct).ConfigureAwait(false);
    }

    /// <summary>Forgets a dead job, and what is known of how it failed.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="id">Which.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether it is gone; false where it is in another state, or there is no such job.</returns>
    public async Task<bool> DiscardAsync(NpgsqlConnection db, long id, CancellationToken ct = default)
    {
        const string sql = "select jobs_queue_discard(array[$1::bigint])";

        return await db.FindAsync(sql, [id], row => row.GetInt32(0) > 0, ct).ConfigureAwait(false);
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
            insert into jobs_queue_pause (queue, kind, reason)
            values ($1::text, $2::text, $3)
            on conflict on constraint jobs_queue_pause_key do update set reason = excluded.reason
            """;

        ArgumentNullException.ThrowIfNull(target);
        return db.ExecuteAsync(sql, [target.QueueName, target.KindName, Checked(reason)], ct);
    }

    /// <summary>Lets a queue or a kind go on.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="target">What.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether it was stopped.</returns>
    public async Task<bool> ResumeAsync(NpgsqlConnection db, PauseTarget target, CancellationToken ct = default)
    {
        const string sql = """
            with gone as (
                delete from jobs_queue_pause
                where queue is not distinct from $1::text and kind is not distinct from $2::text
                returning 1
            )
            select count(*) > 0, jobs_queue_wake()::text from gone
            """;

        ArgumentNullException.ThrowIfNull(target);
        return await db.FindAsync(sql, [target.QueueName, target.KindName], row => row.GetBoolean(0), ct)
            .ConfigureAwait(false);
    }

    static string Checked(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return PostgresText.Cleaned(reason, MaxReasonBytes);
    }
}
