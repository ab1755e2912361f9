using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Decides what an exception of a handler means. Never throws, whatever the exception's members or the kind's
/// <see cref="JobKindOptions.Decide"/> do.</summary>
sealed class AttemptVerdicts(JobHandlers handlers, JobWorkerOptions options, ILogger log)
{
    /// <summary>After an exception. Once a handler was cancelled because of a stop, the loss of the job or an operator,
    /// whatever it throws counts as that.</summary>
    public Attempt After(ClaimedJob job, ExecutingJob executing, Exception e) => executing.Cause switch
    {
        CancelCause.Stopped => Ended(job, JobOutcome.Released, SettledJob.Released),
        CancelCause.Lost => Ended(job, JobOutcome.Lost, SettledJob.Released),
        CancelCause.Asked => Cancelled(job, executing.Reason),
        CancelCause.TimedOut when IsCancellation(e) => Failed(
            job, new TimeoutException($"It took longer than its kind may take, {handlers.Options(job).Timeout}.", e)),
        _ => ByType(job, e),
    };

    /// <summary>After a handler that has completed its job in a transaction of its own: failed if that was not committed.
    /// </summary>
    public Attempt Uncommitted(ClaimedJob job) => new(
        job, JobOutcome.Failed,
        new(
            job.Key, SettledJob.Uncommitted, Policy(job).DelayAfter(job.Attempt, Random.Shared),
            AttemptError.Said(
                FailureTypes.Uncommitted, "Not committed",
                "The handler called CompleteAsync and returned, and its transaction was not committed. Commit it before the handler returns.")),
        default);

    Attempt ByType(ClaimedJob job, Exception e)
    {
        switch (e)
        {
            case SnoozeJobException snooze:
                log.Snoozed(job.Key.Id, job.Kind, snooze.Delay, snooze.Message);
                return new(job, JobOutcome.Snoozed, new(job.Key, SettledJob.Released, snooze.Delay, null), default);
            case DiscardJobException discard:
                log.Discarded(job.Key.Id, job.Kind, discard.Message);
                return Dead(job, AttemptError.Said(FailureTypes.Discarded, "Discarded", discard.Message));
            case MalformedPayloadException:
                log.Buried(job.Key.Id, job.Kind, e);
                return Dead(job, AttemptError.Of(e));
            default:
                return Failed(job, e);
        }
    }

    Attempt Cancelled(ClaimedJob job, string? reason)
    {
        log.Cancelled(job.Key.Id, job.Kind, reason ?? "");
        return Dead(job, AttemptError.Said(FailureTypes.Cancelled, "Cancelled", reason));
    }

    Attempt Failed(ClaimedJob job, Exception e)
    {
        log.AttemptFailed(job.Key.Id, job.Kind, job.Attempt, job.MaxAttempts, e);
        var verdict = Decide(job, e) ?? RetryVerdict.After(Policy(job).DelayAfter(job.Attempt, Random.Shared));

        return verdict.Delay is { } delay && job.Attempt < job.MaxAttempts
            ? new(job, JobOutcome.Failed, new(job.Key, SettledJob.Failed, delay, AttemptError.Of(e)), default)
            : Dead(job, AttemptError.Of(e));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Code of strangers.")]
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
        new(job, JobOutcome.Dead, new(job.Key, SettledJob.Dead, default, error), default);

    static Attempt Ended(ClaimedJob job, JobOutcome outcome, string settled) =>
        new(job, outcome, new(job.Key, settled, default, null), default);

    // Waiting for a task hands on its cancellation wrapped.
    static bool IsCancellation(Exception e) => e is OperationCanceledException
        || e is AggregateException all && all.InnerExceptions.All(IsCancellation)
        || e.InnerException is OperationCanceledException;
}
