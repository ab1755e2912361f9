using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bits.Platform.Features.Notifications.Channels.Email;
using Bits.Platform.Mail;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Features.Notifications.Reports;

/// <summary>Reads the reports of a mail provider. The signature is that of Standard Webhooks (standardwebhooks.com, version 1),
/// the events are <c>email.sent</c>, <c>email.delivered</c>, <c>email.bounced</c>, <c>email.complained</c> and
/// <c>email.failed</c>, with the Message-ID in <c>data.message_id</c>.</summary>
public sealed class MailReports(IOptions<MailOptions> options, TimeProvider time)
{
    /// <summary>The name of the channel.</summary>
    public const string Channel = EmailChannel.ChannelName;

    const string Prefix = "whsec_";
    static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Returns whether a request is from the provider, and not an old one sent again.</summary>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>, in seconds since 1970.</param>
    /// <param name="signatures">The header <c>webhook-signature</c>, one or more, separated by blanks.</param>
    /// <param name="body">The body as it came.</param>
    public bool IsGenuine(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body)
    {
        if (Key() is not { } key || id is not { Length: > 0 and <= 256 } || signatures is null
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
            return false;

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = HMACSHA256.HashData(key, signed);
        var isGenuine = false;
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(16))
            isGenuine |= Matches(signature, expected);
        return isGenuine;
    }

    /// <summary>Returns the report of a body; null for an event that says nothing about a delivery.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static DeliveryReport? Read(ReadOnlySpan<byte> body)
    {
        var e = JsonSerializer.Deserialize<Event>(body, Json);
        if (e?.Data?.MessageId?.Trim(' ', '<', '>') is not { Length: > 0 } id)
            return null;

        ReportedState? state = e.Type switch
        {
            "email.sent" => ReportedState.Sent,
            "email.delivered" => ReportedState.Delivered,
            "email.failed" => ReportedState.Failed,
            "email.bounced" when e.Data.Bounce?.Type is not ("Transient" or "Undetermined") => ReportedState.Bounced,
            "email.complained" => ReportedState.Complained,
            _ => null,
        };
        return state is { } known ? new([id.Split('@')[0]], known, e.Data.Bounce?.Message) : null;
    }

    byte[]? Key()
    {
        var secret = options.Value.WebhookSecret;
        var encoded = secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret;
        var key = new byte[encoded.Length];
        return encoded.Length > 0 && Convert.TryFromBase64String(encoded, key, out var length) ? key[..length] : null;
    }

    static bool Matches(string signature, byte[] expected)
    {
        const string version = "v1,";
        var given = new byte[expected.Length + 3];
        return signature.StartsWith(version, StringComparison.Ordinal)
            && Convert.TryFromBase64String(signature[version.Length..], given, out var length)
            && CryptographicOperations.FixedTimeEquals(given.AsSpan(0, length), expected);
    }

    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    sealed record Event(string? Type, EventData? Data);

    sealed record EventData(string? MessageId, Bounce? Bounce);

    sealed record Bounce(string? Type, string? Message);
}
