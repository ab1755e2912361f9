using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Bits.Jobs;

/// <summary>The names under which this library reports spans and metrics.</summary>
public static class JobsTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string SourceName = "Bits.Jobs";

    /// <summary>The histogram of run times, in seconds, by queue, kind and outcome.</summary>
    public const string RunDuration = "bits.jobs.run.duration";

    internal const string Queue = "messaging.destination.name";
    internal const string Kind = "bits.jobs.kind";
    internal const string Outcome = "bits.jobs.outcome";

    static readonly ActivitySource Source = new(SourceName);
    static readonly Meter Meter = new(SourceName);
    static readonly Histogram<double> Durations =
        Meter.CreateHistogram<double>(RunDuration, "s", "How long an attempt at a job took.");

    // A run is linked to the span that enqueued it, not its child: it may come hours later, and many times.
    internal static Activity? StartRun(ClaimedJob job)
    {
        ActivityLink[] links =
            ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var enqueued) ? [new(enqueued)] : [];

        return Source.StartActivity(
            ActivityKind.Consumer, parentContext: default, links: links, name: $"process {job.Kind}",
            tags: [new(Queue, job.Queue), new(Kind, job.Kind), new("bits.jobs.attempt", job.Attempt)]);
    }

    internal static void RecordRun(ClaimedJob job, JobOutcome outcome, TimeSpan duration) =>
        Durations.Record(
            duration.TotalSeconds, new(Queue, job.Queue), new(Kind, job.Kind), new(Outcome, outcome.ToText()));
}
