namespace Bits.Jobs;

/// <summary>The result of cancelling a job.</summary>
public enum CancelOutcome
{
    /// <summary>The job was waiting, and is dead now.</summary>
    Cancelled,

    /// <summary>The job is running: the token of its handler is cancelled within a few seconds, in whatever process. A
    /// handler that ignores its token ends as it would have.</summary>
    Asked,

    /// <summary>The job had ended before.</summary>
    Ended,

    /// <summary>The job does not exist.</summary>
    Unknown,
}
