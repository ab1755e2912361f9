using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Puts jobs into the queue.</summary>
/// <remarks>Takes the caller's open connection and is part of the caller's transaction: the job exists once that
/// commits, and never existed when that rolls back. Safe for concurrent use; enqueuing waits for nobody.</remarks>
/// <param name="dataSource">Where the table is; see <see cref="JobsSchema"/>.</param>
public sealed class JobQueue(NpgsqlDataSource dataSource)
{
    /// <summary>The longest payload, in bytes of JSON: 1 MiB. Keep large things elsewhere and pass their id.</summary>
    public const int MaxPayloadBytes = 1 << 20;

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
        (await EnqueueManyAsync(db, [args], json, options, ct).ConfigureAwait(false))[0];

    /// <summary>Enqueues many jobs of one kind in one statement, and returns their numbers in the order given.</summary>
    /// <inheritdoc cref="EnqueueAsync{TArgs}(NpgsqlConnection, TArgs, JsonTypeInfo{TArgs}, EnqueueOptions, CancellationToken)"/>
    public async Task<IReadOnlyList<long>> EnqueueManyAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, JsonTypeInfo<TArgs> json, EnqueueOptions? options = null,
        CancellationToken ct = default) where TArgs : IJobArgs
    {
        const string sql = """
            insert into jobs_queue_job (queue, kind, payload, priority, run_at, max_attempts, trace_parent)
            select $1, $2, payload::jsonb, $4::smallint, coalesce($5::timestamptz, now()), $6::int, $7::text
            from unnest($3::text[]) with ordinality as p (payload, place)
            order by place
            returning id
            """;

        ArgumentNullException.ThrowIfNull(db);
        options ??= EnqueueOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxAttempts, 1, "options.MaxAttempts");

        return await db.QueryAsync(
            sql,
            [
                JobNames.Checked(options.Queue, maxLength: 64, "options.Queue"),
                JobNames.Checked(TArgs.Kind, maxLength: 128, "TArgs.Kind"),
                args.Select(a => Serialize(a, json)).ToArray(),
                options.Priority, options.RunAt?.ToUniversalTime(), options.MaxAttempts, Activity.Current?.Id,
            ],
            row => row.GetInt64(0), ct).ConfigureAwait(false);
    }

    static string Serialize<TArgs>(TArgs args, JsonTypeInfo<TArgs> json)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(args, json);
        if (payload.Length > MaxPayloadBytes)
            throw new ArgumentException(
                $"The payload has {payload.Length} bytes; keep it within {MaxPayloadBytes} and pass an id instead.",
                nameof(args));
        if (JobPayload.ContainsNul(payload))
            throw new ArgumentException(
                "The payload contains a NUL character, which Postgres cannot keep; remove it.", nameof(args));

        return Encoding.UTF8.GetString(payload);
    }
}
