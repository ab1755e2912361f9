using Bits.Jobs;
using Bits.Membership;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Platform.Features.Notifications.WhatsApp;

/// <summary>Sends one notification to one recipient by WhatsApp.</summary>
/// <param name="NotificationId">What.</param>
/// <param name="RecipientId">To whom.</param>
public sealed record SendWhatsApp(Guid NotificationId, Guid RecipientId) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "notifications.send_whatsapp";
}

/// <summary>Sends it at most once: before it is sent the ledger says so, and an attempt that ended without word is not
/// repeated.</summary>
/// <remarks>Idempotent: only a planned delivery is sent.</remarks>
sealed class SendWhatsAppHandler(
    NpgsqlDataSource dataSource, Memberships memberships, WhatsAppClient client, TimeProvider time,
    ILogger<SendWhatsAppHandler> log) : IJobHandler<SendWhatsApp>
{
    static readonly TimeSpan GoodFor = TimeSpan.FromHours(24);

    public async Task HandleAsync(Job<SendWhatsApp> job, CancellationToken ct)
    {
        await using var db = await dataSource.OpenConnectionAsync(ct);
        if (await WhatsAppDelivery.TakeAsync(db, job.Args, ct) is not { } delivery)
        {
            if (await WhatsAppDelivery.GiveUpAsync(db, job.Args, ct))
                log.DeliveryUnknown(job.Args.NotificationId, "the sender stopped before it knew");
            return;
        }

        if (delivery.Phone is not { } phone
            || !await memberships.IsMemberAsync(db, job.Args.RecipientId, delivery.Scope, ct))
        {
            await RecordAsync("cancelled", error: "not wanted any more, or no member any more");
            return;
        }

        // From here to the record nothing is cancelled: the message may be out.
        switch (await client.SendAsync(phone, delivery.Title, delivery.Body))
        {
            case WhatsAppResult.Accepted accepted:
                await RecordAsync("accepted", accepted.ProviderId);
                break;
            case WhatsAppResult.Rejected rejected:
                log.DeliveryRejected(job.Args.NotificationId, rejected.Error);
                await RecordAsync("failed", error: rejected.Error);
                break;
            case WhatsAppResult.Unknown unknown:
                log.DeliveryUnknown(job.Args.NotificationId, unknown.Error);
                await RecordAsync("unknown", error: unknown.Error);
                break;
            case WhatsAppResult.NotNow late when time.GetUtcNow() - delivery.PlannedAt > GoodFor:
                log.DeliveryRejected(job.Args.NotificationId, late.Error);
                await RecordAsync("failed", error: $"not sent within {GoodFor}: {late.Error}");
                break;
            case WhatsAppResult.NotNow later:
                await RecordAsync("planned", error: later.Error);
                throw new SnoozeJobException(later.Delay, later.Error);
        }

        Task RecordAsync(string state, string? providerId = null, string? error = null) =>
            WhatsAppDelivery.RecordAsync(db, job.Args, state, providerId, error, CancellationToken.None);
    }
}

/// <summary>What the sender logs.</summary>
static partial class WhatsAppLog
{
    [LoggerMessage(1, LogLevel.Warning, "Nobody knows whether WhatsApp has notification {NotificationId}: {Error}")]
    public static partial void DeliveryUnknown(this ILogger log, Guid notificationId, string error);

    [LoggerMessage(2, LogLevel.Warning, "WhatsApp does not send notification {NotificationId}: {Error}")]
    public static partial void DeliveryRejected(this ILogger log, Guid notificationId, string error);
}
