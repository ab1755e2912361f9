using Bits.Platform.Accounts;
using Bits.Platform.Mail;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.Notifications.Channels.Email;

/// <summary>E-mail to the address of the account. News of scopes come in the digest unless a member chooses otherwise.</summary>
sealed class EmailChannel(MailSender sender, AccountDirectory accounts, IOptions<MailOptions> options) : IChannel
{
    /// <summary>The name of the channel.</summary>
    public const string ChannelName = "email";

    public string Name => ChannelName;

    public Localized Label { get; } = new("E-mail", "ई-मेल");

    public bool IsOn => options.Value.Enabled;

    public bool HasDigest => true;

    public bool HasReports => true;

    public int? DailyRecipients => options.Value.DailyRecipients is > 0 and var limit ? limit : null;

    public DeliveryMode DefaultOf(Importance importance) => importance == Importance.News ? DeliveryMode.Digest : DeliveryMode.Now;

    public Task<IReadOnlyList<Guid>> ListReachableAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> users, CancellationToken ct) => accounts.ListEnabledAsync(db, users, ct);

    public Task<string?> FindAddressAsync(NpgsqlConnection db, Account account, CancellationToken ct) =>
        Task.FromResult<string?>(account.Email);

    public async Task<SendResult> SendAsync(OutgoingMessage message)
    {
        try
        {
            await sender.SendAsync(Compose(message), CancellationToken.None);
            return new SendResult.Accepted(message.MessageId);
        }
        catch (MailRefusedException e)
        {
            return new SendResult.Rejected(e.Message, e.IsDeadAddress);
        }
        catch (MailOutcomeUnknownException e)
        {
            return new SendResult.Unknown(e.Message);
        }
        catch (IOException e)
        {
            return new SendResult.NotNow(TimeSpan.FromMinutes(1), e.Message);
        }
    }

    OutgoingMail Compose(OutgoingMessage message)
    {
        var home = options.Value.PublicAddress!;
        var unsubscribe = message.UnsubscribeToken is { } token ? new Uri(home, $"unsubscribe?token={token}") : null;
        var layout = new EmailLayout(home, message, unsubscribe);
        return new(message.Address, message.Recipient.Name, layout.Subject, layout.Text())
        {
            Html = layout.Html(),
            MessageId = message.MessageId,
            Unsubscribe = unsubscribe,
        };
    }
}
