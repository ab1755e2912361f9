namespace Bits.Jobs;

/// <summary>Selects the ticks of a schedule that fire at a moment.</summary>
static class PeriodicTicks
{
    /// <summary>How late a tick may fire without counting as missed.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    // Ticks that were missed earlier are too old to be useful.
    static readonly TimeSpan LookBack = TimeSpan.FromDays(366);

    /// <summary>Lists the ticks to fire, in order.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="missed">What happens to missed ticks.</param>
    /// <param name="max">The maximum number of missed ticks that get a job.</param>
    /// <param name="settledTo">The moment up to which ticks have fired, or never will.</param>
    /// <param name="now">The database's time.</param>
    public static DateTimeOffset[] Due(
        Schedule schedule, MissedTicks missed, int max, DateTimeOffset settledTo, DateTimeOffset now)
    {
        var from = settledTo > now - LookBack ? settledTo : now - LookBack;
        Queue<DateTimeOffset> latest = [];
        foreach (var tick in schedule.Between(from, now))
        {
            if (latest.Count == (missed == MissedTicks.All ? max : 1))
                latest.Dequeue();
            latest.Enqueue(tick);
        }

        return missed == MissedTicks.Skip ? [.. latest.Where(tick => tick >= now - Grace)] : [.. latest];
    }
}
