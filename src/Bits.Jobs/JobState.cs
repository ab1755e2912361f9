namespace Bits.Jobs;

/// <summary>The state of a job. The table stores the same words in lower case.</summary>
public enum JobState
{
    /// <summary>The job waits for its time and for a worker.</summary>
    Pending,

    /// <summary>A worker holds the job.</summary>
    Running,

    /// <summary>The job is done.</summary>
    Succeeded,

    /// <summary>The last attempt failed, and the job waits for the next one.</summary>
    Failed,

    /// <summary>The job never runs again unless an operator retries it.</summary>
    Dead,
}
