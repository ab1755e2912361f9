using Bits.Jobs;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Notifications;

/// <summary>Deletes notifications and their deliveries after 13 months, and what budgets no longer count.</summary>
public sealed record ForgetOld : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "notifications.forget_old";
}

/// <summary>Deletes a chunk per transaction: deliveries by their own age, then notifications without any. What a later event
/// has renewed stays.</summary>
/// <remarks>Idempotent.</remarks>
sealed class ForgetOldHandler(SystemPipeline pipeline) : IJobHandler<ForgetOld>
{
    const int Chunk = 5_000;

    public async Task HandleAsync(Job<ForgetOld> job, CancellationToken ct)
    {
        var task = SystemTask.Of(job);
        for (var deleted = Chunk; deleted > 0;)
            deleted = await pipeline.RunAsync(task, call => DeleteAsync(call, ct), ct);
    }

    static async Task<int> DeleteAsync(SystemCall call, CancellationToken ct)
    {
        const string deliveries = """
            delete from notifications_delivery
            where (notification_id, channel, recipient_id) in (
                select d.notification_id, d.channel, d.recipient_id
                from notifications_notification n
                join notifications_delivery d on d.notification_id = n.id
                where n.created_at < now() - interval '13 months' and d.created_at < now() - interval '13 months'
                limit $1)
            """;
        const string notifications = """
            delete from notifications_notification
            where id in (
                select id
                from notifications_notification n
                where created_at < now() - interval '13 months'
                  and not exists (select from notifications_delivery d where d.notification_id = n.id)
                limit $1)
            """;

        const string uses = "delete from notifications_budget_use where used_at < now() - interval '1 day'";

        await call.Db.ExecuteAsync(uses, [], ct);
        var deleted = await call.Db.ExecuteAsync(deliveries, [Chunk], ct);
        if (deleted == 0)
            deleted = await call.Db.ExecuteAsync(notifications, [Chunk], ct);
        call.Audit.Target("notifications", "old").If(deleted > 0);
        return deleted;
    }
}
