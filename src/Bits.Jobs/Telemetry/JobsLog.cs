using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>The log messages of workers.</summary>
static partial class JobsLog
{
    [LoggerMessage(1, LogLevel.Warning, "Attempt {Attempt} of {MaxAttempts} at job {JobId} ({Kind}) failed.")]
    public static partial void AttemptFailed(
        this ILogger log, long jobId, string kind, int attempt, int maxAttempts, Exception e);

    [LoggerMessage(2, LogLevel.Error, "Job {JobId} ({Kind}) ended dead: its payload cannot be read.")]
    public static partial void PayloadUnreadable(this ILogger log, long jobId, string kind, Exception e);

    [LoggerMessage(3, LogLevel.Information, "Job {JobId} ({Kind}) was snoozed for {Delay}: {Reason}")]
    public static partial void Snoozed(this ILogger log, long jobId, string kind, TimeSpan delay, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Took job {JobId} back from a dead worker: {What}")]
    public static partial void Rescued(this ILogger log, long jobId, string what);

    [LoggerMessage(5, LogLevel.Warning, "Lost job {JobId} ({Kind}) to another worker; the outcome of this attempt is discarded.")]
    public static partial void LeaseLost(this ILogger log, long jobId, string kind);

    [LoggerMessage(6, LogLevel.Warning, "The database does not answer; trying again.")]
    static partial void DatabaseUnavailable(this ILogger log, Exception e);

    [LoggerMessage(16, LogLevel.Warning, "The database refused a statement with {SqlState} ({Message}); trying again.")]
    static partial void DatabaseRefuses(this ILogger log, string sqlState, string message, Exception e);

    [LoggerMessage(17, LogLevel.Error, "The table refused the outcome of job {JobId} ({Kind}); the attempt counts as failed.")]
    public static partial void EndRefused(this ILogger log, long jobId, string kind, Exception e);

    [LoggerMessage(18, LogLevel.Warning, "Could not store the outcome of job {JobId} ({Kind}); trying again later.")]
    public static partial void EndPostponed(this ILogger log, long jobId, string kind, Exception? e);

    [LoggerMessage(19, LogLevel.Warning, "Took back job {JobId} ({Kind}), which was running without a worker; it is now {State}.")]
    public static partial void Orphaned(this ILogger log, long jobId, string kind, string state);

    [LoggerMessage(20, LogLevel.Warning, "The handler of job {JobId} ({Kind}) ignores its cancellation and has run {Over} beyond its timeout.")]
    public static partial void Overdue(this ILogger log, long jobId, string kind, TimeSpan over);

    [LoggerMessage(21, LogLevel.Warning, "Released {Count} jobs whose handlers ignore the cancellation; other workers run them.")]
    public static partial void Abandoned(this ILogger log, int count);

    [LoggerMessage(22, LogLevel.Warning, "StopGrace of {StopGrace} does not fit the host's ShutdownTimeout of {ShutdownTimeout}; running jobs get {Left}. Raise HostOptions.ShutdownTimeout or lower StopGrace.")]
    public static partial void GraceTooLong(this ILogger log, TimeSpan stopGrace, TimeSpan shutdownTimeout, TimeSpan left);

    [LoggerMessage(23, LogLevel.Error, "Decide of the job kind {Kind} threw; applying its retry policy.")]
    public static partial void DecideFailed(this ILogger log, string kind, Exception e);

    /// <summary>Logs the refusal of the database, or that it did not answer.</summary>
    public static void StoreFailed(this ILogger log, Exception e)
    {
        if (e is Npgsql.PostgresException refused)
            log.DatabaseRefuses(refused.SqlState, refused.MessageText, e);
        else
            log.DatabaseUnavailable(e);
    }

    [LoggerMessage(7, LogLevel.Warning, "Job {JobId} ({Kind}) was discarded by its handler: {Reason}")]
    public static partial void Discarded(this ILogger log, long jobId, string kind, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Job {JobId} ({Kind}) was cancelled: {Reason}")]
    public static partial void Cancelled(this ILogger log, long jobId, string kind, string reason);

    [LoggerMessage(9, LogLevel.Error, "Could not store the outcomes of {Count} jobs; other workers take the jobs back.")]
    public static partial void EndsNotStored(this ILogger log, int count, Exception? e);

    [LoggerMessage(10, LogLevel.Error, "Missed its heartbeat for {Lease}; releasing jobs and re-registering.")]
    public static partial void WorkerGone(this ILogger log, TimeSpan lease);

    [LoggerMessage(11, LogLevel.Error, "Job {JobId} waits: this worker has no handler for its kind {Kind}. Deploy one that has.")]
    public static partial void UnknownKind(this ILogger log, long jobId, string kind);

    [LoggerMessage(12, LogLevel.Error, "{Loop} failed unexpectedly; trying again.")]
    public static partial void LoopFailed(this ILogger log, string loop, Exception e);

    [LoggerMessage(13, LogLevel.Debug, "The periodic job {Name} fired {Count} ticks.")]
    public static partial void Fired(this ILogger log, string name, int count);

    [LoggerMessage(14, LogLevel.Error, "The periodic job {Name} cannot run: {Problem}")]
    public static partial void ScheduleUnreadable(this ILogger log, string name, string problem);

    [LoggerMessage(15, LogLevel.Warning, "Could not store the last progress or log lines of job {JobId} ({Kind}).")]
    public static partial void ReportNotStored(this ILogger log, long jobId, string kind);
}
