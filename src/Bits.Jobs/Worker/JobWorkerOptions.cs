using System.ComponentModel.DataAnnotations;

namespace Bits.Jobs;

/// <summary>How a worker works.</summary>
public sealed class JobWorkerOptions
{
    /// <summary>The queues it serves; when none is named, <c>default</c>.</summary>
    public IList<string> Queues { get; } = [];

    /// <summary>How many jobs it runs at once; default 10, range 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 10;

    /// <summary>How long it waits when there was nothing to do; default 250 ms, range 10 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>For how long a claimed job is its own without a sign of life; default 15 s, range 1 s to 1 h. A
    /// crashed worker's jobs are taken over after this time; a living one extends it thrice as often.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long running jobs may go on when the worker is told to stop; default 10 s, range 0 to 1 h. Those
    /// that have not ended then are cancelled and given back; no attempt is counted.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long failed jobs wait.</summary>
    [Required]
    public RetryPolicy Retry { get; set; } = new();
}
