using System.Net;
using System.Text.Json;
using Bits.Platform.Accounts;
using Bits.Platform.Mail;
using Bits.Shared;
using Lib.Net.Http.WebPush;
using Lib.Net.Http.WebPush.Authentication;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.Notifications.Channels.Push;

/// <summary>Web push (RFC 8030) to the browsers in which a member asked for it.</summary>
sealed class PushChannel(
    IHttpClientFactory clients, IOptions<PushOptions> options, IOptions<MailOptions> site) : IChannel
{
    /// <summary>The name of the channel.</summary>
    public const string ChannelName = "push";

    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "push";

    const int MaxBodyLength = 300;
    // The fault is the platform's, not the browser's: an operator has to correct the keys or the contact.
    const string KeysRefused = "push_keys_refused";
    static readonly TimeSpan RepairTime = TimeSpan.FromMinutes(15);

    static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public string Name => ChannelName;

    public Localized Label { get; } = new("Browser", "ब्राउज़र");

    public bool IsOn => options.Value.Enabled;

    public async Task<IReadOnlyList<Guid>> ListReachableAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> users, CancellationToken ct)
    {
        var browsers = await PushBrowsers.CleanAndListAsync(db, users, options.Value.PublicKey, ct);
        return [.. browsers.Select(browser => browser.Session.UserId).Distinct()];
    }

    /// <summary>Returns the browsers of a user whose sessions last: endpoint and keys of each on a line.</summary>
    public async Task<string?> FindAddressAsync(NpgsqlConnection db, Account account, CancellationToken ct)
    {
        var browsers = await PushBrowsers.ListAsync(db, account.Id, options.Value.PublicKey, ct);
        return browsers.Count == 0
            ? null
            : string.Join('\n', browsers.Select(browser => $"{browser.Endpoint} {browser.P256dh} {browser.Auth}"));
    }

    public async Task<SendResult> SendAsync(OutgoingMessage message)
    {
        var results = new List<SendResult>();
        foreach (var browser in message.Address.Split('\n'))
            results.Add(await SendAsync(message, browser.Split(' ')));

        // One browser is enough; a repeat would reach it again.
        var outcome = results.OfType<SendResult.Accepted>().FirstOrDefault()
            ?? results.OfType<SendResult.Unknown>().FirstOrDefault()
            ?? results.OfType<SendResult.NotNow>().FirstOrDefault()
            ?? results[0];
        return outcome with { DeadParts = [.. results.SelectMany(result => result.DeadParts)] };
    }

    public Task ForgetAsync(NpgsqlConnection db, string part, CancellationToken ct)
    {
        const string sql = "delete from notifications_push_subscription where endpoint = $1";

        return db.ExecuteAsync(sql, [part], ct);
    }

    async Task<SendResult> SendAsync(OutgoingMessage message, string[] browser)
    {
        if (!PushKey.IsPoint(browser[1]) || !PushKey.IsSecret(browser[2]))
            return new SendResult.Rejected("the keys of the browser are invalid") { DeadParts = [browser[0]] };

        var subscription = new PushSubscription { Endpoint = browser[0] };
        subscription.SetKey(PushEncryptionKeyName.P256DH, browser[1]);
        subscription.SetKey(PushEncryptionKeyName.Auth, browser[2]);
        using var authentication = new VapidAuthentication(options.Value.PublicKey, options.Value.PrivateKey)
        {
            Subject = options.Value.Contact,
        };
        var client = new PushServiceClient(clients.CreateClient(ClientName)) { AutoRetryAfter = false };
        try
        {
            await client.RequestPushMessageDeliveryAsync(subscription, Compose(message), authentication, CancellationToken.None);
            return new SendResult.Accepted(message.MessageId);
        }
        catch (PushServiceClientException e) when (e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            return new SendResult.Rejected("the browser has unsubscribed") { DeadParts = [browser[0]] };
        }
        catch (PushServiceClientException e) when (e.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return new SendResult.NotNow(RepairTime, $"{KeysRefused}: {(int)e.StatusCode} {e.Message}");
        }
        catch (PushServiceClientException e) when (e.StatusCode == HttpStatusCode.TooManyRequests || (int)e.StatusCode >= 500)
        {
            return new SendResult.NotNow(TimeSpan.FromMinutes(1), $"{(int)e.StatusCode} {e.Message}");
        }
        catch (PushServiceClientException e)
        {
            return new SendResult.Rejected($"{(int)e.StatusCode} {e.Message}");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return new SendResult.NotNow(TimeSpan.FromSeconds(30), $"not reached: {e.Message}");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return new SendResult.Unknown($"no answer: {e.Message}");
        }
#pragma warning disable CA1031 // what the library throws for one browser says nothing about the others
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new SendResult.Unknown($"{e.GetType().Name}: {e.Message}");
        }
    }

    PushMessage Compose(OutgoingMessage message)
    {
        var item = message.Items[0];
        var content = JsonSerializer.Serialize(
            new PushContent(
                item.Words.Title, PostgresText.Cleaned(item.Words.Body, MaxBodyLength),
                new Uri(site.Value.PublicAddress ?? new("https://localhost/"), $"notifications/{item.NotificationId}").AbsolutePath,
                item.NotificationId),
            NotificationsJson.Default.PushContent);
        return new(content) { TimeToLive = (int)Lifetime.TotalSeconds, Urgency = PushMessageUrgency.Normal };
    }
}

/// <summary>What the service worker of the web app shows.</summary>
/// <param name="Title">The headline.</param>
/// <param name="Body">The text.</param>
/// <param name="Path">The address that a press opens.</param>
/// <param name="Tag">Replaces an earlier one of the same tag.</param>
sealed record PushContent(string Title, string Body, string Path, Guid Tag);
