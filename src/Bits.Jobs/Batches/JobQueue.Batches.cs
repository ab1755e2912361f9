using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobQueue
{
    /// <summary>Begins a batch: enqueue jobs with <see cref="EnqueueOptions.Batch"/> in the same transaction, of any kinds.
    /// When all of them have ended, succeeded or dead, what follows is enqueued: once, whatever is killed when.</summary>
    /// <param name="db">The caller's open connection, with its transaction begun: a batch that is committed without jobs
    /// ends at once.</param>
    /// <param name="followUp">What follows; null for nothing.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The number of the batch.</returns>
    /// <remarks>Jobs may be added later, by jobs of the batch or by anybody, until it has ended. A dead job that is retried
    /// after that changes nothing. The end is seen within a quarter of a worker's lease.</remarks>
    public Task<long> BeginBatchAsync(NpgsqlConnection db, BatchFollowUp? followUp = null, CancellationToken ct = default)
    {
        const string sql = """
            insert into jobs_queue_batch (then_kind, then_args, then_queue, only_if_all_succeeded)
            values ($1::text, $2::jsonb, $3::text, $4)
            returning id
            """;

        ArgumentNullException.ThrowIfNull(db);
        if (followUp is not null)
            JobNames.Checked(followUp.Queue, maxLength: 64, nameof(followUp));
        return db.FindAsync(
            sql, [followUp?.Kind, followUp?.Payload(_kinds), followUp?.Queue, followUp?.OnlyIfAllSucceeded ?? false],
            row => row.GetInt64(0), ct);
    }

    // Keeps the batch from ending before the caller's transaction does.
    static async Task JoinBatchAsync(NpgsqlConnection db, EnqueuePlan plan, CancellationToken ct)
    {
        const string sql = "select true from jobs_queue_batch where id = $1 and ended_at is null for share";

        if (plan.Batch is { } batch && !await db.FindAsync(sql, [batch], row => row.GetBoolean(0), ct).ConfigureAwait(false))
            throw new ArgumentException($"options.Batch: there is no batch {batch}, or it has ended; begin another one.", nameof(plan));
    }
}
