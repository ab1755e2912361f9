using System.Diagnostics;
using System.Diagnostics.Metrics;
using Bits.Shared;

namespace Bits.Jobs;

/// <summary>The names under which this library reports spans and metrics.</summary>
public static class JobsTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string SourceName = "Bits.Jobs";

    /// <summary>The histogram of run times, in seconds, by queue, kind and outcome.</summary>
    public const string RunDuration = "bits.jobs.run.duration";

    /// <summary>The counter of jobs that were taken back from dead workers.</summary>
    public const string Rescued = "bits.jobs.rescued";

    /// <summary>The counter of alarms that a job waits because this worker has no handler for its kind, by kind.</summary>
    public const string UnknownKind = "bits.jobs.unknown_kind";

    internal const string Queue = "messaging.destination.name";
    internal const string Kind = "bits.jobs.kind";
    internal const string Outcome = "bits.jobs.outcome";

    static readonly ActivitySource Source = new(SourceName);
    static readonly Meter Meter = new(SourceName);
    static readonly Histogram<double> Durations =
        Meter.CreateHistogram<double>(RunDuration, "s", "Duration of an attempt.");
    static readonly Counter<long> Rescues =
        Meter.CreateCounter<long>(Rescued, "{job}", "Jobs taken back from dead workers.");
    static readonly Counter<long> UnknownKinds =
        Meter.CreateCounter<long>(UnknownKind, "{alarm}", "Alarms that a job waits because this worker has no handler for its kind.");

    // Links a run to the span that enqueued its job, not as a child: it may come hours later, and many times.
    internal static Activity? StartRun(ClaimedJob job)
    {
        if (!Source.HasListeners())
            return null;

        ActivityLink[] links =
            ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var enqueued) ? [new(enqueued)] : [];

        return Source.StartActivity(
            ActivityKind.Consumer, parentContext: default, links: links, name: $"process {job.Kind}",
            tags: [new(Queue, job.Queue), new(Kind, job.Kind), new("bits.jobs.attempt", job.Attempt)]);
    }

    internal static bool MeasuresRuns => Durations.Enabled;

    internal static void RecordRuns(IEnumerable<(Attempt Attempt, JobOutcome Outcome)> ends)
    {
        foreach (var ((job, _, _, duration), outcome) in ends)
            Durations.Record(
                duration.TotalSeconds, new(Queue, job.Queue), new(Kind, job.Kind), new(Outcome, outcome.ToText()));
    }

    internal static void RecordRescue() => Rescues.Add(1);

    internal static void RecordUnknownKind(string kind) => UnknownKinds.Add(1, new KeyValuePair<string, object?>(Kind, kind));
}
