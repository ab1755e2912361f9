namespace Bits.Jobs;

/// <summary>A workflow that was enqueued.</summary>
/// <param name="Batch">Its number: that of the batch that all its jobs are of.</param>
/// <param name="Jobs">The number of each job, by the name of the step.</param>
public sealed record StartedWorkflow(long Batch, IReadOnlyDictionary<string, long> Jobs);

/// <summary>How a step of a workflow stands.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="JobId">Its job.</param>
/// <param name="Kind">The kind of the job; null where that is forgotten.</param>
/// <param name="State">The state of the job; of one that is forgotten, how it ended.</param>
/// <param name="After">The names of those that it comes after.</param>
/// <param name="HasTurn">Whether it waits for none of them any more.</param>
/// <param name="IsSkipped">Whether it is dead because one of them is.</param>
/// <param name="EvenIfDead">Whether it runs also where one of them is dead.</param>
public sealed record WorkflowStepSummary(
    string Name, long JobId, string? Kind, JobState State, IReadOnlyList<string> After, bool HasTurn, bool IsSkipped,
    bool EvenIfDead);
