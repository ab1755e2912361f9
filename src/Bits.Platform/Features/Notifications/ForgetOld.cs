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

/// <summary>Deletes a chunk per transaction.</summary>
/// <remarks>Idempotent.</remarks>
sealed class ForgetOldHandler(SystemPipeline pipeline) : IJobHandler<ForgetOld>
{
    const int Chunk = 1_000;

    public async Task HandleAsync(Job<ForgetOld> job, CancellationToken ct)
    {
        var task = SystemTask.Of(job);
        for (var deleted = Chunk; deleted == Chunk;)
            deleted = await pipeline.RunAsync(task, call => DeleteAsync(call, ct), ct);
    }

    static async Task<int> DeleteAsync(SystemCall call, CancellationToken ct)
    {
        const string deliveries = """
            delete from notifications_delivery
            where notification_id in (
                select id from notifications_notification where created_at < now() - interval '13 months' order by created_at limit $1)
            """;
        const string notifications = """
            delete from notifications_notification
            where id in (
                select id from notifications_notification where created_at < now() - interval '13 months' order by created_at limit $1)
            """;

        const string uses = "delete from notifications_budget_use where used_at < now() - interval '1 day'";

        await call.Db.ExecuteAsync(uses, [], ct);
        await call.Db.ExecuteAsync(deliveries, [Chunk], ct);
        var deleted = await call.Db.ExecuteAsync(notifications, [Chunk], ct);
        call.Audit.Target("notifications", "old").If(deleted > 0);
        return deleted;
    }
}
