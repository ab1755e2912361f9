namespace Bits.Jobs;

/// <summary>Why a job does not run, or what it does instead.</summary>
/// <param name="Job">The job.</param>
/// <param name="Reasons">All reasons that there are, the strongest first; in words for an operator, each with its remedy.
/// </param>
public sealed record JobExplanation(JobSummary Job, IReadOnlyList<string> Reasons);
