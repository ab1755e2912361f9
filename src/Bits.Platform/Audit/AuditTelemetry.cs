using System.Diagnostics.Metrics;

namespace Bits.Platform.Audit;

/// <summary>The metrics of the audit log.</summary>
public static class AuditTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string SourceName = "Bits.Audit";

    /// <summary>How often the sealing found that the chain is not genuine; anything above 0 is an alarm.</summary>
    public const string BrokenSeals = "bits.audit.seal.broken";

    /// <summary>How many events were refused or failed, by action and outcome.</summary>
    public const string Denials = "bits.audit.denials";

    /// <summary>How many events of denials could not be written; anything above 0 is an alarm.</summary>
    public const string LostDenials = "bits.audit.denials.lost";

    static readonly Meter Meter = new(SourceName);
    static readonly Counter<long> Broken = Meter.CreateCounter<long>(BrokenSeals, "{check}", "Checks that found a broken seal.");
    static readonly Counter<long> Denied = Meter.CreateCounter<long>(Denials, "{event}", "Calls that were denied or failed.");
    static readonly Counter<long> Lost = Meter.CreateCounter<long>(LostDenials, "{event}", "Denials that are not in the log.");

    /// <summary>Shows the alarms at zero: what is not there cannot be told from what is well.</summary>
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
