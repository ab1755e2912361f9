using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobOperator
{
    /// <summary>Has a worker do something to all jobs that a filter means, as a job of its own: by chunks, in the
    /// background, safe to be killed. How many there are now says <see cref="JobInspector.CountAsync"/>, with the same
    /// filter made <see cref="BulkActions.Narrowed"/>.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="action">What.</param>
    /// <param name="filter">To which. One that means a state in which the action is impossible does nothing.</param>
    /// <param name="reason">Why; jobs that are cancelled bear it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The number of the job, of the kind <see cref="BulkActions.Kind"/>.</returns>
    /// <remarks>Jobs that were enqueued after this call are left alone. The queue <see cref="BulkActions.Queue"/> is served
    /// by every worker.</remarks>
    /// <exception cref="ArgumentException">The reason is empty, or the filter means every job.</exception>
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
