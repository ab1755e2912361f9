using Bits.Platform.Accounts;
using Npgsql;

namespace Bits.Platform.Features.Notifications.Channels;

/// <summary>A way to reach members outside the app. A new one, such as an SMS gateway, is a class of this kind and one line
/// that registers it.</summary>
public interface IChannel
{
    /// <summary>Gets the name, such as <c>email</c>; stored, so it never changes.</summary>
    string Name { get; }

    /// <summary>Gets what members read in their preferences, such as "E-mail".</summary>
    Localized Label { get; }

    /// <summary>Gets whether it is configured.</summary>
    bool IsOn { get; }

    /// <summary>Gets whether it brings digests.</summary>
    bool HasDigest => false;

    /// <summary>Gets whether its provider reports bounces and complaints: then the ledger keeps the address of each message.</summary>
    bool HasReports => false;

    /// <summary>Gets the number of different recipients within 24 hours; null without a limit.</summary>
    int? DailyRecipients => null;

    /// <summary>Returns what the channel does with a kind whose recipient has chosen nothing.</summary>
    DeliveryMode DefaultOf(Importance importance) => DeliveryMode.Now;

    /// <summary>Returns those of the users who have an address on the channel. A failure other than the database's plans nothing
    /// on this channel, and is logged.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="users">The users.</param>
    /// <param name="ct">Stops the query.</param>
    Task<IReadOnlyList<Guid>> ListReachableAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> users, CancellationToken ct);

    /// <summary>Returns the current address of a user; null without one.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="account">The user.</param>
    /// <param name="ct">Stops the query.</param>
    Task<string?> FindAddressAsync(NpgsqlConnection db, Account account, CancellationToken ct);

    /// <summary>Sends a message once. Does not retry: the result says whether another attempt is safe.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The result; a failure of the provider or of the network is one, and no exception.</returns>
    /// <remarks>Takes no cancellation, as a message may be sent before it arrives; limits its own time. What takes longer than
    /// two minutes is unknown.</remarks>
    Task<SendResult> SendAsync(OutgoingMessage message);

    /// <summary>Forgets a part of an address that <see cref="SendResult.DeadParts"/> named. Default: nothing.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="part">The part.</param>
    /// <param name="ct">Stops the query.</param>
    Task ForgetAsync(NpgsqlConnection db, string part, CancellationToken ct) => Task.CompletedTask;
}

/// <summary>A message to one recipient.</summary>
/// <param name="MessageId">An id that is unique among all messages, without blanks; the provider's reports may name it.</param>
/// <param name="Recipient">The recipient.</param>
/// <param name="Address">Their address on the channel.</param>
/// <param name="Language">Their language.</param>
/// <param name="Items">What to tell; one, or those of a digest.</param>
public sealed record OutgoingMessage(
    string MessageId, Account Recipient, string Address, Language Language, IReadOnlyList<MessageItem> Items)
{
    /// <summary>Gets whether it is a digest.</summary>
    public bool IsDigest { get; init; }

    /// <summary>Gets the token that unsubscribes the recipient from messages such as this; null for one that cannot be
    /// unsubscribed from.</summary>
    public string? UnsubscribeToken { get; init; }
}

/// <summary>A notification in a message.</summary>
/// <param name="NotificationId">The notification; the web app opens its subject.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Words">The text.</param>
public sealed record MessageItem(Guid NotificationId, NotificationKind Kind, NotificationWords Words);

/// <summary>The result of sending a message.</summary>
public abstract record SendResult
{
    /// <summary>Gets the parts of the address that no longer exist, such as browsers that have unsubscribed.</summary>
    public IReadOnlyList<string> DeadParts { get; init; } = [];

    /// <summary>The provider accepted it.</summary>
    /// <param name="ProviderId">The id that the provider's reports name.</param>
    public sealed record Accepted(string ProviderId) : SendResult;

    /// <summary>The provider refused it permanently.</summary>
    /// <param name="Error">The provider's answer.</param>
    /// <param name="IsDeadAddress">Whether the address does not exist: it gets nothing more.</param>
    public sealed record Rejected(string Error, bool IsDeadAddress = false) : SendResult;

    /// <summary>The provider refused it for now, or was not reached: nothing was sent.</summary>
    /// <param name="Delay">The time to wait.</param>
    /// <param name="Error">The reason.</param>
    public sealed record NotNow(TimeSpan Delay, string Error) : SendResult;

    /// <summary>The provider may have sent it. It is not repeated, as no provider recognizes a repeated message.</summary>
    /// <param name="Error">The reason.</param>
    public sealed record Unknown(string Error) : SendResult;
}
