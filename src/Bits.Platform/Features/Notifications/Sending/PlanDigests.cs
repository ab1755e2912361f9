using Bits.Jobs;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications.Sending;

/// <summary>Plans the digests that are due.</summary>
public sealed record PlanDigests : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "notifications.plan_digests";
}

/// <summary>Looks through the members for whom something waits, a page per transaction. A digest is due once after each of its
/// times, if something has waited since before it; so an empty one is never sent.</summary>
/// <remarks>Idempotent: each due digest is one job, and each member's latest digest is stored with it.</remarks>
sealed class PlanDigestsHandler(SystemPipeline pipeline, JobQueue jobs, TimeProvider time) : IJobHandler<PlanDigests>
{
    const int PageSize = 1_000;

    public async Task HandleAsync(Job<PlanDigests> job, CancellationToken ct)
    {
        var task = SystemTask.Of(job);
        for (Guid? after = Guid.Empty; after is { } last;)
            after = await pipeline.RunAsync(task, call => PlanPageAsync(call, last, ct), ct);
    }

    async Task<Guid?> PlanPageAsync(SystemCall call, Guid after, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        call.Audit.If(changed: false);
        var waiting = await ListWaitingAsync(call.Db, after, ct);
        var due = waiting
            .Select(w => (w.UserId, DueAt: w.Settings.LastDigest(now) ?? now, w.Since, w.Latest)) // with digests off, what waits is decided now
            .Where(w => w.Since <= w.DueAt && (w.Latest is not { } latest || latest < w.DueAt))
            .Select(w => new SendDigest(w.UserId, w.DueAt))
            .ToList();

        await StoreAsync(call.Db, due, ct);
        await jobs.EnqueueManyAsync(call.Db, due, NotificationsJson.Default.SendDigest, new() { Priority = SendDigest.DigestPriority }, ct);
        return waiting.Count < PageSize ? null : waiting[^1].UserId;
    }

    static Task<List<(Guid UserId, NotificationSettings Settings, DateTimeOffset Since, DateTimeOffset? Latest)>> ListWaitingAsync(
        NpgsqlConnection db, Guid after, CancellationToken ct)
    {
        const string sql = $"""
            select w.recipient_id, w.since, g.due_at, {NotificationSettings.Columns}
            from (
                select recipient_id, min(created_at) as since
                from notifications_delivery
                where state = 'held' and recipient_id > $1
                group by recipient_id
                order by recipient_id
                limit $2) w
            left join notifications_settings s on s.user_id = w.recipient_id
            left join notifications_digest g on g.user_id = w.recipient_id
            order by w.recipient_id
            """;

        return db.QueryAsync(
            sql, [after, PageSize],
            row => (row.GetGuid(0), NotificationSettings.Read(row, 3), row.GetFieldValue<DateTimeOffset>(1), row.Nullable<DateTimeOffset>(2)), ct);
    }

    static Task<int> StoreAsync(NpgsqlConnection db, IReadOnlyCollection<SendDigest> due, CancellationToken ct)
    {
        const string sql = """
            insert into notifications_digest (user_id, due_at)
            select * from unnest($1::uuid[], $2::timestamptz[])
            on conflict on constraint notifications_digest_pkey do update set due_at = excluded.due_at
            """;

        return db.ExecuteAsync(sql, [due.Select(d => d.RecipientId).ToArray(), due.Select(d => d.DueAt).ToArray()], ct);
    }
}
