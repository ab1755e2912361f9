namespace Bits.Jobs;

/// <summary>Explains why a job does not run.</summary>
/// <param name="Job">The job.</param>
/// <param name="Reasons">All reasons for an operator, the strongest first, each with its remedy.</param>
public sealed record JobExplanation(JobSummary Job, IReadOnlyList<string> Reasons);
