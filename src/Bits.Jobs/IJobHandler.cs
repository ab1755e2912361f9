namespace Bits.Jobs;

/// <summary>Runs jobs of one kind. Knows nothing of the job store.</summary>
/// <typeparam name="TArgs">The arguments of the kind.</typeparam>
public interface IJobHandler<TArgs> where TArgs : IJobArgs
{
    /// <summary>Runs a job. The job succeeds if this returns, and runs again later if this throws.</summary>
    /// <param name="job">The job and the attempt.</param>
    /// <param name="ct">Cancelled when the worker stops or no longer holds the job.</param>
    /// <remarks>A job runs at least once, and sometimes twice: a handler must be idempotent. Throw
    /// <see cref="SnoozeJobException"/> to run the job again later without counting an attempt.</remarks>
    Task HandleAsync(Job<TArgs> job, CancellationToken ct);
}
