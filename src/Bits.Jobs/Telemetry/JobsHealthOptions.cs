using System.ComponentModel.DataAnnotations;

namespace Bits.Jobs;

/// <summary>When <see cref="JobsHealthCheck"/> complains.</summary>
public sealed class JobsHealthOptions
{
    /// <summary>How long a job that is due may wait; default 5 min, range 1 s to 30 days.</summary>
    [TimeRange("00:00:01", "30.00:00:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many dead jobs are none to speak of; default 0, range 0 to 999,999.</summary>
    [Range(0, 999_999)]
    public int DeadJobs { get; set; }
}
