namespace Bits.Jobs;

/// <summary>How far a job has said it is.</summary>
/// <param name="Percent">How far, 0 to 100.</param>
/// <param name="Note">In a few words.</param>
/// <param name="At">When that was written down.</param>
public sealed record JobProgress(int Percent, string? Note, DateTimeOffset At);

/// <summary>A line of a job's log.</summary>
/// <param name="At">When it was said.</param>
/// <param name="Attempt">By which attempt, from 1.</param>
/// <param name="Text">What was said.</param>
public sealed record JobLogLine(DateTimeOffset At, int Attempt, string Text);
