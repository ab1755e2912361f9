using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobOperator
{
    /// <summary>Starts a job that acts on all jobs of a filter: in chunks, in the background, safe to be killed. To count
    /// these jobs call <see cref="JobInspector.CountAsync"/> with the filter of
    /// <see cref="BulkActions.Narrowed"/>.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="action">The action.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="reason">The reason; cancelled jobs store it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The id of the job, of the kind <see cref="BulkActions.Kind"/>.</returns>
    /// <remarks>Skips jobs that were enqueued after this call. Every worker serves the queue
    /// <see cref="BulkActions.Queue"/>.</remarks>
    /// <exception cref="ArgumentException">The reason is empty, the action is not possible in the state of the filter, or it
    /// cancels and the filter is empty.</exception>
    public Task<long> StartBulkAsync(
        NpgsqlConnection db, BulkAction action, JobFilter filter, string reason, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var narrowed = BulkActions.Narrowed(action, filter);
        return new JobQueue(dataSource).EnqueueAsync(
            db, new BulkWork(action, narrowed, Checked(reason)), JobsJson.Default.BulkWork,
            new() { Queue = BulkActions.Queue }, ct);
    }
}
