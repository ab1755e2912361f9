using Bits.Shared;

namespace Bits.Jobs;

/// <summary>An ended attempt, whose result the completer stores.</summary>
/// <param name="Job">The job.</param>
/// <param name="Outcome">How the attempt ended.</param>
/// <param name="Result">The result to store; null if the attempt succeeded.</param>
/// <param name="Duration">How long its handler took.</param>
readonly record struct Attempt(ClaimedJob Job, JobOutcome Outcome, AttemptResult? Result, TimeSpan Duration)
{
    /// <summary>Whether this failure replaces an outcome that the table refused.</summary>
    public bool IsRefused { get; init; }

    /// <summary>How many times the completer has postponed it.</summary>
    public int Postponed { get; init; }

    /// <summary>Returns the same attempt; a failure then counts only if the handler's transaction has not ended the
    /// job.</summary>
    public Attempt UnlessCommitted() => Result is { Outcome: AttemptResult.Failed }
        ? this with { Result = Result with { Outcome = AttemptResult.Uncommitted } }
        : this;

    /// <summary>Returns a failed attempt in place of an outcome that the table refused.</summary>
    public Attempt Refused(Exception e, RetryPolicy retry) => this with
    {
        Outcome = JobOutcome.Failed,
        Result = new(
            Job.Key, AttemptResult.Failed, retry.DelayAfter(Job.Attempt, Random.Shared),
            AttemptError.WithReason(FailureTypes.Unstorable, $"The outcome '{Outcome.ToText()}' could not be stored", e.Message)),
        IsRefused = true,
    };
}
