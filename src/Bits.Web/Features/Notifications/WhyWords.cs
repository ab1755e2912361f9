using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.Notifications.Channels;
using Bits.Platform.Features.Notifications.Sending;

namespace Bits.Web.Features.Notifications;

/// <summary>Says to a recipient what a channel did with a notification, and why.</summary>
static class WhyWords
{
    /// <summary>Returns how far it is.</summary>
    public static string State(DeliveryExplanation one, bool isRead) => one switch
    {
        { Channel: ChannelList.InApp, State: null } => "Not in your inbox",
        { Channel: ChannelList.InApp } => isRead ? "In your inbox, read" : "In your inbox, unread",
        { State: { } state } => State(state, isWaiting: one.Rule is not null),
        _ => "Not sent",
    };

    /// <summary>Returns why; null where nothing was against it.</summary>
    public static string? Reason(DeliveryExplanation one) => (one.State, one.Rule) switch
    {
        (DeliveryState.Unknown, _) => "The provider did not answer. The message is not repeated, as it may have arrived.",
        (DeliveryState.Failed, _) => "The provider refused the message, or could not deliver it.",
        (null, null) => "You had no address on this channel when it happened, or the channel was off.",
        (_, null) => null,
        (_, { } rule) => Reason(rule),
    };

    static string State(DeliveryState state, bool isWaiting) => state switch
    {
        DeliveryState.Planned => isWaiting ? "Waiting" : "About to be sent",
        DeliveryState.Held => "Waiting for your digest",
        DeliveryState.Sending => "Being sent",
        DeliveryState.Unknown => "Perhaps sent",
        DeliveryState.Accepted or DeliveryState.Sent => "Sent",
        DeliveryState.Delivered => "Delivered",
        DeliveryState.Read => "Read",
        DeliveryState.Failed => "Failed",
        DeliveryState.Cancelled => "Not sent",
    };

    static string Reason(SendingRule rule) => rule switch
    {
        SendingRule.AccountClosed => "Your account is closed.",
        SendingRule.SubjectGone => "What it is about was removed.",
        SendingRule.NotAMember => "You do not belong to its group, or have left it.",
        SendingRule.Blocked => "You have blocked the member who caused it.",
        SendingRule.Muted => "You have muted the group, or want only mentions there.",
        SendingRule.AlreadyRead => "You had read it in the app before.",
        SendingRule.TurnedOff => "You have turned this kind off here, or digests off.",
        SendingRule.NoAddress => "You have no address here, such as a number or a browser that is signed in.",
        SendingRule.Suppressed => "Your address bounced, or reported an earlier message as unwanted.",
        SendingRule.TooLate => "It could not be sent in time.",
        SendingRule.Digest => "You chose the digest for this kind, or left it there.",
        SendingRule.QuietHours => "It comes after your quiet hours.",
        SendingRule.Budget => "The channel has reached its number of recipients for the day.",
        SendingRule.Provider => "The provider asked to wait, or could not be reached.",
    };
}
