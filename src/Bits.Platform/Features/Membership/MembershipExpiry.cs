using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Maintenance;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Logging;

namespace Bits.Platform.Features.Membership;

/// <summary>Records expired memberships and bans once a minute. Reads treat them as ended at the exact time, before the
/// record. Safe on several nodes at once: each takes other rows.</summary>
public sealed partial class MembershipExpiry(
    SystemPipeline pipeline, Memberships memberships, ILogger<MembershipExpiry> log) : IMaintenanceTask
{
    static readonly AuditField Written = new("ends_written");
    static readonly AuditAction Expiring = new("membership.expire", AuditClass.Access);

    const int ChunkSize = 1_000;

    /// <inheritdoc />
    public TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Records all expired memberships and bans, a thousand per transaction.</summary>
    /// <returns>The number of recorded ends.</returns>
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
    public async Task RunAsync(CancellationToken ct)
    {
        if (await EndAllAsync(ct) is > 0 and var ended)
            Ended(ended);
    }

    [LoggerMessage(1, LogLevel.Information, "Recorded the end of {Count} memberships and bans.")]
    partial void Ended(int count);
}
