using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Enqueues jobs.</summary>
/// <remarks>Uses the caller's open connection and transaction: the job exists once that commits, and never existed if that
/// rolls back. Safe for concurrent use. Waits only for an open transaction that has taken the same unique key.</remarks>
public sealed partial class JobQueue
{
    /// <summary>The longest payload, in bytes of JSON: 1 MiB. Store large data elsewhere and pass its id.</summary>
    public const int MaxPayloadBytes = 1 << 20;

    readonly NpgsqlDataSource _dataSource;
    readonly JobKinds _kinds;

    /// <summary>Creates a queue outside a host; <c>AddBitsJobs</c> registers one that knows the kinds of the host.</summary>
    /// <param name="dataSource">The database with the table; see <see cref="JobsSchema"/>.</param>
    /// <param name="json">The JSON of arguments, for calls without a <c>JsonTypeInfo</c>.</param>
    public JobQueue(NpgsqlDataSource dataSource, params IReadOnlyList<JsonSerializerContext> json)
        : this(dataSource, new JobKinds([], json.Select(context => new JobJson(context.GetTypeInfo))))
    {
    }

    internal JobQueue(NpgsqlDataSource dataSource, JobKinds kinds) => (_dataSource, _kinds) = (dataSource, kinds);

    /// <summary>Enqueues one job in a transaction of its own, and returns its id.</summary>
    /// <inheritdoc cref="EnqueueAsync{TArgs}(NpgsqlConnection, TArgs, EnqueueOptions, CancellationToken)"/>
    public Task<long> EnqueueAsync<TArgs>(TArgs args, EnqueueOptions? options = null, CancellationToken ct = default)
        where TArgs : IJobArgs =>
        _dataSource.WithConnectionAsync(db => EnqueueAsync(db, args, options, ct), ct);

    /// <summary>Enqueues one job with the defaults of its kind.</summary>
    /// <inheritdoc cref="EnqueueAsync{TArgs}(NpgsqlConnection, TArgs, EnqueueOptions, CancellationToken)"/>
    public Task<long> EnqueueAsync<TArgs>(NpgsqlConnection db, TArgs args, CancellationToken ct = default)
        where TArgs : IJobArgs =>
        EnqueueAsync(db, args, options: null, ct);

    /// <summary>Enqueues one job of a registered kind, and returns its id. With a unique key, returns the id of the job that
    /// holds the key.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options; those that are left out come from the kind.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">The payload or an option is out of range; the message says which.</exception>
    /// <exception cref="InvalidOperationException">The JSON of the arguments is not registered.</exception>
    [OverloadResolutionPriority(1)] // so that "new() { … }" means options
    public Task<long> EnqueueAsync<TArgs>(
        NpgsqlConnection db, TArgs args, EnqueueOptions? options, CancellationToken ct = default) where TArgs : IJobArgs =>
        EnqueueOneAsync(db, args, _kinds.Of(typeof(TArgs)), options, ct);

    /// <summary>Enqueues one job in a transaction of its own, and returns its id.</summary>
    /// <inheritdoc cref="EnqueueAsync{TArgs}(NpgsqlConnection, TArgs, JsonTypeInfo{TArgs}, EnqueueOptions, CancellationToken)"/>
    public Task<long> EnqueueAsync<TArgs>(
        TArgs args, JsonTypeInfo<TArgs> json, EnqueueOptions? options = null, CancellationToken ct = default)
        where TArgs : IJobArgs =>
        _dataSource.WithConnectionAsync(db => EnqueueOneAsync(db, args, json, options, ct), ct);

    /// <summary>Enqueues one job with the defaults of its kind.</summary>
    /// <inheritdoc cref="EnqueueAsync{TArgs}(NpgsqlConnection, TArgs, JsonTypeInfo{TArgs}, EnqueueOptions, CancellationToken)"/>
    public Task<long> EnqueueAsync<TArgs>(
        NpgsqlConnection db, TArgs args, JsonTypeInfo<TArgs> json, CancellationToken ct = default)
        where TArgs : IJobArgs =>
        EnqueueOneAsync(db, args, json, options: null, ct);

    /// <summary>Enqueues one job, and returns its id. With a unique key, returns the id of the job that holds the
    /// key.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="json">The entry of the arguments in a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="options">The options; those that are left out come from the kind.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">The payload or an option is out of range; the message says which.</exception>
    [OverloadResolutionPriority(1)] // so that "new() { … }" means options
    public Task<long> EnqueueAsync<TArgs>(
        NpgsqlConnection db, TArgs args, JsonTypeInfo<TArgs> json, EnqueueOptions? options,
        CancellationToken ct = default) where TArgs : IJobArgs =>
        EnqueueOneAsync(db, args, json, options, ct);

    static async Task<long> EnqueueOneAsync<TArgs>(
        NpgsqlConnection db, TArgs args, JsonTypeInfo json, EnqueueOptions? options, CancellationToken ct) where TArgs : IJobArgs
    {
        var plan = EnqueuePlan.Of<TArgs>(options);
        if ((plan.UniqueKey ?? KeyOf(args)) is { } key)
            return (await EnqueueUniqueAsync(db, args, key, json, plan, ct).ConfigureAwait(false)).Id;
        if (options?.Unique is not null)
            throw new InvalidArgumentException("options.Unique", "Unique has no effect without a unique key. Set UniqueKey, or leave Unique out.");

        return (await EnqueueFewAsync(db, [args], json, plan, ct).ConfigureAwait(false))[0];
    }

    static async Task<List<long>> EnqueueFewAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, JsonTypeInfo json, EnqueuePlan plan,
        CancellationToken ct) where TArgs : IJobArgs
    {
        const string sql = """
            select * from jobs_queue_enqueue(
                $1, $2, $3, $4::smallint, $5::timestamptz, $6::interval, $7, $8::text, $9::text, $10::bigint, $11::timestamptz,
                $12::interval)
            """;

        ArgumentNullException.ThrowIfNull(db);
        var payloads = new string[args.Count];
        for (var i = 0; i < payloads.Length; i++)
            payloads[i] = Encoding.UTF8.GetString(Serialize(args[i], json));

        await JoinBatchAsync(db, plan, ct).ConfigureAwait(false);
        return await db.QueryAsync(
            sql,
            [
                plan.Queue, plan.Kind, payloads, plan.Priority, plan.RunAt, plan.RunIn, plan.MaxAttempts, Activity.Current?.Id,
                plan.PartitionKey, plan.Batch, plan.ExpiresAt, plan.ExpiresIn,
            ],
            row => row.GetInt64(0), ct).ConfigureAwait(false);
    }

    internal static byte[] Serialize<TArgs>(TArgs args, JsonTypeInfo json) where TArgs : IJobArgs
    {
        var payload = PayloadVersions.Write(args, json);
        if (payload.Length > MaxPayloadBytes)
            throw new InvalidArgumentException(
                nameof(args), $"The payload has {payload.Length} bytes, more than {MaxPayloadBytes}. Store the data elsewhere and pass its id.");
        if (JobPayload.ContainsNul(payload))
            throw new InvalidArgumentException(
                nameof(args), "The payload contains a NUL character, which Postgres cannot store. Remove it.");

        return payload;
    }
}
