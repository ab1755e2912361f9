using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Bits.Platform.Rpc;

namespace Bits.Platform.Telemetry;

/// <summary>The spans and metrics of calls, by the semantic conventions for RPC (OpenTelemetry 1.45). Holds no user
/// data: the labels are the call's name and outcome.</summary>
public static class RpcTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string SourceName = "Bits.Rpc";

    /// <summary>The histogram of call times, in seconds, by call and outcome.</summary>
    public const string CallDuration = "rpc.server.call.duration";

    const string System = "rpc.system.name";
    const string SystemName = "bits";
    const string Method = "rpc.method";
    const string Status = "rpc.response.status_code";
    const string ErrorType = "error.type";

    static readonly ActivitySource Source = new(SourceName);
    static readonly Meter Meter = new(SourceName);
    static readonly Histogram<double> Durations = Meter.CreateHistogram(
        CallDuration, "s", "Duration of calls.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });

    // Caches one word per code: this runs at every call.
    static readonly Dictionary<FaultCode, string> Words = Enum.GetValues<FaultCode>()
        .ToDictionary(code => code, code => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString()));

    internal static Span Start(string method) => new(method, Source.StartActivity(method, ActivityKind.Internal));

    /// <summary>A span of one call. The default outcome is internal: an exception that is not a fault is a bug.</summary>
    internal sealed class Span(string method, Activity? activity) : IDisposable
    {
        readonly long _started = Stopwatch.GetTimestamp();
        string? _fault = Words[FaultCode.Internal];

        public void Succeeded() => _fault = null;

        public void Failed(FaultCode code) => _fault = Words[code];

        public void Dispose()
        {
            var tags = new TagList { { System, SystemName }, { Method, method }, { Status, _fault ?? "ok" } };
            if (_fault is not null)
                tags.Add(ErrorType, _fault);
            Durations.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, tags);

            if (activity is null)
                return;
            foreach (var (name, value) in tags)
                activity.SetTag(name, value);
            if (_fault is not null)
                activity.SetStatus(ActivityStatusCode.Error);
            activity.Dispose();
        }
    }
}
