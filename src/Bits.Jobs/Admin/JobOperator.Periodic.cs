using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobOperator
{
    /// <summary>Adds a periodic job, or edits the one of this name. From then on the code does not change it. An edit
    /// without <see cref="PeriodicJob.ExpiresIn"/> keeps the old value.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="job">The periodic job; its ticks begin now.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">A value is out of range, or the reason is empty; the message says
    /// which.</exception>
    public Task SetPeriodicAsync(NpgsqlConnection db, PeriodicJob job, string reason, CancellationToken ct = default)
    {
        const string sql = """
            with edited as (
                insert into jobs_queue_periodic as p
                    (name, cron, zone, missed, missed_max, queue, kind, payload, priority, max_attempts, no_overlap, expires_in,
                     is_by_hand)
                values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $12::interval, true)
                on conflict on constraint jobs_queue_periodic_pkey do update
                set cron = excluded.cron, zone = excluded.zone, missed = excluded.missed, missed_max = excluded.missed_max,
                    queue = excluded.queue, kind = excluded.kind, payload = excluded.payload, priority = excluded.priority,
                    max_attempts = excluded.max_attempts, no_overlap = excluded.no_overlap,
                    expires_in = coalesce(excluded.expires_in, p.expires_in), is_by_hand = true,
                    settled_to = case when (p.cron, p.zone) = (excluded.cron, excluded.zone) then p.settled_to else now() end
                returning name
            )
            select jobs_queue_note('set_periodic', 'periodic ' || name, null, $13) from edited
            """;

        ArgumentNullException.ThrowIfNull(job);
        return db.FindAsync(sql, [.. PeriodicRow.Args(job.Checked()), Checked(reason)], _ => true, ct);
    }

    /// <summary>Pauses a periodic job: ticks of the pause never fire.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="name">The name of the periodic job.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether the periodic job exists.</returns>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public Task<bool> PausePeriodicAsync(
        NpgsqlConnection db, string name, string reason, CancellationToken ct = default)
    {
        const string sql = """
            with paused as (update jobs_queue_periodic set paused = $2 where name = $1 returning name)
            select jobs_queue_note('pause_periodic', 'periodic ' || name, null, $2) from paused
            """;

        return db.FindAsync(sql, [name, Checked(reason)], _ => true, ct);
    }

    /// <summary>Resumes a periodic job, with its next tick.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="name">The name of the periodic job.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether it was paused.</returns>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public Task<bool> ResumePeriodicAsync(
        NpgsqlConnection db, string name, string reason, CancellationToken ct = default)
    {
        const string sql = """
            with resumed as (
                update jobs_queue_periodic
                set paused = null, settled_to = greatest(settled_to, now())
                where name = $1 and paused is not null
                returning name
            )
            select jobs_queue_note('resume_periodic', 'periodic ' || name, null, $2) from resumed
            """;

        return db.FindAsync(sql, [name, Checked(reason)], _ => true, ct);
    }

    /// <summary>Removes a periodic job. If the code declares it, the next start of a worker adds it again: pause it
    /// instead.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="name">The name of the periodic job.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether the periodic job existed.</returns>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public Task<bool> RemovePeriodicAsync(
        NpgsqlConnection db, string name, string reason, CancellationToken ct = default)
    {
        const string sql = """
            with removed as (delete from jobs_queue_periodic where name = $1 returning name)
            select jobs_queue_note('remove_periodic', 'periodic ' || name, null, $2) from removed
            """;

        return db.FindAsync(sql, [name, Checked(reason)], _ => true, ct);
    }

    /// <summary>Enqueues a job of a periodic job now, besides its ticks, also if it is paused.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="name">The name of the periodic job.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The id of the job; with <see cref="PeriodicJob.NoOverlap"/> that of a job that already waits or runs. Null
    /// if the periodic job does not exist.</returns>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public Task<long?> RunPeriodicNowAsync(
        NpgsqlConnection db, string name, string reason, CancellationToken ct = default)
    {
        const string sql = """
            select id, case when id is not null then jobs_queue_note('run_periodic', 'periodic ' || $1, id, $2) end
            from jobs_queue_run_now($1) id
            """;

        return db.FindAsync(sql, [name, Checked(reason)], row => row.Nullable<long>(0), ct);
    }
}
