using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobQueue
{
    /// <summary>Begins a batch. Enqueue its jobs, of any kinds, with <see cref="EnqueueOptions.Batch"/> in the same
    /// transaction. When all have ended, succeeded or dead, the follow-up is enqueued exactly once, also when workers are
    /// killed.</summary>
    /// <param name="db">The caller's open connection, with its transaction begun: a batch that is committed without jobs
    /// ends at once.</param>
    /// <param name="followUp">The follow-up; null for none.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The id of the batch.</returns>
    /// <remarks>Any caller may add jobs until the batch has ended. Retrying a dead job after that changes nothing. The batch
    /// ends within a quarter of a worker's lease after its last job.</remarks>
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

    // Locks the batch, so that it does not end before the caller's transaction does.
    static async Task JoinBatchAsync(NpgsqlConnection db, EnqueuePlan plan, CancellationToken ct)
    {
        const string sql = "select true from jobs_queue_batch where id = $1 and ended_at is null for share";

        if (plan.Batch is { } batch && !await db.FindAsync(sql, [batch], row => row.GetBoolean(0), ct).ConfigureAwait(false))
            throw new InvalidArgumentException("options.Batch", $"The batch {batch} does not exist or has ended. Begin another one.");
    }
}
