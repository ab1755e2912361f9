using System.Diagnostics.Metrics;
using Bits.Shared;

namespace Bits.Platform.Audit;

/// <summary>The metrics of the audit log.</summary>
public static class AuditTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string SourceName = "Bits.Audit";

    /// <summary>The counter of checks that found a broken chain; alert above 0.</summary>
    public const string BrokenSeals = "bits.audit.seal.broken";

    /// <summary>The counter of denied and failed calls, by action and outcome.</summary>
    public const string Denials = "bits.audit.denials";

    /// <summary>The counter of denials that could not be written; alert above 0.</summary>
    public const string LostDenials = "bits.audit.denials.lost";

    static readonly Meter Meter = new(SourceName);
    static readonly Counter<long> Broken = Meter.CreateCounter<long>(BrokenSeals, "{check}", "Checks that found a broken seal.");
    static readonly Counter<long> Denied = Meter.CreateCounter<long>(Denials, "{event}", "Calls that were denied or failed.");
    static readonly Counter<long> Lost = Meter.CreateCounter<long>(LostDenials, "{event}", "Denials that are not in the log.");

    /// <summary>Reports the counters at zero: an absent metric looks the same as a healthy one.</summary>
    internal static void Announce()
    {
        Broken.Add(0);
        Lost.Add(0);
    }

    internal static void SealBroken() => Broken.Add(1);

    internal static void DenialLost() => Lost.Add(1);

    internal static void DenialWritten(string action, AuditOutcome outcome) =>
        Denied.Add(1, new("bits.audit.action", action), new("bits.audit.outcome", outcome.ToText()));
}
