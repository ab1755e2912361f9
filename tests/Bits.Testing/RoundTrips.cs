using System.Diagnostics;

namespace Bits.Testing;

/// <summary>Counts how often work goes to the database: a batch of statements counts once.</summary>
public static class RoundTrips
{
    /// <summary>Runs the work and returns the number of its round trips.</summary>
    public static async Task<int> CountAsync(Func<Task> work)
    {
        var count = 0;
        using var parent = new Activity("counting").Start();
        var own = parent.TraceId;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity =>
            {
                if (activity.TraceId == own)
                    Interlocked.Increment(ref count);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await work();
        return count;
    }
}
