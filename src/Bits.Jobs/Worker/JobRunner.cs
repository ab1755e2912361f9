using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Has a handler do a job, and turns whatever it does into an outcome.</summary>
[SuppressMessage("Design", "CA1031", Justification = "Handlers and observers may throw anything; none of it ends a runner.")]
sealed class JobRunner(
    IJobStore store, JobHandlers handlers, LeaseTracker leases, JobWorkerOptions options, TimeProvider time, ILogger log)
{
    readonly AttemptVerdicts _verdicts = new(handlers, options, log);

    /// <summary>Never throws. Null where the job was given back while its handler ran: then nobody waits for its end.</summary>
    public async ValueTask<Attempt?> RunAsync(ClaimedJob job)
    {
        var started = time.GetTimestamp();
        var executing = leases.Begin(job);
        var activity = StartActivity(job);
        try
        {
            var hand = new JobHand(store, job.Key, time);
            var attempt = await HandleAsync(job, hand, executing).ConfigureAwait(false);
            if (hand.Begun is { } report && !await report.EndAsync().ConfigureAwait(false))
                log.ReportNotStored(job.Key.Id, job.Kind);

            StopActivity(activity, attempt.Outcome);
            return executing.TryEnd() ? attempt with { Duration = time.GetElapsedTime(started) } : null;
        }
        finally
        {
            leases.End(executing);
        }
    }

    async ValueTask<Attempt> HandleAsync(ClaimedJob job, JobHand hand, ExecutingJob executing)
    {
        try
        {
            await handlers.HandleAsync(job, hand, executing).ConfigureAwait(false);
            return hand.HasCompleted ? _verdicts.Uncommitted(job) : new(job, JobOutcome.Succeeded, null, default);
        }
        catch (Exception e)
        {
            var attempt = _verdicts.After(job, executing, e);
            return hand.HasCompleted ? attempt.UnlessCommitted() : attempt;
        }
    }

    // A listener of strangers that throws is no reason not to run a job.
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
