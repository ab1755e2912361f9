namespace Bits.Jobs;

/// <summary>An attempt whose end is to be stored.</summary>
/// <param name="Job">The job.</param>
/// <param name="Outcome">How the attempt ended.</param>
/// <param name="Settled">What to store unless it succeeded.</param>
/// <param name="Duration">How long its handler took.</param>
readonly record struct Attempt(ClaimedJob Job, JobOutcome Outcome, SettledJob? Settled, TimeSpan Duration)
{
    /// <summary>Whether the table has refused its end, so that this is a failure in its place.</summary>
    public bool IsRefused { get; init; }

    /// <summary>How many times storing it was put off.</summary>
    public int Postponed { get; init; }

    /// <summary>The same end, unless its handler's transaction has ended the job.</summary>
    public Attempt UnlessCommitted() => Settled is { Outcome: SettledJob.Failed }
        ? this with { Settled = Settled with { Outcome = SettledJob.Uncommitted } }
        : this;

    /// <summary>A failed attempt in place of an end that the table refuses.</summary>
    public Attempt Refused(Exception e, RetryPolicy retry) => this with
    {
        Outcome = JobOutcome.Failed,
        Settled = new(
            Job.Key, SettledJob.Failed, retry.DelayAfter(Job.Attempt, Random.Shared),
            AttemptError.Said(FailureTypes.Unstorable, $"The end '{Outcome.ToText()}' could not be stored", e.Message)),
        IsRefused = true,
    };
}
