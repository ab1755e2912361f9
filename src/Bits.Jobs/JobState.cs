namespace Bits.Jobs;

/// <summary>Where a job stands. The table writes the same words in lower case.</summary>
public enum JobState
{
    /// <summary>Waits for its time and for a worker.</summary>
    Pending,

    /// <summary>A worker holds it.</summary>
    Running,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Its last attempt failed; waits for the next one.</summary>
    Failed,

    /// <summary>Given up after the last attempt; waits for an operator.</summary>
    Dead,
}

static class JobStateText
{
    /// <summary>As the table writes it.</summary>
    public static string ToText(this JobState state) => state switch
    {
        JobState.Pending => "pending",
        JobState.Running => "running",
        JobState.Succeeded => "succeeded",
        JobState.Failed => "failed",
        JobState.Dead => "dead",
    };

    /// <summary>Reads what the table writes.</summary>
    public static JobState Parse(string text) => Enum.Parse<JobState>(text, ignoreCase: true);
}
