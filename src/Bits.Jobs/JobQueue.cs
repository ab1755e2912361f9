using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Puts jobs into the queue.</summary>
/// <remarks>Takes the caller's open connection and is part of the caller's transaction: the job exists once that
/// commits, and never existed when that rolls back. Safe for concurrent use; enqueuing waits for nobody, but for an open
/// transaction that has taken the same unique key.</remarks>
public sealed partial class JobQueue
{
    /// <summary>The longest payload, in bytes of JSON: 1 MiB. Keep large things elsewhere and pass their id.</summary>
    public const int MaxPayloadBytes = 1 << 20;

    readonly NpgsqlDataSource _dataSource;
    readonly JobKinds _kinds;

    /// <summary>A queue outside a host; <c>AddBitsJobs</c> registers one that knows the kinds of the host.</summary>
    /// <param name="dataSource">Where the table is; see <see cref="JobsSchema"/>.</param>
    /// <param name="json">How to write arguments, for the calls that are not told.</param>
    public JobQueue(NpgsqlDataSource dataSource, params IReadOnlyList<JsonSerializerContext> json)
        : this(dataSource, new JobKinds([], json.Select(context => new JobJson(context.GetTypeInfo))))
    {
    }

    internal JobQueue(NpgsqlDataSource dataSource, JobKinds kinds) => (_dataSource, _kinds) = (dataSource, kinds);

    /// <summary>Enqueues one job in a transaction of its own, and returns its number.</summary>
    /// <inheritdoc cref="EnqueueAsync{TArgs}(NpgsqlConnection, TArgs, EnqueueOptions, CancellationToken)"/>
    public Task<long> EnqueueAsync<TArgs>(TArgs args, EnqueueOptions? options = null, CancellationToken ct = default)
        where TArgs : IJobArgs =>
        _dataSource.WithConnectionAsync(db => EnqueueAsync(db, args, options, ct), ct);

    /// <summary>Enqueues one job as its kind says.</summary>
    /// <inheritdoc cref="EnqueueAsync{TArgs}(NpgsqlConnection, TArgs, EnqueueOptions, CancellationToken)"/>
    public Task<long> EnqueueAsync<TArgs>(NpgsqlConnection db, TArgs args, CancellationToken ct = default)
        where TArgs : IJobArgs =>
        EnqueueAsync(db, args, options: null, ct);

    /// <summary>Enqueues one job of a kind that is registered, and returns its number; where it has a unique key, that of the job
    /// that holds the key.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="args">What it is about.</param>
    /// <param name="options">When, where and how often to run it; what they leave out is as the kind says.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">The payload or an option is out of range; the message says which.</exception>
    /// <exception cref="InvalidOperationException">How to write the arguments is not registered.</exception>
    [OverloadResolutionPriority(1)] // so that "new() { … }" means options
    public Task<long> EnqueueAsync<TArgs>(
        NpgsqlConnection db, TArgs args, EnqueueOptions? options, CancellationToken ct = default) where TArgs : IJobArgs =>
        EnqueueOneAsync(db, args, _kinds.Of(typeof(TArgs)), options, ct);

    /// <summary>Enqueues one job in a transaction of its own, and returns its number.</summary>
    /// <inheritdoc cref="EnqueueAsync{TArgs}(NpgsqlConnection, TArgs, JsonTypeInfo{TArgs}, EnqueueOptions, CancellationToken)"/>
    public Task<long> EnqueueAsync<TArgs>(
        TArgs args, JsonTypeInfo<TArgs> json, EnqueueOptions? options = null, CancellationToken ct = default)
        where TArgs : IJobArgs =>
        _dataSource.WithConnectionAsync(db => EnqueueOneAsync(db, args, json, options, ct), ct);

    /// <summary>Enqueues one job as its kind says.</summary>
    /// <inheritdoc cref="EnqueueAsync{TArgs}(NpgsqlConnection, TArgs, JsonTypeInfo{TArgs}, EnqueueOptions, CancellationToken)"/>
    public Task<long> EnqueueAsync<TArgs>(
        NpgsqlConnection db, TArgs args, JsonTypeInfo<TArgs> json, CancellationToken ct = default)
        where TArgs : IJobArgs =>
        EnqueueOneAsync(db, args, json, options: null, ct);

    /// <summary>Enqueues one job and returns its number; where it has a unique key, that of the job that holds the key.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="args">What it is about.</param>
    /// <param name="json">How to write it: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="options">When, where and how often to run it; what they leave out is as the kind says.</param>
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
            throw new ArgumentException("Unique says how long a key is held, and there is none; give UniqueKey.", "options.Unique");

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
                plan.Key, plan.Batch, plan.ExpiresAt, plan.ExpiresIn,
            ],
            row => row.GetInt64(0), ct).ConfigureAwait(false);
    }

    internal static byte[] Serialize<TArgs>(TArgs args, JsonTypeInfo json) where TArgs : IJobArgs
    {
        var payload = PayloadVersions.Write(args, json);
        if (payload.Length > MaxPayloadBytes)
            throw new ArgumentException(
                $"The payload has {payload.Length} bytes; keep it within {MaxPayloadBytes} and pass an id instead.",
                nameof(args));
        if (JobPayload.ContainsNul(payload))
            throw new ArgumentException(
                "The payload contains a NUL character, which Postgres cannot keep; remove it.", nameof(args));

        return payload;
    }
}
