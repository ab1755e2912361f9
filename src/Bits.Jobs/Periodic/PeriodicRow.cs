using Bits.Shared;

namespace Bits.Jobs;

/// <summary>Maps a periodic job to the columns of the table.</summary>
static class PeriodicRow
{
    public static object?[] Args(PeriodicJob job) =>
    [
        job.Name, job.Schedule.Cron, job.Schedule.Zone, job.Missed.ToText(), job.MissedMax, job.Queue, job.Kind, job.Payload,
        job.Priority, job.MaxAttempts, job.NoOverlap, job.ExpiresIn,
    ];
}
