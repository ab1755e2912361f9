using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobInspector
{
    /// <summary>What operators did, the latest first; kept for a year.</summary>
    /// <param name="jobId">To which job; null for all of it.</param>
    /// <param name="limit">How many at most; 1 to 1,000.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<OperatorAction>> ListActionsAsync(long? jobId = null, int limit = 100, CancellationToken ct = default)
    {
        const string all = "select at, action, target, job_id, reason from jobs_queue_action order by id desc limit $1";
        const string ofOne = """
            select at, action, target, job_id, reason
            from jobs_queue_action
            where job_id = $2
            order by id desc
            limit $1
            """;

        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        return await dataSource.WithConnectionAsync(
            db => jobId is { } id ? db.QueryAsync(ofOne, [limit, id], Read, ct) : db.QueryAsync(all, [limit], Read, ct), ct)
            .ConfigureAwait(false);

        static OperatorAction Read(NpgsqlDataReader row) => new(
            row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2), row.Nullable<long>(3), row.GetString(4));
    }
}

/// <summary>What an operator did by <see cref="JobOperator"/>.</summary>
/// <param name="At">When.</param>
/// <param name="Action">What: cancel, retry, discard, reschedule, prioritize, pause, resume, limit, weight, set_periodic, …</param>
/// <param name="Target">To what, such as <c>job 17</c> or <c>queue mail</c>.</param>
/// <param name="JobId">To which job; null where it was none.</param>
/// <param name="Reason">Why.</param>
public sealed record OperatorAction(DateTimeOffset At, string Action, string Target, long? JobId, string Reason);
