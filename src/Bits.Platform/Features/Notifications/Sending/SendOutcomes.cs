using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications.Channels;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Logging;

namespace Bits.Platform.Features.Notifications.Sending;

/// <summary>Sends messages whose deliveries are committed as <c>sending</c>, and records the outcome.</summary>
sealed class SendOutcomes(SystemPipeline pipeline, TimeProvider time, ILogger<SendOutcomes> log)
{
    static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(2);
    static readonly AuditField State = new("state");

    /// <summary>Sends a message once. Ignores cancellation: the message may be sent.</summary>
    /// <param name="task">The job behind it.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="message">The message.</param>
    /// <param name="deliveries">The deliveries that it carries, of one recipient.</param>
    /// <param name="backTo">The state of the deliveries for which another attempt is safe.</param>
    /// <returns>When another attempt is safe; null when the message needs none.</returns>
    public async Task<SendResult.NotNow?> SendAsync(
        SystemTask task, IChannel channel, OutgoingMessage message, IReadOnlyList<DeliveryKey> deliveries, DeliveryState backTo)
    {
        var result = await TrySendAsync(channel, message);
        switch (result)
        {
            case SendResult.Rejected rejected:
                log.MessageRejected(message.MessageId, rejected.Error);
                break;
            case SendResult.Unknown unknown:
                log.OutcomeUnknown(message.MessageId, unknown.Error);
                break;
        }

        await pipeline.RunAsync(task, call => RecordAsync(call, channel, message, deliveries, result, backTo), CancellationToken.None);
        return result as SendResult.NotNow;
    }

    // A channel is code of others: what it throws says nothing about the message.
    async Task<SendResult> TrySendAsync(IChannel channel, OutgoingMessage message)
    {
        if (!channel.IsOn)
            return new SendResult.NotNow(TimeSpan.FromHours(1), "the channel was turned off after the planning");

        try
        {
            return await channel.SendAsync(message).WaitAsync(MaxTime, time);
        }
        catch (TimeoutException e)
        {
            return new SendResult.Unknown($"no result of the channel within {MaxTime}: {e.Message}");
        }
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new SendResult.Unknown($"the channel failed: {e.GetType().Name}: {e.Message}");
        }
    }

    async Task<bool> RecordAsync(
        SystemCall call, IChannel channel, OutgoingMessage message, IReadOnlyList<DeliveryKey> deliveries, SendResult result,
        DeliveryState backTo)
    {
        var now = time.GetUtcNow();
        var entry = result switch
        {
            SendResult.Accepted accepted => new LedgerEntry(DeliveryState.Accepted, MessageId: accepted.ProviderId),
            SendResult.Rejected rejected => new LedgerEntry(DeliveryState.Failed, Error: rejected.Error),
            SendResult.NotNow later => new LedgerEntry(backTo, SendingRule.Provider, Error: later.Error),
            SendResult.Unknown unknown => new LedgerEntry(DeliveryState.Unknown, Error: unknown.Error),
            _ => throw new InvalidOperationException($"{result} has no state."),
        };
        call.Audit.Target("user", message.Recipient.Id).Changed(State, DeliveryState.Sending, entry.State);

        // An answer overrules an outcome that was given up meanwhile. "Not now" does not: the one who gave up has ended the job
        // that would try again.
        DeliveryState[] from = result is SendResult.NotNow ? [DeliveryState.Sending] : [DeliveryState.Sending, DeliveryState.Unknown];
        await Ledger.MoveAsync(call.Db, deliveries, from, entry, now, CancellationToken.None);
        foreach (var part in result.DeadParts)
            await channel.ForgetAsync(call.Db, part, CancellationToken.None);
        if (result is SendResult.Rejected { IsDeadAddress: true })
            await Suppressions.AddAsync(
                call.Db, channel.Name, message.Address, SuppressionReason.Bounced, now, CancellationToken.None);
        return true;
    }
}

/// <summary>Logs the outcome of messages.</summary>
static partial class SendingLog
{
    [LoggerMessage(1, LogLevel.Warning, "Outcome unknown for message {MessageId}: {Error}")]
    public static partial void OutcomeUnknown(this ILogger log, string messageId, string error);

    [LoggerMessage(2, LogLevel.Warning, "Message {MessageId} was refused: {Error}")]
    public static partial void MessageRejected(this ILogger log, string messageId, string error);

    [LoggerMessage(3, LogLevel.Error, "Channel {Channel} cannot say whom it reaches; nothing is planned on it")]
    public static partial void ChannelFailed(this ILogger log, Exception e, string channel);

    [LoggerMessage(4, LogLevel.Error, "The texts of {Kind} failed; its notifications are shown without words")]
    public static partial void TextFailed(this ILogger log, Exception e, string kind);
}
