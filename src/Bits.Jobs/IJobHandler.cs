namespace Bits.Jobs;

/// <summary>Does the work of one kind of job. Knows nothing of where jobs are kept.</summary>
/// <typeparam name="TArgs">What the job is about.</typeparam>
public interface IJobHandler<TArgs> where TArgs : IJobArgs
{
    /// <summary>Does the work. Returning means succeeded, throwing means: run again later.</summary>
    /// <param name="job">The job and the attempt.</param>
    /// <param name="ct">Cancelled when the worker stops or no longer holds the job.</param>
    /// <remarks>A job runs at least once, and now and then twice: a handler must be idempotent. Throw
    /// <see cref="SnoozeJobException"/> to be run again later without an attempt being counted.</remarks>
    Task HandleAsync(Job<TArgs> job, CancellationToken ct);
}
