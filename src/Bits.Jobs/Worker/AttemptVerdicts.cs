using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Decides what an exception of a handler means. Never throws, whatever the exception's members or the kind's
/// <see cref="JobKindOptions.Decide"/> do.</summary>
sealed class AttemptVerdicts(JobHandlers handlers, JobWorkerOptions options, ILogger log)
{
    /// <summary>Decides after an exception. If a stop, the loss of the job or an operator has cancelled the handler, any
    /// exception counts as that.</summary>
    public Attempt After(ClaimedJob job, ExecutingJob executing, Exception e) => executing.Cause switch
    {
        CancelCause.Stopped => Ended(job, JobOutcome.Released, AttemptResult.Released),
        CancelCause.Lost => Ended(job, JobOutcome.Lost, AttemptResult.Released),
        CancelCause.Asked => Cancelled(job, executing.Reason),
        CancelCause.TimedOut when IsCancellation(e) => Failed(
            job, new TimeoutException($"The attempt exceeded the timeout of its kind, {handlers.Options(job).Timeout}.", e)),
        _ => ByType(job, e),
    };

    /// <summary>Decides after a handler that has completed its job in its own transaction: failed unless that was committed.
    /// </summary>
    public Attempt Uncommitted(ClaimedJob job) => new(
        job, JobOutcome.Failed,
        new(
            job.Key, AttemptResult.Uncommitted, Policy(job).DelayAfter(job.Attempt, Random.Shared),
            AttemptError.WithReason(
                FailureTypes.Uncommitted, "Not committed",
                "The handler called CompleteAsync but returned before its transaction was committed. Commit it before the handler returns.")),
        default);

    Attempt ByType(ClaimedJob job, Exception e)
    {
        switch (e)
        {
            case SnoozeJobException snooze:
                log.Snoozed(job.Key.Id, job.Kind, snooze.Delay, snooze.Message);
                return new(job, JobOutcome.Snoozed, new(job.Key, AttemptResult.Released, snooze.Delay, null), default);
            case DiscardJobException discard:
                log.Discarded(job.Key.Id, job.Kind, discard.Message);
                return Dead(job, AttemptError.WithReason(FailureTypes.Discarded, "Discarded", discard.Message));
            case MalformedPayloadException:
                log.PayloadUnreadable(job.Key.Id, job.Kind, e);
                return Dead(job, AttemptError.Of(e));
            default:
                return Failed(job, e);
        }
    }

    Attempt Cancelled(ClaimedJob job, string? reason)
    {
        log.Cancelled(job.Key.Id, job.Kind, reason ?? "");
        return Dead(job, AttemptError.WithReason(FailureTypes.Cancelled, "Cancelled", reason));
    }

    Attempt Failed(ClaimedJob job, Exception e)
    {
        log.AttemptFailed(job.Key.Id, job.Kind, job.Attempt, job.MaxAttempts, e);
        var verdict = Decide(job, e) ?? RetryVerdict.After(Policy(job).DelayAfter(job.Attempt, Random.Shared));

        return verdict.Delay is { } delay && job.Attempt < job.MaxAttempts
            ? new(job, JobOutcome.Failed, new(job.Key, AttemptResult.Failed, delay, AttemptError.Of(e)), default)
            : Dead(job, AttemptError.Of(e));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Decide is foreign code.")]
    RetryVerdict? Decide(ClaimedJob job, Exception e)
    {
        try
        {
            return handlers.Options(job).Decide?.Invoke(e, job.Attempt);
        }
        catch (Exception broken)
        {
            log.DecideFailed(job.Kind, broken);
            return null;
        }
    }

    RetryPolicy Policy(ClaimedJob job) => handlers.Options(job).Retry ?? options.Retry;

    static Attempt Dead(ClaimedJob job, AttemptError error) =>
        new(job, JobOutcome.Dead, new(job.Key, AttemptResult.Dead, default, error), default);

    static Attempt Ended(ClaimedJob job, JobOutcome outcome, string result) =>
        new(job, outcome, new(job.Key, result, default, null), default);

    // Waiting for a task wraps its cancellation.
    static bool IsCancellation(Exception e) => e is OperationCanceledException
        || e is AggregateException all && all.InnerExceptions.All(IsCancellation)
        || e.InnerException is OperationCanceledException;
}
