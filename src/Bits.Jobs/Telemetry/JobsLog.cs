using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Everything the workers log.</summary>
static partial class JobsLog
{
    [LoggerMessage(1, LogLevel.Warning, "Attempt {Attempt} of {MaxAttempts} at job {JobId} ({Kind}) failed.")]
    public static partial void AttemptFailed(
        this ILogger log, long jobId, string kind, int attempt, int maxAttempts, Exception e);

    [LoggerMessage(2, LogLevel.Error, "Job {JobId} ({Kind}) ends dead: its payload cannot be read.")]
    public static partial void Buried(this ILogger log, long jobId, string kind, Exception e);

    [LoggerMessage(3, LogLevel.Information, "Job {JobId} ({Kind}) waits {Delay}: {Reason}")]
    public static partial void Snoozed(this ILogger log, long jobId, string kind, TimeSpan delay, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Job {JobId} was left by a worker that stopped; it runs again.")]
    public static partial void Rescued(this ILogger log, long jobId);

    [LoggerMessage(5, LogLevel.Warning, "Job {JobId} ({Kind}) was taken over by another worker; its outcome here is void.")]
    public static partial void LeaseLost(this ILogger log, long jobId, string kind);

    [LoggerMessage(6, LogLevel.Warning, "The database does not answer; the worker tries again.")]
    public static partial void DatabaseUnavailable(this ILogger log, Exception e);
}
