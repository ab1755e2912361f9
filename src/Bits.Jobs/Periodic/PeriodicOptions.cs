using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>The options of a periodic job; see <c>AddPeriodic</c>.</summary>
public sealed class PeriodicOptions
{
    /// <summary>The IANA time zone of the expression; default <c>UTC</c>.</summary>
    public string Zone { get; set; } = "UTC";

    /// <summary>What happens to ticks that no worker fired in time; default <see cref="MissedTicks.Skip"/>.</summary>
    public MissedTicks Missed { get; set; }

    /// <summary>The maximum number of missed ticks that get a job, the latest ones; default 1, range 1 to 1,000. More than 1
    /// only with <see cref="MissedTicks.All"/>.</summary>
    public int MissedMax { get; set; } = 1;

    /// <summary>Whether ticks are skipped while a job of this schedule runs or waits, also for its next attempt. Default:
    /// each tick has a job. Not together with <see cref="MissedTicks.All"/>.</summary>
    public bool NoOverlap { get; set; }

    /// <summary>The queue, priority, attempts and <see cref="EnqueueOptions.ExpiresIn"/> of its jobs; default: as the kind
    /// says. Periodic jobs support no other options, and refuse them.</summary>
    public EnqueueOptions Enqueue { get; set; } = EnqueueOptions.Default;

    internal PeriodicJob Job<TArgs>(string name, string cron, TArgs args, JsonTypeInfo json) where TArgs : IJobArgs
    {
        ArgumentNullException.ThrowIfNull(Enqueue);
        EnqueueOptions allowed = new()
        {
            Queue = Enqueue.Queue,
            Priority = Enqueue.Priority,
            MaxAttempts = Enqueue.MaxAttempts,
            ExpiresIn = Enqueue.ExpiresIn,
        };
        if (Enqueue != allowed)
            throw new InvalidArgumentException(
                nameof(Enqueue), "a periodic job supports only Queue, Priority, MaxAttempts and ExpiresIn. Leave the other options out; NoOverlap "
                + "keeps one job at a time.");
        if (args.UniqueKey() is not null)
            throw new InvalidArgumentException(
                nameof(args), "The arguments have a unique key, which periodic jobs do not support. Use arguments without one, and NoOverlap.");

        var plan = EnqueuePlan.Of<TArgs>(Enqueue);
        return new PeriodicJob(name, new(cron, Zone), plan.Kind, Encoding.UTF8.GetString(JobQueue.Serialize(args, json)))
        {
            Missed = Missed,
            MissedMax = MissedMax,
            NoOverlap = NoOverlap,
            Queue = plan.Queue,
            Priority = plan.Priority,
            MaxAttempts = plan.MaxAttempts,
            ExpiresIn = plan.ExpiresIn,
        }.Checked();
    }
}
