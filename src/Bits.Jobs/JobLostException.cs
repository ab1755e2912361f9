namespace Bits.Jobs;

/// <summary>The job is not the worker's any more: others may have done it, or are about to. Whatever this attempt has
/// not committed must not be.</summary>
/// <param name="jobId">Which job.</param>
public sealed class JobLostException(long jobId)
    : Exception($"Job {jobId} was taken over, cancelled or removed while its handler ran; roll back.")
{
    /// <summary>Which job.</summary>
    public long JobId { get; } = jobId;
}
