using Bits.Platform.Demo;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Notifications;

/// <summary>Shows operators deliveries in each state: e-mails that a mail server might have taken, and some that it did
/// not.</summary>
sealed class NotificationsDemo(SystemPipeline pipeline) : IDemoSeed
{
    const int Shown = 40;

    public Task AddContentAsync(IReadOnlyList<Guid> people, IProgress<DemoProgress>? progress, CancellationToken ct) =>
        pipeline.RunAsync(SystemTask.OfOperator("demo.seed"), call => AddAsync(call, ct), ct);

    static async Task<bool> AddAsync(SystemCall call, CancellationToken ct)
    {
        const string deliveries = """
            insert into notifications_delivery
                (notification_id, channel, recipient_id, state, reason, error, provider_id, created_at, changed_at)
            select notification_id, 'email', recipient_id,
                   (array['accepted', 'unknown', 'failed', 'delivered', 'held', 'cancelled', 'delivered', 'read'])[1 + n % 8],
                   case n % 8 when 4 then 'digest' when 5 then 'already_read' end,
                   case n % 8 when 1 then 'the sender stopped before it knew' when 2 then '550 5.1.1 no such user' end,
                   'demo-' || n, created_at, created_at + interval '1 minute'
            from (
                select *, row_number() over (order by created_at, notification_id, recipient_id) as n
                from notifications_delivery
                where channel = 'in_app') d
            where n <= $1
            on conflict on constraint notifications_delivery_once do nothing
            """;
        const string suppressed = """
            insert into notifications_suppression (channel, address, reason)
            values ('email', 'former.address@alumni.example', 'bounced'), ('email', 'too.much@alumni.example', 'complained')
            on conflict on constraint notifications_suppression_pkey do nothing
            """;

        call.Audit.If(changed: false);
        await call.Db.ExecuteAsync(deliveries, [Shown], ct);
        await call.Db.ExecuteAsync(suppressed, [], ct);
        return true;
    }
}
