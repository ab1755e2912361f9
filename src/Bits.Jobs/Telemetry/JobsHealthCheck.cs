using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Checks the health of the jobs, and reports reasons. Returns the failure status of the registration, by default
/// unhealthy: if the database does not answer, if a worker of this process misses its heartbeats, or if a due job of its queues
/// waits too long. Returns degraded if jobs are dead.</summary>
/// <remarks>Ignores paused queues and kinds, and jobs that are dead because they expired. Costs a few index
/// look-ups.</remarks>
/// <param name="dataSource">The database with the table.</param>
/// <param name="worker">The worker of this process; ignored while it is stopped.</param>
/// <param name="workerOptions">The options of the worker, with the queues that it serves.</param>
/// <param name="options">The thresholds of the check.</param>
/// <param name="services">The services with the other workers of this process.</param>
public sealed class JobsHealthCheck(
    NpgsqlDataSource dataSource, JobWorker worker, IOptions<JobWorkerOptions> workerOptions, IOptions<JobsHealthOptions> options,
    IServiceProvider? services = null) : IHealthCheck
{
    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        List<string> failed = [];
        List<JobWorker> working = [.. (services?.GetKeyedServices<JobWorker>(KeyedService.AnyKey) ?? []).Prepend(worker).Where(w => w.SilentFor is not null)];
        if (working.Select(w => w.SilentFor > w.Options.Lease / 2 ? w.SilentFor : null).Max() is { } silent)
            failed.Add($"The worker has sent no heartbeat for {silent.TotalSeconds:F0} s. Check its connection to the database.");
        try
        {
            var waiting = await WaitingAsync(working, cancellationToken).ConfigureAwait(false);
            if (waiting > options.Value.LongestWait)
                failed.Add($"A job has been due for {waiting.Value.TotalSeconds:F0} s. Run adminctl jobs explain to see why it does not run.");
            if (failed.Count > 0)
                return new(context.Registration.FailureStatus, string.Join(' ', failed));

            var dead = await DeadAsync(options.Value.DeadJobs + 1, cancellationToken).ConfigureAwait(false);
            return dead > options.Value.DeadJobs
                ? HealthCheckResult.Degraded($"More than {options.Value.DeadJobs} jobs are dead. Run adminctl jobs failures to see why.")
                : HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            failed.Add("The database of the jobs does not answer.");
            return new(context.Registration.FailureStatus, string.Join(' ', failed), e);
        }
    }

    Task<int> DeadAsync(int max, CancellationToken ct)
    {
        const string sql = """
            select count(*)::int
            from (
                select
                from jobs_queue_failure f
                where f.state = 'dead' and f.stands and f.type <> 'expired'
                  and exists (select from jobs_queue_job j where j.id = f.job_id and j.state = 'dead')
                limit $1
            ) dead
            """;

        return dataSource.WithConnectionAsync(db => db.FindAsync(sql, [max], row => row.GetInt32(0), ct), ct);
    }

    Task<TimeSpan?> WaitingAsync(List<JobWorker> working, CancellationToken ct)
    {
        const string sql = "select now() - jobs_queue_waiting_since($1)";

        var options = working.Count == 0 ? [workerOptions.Value] : working.Select(w => w.Options);
        string[] queues = [.. options.SelectMany(o => o.ServedQueues).Distinct()];
        return dataSource.WithConnectionAsync(
            db => db.FindAsync(sql, [queues], row => row.Nullable<TimeSpan>(0), ct), ct);
    }
}
