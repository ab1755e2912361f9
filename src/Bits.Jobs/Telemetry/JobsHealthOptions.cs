using System.ComponentModel.DataAnnotations;

namespace Bits.Jobs;

/// <summary>The thresholds of <see cref="JobsHealthCheck"/>.</summary>
public sealed class JobsHealthOptions
{
    /// <summary>How long a due job may wait; default 5 min, range 1 s to 30 days.</summary>
    [TimeRange("00:00:01", "30.00:00:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The number of dead jobs that the check tolerates; default 0, range 0 to 999,999.</summary>
    [Range(0, 999_999)]
    public int DeadJobs { get; set; }
}
