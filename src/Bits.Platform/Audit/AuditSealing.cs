using Bits.Platform.Maintenance;
using Microsoft.Extensions.Logging;

namespace Bits.Platform.Audit;

/// <summary>Seals the audit log. Every host runs it; the database allows one at a time.</summary>
sealed class AuditSealing(AuditSealer sealer, AuditOptions options, ILogger<AuditSealing> log) : IMaintenanceTask
{
    string _broken = "";

    /// <inheritdoc />
    public TimeSpan Interval => options.SealInterval;

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken ct)
    {
        AuditTelemetry.Announce();
        try
        {
            await sealer.SealAsync(ct);
        }
        catch (AuditBrokenException e)
        {
            if (_broken != e.Message) // once, not every interval
                log.Broken(_broken = e.Message);
            AuditTelemetry.SealBroken();
        }
    }
}

/// <summary>Once an hour creates the partitions of the audit log ahead of time and drops the expired ones.</summary>
sealed class AuditTidying(AuditRetention retention, ILogger<AuditTidying> log) : IMaintenanceTask
{
    /// <inheritdoc />
    public TimeSpan Interval { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken ct)
    {
        await retention.MakePartitionsAsync(ct);
        foreach (var partition in await retention.DropExpiredAsync(ct))
            log.GaveUp(partition);
    }
}
