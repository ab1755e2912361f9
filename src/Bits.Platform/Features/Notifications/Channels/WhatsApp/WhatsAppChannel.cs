using Bits.Platform.Accounts;
using Bits.Shared;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.Notifications.Channels.WhatsApp;

/// <summary>WhatsApp messages to members who opted in.</summary>
sealed class WhatsAppChannel(WhatsAppClient client, IOptions<WhatsAppOptions> options) : IChannel
{
    /// <summary>The name of the channel.</summary>
    public const string ChannelName = "whatsapp";

    public string Name => ChannelName;

    public Localized Label { get; } = "WhatsApp";

    public bool IsOn => options.Value.Enabled;

    public bool HasReports => true;

    public int? DailyRecipients => options.Value.DailyRecipients is > 0 and var limit ? limit : null;

    public async Task<IReadOnlyList<Guid>> ListReachableAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> users, CancellationToken ct)
    {
        const string sql = "select user_id from notifications_whatsapp_number where user_id = any($1)";

        return await db.QueryAsync(sql, [users.ToArray()], row => row.GetGuid(0), ct);
    }

    public Task<string?> FindAddressAsync(NpgsqlConnection db, Account account, CancellationToken ct)
    {
        const string sql = "select phone from notifications_whatsapp_number where user_id = $1";

        return db.FindAsync(sql, [account.Id], row => row.GetString(0), ct);
    }

    public Task<SendResult> SendAsync(OutgoingMessage message)
    {
        var words = message.Items[0].Words;
        return client.SendAsync(message.MessageId, message.Address, words.Title, words.Body, message.Language);
    }
}
