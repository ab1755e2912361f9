using Bits.Platform.Features.Notifications.Channels;
using Bits.Platform.Features.Notifications.Sending;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>Why a notification came on a channel, or did not.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="State">How far it is; null when it was not planned.</param>
/// <param name="Rule">The rule that decided, or would decide now; null without one against it.</param>
/// <param name="Text">The same in words.</param>
/// <param name="At">When the state changed; null when it was not planned.</param>
/// <param name="Error">The provider's last error; null without one.</param>
public sealed record DeliveryExplanation(
    string Channel, DeliveryState? State, SendingRule? Rule, string Text, DateTimeOffset? At, string? Error);

/// <summary>Explains deliveries: by the ledger where it has one, else by the rules as they are now.</summary>
public sealed class DeliveryExplanations
{
    readonly ChannelList _channels;
    readonly Deliveries _deliveries;
    readonly TimeProvider _time;

    internal DeliveryExplanations(ChannelList channels, Deliveries deliveries, TimeProvider time) =>
        (_channels, _deliveries, _time) = (channels, deliveries, time);

    /// <summary>Explains a notification to a user, channel by channel; null for an unknown notification.</summary>
    public async Task<IReadOnlyList<DeliveryExplanation>?> ListAsync(
        NpgsqlConnection db, Guid notificationId, Guid userId, CancellationToken ct)
    {
        if (!await HasNotificationAsync(db, notificationId, ct))
            return null;

        var rows = (await RowsAsync(db, notificationId, userId, ct)).ToDictionary(row => row.Channel);
        var isRecipient = rows.Count > 0;
        var explained = new List<DeliveryExplanation>();
        foreach (var channel in (IEnumerable<string>)[ChannelList.InApp, .. _channels.On.Select(channel => channel.Name)])
            explained.Add(rows.TryGetValue(channel, out var row)
                ? new(channel, row.State, row.Rule, Words(row.State, row.Rule), row.ChangedAt, row.Error)
                : await UnplannedAsync(db, new(notificationId, channel, userId), isRecipient, ct));

        return explained;
    }

    async Task<DeliveryExplanation> UnplannedAsync(NpgsqlConnection db, DeliveryKey key, bool isRecipient, CancellationToken ct)
    {
        if (key.Channel == ChannelList.InApp && isRecipient)
            return new(key.Channel, State: null, SendingRule.TurnedOff, "Not in the inbox: the member has turned this kind off.", At: null, Error: null);

        var delivery = await _deliveries.FindAsync(db, key, ct);
        var rule = delivery is null ? null : SendingRules.Decide(delivery.Facts, _time.GetUtcNow()) switch
        {
            Verdict.Cancel cancel => cancel.Rule,
            _ => (SendingRule?)null,
        };
        return new(
            key.Channel, State: null, rule,
            rule is { } known ? $"Not planned. Now, it would not be sent: {Reason(known)}."
            : isRecipient ? "Not planned: the member had no address here when it was planned, or the channel was off."
            : "Not planned: the member was not among the recipients, such as its author, or joined later.",
            At: null, Error: null);
    }

    static string Words(DeliveryState state, SendingRule? rule) => (state, rule) switch
    {
        (DeliveryState.Planned, { } waits) => $"Waits: {Reason(waits)}.",
        (DeliveryState.Planned, null) => "Is about to be sent.",
        (DeliveryState.Held, _) => "Waits for the next digest.",
        (DeliveryState.Sending, _) => "Is being sent.",
        (DeliveryState.Accepted, _) => "Accepted for delivery.",
        (DeliveryState.Sent, _) => "Sent by the provider.",
        (DeliveryState.Delivered, _) => "Delivered.",
        (DeliveryState.Read, _) => "Read.",
        (DeliveryState.Failed, _) => "Refused by the provider.",
        (DeliveryState.Unknown, _) => "The provider did not answer, so whether it was sent is unknown. It is not repeated.",
        (DeliveryState.Cancelled, { } against) => $"Not sent: {Reason(against)}.",
        (DeliveryState.Cancelled, null) => "Not sent.",
    };

    static string Reason(SendingRule rule) => rule switch
    {
        SendingRule.AccountClosed => "the account is closed",
        SendingRule.SubjectGone => "what it is about was removed",
        SendingRule.NotAMember => "the member does not belong to its group, or has left it",
        SendingRule.Blocked => "the member has blocked who did it",
        SendingRule.Muted => "the member has muted the group, or wants only mentions there",
        SendingRule.AlreadyRead => "the member has read it in the app before",
        SendingRule.TurnedOff => "the member has turned this kind off here, or digests off",
        SendingRule.NoAddress => "the member has no address here",
        SendingRule.Suppressed => "the address does not exist, or its owner reported a message as unwanted",
        SendingRule.TooLate => "it could not be sent in time",
        SendingRule.Digest => "it comes with the digest",
        SendingRule.QuietHours => "it comes after the member's quiet hours",
        SendingRule.Budget => "the channel has reached its number of recipients for the day",
        SendingRule.Provider => "the provider asked to wait, or could not be reached",
    };

    static Task<bool> HasNotificationAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = "select exists (select from notifications_notification where id = $1)";

        return db.FindAsync(sql, [id], row => row.GetBoolean(0), ct);
    }

    static Task<List<Row>> RowsAsync(NpgsqlConnection db, Guid notificationId, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select channel, state, reason, changed_at, error
            from notifications_delivery
            where notification_id = $1 and recipient_id = $2
            """;

        return db.QueryAsync(
            sql, [notificationId, userId],
            row => new Row(
                Channel: row.GetString(0),
                State: EnumText.Parse<DeliveryState>(row.GetString(1)),
                Rule: row.NullableString(2) is { } rule ? EnumText.Parse<SendingRule>(rule) : null,
                ChangedAt: row.GetFieldValue<DateTimeOffset>(3),
                Error: row.NullableString(4)), ct);
    }

    sealed record Row(string Channel, DeliveryState State, SendingRule? Rule, DateTimeOffset ChangedAt, string? Error);
}
