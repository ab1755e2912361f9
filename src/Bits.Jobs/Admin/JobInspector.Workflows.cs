using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobInspector
{
    /// <summary>Lists the steps of a workflow in their given order; empty if the batch is not a workflow.</summary>
    /// <param name="batch">The id of the workflow; see <see cref="StartedWorkflow"/>.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<WorkflowStepSummary>> ListWorkflowAsync(long batch, CancellationToken ct = default) =>
        await dataSource.WithConnectionAsync(db => StepsAsync(db, batch, ct), ct).ConfigureAwait(false);

    static Task<List<WorkflowStepSummary>> StepsAsync(NpgsqlConnection db, long batch, CancellationToken ct)
    {
        const string sql = """
            select s.name, s.job_id, j.kind, coalesce(j.state, case when s.ended = 'succeeded' then 'succeeded' else 'dead' end),
                   array(select d.name from jobs_queue_step d where d.job_id = any (s.after) order by d.job_id),
                   s.released_at is not null, coalesce(s.ended = 'skipped', false), s.even_if_dead
            from jobs_queue_step s
            left join jobs_queue_job j on j.id = s.job_id and j.batch = s.batch
            where s.batch = $1
            order by s.job_id
            """;

        return db.QueryAsync(
            sql, [batch],
            row => new WorkflowStepSummary(
                row.GetString(0), row.GetInt64(1), row.NullableString(2), EnumText.Parse<JobState>(row.GetString(3)),
                row.GetFieldValue<string[]>(4), row.GetBoolean(5), row.GetBoolean(6), row.GetBoolean(7)),
            ct);
    }

    // Lists the steps that a job waits for.
    static Task<List<string>> WaitsForAsync(NpgsqlConnection db, long id, CancellationToken ct)
    {
        const string sql = """
            select format('%s (job %s, %s)', d.name, d.job_id, coalesce(j.state, 'forgotten'))
            from jobs_queue_step s
            join jobs_queue_step d on d.job_id = any (s.after) and d.ended is null
            left join jobs_queue_job j on j.id = d.job_id
            where s.job_id = $1 and s.released_at is null and s.ended is null
            order by d.job_id
            limit 10
            """;

        return db.QueryAsync(sql, [id], row => row.GetString(0), ct);
    }
}
