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

    [LoggerMessage(4, LogLevel.Warning, "Job {JobId} was taken back from a dead worker: {What}")]
    public static partial void Rescued(this ILogger log, long jobId, string what);

    [LoggerMessage(5, LogLevel.Warning, "Job {JobId} ({Kind}) was taken over by another worker; its outcome here is void.")]
    public static partial void LeaseLost(this ILogger log, long jobId, string kind);

    [LoggerMessage(6, LogLevel.Warning, "The database does not answer; the worker tries again.")]
    static partial void DatabaseUnavailable(this ILogger log, Exception e);

    [LoggerMessage(16, LogLevel.Warning, "The database refuses with {SqlState} ({Message}); trying again.")]
    static partial void DatabaseRefuses(this ILogger log, string sqlState, string message, Exception e);

    [LoggerMessage(17, LogLevel.Error, "The table refuses the end of job {JobId} ({Kind}); the attempt counts as failed.")]
    public static partial void EndRefused(this ILogger log, long jobId, string kind, Exception e);

    [LoggerMessage(18, LogLevel.Warning, "The end of job {JobId} ({Kind}) cannot be stored now; trying again.")]
    public static partial void EndPostponed(this ILogger log, long jobId, string kind, Exception? e);

    [LoggerMessage(19, LogLevel.Warning, "Job {JobId} ({Kind}) was running without a worker; it is {State} now.")]
    public static partial void Orphaned(this ILogger log, long jobId, string kind, string state);

    [LoggerMessage(20, LogLevel.Warning, "Job {JobId} ({Kind}) has run {Over} beyond its timeout; its handler ignores the cancellation.")]
    public static partial void Overdue(this ILogger log, long jobId, string kind, TimeSpan over);

    [LoggerMessage(21, LogLevel.Warning, "Gave back {Count} jobs whose handlers ignore the cancellation; other workers run them.")]
    public static partial void Abandoned(this ILogger log, int count);

    [LoggerMessage(22, LogLevel.Warning, "StopGrace is {StopGrace}, and the host's ShutdownTimeout of {ShutdownTimeout} leaves {Left}: running jobs get no more. Raise HostOptions.ShutdownTimeout or lower StopGrace.")]
    public static partial void GraceTooLong(this ILogger log, TimeSpan stopGrace, TimeSpan shutdownTimeout, TimeSpan left);

    [LoggerMessage(23, LogLevel.Error, "Decide of the job kind {Kind} threw; its retry policy decides.")]
    public static partial void DecideFailed(this ILogger log, string kind, Exception e);

    /// <summary>Names the state of the database: what it answered, or that it did not.</summary>
    public static void StoreFailed(this ILogger log, Exception e)
    {
        if (e is Npgsql.PostgresException refused)
            log.DatabaseRefuses(refused.SqlState, refused.MessageText, e);
        else
            log.DatabaseUnavailable(e);
    }

    [LoggerMessage(7, LogLevel.Warning, "Job {JobId} ({Kind}) is discarded by its handler: {Reason}")]
    public static partial void Discarded(this ILogger log, long jobId, string kind, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Job {JobId} ({Kind}) was cancelled: {Reason}")]
    public static partial void Cancelled(this ILogger log, long jobId, string kind, string reason);

    [LoggerMessage(9, LogLevel.Error, "The ends of {Count} jobs could not be stored; other workers take them back.")]
    public static partial void EndsNotStored(this ILogger log, int count, Exception? e);

    [LoggerMessage(10, LogLevel.Error, "Missed its heartbeat for {Lease}; releasing its jobs and registering again.")]
    public static partial void WorkerGone(this ILogger log, TimeSpan lease);

    [LoggerMessage(11, LogLevel.Error, "Job {JobId} waits, and no handler here does its kind {Kind}.")]
    public static partial void UnknownKind(this ILogger log, long jobId, string kind);

    [LoggerMessage(12, LogLevel.Error, "{Loop} failed unexpectedly; trying again.")]
    public static partial void LoopFailed(this ILogger log, string loop, Exception e);

    [LoggerMessage(13, LogLevel.Debug, "The periodic job {Name} fired {Count} ticks.")]
    public static partial void Fired(this ILogger log, string name, int count);

    [LoggerMessage(14, LogLevel.Error, "The periodic job {Name} cannot run: {Problem}")]
    public static partial void ScheduleUnreadable(this ILogger log, string name, string problem);

    [LoggerMessage(15, LogLevel.Warning, "What job {JobId} ({Kind}) said last of its progress, or to its log, could not be stored.")]
    public static partial void ReportNotStored(this ILogger log, long jobId, string kind);
}
