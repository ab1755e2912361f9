using System.Diagnostics;
using System.Globalization;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobQueue
{
    /// <summary>Enqueues the jobs of a workflow, all or none of them. Steps without predecessors run at once. Each other
    /// step runs once all its predecessors have succeeded: exactly one release, also when workers are killed.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="workflow">The workflow.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="InvalidArgumentException">The workflow is invalid; the message says where.</exception>
    /// <remarks>The worker that ends a job releases its successors within milliseconds. If that worker is killed in between,
    /// another one does so within a quarter of a lease. Retrying a dead step also resets the steps that were skipped because
    /// of it.</remarks>
    public async Task<StartedWorkflow> StartWorkflowAsync(NpgsqlConnection db, Workflow workflow, CancellationToken ct = default)
    {
        const string sql = """
            select batch, ids
            from jobs_queue_start_workflow(
                $1::text, $2::jsonb, $3::text, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::text[], $15::text, $16::timestamptz[],
                $17::interval[])
            """;

        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(workflow);
        var order = workflow.CheckedOrder();
        var (then, steps, plans) = (workflow.Then, workflow.Steps, workflow.Steps.Select(step => step.Plan).ToArray());
        if (then is not null)
            JobNames.Checked(then.Queue, maxLength: 64, "workflow.Then.Queue");

        var (batch, ids) = await db.FindAsync(
            sql,
            [
                then?.Kind, then?.Payload(_kinds), then?.Queue, then?.OnlyIfAllSucceeded ?? false,
                steps.Select(step => step.Name).ToArray(), order.Select(Text).ToArray(), steps.Select(step => step.EvenIfDead).ToArray(),
                steps.Select(step => step.Kind).ToArray(), steps.Select(step => step.Payload(_kinds)).ToArray(),
                plans.Select(plan => plan.Queue).ToArray(), plans.Select(plan => plan.Priority).ToArray(),
                plans.Select(plan => plan.RunAt).ToArray(), plans.Select(plan => plan.MaxAttempts).ToArray(),
                plans.Select(plan => plan.PartitionKey).ToArray(), Activity.Current?.Id, plans.Select(plan => plan.ExpiresAt).ToArray(),
                plans.Select(plan => plan.ExpiresIn).ToArray(),
            ],
            row => (row.GetInt64(0), row.GetFieldValue<long[]>(1)), ct).ConfigureAwait(false);
        return new(batch, steps.Zip(ids).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal));
    }

    static string Text(int[] places) => $"{{{string.Join(',', places.Select(place => place.ToString(CultureInfo.InvariantCulture)))}}}";
}
