namespace Bits.Jobs;

/// <summary>An attempt whose end is to be stored.</summary>
/// <param name="Job">At which job.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Settled">What to store unless it succeeded.</param>
/// <param name="Duration">How long its handler took.</param>
readonly record struct Attempt(ClaimedJob Job, JobOutcome Outcome, SettledJob? Settled, TimeSpan Duration);
