using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Bits.Shared;
using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Runs the handler of a job, and turns its result into an attempt.</summary>
[SuppressMessage("Design", "CA1031", Justification = "Handlers and observers may throw anything; none of it ends a runner.")]
sealed class JobRunner(
    IJobStore store, JobHandlers handlers, LeaseTracker leases, JobWorkerOptions options, TimeProvider time, ILogger log)
{
    readonly AttemptVerdicts _verdicts = new(handlers, options, log);

    /// <summary>Runs a job; never throws. Returns null if the job was released while its handler ran.</summary>
    public async ValueTask<Attempt?> RunAsync(ClaimedJob job)
    {
        var started = time.GetTimestamp();
        var executing = leases.Begin(job);
        var activity = StartActivity(job);
        try
        {
            var control = new JobControl(store, job.Key, time);
            var attempt = await HandleAsync(job, control, executing).ConfigureAwait(false);
            if (control.Begun is { } report && !await report.EndAsync().ConfigureAwait(false))
                log.ReportNotStored(job.Key.Id, job.Kind);

            StopActivity(activity, attempt.Outcome);
            return executing.TryEnd() ? attempt with { Duration = time.GetElapsedTime(started) } : null;
        }
        finally
        {
            leases.End(executing);
        }
    }

    async ValueTask<Attempt> HandleAsync(ClaimedJob job, JobControl control, ExecutingJob executing)
    {
        try
        {
            await handlers.HandleAsync(job, control, executing).ConfigureAwait(false);
            return control.HasCompleted ? _verdicts.Uncommitted(job) : new(job, JobOutcome.Succeeded, null, default);
        }
        catch (Exception e)
        {
            var attempt = _verdicts.After(job, executing, e);
            return control.HasCompleted ? attempt.UnlessCommitted() : attempt;
        }
    }

    // A foreign listener that throws must not stop a job.
    static Activity? StartActivity(ClaimedJob job)
    {
        try
        {
            return JobsTelemetry.StartRun(job);
        }
        catch (Exception)
        {
            return null;
        }
    }

    static void StopActivity(Activity? activity, JobOutcome outcome)
    {
        try
        {
            activity?.SetTag(JobsTelemetry.Outcome, outcome.ToText());
            activity?.Dispose();
        }
        catch (Exception)
        {
            // as above
        }
    }
}
