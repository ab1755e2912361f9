namespace Bits.Jobs;

/// <summary>The progress that a job has reported.</summary>
/// <param name="Percent">The progress, 0 to 100.</param>
/// <param name="Note">A short note.</param>
/// <param name="At">When the report was stored.</param>
public sealed record JobProgress(int Percent, string? Note, DateTimeOffset At);

/// <summary>A line of a job's log.</summary>
/// <param name="At">When the handler logged it.</param>
/// <param name="Attempt">The number of the attempt, from 1.</param>
/// <param name="Text">The line.</param>
public sealed record JobLogLine(DateTimeOffset At, int Attempt, string Text);
