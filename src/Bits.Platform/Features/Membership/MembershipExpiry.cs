using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Platform.Features.Membership;

/// <summary>Writes down, once a minute, the ends of memberships and bans that have come. Nobody waits for it: whoever
/// reads sees an end at its moment. Harmless on several nodes at once: each takes rows that no other has.</summary>
public sealed partial class MembershipExpiry(
    SystemPipeline pipeline, Memberships memberships, TimeProvider time, ILogger<MembershipExpiry> log) : BackgroundService
{
    static readonly AuditField Written = new("ends_written");
    static readonly AuditAction Expiring = new("membership.expire", AuditClass.Access);

    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    const int ChunkSize = 1_000;

    /// <summary>Writes down all ends that have come, a thousand a transaction.</summary>
    /// <returns>How many.</returns>
    public async Task<int> EndAllAsync(CancellationToken ct)
    {
        var task = new SystemTask(Expiring, Actor.System(Expiring.Name), RequestOrigin.Of(RequestOrigin.Job));
        var (all, ended) = (0, ChunkSize);
        for (; ended == ChunkSize; all += ended)
            ended = await pipeline.RunAsync(task, call => EndAsync(call, ct), ct);

        return all;
    }

    async Task<int> EndAsync(SystemCall call, CancellationToken ct)
    {
        var ended = await memberships.EndExpiredAsync(call.Db, ChunkSize, ct);

        call.Audit.Changed(Written, from: null, ended).If(ended > 0);
        return ended;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                if (await EndAllAsync(stoppingToken) is > 0 and var ended)
                    Ended(ended);
            }
            catch (NpgsqlException e)
            {
                Failed(e); // the next minute tries again
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1, LogLevel.Information, "{Count} memberships and bans have come to their end.")]
    partial void Ended(int count);

    [LoggerMessage(2, LogLevel.Warning, "The ends of memberships could not be written down; trying again in a minute.")]
    partial void Failed(Exception e);
}
