using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobOperator
{
    /// <summary>Adds a periodic job, or edits the one of this name. From then on the code does not change it.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="job">What it is to be; begins now.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">A part of it is out of range; the message says which.</exception>
    public Task SetPeriodicAsync(NpgsqlConnection db, PeriodicJob job, CancellationToken ct = default)
    {
        const string sql = """
            insert into jobs_queue_periodic as p (name, cron, zone, missed, missed_most, queue, kind, payload, priority, max_attempts, is_by_hand)
            values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, true)
            on conflict on constraint jobs_queue_periodic_pkey do update
            set cron = excluded.cron, zone = excluded.zone, missed = excluded.missed, missed_most = excluded.missed_most,
                queue = excluded.queue, kind = excluded.kind, payload = excluded.payload, priority = excluded.priority,
                max_attempts = excluded.max_attempts, is_by_hand = true,
                settled_to = case when (p.cron, p.zone) = (excluded.cron, excluded.zone) then p.settled_to else now() end
            """;

        ArgumentNullException.ThrowIfNull(job);
        return db.ExecuteAsync(sql, PeriodicRow.Args(job.Checked()), ct);
    }

    /// <summary>Stops a periodic job: its ticks pass and are not made up for.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="name">Which.</param>
    /// <param name="reason">Why.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether there is such a one.</returns>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public async Task<bool> PausePeriodicAsync(
        NpgsqlConnection db, string name, string reason, CancellationToken ct = default)
    {
        const string sql = "update jobs_queue_periodic set paused = $2 where name = $1";

        return await db.ExecuteAsync(sql, [name, Checked(reason)], ct).ConfigureAwait(false) > 0;
    }

    /// <summary>Lets a periodic job go on, with its next tick.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="name">Which.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether it was paused.</returns>
    public async Task<bool> ResumePeriodicAsync(NpgsqlConnection db, string name, CancellationToken ct = default)
    {
        const string sql = """
            update jobs_queue_periodic
            set paused = null, settled_to = greatest(settled_to, now())
            where name = $1 and paused is not null
            """;

        return await db.ExecuteAsync(sql, [name], ct).ConfigureAwait(false) > 0;
    }

    /// <summary>Removes a periodic job. One that the code declares is back when a worker starts: pause it instead.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="name">Which.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether there was such a one.</returns>
    public async Task<bool> RemovePeriodicAsync(NpgsqlConnection db, string name, CancellationToken ct = default)
    {
        const string sql = "delete from jobs_queue_periodic where name = $1";

        return await db.ExecuteAsync(sql, [name], ct).ConfigureAwait(false) > 0;
    }

    /// <summary>Enqueues the job of a periodic one at once, beside its ticks, paused or not.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="name">Which.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The number of the job; null where there is no such periodic job.</returns>
    public Task<long?> RunPeriodicNowAsync(NpgsqlConnection db, string name, CancellationToken ct = default)
    {
        const string sql = "select jobs_queue_run_now($1)";

        return db.FindAsync(sql, [name], row => row.Nullable<long>(0), ct);
    }
}
