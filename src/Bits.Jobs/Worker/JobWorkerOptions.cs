using System.ComponentModel.DataAnnotations;

namespace Bits.Jobs;

/// <summary>The options of a worker.</summary>
public sealed class JobWorkerOptions
{
    /// <summary>The queues to serve; default: <c>default</c>.</summary>
    public IList<string> Queues { get; } = [];

    /// <summary>The queues to serve, with the queue of operators' bulk actions, which every worker serves.</summary>
    internal string[] ServedQueues => [.. Queues.DefaultIfEmpty(EnqueueOptions.DefaultQueue).Append(BulkActions.Queue).Distinct()];

    /// <summary>The maximum number of jobs that run at once; default 10, range 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 10;

    /// <summary>The longest pause between two polls while no job is due; default 2 s, range 10 ms to 1 min. Jobs that
    /// <see cref="JobQueue"/> enqueues end the pause. Other jobs may wait this long, and so may all jobs if a pooler drops
    /// notifications.</summary>
    [TimeRange("00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a worker keeps its jobs without a heartbeat; default 10 s, range 1 s to 1 h. Other workers take
    /// over the jobs of a crashed worker within 1.25 leases. A worker sends four heartbeats per lease, and cancels its
    /// handlers after 0.8 leases without one.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long running jobs may continue after a stop; default 10 s, range 0 to 1 h. Then their handlers are
    /// cancelled, and their jobs released at most 5 s later, without counting an attempt. A host allows at most three fifths
    /// of its <c>ShutdownTimeout</c>; a log line at the start warns if that is less.</summary>
    [TimeRange("00:00:00", "01:00:00")]
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long succeeded jobs stay in the table; default 7 days, range 1 min to 1 year. Retention deletes them at
    /// most a third of this time later, many at once.</summary>
    [TimeRange("00:01:00", "365.00:00:00")]
    public TimeSpan KeepEnded { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The minimum time for which dead jobs stay in the table; default 90 days, range 1 min to 10 years.</summary>
    [TimeRange("00:01:00", "3650.00:00:00")]
    public TimeSpan KeepDead { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The Npgsql connection string that bypasses a pooler, for notifications, claims and heartbeats. Default: the
    /// registered data source.</summary>
    public string? DirectConnectionString { get; set; }

    /// <summary>How long failed jobs wait; a kind may override it.</summary>
    [Required]
    public RetryPolicy Retry { get; set; } = new();

    /// <summary>Copies all options of another worker of this host, except its queues.</summary>
    internal void TakeFrom(JobWorkerOptions other)
    {
        (Concurrency, PollInterval, Lease, StopGrace) = (other.Concurrency, other.PollInterval, other.Lease, other.StopGrace);
        (KeepEnded, KeepDead) = (other.KeepEnded, other.KeepDead);
        (DirectConnectionString, Retry) = (other.DirectConnectionString, other.Retry);
    }
}
