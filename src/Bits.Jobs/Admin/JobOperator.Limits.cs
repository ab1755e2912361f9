using System.Globalization;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobOperator
{
    /// <summary>Sets what a queue may do at most, from the next claims on. What runs already goes on, and counts.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="queue">Which.</param>
    /// <param name="limits">All limits that it is to have; without any the queue is free again.</param>
    /// <param name="reason">Why; kept with the actions of operators.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">That is no name of a queue, a limit is out of range, or the reason is empty.</exception>
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

    /// <summary>Gives a key more or fewer turns than others in its queue.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="key">The key.</param>
    /// <param name="weight">How many turns for one of another key; 0.001 to 1,000, and 1 for every key that was not told
    /// otherwise.</param>
    /// <param name="reason">Why; kept with the actions of operators.</param>
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
        JobKeys.Checked(key, nameof(key));
        if (weight is < 0.001m or > 1_000m)
            throw new ArgumentOutOfRangeException(
                nameof(weight), weight, string.Create(CultureInfo.InvariantCulture, $"weight: {weight} is not within 0.001 and 1000."));

        return db.FindAsync(sql, [queue, key, weight, Checked(reason)], _ => true, ct);
    }
}
