using System.Diagnostics;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Puts jobs into the queue.</summary>
/// <remarks>Takes the caller's open connection and is part of the caller's transaction: the job exists once that
/// commits, and never existed when that rolls back. Safe for concurrent use; enqueuing waits for nobody, but for an open
/// transaction that has taken the same unique key.</remarks>
/// <param name="dataSource">Where the table is; see <see cref="JobsSchema"/>.</param>
public sealed partial class JobQueue(NpgsqlDataSource dataSource)
{
    /// <summary>The longest payload, in bytes of JSON: 1 MiB. Keep large things elsewhere and pass their id.</summary>
    public const int MaxPayloadBytes = 1 << 20;

    // The table refuses later moments; what reads it in other languages need not cope with the year 10000.
    static readonly DateTimeOffset End = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Enqueues one job in a transaction of its own, and returns its number.</summary>
    /// <inheritdoc cref="EnqueueAsync{TArgs}(NpgsqlConnection, TArgs, JsonTypeInfo{TArgs}, EnqueueOptions, CancellationToken)"/>
    public Task<long> EnqueueAsync<TArgs>(
        TArgs args, JsonTypeInfo<TArgs> json, EnqueueOptions? options = null, CancellationToken ct = default)
        where TArgs : IJobArgs =>
        dataSource.WithConnectionAsync(db => EnqueueAsync(db, args, json, options, ct), ct);

    /// <summary>Enqueues one job at once.</summary>
    /// <inheritdoc cref="EnqueueAsync{TArgs}(NpgsqlConnection, TArgs, JsonTypeInfo{TArgs}, EnqueueOptions, CancellationToken)"/>
    public Task<long> EnqueueAsync<TArgs>(
        NpgsqlConnection db, TArgs args, JsonTypeInfo<TArgs> json, CancellationToken ct = default)
        where TArgs : IJobArgs =>
        EnqueueAsync(db, args, json, null, ct);

    /// <summary>Enqueues one job and returns its number.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="args">What it is about.</param>
    /// <param name="json">How to write it: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="options">When, where and how often to run it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">The payload or an option is out of range; the message says which.</exception>
    public async Task<long> EnqueueAsync<TArgs>(
        NpgsqlConnection db, TArgs args, JsonTypeInfo<TArgs> json, EnqueueOptions? options,
        CancellationToken ct = default) where TArgs : IJobArgs =>
        (await EnqueueFewAsync(db, [args], json, Checked<TArgs>(options), ct).ConfigureAwait(false))[0];

    static async Task<List<long>> EnqueueFewAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, JsonTypeInfo<TArgs> json, EnqueueOptions options,
        CancellationToken ct) where TArgs : IJobArgs
    {
        const string sql = "select * from jobs_queue_enqueue($1, $2, $3, $4::smallint, $5::timestamptz, $6, $7::text, $8::text, $9::bigint)";

        ArgumentNullException.ThrowIfNull(db);
        var payloads = new string[args.Count];
        for (var i = 0; i < payloads.Length; i++)
            payloads[i] = Encoding.UTF8.GetString(Serialize(args[i], json));

        await JoinBatchAsync(db, options, ct).ConfigureAwait(false);
        return await db.QueryAsync(
            sql,
            [
                options.Queue, TArgs.Kind, payloads, options.Priority, options.RunAt?.ToUniversalTime(),
                options.MaxAttempts, Activity.Current?.Id, options.Key, options.Batch,
            ],
            row => row.GetInt64(0), ct).ConfigureAwait(false);
    }

    static EnqueueOptions Checked<TArgs>(EnqueueOptions? options) where TArgs : IJobArgs
    {
        JobNames.Checked(TArgs.Kind, maxLength: 128, "TArgs.Kind");
        return Checked(options ?? EnqueueOptions.Default);
    }

    internal static EnqueueOptions Checked(EnqueueOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxAttempts, 1, "options.MaxAttempts");
        JobNames.Checked(options.Queue, maxLength: 64, "options.Queue");
        if (options.Key is not null)
            JobKeys.Checked(options.Key, "options.Key");
        if (options.RunAt >= End)
            throw new ArgumentOutOfRangeException(
                "options.RunAt", options.RunAt, "A job cannot run in the year 9999 or later.");

        return options.RunAt == DateTimeOffset.MinValue ? options with { RunAt = null } : options;
    }

    internal static byte[] Serialize<TArgs>(TArgs args, JsonTypeInfo<TArgs> json) where TArgs : IJobArgs
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
