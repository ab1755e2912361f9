using System.Diagnostics;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobQueue
{
    /// <summary>Enqueues one job in a transaction of its own, unless another one holds its unique key.</summary>
    /// <inheritdoc cref="EnqueueUniqueAsync{TArgs}(NpgsqlConnection, TArgs, EnqueueOptions, CancellationToken)"/>
    public Task<EnqueuedJob> EnqueueUniqueAsync<TArgs>(
        TArgs args, EnqueueOptions? options = null, CancellationToken ct = default) where TArgs : IJobArgs =>
        _dataSource.WithConnectionAsync(db => EnqueueUniqueAsync(db, args, options, ct), ct);

    /// <summary>Enqueues one job of a kind that is registered unless another one holds its unique key, and says which job holds
    /// it: <see cref="UniqueScope.OnConflict"/> says what becomes of the arguments then.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="args">What it is about.</param>
    /// <param name="options">The key, unless the arguments have one, for how long it is held; when, where and how often to run the job.
    /// </param>
    /// <param name="ct">Stops the query.</param>
    /// <remarks>A key is free as soon as the table says that its holder no longer keeps it, whoever changed that, so it
    /// cannot be stuck. Two that want one key at once: the second waits for the first one's transaction to end.</remarks>
    /// <exception cref="ArgumentException">There is no key; the payload or an option is out of range; the message says which.
    /// </exception>
    /// <exception cref="InvalidOperationException">How to write the arguments is not registered.</exception>
    public Task<EnqueuedJob> EnqueueUniqueAsync<TArgs>(
        NpgsqlConnection db, TArgs args, EnqueueOptions? options = null, CancellationToken ct = default) where TArgs : IJobArgs
    {
        var plan = EnqueuePlan.Of<TArgs>(options);
        var key = plan.UniqueKey ?? KeyOf(args) ?? throw new ArgumentException(
            $"{typeof(TArgs).Name} has no unique key; give one, or return one from UniqueKey().", "options.UniqueKey");

        return EnqueueUniqueAsync(db, args, key, _kinds.Of(typeof(TArgs)), plan, ct);
    }

    // The key of the arguments' own, as their kind gives it.
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
                plan.Key, plan.Batch, key, States(plan.Unique), plan.Unique.Window, plan.Unique.OnConflict.ToText(), plan.ExpiresAt, plan.ExpiresIn,
            ],
            row => new EnqueuedJob(row.GetInt64(0), row.GetBoolean(1)) { IsReplaced = row.GetBoolean(2) }, ct).ConfigureAwait(false);
    }

    static string[] States(UniqueScope scope) => [.. scope.While.Select(state => state.ToText())];
}
