using Bits.Jobs;
using Bits.Pages.Parts;

namespace Bits.Console.Live;

/// <summary>The state of the queues at one time.</summary>
/// <param name="At">The time.</param>
/// <param name="Counts">The numbers of jobs by state.</param>
/// <param name="Outcomes">The outcomes of attempts by minute, in the last hour.</param>
/// <param name="Workers">The workers.</param>
/// <param name="Pauses">The pauses.</param>
public sealed record JobsNow(
    DateTimeOffset At, IReadOnlyList<JobCount> Counts, IReadOnlyList<JobOutcomeCount> Outcomes, IReadOnlyList<WorkerSummary> Workers,
    IReadOnlyList<JobPause> Pauses)
{
    /// <summary>The time span of the outcomes.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Gets the known queues, by name.</summary>
    public IReadOnlyList<string> Queues =>
    [
        .. Counts.Select(c => c.Queue).Concat(Outcomes.Select(t => t.Queue)).Concat(Workers.SelectMany(w => w.Queues))
            .Concat(Pauses.Select(p => p.Target.QueueName).OfType<string>()).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Gets the known kinds, by name.</summary>
    public IReadOnlyList<string> Kinds =>
    [
        .. Counts.Select(c => c.Kind).Concat(Outcomes.Select(t => t.Kind)).Concat(Workers.SelectMany(w => w.Kinds))
            .Concat(Pauses.Select(p => p.Target.KindName).OfType<string>()).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Formats the number of jobs in a state, such as <c>12,400</c> or <c>10,000+</c>.</summary>
    public string Count(JobState state, string? queue = null, string? kind = null)
    {
        var counts = Counts.Where(c => c.State == state && (queue is null || c.Queue == queue) && (kind is null || c.Kind == kind)).ToList();
        return Words.Number(counts.Sum(c => c.Jobs)) + (counts.Any(c => c.IsMinimum) ? "+" : "");
    }

    /// <summary>Returns whether any job is in a state.</summary>
    public bool Any(JobState state, string? queue = null) => Counts.Any(c => c.State == state && (queue is null || c.Queue == queue));

    /// <summary>Returns the number of attempts with an outcome in the last hour; of a queue or a kind, or of all.</summary>
    public long Ended(bool well, string? queue = null, string? kind = null) => Of(queue, kind).Where(t => IsGood(t) == well).Sum(t => t.Jobs);

    /// <summary>Returns the average duration of an attempt in the last hour; null without one.</summary>
    public TimeSpan? Took(string? queue = null, string? kind = null)
    {
        var all = Of(queue, kind).ToList();
        return all.Sum(t => t.Jobs) is > 0 and var jobs ? TimeSpan.FromSeconds(all.Sum(t => t.Seconds) / jobs) : null;
    }

    /// <summary>Returns the successes and failures in each minute of the last hour, the oldest first.</summary>
    public IReadOnlyList<(long Good, long Bad)> Minutes
    {
        get
        {
            var last = At.UtcTicks / TimeSpan.TicksPerMinute;
            var minutes = Outcomes.ToLookup(t => last - t.Minute.UtcTicks / TimeSpan.TicksPerMinute);
            return
            [
                .. Enumerable.Range(0, (int)Window.TotalMinutes).Reverse().Select(ago => (
                    minutes[ago].Where(IsGood).Sum(t => t.Jobs), minutes[ago].Where(t => !IsGood(t)).Sum(t => t.Jobs))),
            ];
        }
    }

    /// <summary>Returns the pause of a queue or a kind; null when it is not paused.</summary>
    public JobPause? Pause(string? queue, string? kind) =>
        Pauses.FirstOrDefault(p => p.Target.QueueName == queue && p.Target.KindName == kind);

    IEnumerable<JobOutcomeCount> Of(string? queue, string? kind) =>
        Outcomes.Where(t => IsEnd(t) && (queue is null || t.Queue == queue) && (kind is null || t.Kind == kind));

    static bool IsGood(JobOutcomeCount count) => count.Outcome == "succeeded";

    // Snoozed and released attempts are not outcomes.
    static bool IsEnd(JobOutcomeCount count) => count.Outcome is not ("snoozed" or "released");
}
