using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Has a handler do a job, and turns whatever it does into an outcome.</summary>
sealed class JobRunner(
    IJobStore store, JobHandlers handlers, HeldJobs held, JobWorkerOptions options, TimeProvider time, ILogger log)
{
    /// <summary>Never throws.</summary>
    public async ValueTask<Attempt> RunAsync(ClaimedJob job)
    {
        using var activity = JobsTelemetry.StartRun(job);
        var started = time.GetTimestamp();
        var running = held.Begin(job.Key);
        try
        {
            var hand = new JobHand(store, job.Key, time);
            var (outcome, settled) = await HandleAsync(job, hand, running).ConfigureAwait(false);
            if (hand.Begun is { } report && !await report.EndAsync().ConfigureAwait(false))
                log.ReportNotStored(job.Key.Id, job.Kind);

            activity?.SetTag(JobsTelemetry.Outcome, outcome.ToText());
            return new(job, outcome, settled, time.GetElapsedTime(started));
        }
        finally
        {
            held.End(running);
        }
    }

    async ValueTask<(JobOutcome, SettledJob?)> HandleAsync(ClaimedJob job, JobHand hand, RunningJob running)
    {
        try
        {
            await handlers.HandleAsync(job, hand, running).ConfigureAwait(false);
            return (JobOutcome.Succeeded, null);
        }
        catch (SnoozeJobException e)
        {
            log.Snoozed(job.Key.Id, job.Kind, e.Delay, e.Message);
            return (JobOutcome.Snoozed, new(job.Key, SettledJob.Released, e.Delay, null));
        }
        catch (DiscardJobException e)
        {
            log.Discarded(job.Key.Id, job.Kind, e.Message);
            return (JobOutcome.Dead, new(job.Key, SettledJob.Dead, default, AttemptError.Said(FailureTypes.Discarded, "Discarded", e.Message)));
        }
        catch (MalformedPayloadException e)
        {
            log.Buried(job.Key.Id, job.Kind, e);
            return (JobOutcome.Dead, new(job.Key, SettledJob.Dead, default, AttemptError.Of(e)));
        }
        catch (OperationCanceledException e) when (running.Cancelled.IsCancellationRequested)
        {
            return Cancelled(job, running, e);
        }
        catch (Exception e) // a handler may throw anything
        {
            return Failed(job, e);
        }
    }

    (JobOutcome, SettledJob) Cancelled(ClaimedJob job, RunningJob running, OperationCanceledException e)
    {
        switch (running.Cause)
        {
            case CancelCause.Stopped:
                return (JobOutcome.Released, new(job.Key, SettledJob.Released, default, null));
            case CancelCause.Lost:
                return (JobOutcome.Lost, new(job.Key, SettledJob.Released, default, null));
            case CancelCause.Asked:
                log.Cancelled(job.Key.Id, job.Kind, running.Reason ?? "");
                return (JobOutcome.Dead, new(job.Key, SettledJob.Dead, default, AttemptError.Said(FailureTypes.Cancelled, "Cancelled", running.Reason)));
            default:
                return Failed(job, new TimeoutException($"It took longer than its kind may take, {handlers.Options(job).Timeout}.", e));
        }
    }

    (JobOutcome, SettledJob) Failed(ClaimedJob job, Exception e)
    {
        log.AttemptFailed(job.Key.Id, job.Kind, job.Attempt, job.MaxAttempts, e);
        var kind = handlers.Options(job);
        var verdict = kind.Decide?.Invoke(e, job.Attempt)
            ?? RetryVerdict.After((kind.Retry ?? options.Retry).DelayAfter(job.Attempt, Random.Shared));

        return verdict.Delay is { } delay && job.Attempt < job.MaxAttempts
            ? (JobOutcome.Failed, new(job.Key, SettledJob.Failed, delay, AttemptError.Of(e)))
            : (JobOutcome.Dead, new(job.Key, SettledJob.Dead, default, AttemptError.Of(e)));
    }
}
