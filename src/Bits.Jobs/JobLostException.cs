namespace Bits.Jobs;

/// <summary>Tells a handler that its worker has lost the job: another worker may have run it, or will. Roll back all that
/// this attempt has not committed.</summary>
/// <param name="jobId">The id of the job.</param>
public sealed class JobLostException(long jobId)
    : Exception($"Job {jobId} was taken over, cancelled or removed while its handler ran. Roll back.")
{
    /// <summary>The id of the job.</summary>
    public long JobId { get; } = jobId;
}
