namespace Bits.Jobs;

/// <summary>Which ticks of a schedule are to fire at a moment.</summary>
static class PeriodicTicks
{
    /// <summary>A tick that is late by no more than this was not missed: workers are only so quick.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    // Whatever was missed before is too old to be of use.
    static readonly TimeSpan LookBack = TimeSpan.FromDays(366);

    /// <summary>The ticks to fire, in their order.</summary>
    /// <param name="schedule">The calendar.</param>
    /// <param name="missed">What becomes of those that were missed.</param>
    /// <param name="most">Of how many of them, where each has a job.</param>
    /// <param name="settledTo">Ticks up to here are settled.</param>
    /// <param name="now">The database's time.</param>
    public static DateTimeOffset[] Due(
        Schedule schedule, MissedTicks missed, int most, DateTimeOffset settledTo, DateTimeOffset now)
    {
        var from = settledTo > now - LookBack ? settledTo : now - LookBack;
        Queue<DateTimeOffset> latest = [];
        foreach (var tick in schedule.Between(from, now))
        {
            if (latest.Count == (missed == MissedTicks.All ? most : 1))
                latest.Dequeue();
            latest.Enqueue(tick);
        }

        return missed == MissedTicks.Skip ? [.. latest.Where(tick => tick >= now - Grace)] : [.. latest];
    }
}
