using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using Bits.Shared;
using Npgsql;
using NpgsqlTypes;

namespace Bits.Jobs;

public sealed partial class JobQueue
{
    static async Task<TakenIds> TakeIdsAsync(NpgsqlConnection db, int count, CancellationToken ct)
    {
        const string sql = "select ids, slot, statement_timestamp() from jobs_queue_ids($1)";

        return await db.FindAsync(
            sql, [count],
            row => new TakenIds(row.GetFieldValue<long[]>(0), row.GetInt16(1), row.GetFieldValue<DateTimeOffset>(2)), ct)
            .ConfigureAwait(false);
    }

    static Task<List<EnqueuedJob>> ReserveAsync(
        NpgsqlConnection db, string[] keys, long[] ids, UniqueScope scope, CancellationToken ct)
    {
        const string sql = "select job_id, is_new from jobs_queue_reserve($1, $2, $3, $4)";

        return db.QueryAsync(
            sql, [keys, ids, States(scope), scope.Window],
            row => new EnqueuedJob(row.GetInt64(0), row.GetBoolean(1)), ct);
    }

    // A scheduled job gets its position in the lane when its time has come.
    static async Task CopyAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, TakenIds ids, JsonTypeInfo json, EnqueuePlan plan, CancellationToken ct)
        where TArgs : IJobArgs
    {
        const string now =
            "copy jobs_queue_job (slot, id, queue, kind, payload, priority, max_attempts, trace_parent, key, batch, expires_at) "
            + "from stdin binary";
        const string later = "copy jobs_queue_job (slot, id, queue, kind, payload, priority, max_attempts, trace_parent, key, batch, expires_at, "
            + "run_at, txid) from stdin binary";
        const string wake = "select from (select jobs_queue_wake()) woken";

        await JoinBatchAsync(db, plan, ct).ConfigureAwait(false);
        var (trace, runAt) = (Activity.Current?.Id, plan.RunAt ?? ids.Now + plan.RunIn);
        var expiresAt = plan.ExpiryOf(runAt, ids.Now);
        var rows = await db.BeginBinaryImportAsync(plan.IsForNow ? now : later, ct).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            for (var i = 0; i < args.Count; i++)
                await WriteAsync(rows, (ids.Slot, ids.Ids[i]), Serialize(args[i], json), plan, (runAt, expiresAt), trace, ct).ConfigureAwait(false);
            await rows.CompleteAsync(ct).ConfigureAwait(false);
        }

        await db.FindAsync(wake, [], _ => true, ct).ConfigureAwait(false);
    }

    static async Task WriteAsync(
        NpgsqlBinaryImporter rows, (short Slot, long Id) key, byte[] payload, EnqueuePlan plan,
        (DateTimeOffset? Run, DateTimeOffset? Expires) times, string? trace, CancellationToken ct)
    {
        await rows.StartRowAsync(ct).ConfigureAwait(false);
        await rows.WriteAsync(key.Slot, NpgsqlDbType.Smallint, ct).ConfigureAwait(false);
        await rows.WriteAsync(key.Id, NpgsqlDbType.Bigint, ct).ConfigureAwait(false);
        await rows.WriteAsync(plan.Queue, NpgsqlDbType.Text, ct).ConfigureAwait(false);
        await rows.WriteAsync(plan.Kind, NpgsqlDbType.Text, ct).ConfigureAwait(false);
        await rows.WriteAsync(payload, NpgsqlDbType.Jsonb, ct).ConfigureAwait(false);
        await rows.WriteAsync(plan.Priority, NpgsqlDbType.Smallint, ct).ConfigureAwait(false);
        await rows.WriteAsync(plan.MaxAttempts, NpgsqlDbType.Integer, ct).ConfigureAwait(false);
        await WriteTextAsync(rows, trace, ct).ConfigureAwait(false);
        await WriteTextAsync(rows, plan.PartitionKey, ct).ConfigureAwait(false);
        await (plan.Batch is { } batch ? rows.WriteAsync(batch, NpgsqlDbType.Bigint, ct) : rows.WriteNullAsync(ct)).ConfigureAwait(false);
        await WriteTimeAsync(rows, times.Expires, ct).ConfigureAwait(false);
        if (times.Run is null)
            return;

        await WriteTimeAsync(rows, times.Run, ct).ConfigureAwait(false);
        await rows.WriteNullAsync(ct).ConfigureAwait(false);
    }

    static Task WriteTextAsync(NpgsqlBinaryImporter rows, string? text, CancellationToken ct) =>
        text is null ? rows.WriteNullAsync(ct) : rows.WriteAsync(text, NpgsqlDbType.Text, ct);

    static Task WriteTimeAsync(NpgsqlBinaryImporter rows, DateTimeOffset? time, CancellationToken ct) =>
        time is { } at ? rows.WriteAsync(at.UtcDateTime, NpgsqlDbType.TimestampTz, ct) : rows.WriteNullAsync(ct);

    readonly record struct TakenIds(long[] Ids, short Slot, DateTimeOffset Now);
}
