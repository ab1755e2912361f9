using Bits.Jobs;

namespace Bits.Console.Live;

/// <summary>How the queues stood at a moment.</summary>
/// <param name="At">When.</param>
/// <param name="Counts">What waits, runs and is dead.</param>
/// <param name="Tally">How attempts ended, by the minute, in the last hour.</param>
/// <param name="Workers">Who works.</param>
/// <param name="Pauses">What is stopped.</param>
public sealed record JobsNow(
    DateTimeOffset At, IReadOnlyList<JobCount> Counts, IReadOnlyList<JobTally> Tally, IReadOnlyList<WorkerSummary> Workers,
    IReadOnlyList<JobPause> Pauses)
{
    /// <summary>How far back the tally goes.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>The queues that are known of, by name.</summary>
    public IReadOnlyList<string> Queues =>
    [
        .. Counts.Select(c => c.Queue).Concat(Tally.Select(t => t.Queue)).Concat(Workers.SelectMany(w => w.Queues))
            .Concat(Pauses.Select(p => p.Target.QueueName).OfType<string>()).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>The kinds that are known of, by name.</summary>
    public IReadOnlyList<string> Kinds =>
    [
        .. Counts.Select(c => c.Kind).Concat(Tally.Select(t => t.Kind)).Concat(Workers.SelectMany(w => w.Kinds))
            .Concat(Pauses.Select(p => p.Target.KindName).OfType<string>()).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>How many are in a state, such as <c>12,400</c> or <c>10,000+</c>.</summary>
    public string Count(JobState state, string? queue = null, string? kind = null)
    {
        var counts = Counts.Where(c => c.State == state && (queue is null || c.Queue == queue) && (kind is null || c.Kind == kind)).ToList();
        return Parts.Words.Number(counts.Sum(c => c.Jobs)) + (counts.Any(c => c.IsLeast) ? "+" : "");
    }

    /// <summary>Whether any are in a state.</summary>
    public bool Any(JobState state, string? queue = null) => Counts.Any(c => c.State == state && (queue is null || c.Queue == queue));

    /// <summary>How many attempts ended in a way in the last hour; of a queue or a kind, or of all.</summary>
    public long Ended(bool well, string? queue = null, string? kind = null) => Of(queue, kind).Where(t => IsGood(t) == well).Sum(t => t.Jobs);

    /// <summary>How long an attempt took in the last hour, on average; null where none ended.</summary>
    public TimeSpan? Took(string? queue = null, string? kind = null)
    {
        var all = Of(queue, kind).ToList();
        return all.Sum(t => t.Jobs) is > 0 and var jobs ? TimeSpan.FromSeconds(all.Sum(t => t.Seconds) / jobs) : null;
    }

    /// <summary>What ended well and badly in each minute of the last hour, the oldest first.</summary>
    public IReadOnlyList<(long Good, long Bad)> Minutes
    {
        get
        {
            var last = At.UtcTicks / TimeSpan.TicksPerMinute;
            var minutes = Tally.ToLookup(t => last - t.Minute.UtcTicks / TimeSpan.TicksPerMinute);
            return
            [
                .. Enumerable.Range(0, (int)Window.TotalMinutes).Reverse().Select(ago => (
                    minutes[ago].Where(IsGood).Sum(t => t.Jobs), minutes[ago].Where(t => !IsGood(t)).Sum(t => t.Jobs))),
            ];
        }
    }

    /// <summary>Why a queue or a kind is stopped; null where it is not.</summary>
    public JobPause? Pause(string? queue, string? kind) =>
        Pauses.FirstOrDefault(p => p.Target.QueueName == queue && p.Target.KindName == kind);

    IEnumerable<JobTally> Of(string? queue, string? kind) =>
        Tally.Where(t => IsEnd(t) && (queue is null || t.Queue == queue) && (kind is null || t.Kind == kind));

    static bool IsGood(JobTally tally) => tally.Outcome == "succeeded";

    // What was put off or given back has not ended.
    static bool IsEnd(JobTally tally) => tally.Outcome is not ("snoozed" or "released");
}
