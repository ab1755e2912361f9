namespace Bits.Jobs;

/// <summary>A workflow that was enqueued.</summary>
/// <param name="Batch">The id of the workflow, which is the batch of all its jobs.</param>
/// <param name="Jobs">The id of each job, by the name of the step.</param>
public sealed record StartedWorkflow(long Batch, IReadOnlyDictionary<string, long> Jobs);

/// <summary>A step of a workflow and its state.</summary>
/// <param name="Name">The name.</param>
/// <param name="JobId">The id of its job.</param>
/// <param name="Kind">The kind of the job; null if retention has deleted the job.</param>
/// <param name="State">The state of the job, or how it ended if retention has deleted it.</param>
/// <param name="After">The names of its predecessors.</param>
/// <param name="HasTurn">Whether the step is released: it waits for no predecessor any more.</param>
/// <param name="IsSkipped">Whether the step is dead because a predecessor is.</param>
/// <param name="EvenIfDead">Whether the step also runs if a predecessor is dead.</param>
public sealed record WorkflowStepSummary(
    string Name, long JobId, string? Kind, JobState State, IReadOnlyList<string> After, bool HasTurn, bool IsSkipped,
    bool EvenIfDead);
