using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobInspector
{
    /// <summary>Lists the actions of operators, the latest first. The queue keeps them for a year.</summary>
    /// <param name="jobId">The id of a job; null for the actions on all jobs.</param>
    /// <param name="limit">The maximum number of actions; 1 to 1,000.</param>
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

/// <summary>An action of an operator, by <see cref="JobOperator"/>.</summary>
/// <param name="At">When the action happened.</param>
/// <param name="Action">The action: cancel, retry, discard, reschedule, prioritize, pause, resume, limit, weight,
/// set_periodic, …</param>
/// <param name="Target">The target, such as <c>job 17</c> or <c>queue mail</c>.</param>
/// <param name="JobId">The id of the job; null if the target is not a job.</param>
/// <param name="Reason">The reason.</param>
public sealed record OperatorAction(DateTimeOffset At, string Action, string Target, long? JobId, string Reason);
