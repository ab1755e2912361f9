using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>How a periodic job is run; see <c>AddPeriodic</c>.</summary>
public sealed class PeriodicOptions
{
    /// <summary>The IANA zone in which the expression is read; default <c>UTC</c>.</summary>
    public string Zone { get; set; } = "UTC";

    /// <summary>What becomes of ticks at which no worker was there; default <see cref="MissedTicks.Skip"/>.</summary>
    public MissedTicks Missed { get; set; }

    /// <summary>With <see cref="MissedTicks.All"/>: for how many at most, the latest; default 1, range 1 to 1,000. With the others it
    /// is refused.</summary>
    public int MissedMost { get; set; } = 1;

    /// <summary>Whether a tick passes while a job of this schedule waits or runs, also one that waits for its next attempt; default:
    /// each tick has its job. Not together with <see cref="MissedTicks.All"/>.</summary>
    public bool NoOverlap { get; set; }

    /// <summary>The queue, priority, attempts and <see cref="EnqueueOptions.ExpiresIn"/> of its jobs; default: as the kind says. The others are not for periodic jobs and are
    /// refused.</summary>
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
            throw new ArgumentException(
                "Enqueue: a periodic job has a queue, a priority, attempts, and a time in which it expires. Its ticks say when it runs, NoOverlap keeps it single; leave out "
                + "the others.");
        if (args.UniqueKey() is not null)
            throw new ArgumentException(
                "The arguments have a unique key, which ticks do not take: use arguments without one, and NoOverlap.", nameof(args));

        var plan = EnqueuePlan.Of<TArgs>(Enqueue);
        return new PeriodicJob(name, new(cron, Zone), plan.Kind, Encoding.UTF8.GetString(JobQueue.Serialize(args, json)))
        {
            Missed = Missed,
            MissedMost = MissedMost,
            NoOverlap = NoOverlap,
            Queue = plan.Queue,
            Priority = plan.Priority,
            MaxAttempts = plan.MaxAttempts,
            ExpiresIn = plan.ExpiresIn,
        }.Checked();
    }
}
