using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications.Channels;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Logging;

namespace Bits.Platform.Features.Notifications.Sending;

/// <summary>Sends one notification to one recipient on one channel.</summary>
/// <param name="NotificationId">The notification.</param>
/// <param name="Channel">The channel.</param>
/// <param name="RecipientId">The recipient.</param>
public sealed record SendNotification(Guid NotificationId, string Channel, Guid RecipientId) : IJobArgs
{
    /// <summary>The priority of what is for one person.</summary>
    internal const short PersonalPriority = 10;

    /// <summary>The priority of news of a scope.</summary>
    internal const short NewsPriority = 20;

    /// <inheritdoc />
    public static string Kind => "notifications.send";
}

/// <summary>Sends it at most once: the ledger records the attempt before the message is sent, and an attempt without an
/// answer is not repeated. All rules are applied here, as they are now.</summary>
/// <remarks>Idempotent: only a planned delivery is sent.</remarks>
sealed class SendNotificationHandler(
    SystemPipeline pipeline, Deliveries deliveries, ChannelList channels, SendOutcomes outcomes, UnsubscribeTokens tokens, TimeProvider time,
    ILogger<SendNotificationHandler> log) : IJobHandler<SendNotification>
{
    static readonly AuditField State = new("state");

    public async Task HandleAsync(Job<SendNotification> job, CancellationToken ct)
    {
        var key = new DeliveryKey(job.Args.NotificationId, job.Args.Channel, job.Args.RecipientId);
        var task = SystemTask.Of(job);
        switch (await pipeline.RunAsync(task, call => DecideAsync(call, key, ct), ct))
        {
            case (Verdict.Send, { } delivery, var token):
                var message = new OutgoingMessage(
                    key.MessageId, delivery.Recipient!, delivery.Address!, delivery.Facts.Settings.Language, [delivery.Item])
                {
                    UnsubscribeToken = token,
                };
                if (await outcomes.SendAsync(task, channels.Find(key.Channel)!, message, [key], backTo: DeliveryState.Planned) is { } later)
                    throw new SnoozeJobException(later.Delay, later.Error);
                break;
            case (Verdict.Wait wait, _, _):
                var delay = wait.Until - time.GetUtcNow();
                throw new SnoozeJobException(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, $"{wait.Rule}");
        }
    }

    async Task<(Verdict?, Delivery?, string? UnsubscribeToken)> DecideAsync(SystemCall call, DeliveryKey key, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        call.Audit.Target("user", key.RecipientId);
        if (!await Ledger.LockPlannedAsync(call.Db, key, ct))
        {
            var lost = await Ledger.MoveAsync(call.Db, [key], [DeliveryState.Sending], LedgerEntry.GivenUp, now, ct) > 0;
            call.Audit.Changed(State, DeliveryState.Sending, DeliveryState.Unknown).If(lost);
            if (lost)
                log.OutcomeUnknown(key.MessageId, "the sender stopped before the answer");
            return (null, null, null);
        }

        var delivery = await deliveries.FindAsync(call.Db, key, ct);
        var verdict = delivery is null ? new Verdict.Cancel(SendingRule.SubjectGone) : SendingRules.Decide(delivery.Facts, now);
        if (verdict is Verdict.Send
            && await Budgets.TakeAsync(
                call.Db, channels.Find(key.Channel)!, delivery!.Kind.Importance, key.RecipientId, now, ct) is { } free)
            verdict = new Verdict.Wait(free, SendingRule.Budget);

        var entry = verdict switch
        {
            Verdict.Send => new LedgerEntry(DeliveryState.Sending, MessageId: key.MessageId, Address: delivery!.ReportedAddress),
            Verdict.Hold => new LedgerEntry(DeliveryState.Held, SendingRule.Digest),
            Verdict.Wait wait => new LedgerEntry(DeliveryState.Planned, wait.Rule),
            Verdict.Cancel cancel => new LedgerEntry(DeliveryState.Cancelled, cancel.Rule),
            _ => throw new InvalidOperationException($"{verdict} has no state."),
        };
        await Ledger.MoveAsync(call.Db, [key], [DeliveryState.Planned], entry, now, ct);
        call.Audit.Changed(State, DeliveryState.Planned, entry.State).If(verdict is Verdict.Cancel); // the outcome of an attempt has an event of its own
        var token = verdict is Verdict.Send && delivery!.Kind.Importance != Importance.Required
            ? await tokens.CreateAsync(call.Db, key.RecipientId, delivery.Kind.Name, ct)
            : null;
        return (verdict, delivery, token);
    }
}
