namespace Bits.Jobs;

/// <summary>A periodic job as the table writes it.</summary>
static class PeriodicRow
{
    public static object?[] Args(PeriodicJob job) =>
    [
        job.Name, job.Schedule.Cron, job.Schedule.Zone, job.Missed.ToText(), job.MissedMost, job.Queue, job.Kind, job.Payload,
        job.Priority, job.MaxAttempts, job.NoOverlap, job.ExpiresIn,
    ];
}

static class MissedTicksText
{
    public static string ToText(this MissedTicks missed) => missed switch
    {
        MissedTicks.Skip => "skip",
        MissedTicks.Coalesce => "coalesce",
        MissedTicks.All => "all",
    };

    public static MissedTicks Parse(string text) => Enum.Parse<MissedTicks>(text, ignoreCase: true);
}
