using System.Diagnostics;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobQueue
{
    /// <summary>Enqueues one job in a transaction of its own, unless another job holds its unique key.</summary>
    /// <inheritdoc cref="EnqueueUniqueAsync{TArgs}(NpgsqlConnection, TArgs, EnqueueOptions, CancellationToken)"/>
    public Task<EnqueuedJob> EnqueueUniqueAsync<TArgs>(
        TArgs args, EnqueueOptions? options = null, CancellationToken ct = default) where TArgs : IJobArgs =>
        _dataSource.WithConnectionAsync(db => EnqueueUniqueAsync(db, args, options, ct), ct);

    /// <summary>Enqueues one job of a registered kind, unless another job holds its unique key, and returns which job holds
    /// it. <see cref="UniqueScope.OnConflict"/> decides what happens to the arguments on a conflict.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options, with the unique key unless the arguments have one.</param>
    /// <param name="ct">Stops the query.</param>
    /// <remarks>The row of the holder decides whether its key is free, whatever changed that row, so a key is never stuck.
    /// If two transactions take the same key, the second waits for the first to end.</remarks>
    /// <exception cref="ArgumentException">There is no key, or the payload or an option is out of range; the message says
    /// which.</exception>
    /// <exception cref="InvalidOperationException">The JSON of the arguments is not registered.</exception>
    public Task<EnqueuedJob> EnqueueUniqueAsync<TArgs>(
        NpgsqlConnection db, TArgs args, EnqueueOptions? options = null, CancellationToken ct = default) where TArgs : IJobArgs
    {
        var plan = EnqueuePlan.Of<TArgs>(options);
        var key = plan.UniqueKey ?? KeyOf(args) ?? throw new InvalidArgumentException(
            "options.UniqueKey", $"{typeof(TArgs).Name} has no unique key. Set options.UniqueKey, or return a key from UniqueKey().");

        return EnqueueUniqueAsync(db, args, key, _kinds.Of(typeof(TArgs)), plan, ct);
    }

    // The unique key that the arguments return.
    static string? KeyOf<TArgs>(TArgs args) where TArgs : IJobArgs =>
        args.UniqueKey() is { } key ? UniqueKeys.Checked(key, nameof(args)) : null;

    static async Task<EnqueuedJob> EnqueueUniqueAsync<TArgs>(
        NpgsqlConnection db, TArgs args, string key, JsonTypeInfo json, EnqueuePlan plan, CancellationToken ct) where TArgs : IJobArgs
    {
        const string sql = """
            select job_id, is_new, is_replaced
            from jobs_queue_enqueue_unique(
                $1, $2, $3, $4::smallint, $5::timestamptz, $6::interval, $7, $8::text, $9::text, $10::bigint, $11, $12, $13, $14,
                $15::timestamptz, $16::interval)
            """;

        ArgumentNullException.ThrowIfNull(db);
        var payload = Encoding.UTF8.GetString(Serialize(args, json));
        await JoinBatchAsync(db, plan, ct).ConfigureAwait(false);
        return await db.FindAsync(
            sql,
            [
                plan.Queue, plan.Kind, payload, plan.Priority, plan.RunAt, plan.RunIn, plan.MaxAttempts, Activity.Current?.Id,
                plan.PartitionKey, plan.Batch, key, States(plan.Unique), plan.Unique.Window, plan.Unique.OnConflict.ToText(), plan.ExpiresAt, plan.ExpiresIn,
            ],
            row => new EnqueuedJob(row.GetInt64(0), row.GetBoolean(1)) { IsReplaced = row.GetBoolean(2) }, ct).ConfigureAwait(false);
    }

    static string[] States(UniqueScope scope) => [.. scope.While.Select(state => state.ToText())];
}
