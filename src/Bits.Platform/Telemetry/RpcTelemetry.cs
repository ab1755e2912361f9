using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Bits.Platform.Rpc;

namespace Bits.Platform.Telemetry;

/// <summary>The spans and metrics of calls. No user data: the labels are the call's name and how it ended.</summary>
public static class RpcTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string SourceName = "Bits.Rpc";

    /// <summary>The histogram of call times, in seconds, by call and outcome.</summary>
    public const string CallDuration = "bits.rpc.call.duration";

    const string Method = "rpc.method";
    const string Outcome = "bits.rpc.outcome";

    static readonly ActivitySource Source = new(SourceName);
    static readonly Meter Meter = new(SourceName);
    static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(CallDuration, "s", "How long a call took.");

    internal static Span Start(RpcMethod method) =>
        new(method.Rules.Name, Source.StartActivity(method.Rules.Name, ActivityKind.Internal));

    /// <summary>One call. It counts as internal unless told otherwise: what is not a fault is ours.</summary>
    internal sealed class Span(string method, Activity? activity) : IDisposable
    {
        readonly long _started = Stopwatch.GetTimestamp();
        string _outcome = Word(FaultCode.Internal);

        public void Succeeded() => _outcome = "ok";

        public void Failed(FaultCode code) => _outcome = Word(code);

        public void Dispose()
        {
            Durations.Record(
                Stopwatch.GetElapsedTime(_started).TotalSeconds, new(Method, method), new(Outcome, _outcome));
            activity?.SetTag(Method, method).SetTag(Outcome, _outcome);
            activity?.Dispose();
        }

        static string Word(FaultCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());
    }
}
