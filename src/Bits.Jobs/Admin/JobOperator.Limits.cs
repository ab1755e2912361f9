using System.Globalization;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobOperator
{
    /// <summary>Sets the limits of a queue, from the next claims on. Running jobs continue, and count.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="limits">All limits of the queue; empty limits remove them.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">The name or a limit is invalid, or the reason is empty.</exception>
    public Task SetLimitsAsync(
        NpgsqlConnection db, string queue, QueueLimits limits, string reason, CancellationToken ct = default)
    {
        const string none = """
            with free as (delete from jobs_queue_limit where queue = $1 returning queue)
            select jobs_queue_note('limit', 'queue ' || queue, null, $2) from free
            """;
        const string sql = """
            with limited as (
                insert into jobs_queue_limit as l
                    (queue, running, running_per_worker, running_per_key, rate, rate_per, key_rate, key_rate_per)
                values ($1, $2::int, $3::int, $4::int, $5::int, $6::interval, $7::int, $8::interval)
                on conflict on constraint jobs_queue_limit_pkey do update
                set running = excluded.running, running_per_worker = excluded.running_per_worker,
                    running_per_key = excluded.running_per_key, rate = excluded.rate, rate_per = excluded.rate_per,
                    key_rate = excluded.key_rate, key_rate_per = excluded.key_rate_per
                returning queue
            )
            select jobs_queue_note('limit', 'queue ' || queue, null, $9) from limited
            """;

        JobNames.Checked(queue, maxLength: 64, nameof(queue));
        ArgumentNullException.ThrowIfNull(limits);
        return limits.Checked() == new QueueLimits()
            ? db.FindAsync(none, [queue, Checked(reason)], _ => true, ct)
            : db.FindAsync(
                sql,
                [
                    queue, limits.Running, limits.RunningPerWorker, limits.RunningPerKey, limits.Rate?.Jobs, limits.Rate?.Per,
                    limits.RatePerKey?.Jobs, limits.RatePerKey?.Per, Checked(reason),
                ],
                _ => true, ct);
    }

    /// <summary>Sets the weight of a partition key: its share of a queue, relative to other keys.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="key">The partition key.</param>
    /// <param name="weight">The weight, 0.001 to 1,000; every key without one has the weight 1.</param>
    /// <param name="reason">The reason; the queue keeps it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">A name or the weight is out of range, or the reason is empty.</exception>
    public Task SetWeightAsync(
        NpgsqlConnection db, string queue, string key, decimal weight, string reason, CancellationToken ct = default)
    {
        const string sql = """
            with weighed as (
                insert into jobs_queue_weight (queue, key, weight)
                values ($1, $2, $3)
                on conflict on constraint jobs_queue_weight_pkey do update set weight = excluded.weight
                returning queue, key
            )
            select jobs_queue_note('weight', 'key ' || key || ' of queue ' || queue, null, $4) from weighed
            """;

        JobNames.Checked(queue, maxLength: 64, nameof(queue));
        PartitionKeys.Checked(key, nameof(key));
        if (weight is < 0.001m or > 1_000m)
            throw new InvalidArgumentException(
                nameof(weight), string.Create(CultureInfo.InvariantCulture, $"{weight} is out of range. Use 0.001 to 1000."));

        return db.FindAsync(sql, [queue, key, weight, Checked(reason)], _ => true, ct);
    }
}
