using Bits.Shared;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Runs one claimed job from its handler to its outcome in the table.</summary>
sealed class JobRun(
    JobStore store, JobHandlers handlers, RunningJobs running, JobWorkerOptions options, TimeProvider time,
    ILogger<JobWorker> log)
{
    const int MaxErrorBytes = 8 * 1024;
    static readonly TimeSpan StoreRetry = TimeSpan.FromMilliseconds(500);

    /// <summary>Never throws: whatever the handler does becomes the job's outcome.</summary>
    public async Task RunAsync(ClaimedJob job, CancellationToken stopping)
    {
        using var activity = JobsTelemetry.StartRun(job);
        var started = time.GetTimestamp();
        using var holding = running.Add(job.Lease, stopping);

        var (outcome, write) = await HandleAsync(job, holding.Cancelled, stopping).ConfigureAwait(false);

        if (!await StoreAsync(write).ConfigureAwait(false))
            outcome = JobOutcome.Lost;

        activity?.SetTag(JobsTelemetry.Outcome, outcome.ToText());
        JobsTelemetry.RecordRun(job, outcome, time.GetElapsedTime(started));
        if (outcome == JobOutcome.Lost)
            log.LeaseLost(job.Id, job.Kind);
    }

    async Task<(JobOutcome, Func<Task<bool>>)> HandleAsync(
        ClaimedJob job, CancellationToken cancelled, CancellationToken stopping)
    {
        try
        {
            await handlers.HandleAsync(job, cancelled).ConfigureAwait(false);
            return (JobOutcome.Succeeded, () => store.SucceedAsync(job, CancellationToken.None));
        }
        catch (SnoozeJobException e)
        {
            log.Snoozed(job.Id, job.Kind, e.Delay, e.Message);
            return (JobOutcome.Snoozed, () => store.ReleaseAsync(job, e.Delay, CancellationToken.None));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (JobOutcome.Released, () => store.ReleaseAsync(job, TimeSpan.Zero, CancellationToken.None));
        }
        catch (MalformedPayloadException e)
        {
            log.Buried(job.Id, job.Kind, e);
            return (JobOutcome.Dead, () => store.BuryAsync(job, Text(e), CancellationToken.None));
        }
        catch (Exception e) // a handler may throw anything; all of it means: run again
        {
            log.AttemptFailed(job.Id, job.Kind, job.Attempt, job.MaxAttempts, e);
            var delay = options.Retry.DelayAfter(job.Attempt, Random.Shared);
            return (
                job.Attempt < job.MaxAttempts ? JobOutcome.Failed : JobOutcome.Dead,
                () => store.FailAsync(job, Text(e), delay, CancellationToken.None));
        }
    }

    // While the database is away the outcome waits here; after a lease's time somebody else has the job anyway.
    async Task<bool> StoreAsync(Func<Task<bool>> write)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                return await write().ConfigureAwait(false);
            }
            catch (NpgsqlException) when (time.GetElapsedTime(started) < options.Lease)
            {
                await Task.Delay(StoreRetry, time, CancellationToken.None).ConfigureAwait(false);
            }
            catch (NpgsqlException e)
            {
                log.DatabaseUnavailable(e);
                return false;
            }
        }
    }

    static string Text(Exception e) => PostgresText.Cleaned(e.ToString(), MaxErrorBytes);
}
