namespace Bits.Jobs;

/// <summary>What became of the wish to cancel a job.</summary>
public enum CancelOutcome
{
    /// <summary>It waited, and is dead now.</summary>
    Cancelled,

    /// <summary>It runs: its handler's token is cancelled within a few seconds, wherever it runs. A handler that does not
    /// listen ends as it would have.</summary>
    Asked,

    /// <summary>It had ended before.</summary>
    Ended,

    /// <summary>There is no such job.</summary>
    Unknown,
}
