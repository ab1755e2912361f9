using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Logging;

namespace Bits.Platform.Features.Notifications.WhatsApp;

/// <summary>Sends one notification to one recipient by WhatsApp.</summary>
/// <param name="NotificationId">The notification.</param>
/// <param name="RecipientId">The recipient.</param>
public sealed record SendWhatsApp(Guid NotificationId, Guid RecipientId) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "notifications.send_whatsapp";
}

/// <summary>Sends it at most once: the ledger records the attempt before the message is sent, and an attempt without an
/// answer is not repeated.</summary>
/// <remarks>Idempotent: only a planned delivery is sent.</remarks>
sealed class SendWhatsAppHandler(
    SystemPipeline pipeline, Memberships memberships, NotificationTexts texts, WhatsAppClient client, TimeProvider time,
    ILogger<SendWhatsAppHandler> log) : IJobHandler<SendWhatsApp>
{
    static readonly AuditField State = new("state");
    static readonly TimeSpan GoodFor = TimeSpan.FromHours(24);

    public async Task HandleAsync(Job<SendWhatsApp> job, CancellationToken ct)
    {
        var task = SystemTask.Of(job);
        var (delivery, words) = await pipeline.RunAsync(task, call => TakeAsync(call, job.Args, ct), ct);
        if (delivery is null)
            return;
        if (delivery.Phone is not { } phone || words is null)
        {
            await RecordAsync("cancelled", error: "opted out, no longer a member, or the subject is deleted");
            return;
        }

        // Ignores cancellation from here to the record: the message may be sent.
        switch (await client.SendAsync(phone, words.Title, words.Body))
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
            pipeline.RunAsync(
                task,
                call =>
                {
                    call.Audit.Target("user", job.Args.RecipientId).Changed(State, "sending", state);
                    return WhatsAppDelivery.RecordAsync(call.Db, job.Args, state, providerId, error, CancellationToken.None);
                }, CancellationToken.None);
    }

    // Bookkeeping of the ledger: the result of the attempt is audited.
    async Task<(WhatsAppDelivery? Delivery, NotificationWords? Words)> TakeAsync(
        SystemCall call, SendWhatsApp args, CancellationToken ct)
    {
        if (await WhatsAppDelivery.TakeAsync(call.Db, args, ct) is { } delivery)
        {
            call.Audit.If(changed: false);
            return (delivery, await ComposeAsync(call, delivery, args.RecipientId, ct));
        }

        var givenUp = await WhatsAppDelivery.GiveUpAsync(call.Db, args, ct);
        call.Audit.Target("user", args.RecipientId).Changed(State, "sending", "unknown").If(givenUp);
        if (givenUp)
            log.DeliveryUnknown(args.NotificationId, "the sender stopped before the answer");
        return (null, null);
    }

    // Renders the text for the time of sending; null when the recipient may not get it.
    async Task<NotificationWords?> ComposeAsync(
        SystemCall call, WhatsAppDelivery delivery, Guid recipient, CancellationToken ct)
    {
        if (delivery.Scope is { } scope && !await memberships.IsMemberAsync(call.Db, recipient, scope, ct))
            return null;

        var words = await texts.ComposeAsync(call.Db, [(delivery.Kind, delivery.Subject)], ct);
        return words.GetValueOrDefault((delivery.Kind, delivery.Subject.SubjectId));
    }
}

/// <summary>Logs the events of the sender.</summary>
static partial class WhatsAppLog
{
    [LoggerMessage(1, LogLevel.Warning, "Outcome unknown for WhatsApp notification {NotificationId}: {Error}")]
    public static partial void DeliveryUnknown(this ILogger log, Guid notificationId, string error);

    [LoggerMessage(2, LogLevel.Warning, "WhatsApp refused notification {NotificationId}: {Error}")]
    public static partial void DeliveryRejected(this ILogger log, Guid notificationId, string error);
}
