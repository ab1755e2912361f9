using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using Bits.Shared;
using Npgsql;
using NpgsqlTypes;

namespace Bits.Jobs;

public sealed partial class JobQueue
{
    const int ManyIsFrom = 32; // below, one statement is cheaper than COPY with its three round trips

    /// <summary>Enqueues many jobs of one kind, all or none of them, and returns their numbers in the order given.
    /// </summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="args">What they are about.</param>
    /// <param name="json">How to write it: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="options">When, where and how often to run them.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">A payload or an option is out of range; the message says which.</exception>
    public async Task<IReadOnlyList<long>> EnqueueManyAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, JsonTypeInfo<TArgs> json, EnqueueOptions? options = null,
        CancellationToken ct = default) where TArgs : IJobArgs
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(args);
        var checkedOptions = Checked<TArgs>(options);
        if (args.Count < ManyIsFrom)
            return await EnqueueFewAsync(db, args, json, checkedOptions, ct).ConfigureAwait(false);

        var (ids, slot) = await TakeIdsAsync(db, args.Count, ct).ConfigureAwait(false);
        await CopyAsync(db, args, ids, slot, json, checkedOptions, ct).ConfigureAwait(false);
        return ids;
    }

    /// <summary>Enqueues many jobs in a transaction of their own.</summary>
    /// <inheritdoc cref="EnqueueManyAsync{TArgs}(NpgsqlConnection, IReadOnlyList{TArgs}, JsonTypeInfo{TArgs}, EnqueueOptions?, CancellationToken)"/>
    public Task<IReadOnlyList<long>> EnqueueManyAsync<TArgs>(
        IReadOnlyList<TArgs> args, JsonTypeInfo<TArgs> json, EnqueueOptions? options = null,
        CancellationToken ct = default) where TArgs : IJobArgs =>
        dataSource.WithConnectionAsync(db => EnqueueManyAsync(db, args, json, options, ct), ct);

    /// <summary>Enqueues those jobs whose key no other job holds, and says for each, in the order given, which job holds
    /// its key. All or none of them.</summary>
    /// <param name="db">The caller's open connection; begins a transaction of its own where there is none.</param>
    /// <param name="args">What they are about.</param>
    /// <param name="key">The key of each, 1 to 500 bytes. It is shared by all kinds: begin it with the kind.</param>
    /// <param name="json">How to write it: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="scope">For how long they hold their keys; default until they have ended.</param>
    /// <param name="options">When, where and how often to run them.</param>
    /// <param name="ct">Stops the query.</param>
    /// <remarks>A key is free as soon as the table says that its holder no longer keeps it, whoever changed that, so it
    /// cannot be stuck. Two that want one key at once: the second waits for the first one's transaction to end.</remarks>
    /// <exception cref="ArgumentException">A payload, a key or an option is out of range; the message says which.</exception>
    public async Task<IReadOnlyList<EnqueuedJob>> EnqueueUniqueAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, Func<TArgs, string> key, JsonTypeInfo<TArgs> json,
        UniqueScope? scope = null, EnqueueOptions? options = null, CancellationToken ct = default)
        where TArgs : IJobArgs
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(key);
        var checkedOptions = Checked<TArgs>(options);
        var keys = args.Select(a => UniqueKeys.Checked(key(a))).ToArray();

        await using var own = await db.TryBeginAsync(ct).ConfigureAwait(false);
        var (ids, slot) = await TakeIdsAsync(db, args.Count, ct).ConfigureAwait(false);
        var holders = await ReserveAsync(db, keys, ids, scope ?? UniqueScope.UntilEnded, ct).ConfigureAwait(false);
        var fresh = Enumerable.Range(0, args.Count).Where(i => holders[i].IsNew).ToList();
        if (fresh.Count > 0)
            await CopyAsync(
                db, [.. fresh.Select(i => args[i])], [.. fresh.Select(i => ids[i])], slot, json, checkedOptions, ct)
                .ConfigureAwait(false);
        if (own is not null)
            await own.CommitAsync(ct).ConfigureAwait(false);

        return holders;
    }

    static async Task<(long[] Ids, short Slot)> TakeIdsAsync(NpgsqlConnection db, int count, CancellationToken ct)
    {
        const string sql = "select ids, slot from jobs_queue_ids($1)";

        return await db.FindAsync(sql, [count], row => (row.GetFieldValue<long[]>(0), row.GetInt16(1)), ct)
            .ConfigureAwait(false);
    }

    static Task<List<EnqueuedJob>> ReserveAsync(
        NpgsqlConnection db, string[] keys, long[] ids, UniqueScope scope, CancellationToken ct)
    {
        const string sql = "select job_id, is_new from jobs_queue_reserve($1, $2, $3, $4)";

        return db.QueryAsync(
            sql, [keys, ids, scope.While.Select(state => state.ToText()).ToArray(), scope.Window],
            row => new EnqueuedJob(row.GetInt64(0), row.GetBoolean(1)), ct);
    }

    // A job with a time of its own gets its place in the lane when the time has come.
    static async Task CopyAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, long[] ids, short slot, JsonTypeInfo<TArgs> json,
        EnqueueOptions options, CancellationToken ct) where TArgs : IJobArgs
    {
        const string now =
            "copy jobs_queue_job (slot, id, queue, kind, payload, priority, max_attempts, trace_parent, key, batch) from stdin binary";
        const string later = "copy jobs_queue_job (slot, id, queue, kind, payload, priority, max_attempts, trace_parent, key, batch, "
            + "run_at, pos) from stdin binary";
        const string wake = "select from (select jobs_queue_wake()) woken";

        await JoinBatchAsync(db, options, ct).ConfigureAwait(false);
        var trace = Activity.Current?.Id;
        var rows = await db.BeginBinaryImportAsync(options.RunAt is null ? now : later, ct).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            for (var i = 0; i < args.Count; i++)
                await WriteAsync(rows, (slot, ids[i]), TArgs.Kind, Serialize(args[i], json), options, trace, ct)
                    .ConfigureAwait(false);
            await rows.CompleteAsync(ct).ConfigureAwait(false);
        }

        await db.FindAsync(wake, [], _ => true, ct).ConfigureAwait(false);
    }

    static async Task WriteAsync(
        NpgsqlBinaryImporter rows, (short Slot, long Id) key, string kind, byte[] payload, EnqueueOptions options,
        string? trace, CancellationToken ct)
    {
        await rows.StartRowAsync(ct).ConfigureAwait(false);
        await rows.WriteAsync(key.Slot, NpgsqlDbType.Smallint, ct).ConfigureAwait(false);
        await rows.WriteAsync(key.Id, NpgsqlDbType.Bigint, ct).ConfigureAwait(false);
        await rows.WriteAsync(options.Queue, NpgsqlDbType.Text, ct).ConfigureAwait(false);
        await rows.WriteAsync(kind, NpgsqlDbType.Text, ct).ConfigureAwait(false);
        await rows.WriteAsync(payload, NpgsqlDbType.Jsonb, ct).ConfigureAwait(false);
        await rows.WriteAsync(options.Priority, NpgsqlDbType.Smallint, ct).ConfigureAwait(false);
        await rows.WriteAsync(options.MaxAttempts, NpgsqlDbType.Integer, ct).ConfigureAwait(false);
        await WriteTextAsync(rows, trace, ct).ConfigureAwait(false);
        await WriteTextAsync(rows, options.Key, ct).ConfigureAwait(false);
        await (options.Batch is { } batch ? rows.WriteAsync(batch, NpgsqlDbType.Bigint, ct) : rows.WriteNullAsync(ct)).ConfigureAwait(false);
        if (options.RunAt is not { } runAt)
            return;

        await rows.WriteAsync(runAt.UtcDateTime, NpgsqlDbType.TimestampTz, ct).ConfigureAwait(false);
        await rows.WriteNullAsync(ct).ConfigureAwait(false);
    }

    static Task WriteTextAsync(NpgsqlBinaryImporter rows, string? text, CancellationToken ct) =>
        text is null ? rows.WriteNullAsync(ct) : rows.WriteAsync(text, NpgsqlDbType.Text, ct);
}
