using System.ComponentModel.DataAnnotations;

namespace Bits.Jobs;

/// <summary>How a worker works.</summary>
public sealed class JobWorkerOptions
{
    /// <summary>The queues it serves; when none is named, <c>default</c>.</summary>
    public IList<string> Queues { get; } = [];

    /// <summary>Those, and the queue of operators' bulk actions, which every worker serves.</summary>
    internal string[] ServedQueues => [.. Queues.DefaultIfEmpty(EnqueueOptions.DefaultQueue).Append(BulkActions.Queue).Distinct()];

    /// <summary>How many jobs it runs at once; default 10, range 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 10;

    /// <summary>The longest wait between two looks while nothing is to do; default 2 s, range 10 ms to 1 min. Jobs that
    /// are enqueued by <see cref="JobQueue"/> end the wait; others, and all jobs where a pooler keeps calls from coming
    /// through, may wait this long.</summary>
    [TimeRange("00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>For how long a claimed job is its own without a sign of life; default 10 s, range 1 s to 1 h. A
    /// crashed worker's jobs are taken over within 1.25 times this time; a living one gives four signs in it, and one
    /// that cannot cancels its handlers after 0.8 of it.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long running jobs may go on when the worker is told to stop; default 10 s, range 0 to 1 h. Handlers
    /// that have not returned then are cancelled, and their jobs given back at most 5 s later; no attempt is counted. In a
    /// host no more than three fifths of its <c>ShutdownTimeout</c>; a warning at the start says where that is less.
    /// </summary>
    [TimeRange("00:00:00", "01:00:00")]
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long jobs that succeeded stay in the table; default 7 days, range 1 min to 1 year. They go a third
    /// of this time later at the latest, many at once.</summary>
    [TimeRange("00:01:00", "365.00:00:00")]
    public TimeSpan KeepEnded { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long dead jobs stay at least; default 90 days, range 1 min to 10 years.</summary>
    [TimeRange("00:01:00", "3650.00:00:00")]
    public TimeSpan KeepDead { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How to reach the server past a pooler, as a connection string of Npgsql; default: as everybody does.
    /// Listening, claims and heartbeats then go this way.</summary>
    public string? DirectConnectionString { get; set; }

    /// <summary>How long failed jobs wait, unless their kind says otherwise.</summary>
    [Required]
    public RetryPolicy Retry { get; set; } = new();

    /// <summary>Takes all that another worker of this host is told, but for its queues.</summary>
    internal void TakeFrom(JobWorkerOptions other)
    {
        (Concurrency, PollInterval, Lease, StopGrace) = (other.Concurrency, other.PollInterval, other.Lease, other.StopGrace);
        (KeepEnded, KeepDead) = (other.KeepEnded, other.KeepDead);
        (DirectConnectionString, Retry) = (other.DirectConnectionString, other.Retry);
    }
}
