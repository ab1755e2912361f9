using Bits.Platform.Rpc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>Seals the audit log while the host runs, makes partitions ahead, gives up what is too old, and throws away
/// idempotency keys that are a day old. Every host runs it; the database lets one at a time work.</summary>
sealed class AuditCaretaker(
    AuditSealer sealer, AuditRetention retention, IdempotencyRetention keys, AuditOptions options,
    ILogger<AuditCaretaker> log) : BackgroundService
{
    static readonly TimeSpan TidyInterval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        AuditTelemetry.Announce();
        using var ticks = new PeriodicTimer(options.SealInterval);
        var (untilTidy, broken) = (TimeSpan.Zero, "");
        while (await NextAsync(ticks, stoppingToken))
        {
            untilTidy -= options.SealInterval;
            try
            {
                await sealer.SealAsync(stoppingToken);
                if (untilTidy > TimeSpan.Zero)
                    continue;

                await TidyAsync(stoppingToken);
                untilTidy = TidyInterval;
            }
            catch (AuditBrokenException e)
            {
                if (broken != e.Message) // once, not every ten seconds
                    log.Broken(broken = e.Message);
                AuditTelemetry.SealBroken();
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                log.MaintenanceFailed(e);
            }
        }
    }

    async Task TidyAsync(CancellationToken ct)
    {
        await retention.MakePartitionsAsync(ct);
        foreach (var partition in await retention.DropExpiredAsync(ct))
            log.GaveUp(partition);
        await keys.DeleteExpiredAsync(ct);
    }

    static async Task<bool> NextAsync(PeriodicTimer ticks, CancellationToken ct)
    {
        try
        {
            return await ticks.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
